from django.urls import path

from gongjian.organizations import views

app_name = "organizations"
urlpatterns = [
    path("units/", views.unit_list, name="unit_list"),
    path("units/add/", views.unit_add, name="unit_add"),
    path("units/<slug:code>/", views.unit, name="unit"),
    path("units/<slug:code>/edit/", views.unit_edit, name="unit_edit"),
    path("units/<slug:code>/dissolve/", views.unit_dissolve, name="unit_dissolve"),
    path("units/<slug:code>/posts/add/", views.post_add, name="post_add"),
    path("divisions/", views.division_list, name="division_list"),
    path("divisions/add/", views.division_add, name="division_add"),
    path("divisions/<slug:code>/", views.division, name="division"),
    path("divisions/<slug:code>/edit/", views.division_edit, name="division_edit"),
    path("posts/<slug:code>/edit/", views.post_edit, name="post_edit"),
    path("posts/<slug:code>/duties/", views.post_duties, name="post_duties"),
    path("posts/<slug:code>/appoint/", views.appointment_add, name="appointment_add"),
    path("appointments/<int:pk>/end/", views.appointment_end, name="appointment_end"),
    path("people/", views.person_list, name="person_list"),
    path("people/add/", views.person_add, name="person_add"),
    path("people/<slug:code>/", views.person, name="person"),
    path("people/<slug:code>/edit/", views.person_edit, name="person_edit"),
    path("people/<slug:code>/phone/", views.person_phone, name="person_phone"),
    path("people/<slug:code>/account/", views.account_open, name="account_open"),
    path("accounts/<slug:username>/close/", views.account_close, name="account_close"),
    path("accounts/<slug:username>/reopen/", views.account_reopen, name="account_reopen"),
    path("accounts/<slug:username>/password/", views.account_password, name="account_password"),
    path("accounts/<slug:username>/second-factor/", views.account_second_factor, name="account_second_factor"),
    path("accounts/<slug:username>/unlock/", views.account_unlock, name="account_unlock"),
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("me/", views.me, name="me"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/import/", views.notice_import, name="notice_import"),
    path("calendar/<int:year>/edit/", views.notice_edit, name="notice_edit"),
]
