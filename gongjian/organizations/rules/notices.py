"""The yearly notice of holidays moves every deadline of the city: one place enters it."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from gongjian.organizations.models import Duty
from gongjian.organizations.rules.duties import has_duty_citywide


def can_enter_notice(user: object) -> bool:
    return has_duty_citywide(user, Duty.SYSTEM_ADMIN, Duty.REFORM_OFFICE)


def check_enter_notice(user: object) -> None:
    if not can_enter_notice(user):
        raise PermissionDenied(_("Only the reform office or the city's system administrator enters the yearly notice."))
