"""Who may take over reports that were signed elsewhere."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.organizations.rules import has_duty_citywide
from gongjian.programmes.models import Month
from gongjian.programmes.queries.ledger import OFFICE


def check_tell_reports(user: object, month: Month) -> None:
    """Raises PermissionDenied, ValidationError."""
    if not has_duty_citywide(user, *OFFICE):
        raise PermissionDenied(_("Reports signed elsewhere are taken over by the reform office of the whole city."))
    if month.state != Month.State.OPEN:
        raise ValidationError(_("This month is frozen: what was handed in for it changes no more."))
