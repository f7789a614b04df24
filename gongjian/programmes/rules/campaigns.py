"""Campaigns are the reform office's."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.rules import check_stands, has_duty
from gongjian.programmes.models import Campaign
from gongjian.programmes.queries import OFFICE


def can_add_campaign(user: object) -> bool:
    return has_duty(user, *OFFICE)


def can_edit_campaign(user: object, campaign: Campaign) -> bool:
    return has_duty(user, *OFFICE, unit=campaign.lead_unit)


def check_write_campaign(user: object, campaign: Campaign) -> None:
    """Raises PermissionDenied; ValidationError when the kind could no longer hold what points here."""
    if not can_edit_campaign(user, campaign):
        raise PermissionDenied(_("Campaigns are kept by the reform office in whose scope their lead unit lies."))
    if user is not SYSTEM and not Campaign.objects.filter(pk=campaign.pk, lead_unit=campaign.lead_unit).exists():
        check_stands(campaign.lead_unit, "lead_unit")
    carries = campaign.pk and campaign.kind != Campaign.Kind.PROVINCIAL_ACTION and campaign.measures_carried.exists()
    if carries:
        raise ValidationError({"kind": _("Measures name this as the provincial action they carry out.")})
