"""Where in a form an action's refusal belongs."""

from django import forms
from django.core.exceptions import ValidationError

from gongjian.core.files import FileRefused


def field_of(form: forms.BaseForm, error: ValidationError) -> str | None:
    """The file field for a refused upload; None, which is the head of the form, for what names no field."""
    if not isinstance(error, FileRefused):
        return None
    return next((name for name, field in form.fields.items() if isinstance(field, forms.FileField)), None)
