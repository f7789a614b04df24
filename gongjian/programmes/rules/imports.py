"""Importing is the reform office's: a file may touch any unit in its scope."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from gongjian.organizations.rules import has_duty
from gongjian.programmes.queries import OFFICE


def can_import(user: object) -> bool:
    return has_duty(user, *OFFICE)


def check_import(user: object) -> None:
    if not can_import(user):
        raise PermissionDenied(_("Only the reform office imports the ledger."))
