"""Root addresses. The start page is the overview; everything else is under its room's name."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongjian.reports.urls")),
    path("", include("gongjian.core.urls")),
    path("desk/", include("gongjian.desk.urls")),
    path("programmes/", include("gongjian.programmes.urls")),
    path("indicators/", include("gongjian.indicators.urls")),
    path("organizations/", include("gongjian.organizations.urls")),
    path("accounts/", include("gongjian.organizations.sign_in_urls")),
]

handler400 = "gongjian.core.views.bad_request"
handler403 = "gongjian.core.views.permission_denied"
handler404 = "gongjian.core.views.page_not_found"
handler500 = "gongjian.core.views.server_error"
