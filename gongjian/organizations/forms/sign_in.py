"""allauth's forms in our words: labels that stay above the field, no placeholder that vanishes."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}


def say(form: forms.Form, name: str, label: Any, help_text: Any = "") -> forms.Field:
    """Give a field of allauth's our label and help, and take its placeholder away."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    return field


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        say(self, "login", _("Account name")).widget.attrs.update(autofocus=True, autocapitalize="none")
        say(self, "password", _("Password"))


class PasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        say(self, "oldpassword", _("Present password"))
        say(self, "password1", _("New password"), lazy(password_validators_help_text_html, str)())
        say(self, "password2", _("New password again"))


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        say(self, "password", _("Password"))


class CodeForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        help_text = _("Six digits from your authenticator app, or one of your recovery codes.")
        say(self, "code", _("Verification code"), help_text).widget.attrs.update(
            autocomplete="one-time-code", autofocus=True
        )


class ConfirmCodeForm(CodeReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        help_text = _("Six digits from your authenticator app, or one of your recovery codes.")
        say(self, "code", _("Verification code"), help_text).widget.attrs.update(
            autocomplete="one-time-code", autofocus=True
        )


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        help_text = _("The six digits the app shows now.")
        say(self, "code", _("Verification code"), help_text).widget.attrs.update(DIGITS)


class KeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        say(self, "name", _("Name of the key"), _("So that you can tell your keys apart."))
        if not self.is_bound:
            self.initial["name"] = ""


class KeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        say(self, "name", _("Name of the key"), _("So that you can tell your keys apart."))
