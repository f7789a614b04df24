from django.urls import path

from gongjian.core import views

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("settings/language/", views.set_language, name="set_language"),
    path("settings/type/", views.large_type, name="large_type"),
    path("settings/stay/", views.stay, name="stay"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read_all, name="inbox_read_all"),
    path("inbox/<int:pk>/", views.notification_open, name="notification_open"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("audit/", views.audit_list, name="audit_list"),
    path("audit/<int:pk>/", views.audit_record, name="audit_record"),
    path("audit/seals/", views.seal_list, name="seal_list"),
    path("audit/export/", views.audit_export, name="audit_export"),
]
