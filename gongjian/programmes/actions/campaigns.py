"""Campaigns: added and edited by the reform office."""

from typing import Any

from django.db import transaction

from gongjian.core.audit import Actor, record, state_of
from gongjian.programmes.models import Campaign
from gongjian.programmes.rules.campaigns import check_write_campaign

FIELDS = ("code", "year", "kind", "title", "title_en", "lead_unit", "sequence", "is_public", "is_sample")


@transaction.atomic
def add_campaign(values: dict[str, Any], *, by: Actor) -> Campaign:
    """A new campaign from `values` by field name. Raises PermissionDenied, ValidationError."""
    campaign = Campaign(**{name: values[name] for name in FIELDS if name in values})
    check_write_campaign(by, campaign)
    campaign.full_clean()
    campaign.save()
    record(campaign, "campaign.added", by=by)
    return campaign


@transaction.atomic
def edit_campaign(campaign: Campaign, values: dict[str, Any], *, by: Actor) -> Campaign:
    """Change the fields named in `values`; nothing is written when nothing differs. The code stays."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    check_write_campaign(by, campaign)
    before = state_of(campaign)
    for name in FIELDS[1:]:
        if name in values:
            setattr(campaign, name, values[name])
    if state_of(campaign) == before:
        return campaign
    check_write_campaign(by, campaign)
    campaign.full_clean()
    campaign.save()
    record(campaign, "campaign.edited", by=by, before=before)
    return campaign
