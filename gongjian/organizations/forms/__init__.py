"""What people type."""

from gongjian.organizations.forms.calendar import NoticeForm, NoticeTextForm, SpanForm
from gongjian.organizations.forms.people import AccountForm, AppointmentForm, EndForm, PersonForm
from gongjian.organizations.forms.sign_in import (
    AppForm,
    CodeForm,
    ConfirmCodeForm,
    ConfirmPasswordForm,
    KeyForm,
    KeyNameForm,
    PasswordForm,
    SignInForm,
)
from gongjian.organizations.forms.units import (
    DissolveForm,
    DivisionForm,
    DutiesForm,
    NewDivisionForm,
    NewPostForm,
    NewUnitForm,
    PostForm,
    UnitForm,
)

__all__ = [
    "AccountForm",
    "AppForm",
    "AppointmentForm",
    "CodeForm",
    "ConfirmCodeForm",
    "ConfirmPasswordForm",
    "DissolveForm",
    "DivisionForm",
    "DutiesForm",
    "EndForm",
    "KeyForm",
    "KeyNameForm",
    "NewDivisionForm",
    "NewPostForm",
    "NewUnitForm",
    "NoticeForm",
    "NoticeTextForm",
    "PasswordForm",
    "PersonForm",
    "PostForm",
    "SignInForm",
    "SpanForm",
    "UnitForm",
]
