"""What of allauth is offered under /accounts/, by name: its own list would also offer signing up and passwords
by mail. Names that allauth looks up and that are not offered lead to a page that says whom to ask.
"""

from allauth.account import views as account
from django.urls import include, path

from gongjian.organizations import views

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", views.ask_administrator, name="account_reset_password"),
    path("password/set/", views.ask_administrator, name="account_set_password"),
    path("signup/", views.ask_administrator, name="account_signup"),
    path("email/", views.ask_administrator, name="account_email"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", views.my_sessions, name="usersessions_list"),
]
