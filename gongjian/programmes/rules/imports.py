"""Importing is the reform office's: a file may touch any unit in its scope."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from gongjian.core.models import StoredFile
from gongjian.organizations.rules import has_duty
from gongjian.programmes.queries import OFFICE


def can_import(user: object) -> bool:
    return has_duty(user, *OFFICE)


def check_import(user: object, stored: StoredFile | None = None) -> None:
    """`stored` is the file to be imported: one's own, since somebody else's was never shown to its importer."""
    if not can_import(user) or (stored is not None and stored.stored_by != user):
        raise PermissionDenied(_("Only the reform office imports the ledger."))
