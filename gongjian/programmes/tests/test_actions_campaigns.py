from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.programmes.actions.campaigns import add_campaign, edit_campaign
from gongjian.programmes.forms.campaigns import CampaignForm
from gongjian.programmes.models import Campaign
from gongjian.programmes.tests.factories import make_campaign


def values(city, **changes):
    fields = {"code": "new", "year": 2020, "kind": "city_campaign", "title": "新攻坚战", "sequence": 1}
    return fields | {"lead_unit": city.office} | changes


def test_the_reform_office_adds_and_edits_campaigns_with_a_record_each(city):
    campaign = add_campaign(values(city), by=city.reform)
    edit_campaign(campaign, {"title": "改名"}, by=city.reform)
    assert Campaign.objects.get(code="new").title == "改名"
    assert list(AuditRecord.objects.order_by("id").values_list("action", flat=True)) == [
        "campaign.added",
        "campaign.edited",
    ]


def test_an_edit_that_changes_nothing_writes_nothing(city):
    edit_campaign(city.campaign, {"title": city.campaign.title}, by=city.reform)
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize("who", ["head", "handler", "reader", "system", "nobody"])
def test_nobody_else_writes_campaigns(city, who):
    with pytest.raises(PermissionDenied):
        add_campaign(values(city), by=getattr(city, who))
    with pytest.raises(PermissionDenied):
        edit_campaign(city.campaign, {"title": "改名"}, by=getattr(city, who))


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "key"), ("code", "中文"), ("year", 1), ("kind", "war"), ("title", ""), ("title", "x" * 101)],
)
def test_what_a_campaign_cannot_be_is_named_by_field(city, field, value):
    with pytest.raises(ValidationError) as error:
        add_campaign(values(city, **{field: value}), by=city.reform)
    assert field in error.value.error_dict


def test_two_campaigns_of_one_kind_and_year_do_not_share_a_title(city):
    with pytest.raises(ValidationError):
        add_campaign(values(city, title=city.campaign.title), by=city.reform)


def test_an_action_that_measures_carry_out_stays_a_provincial_action(city):
    city.measure(provincial_action=city.province)
    with pytest.raises(ValidationError):
        edit_campaign(city.province, {"kind": "city_campaign"}, by=city.reform)


def test_a_dissolved_unit_leads_no_new_campaign_and_keeps_what_it_led(city):
    type(city.water).objects.filter(pk=city.water.pk).update(ended_on=date(2020, 6, 1))
    city.water.refresh_from_db()
    fresh = {"code": "fresh", "year": 2020, "kind": "city_campaign", "title": "新攻坚", "lead_unit": city.water}
    held = make_campaign(city.water)
    for write in (
        lambda: add_campaign(fresh, by=city.reform),
        lambda: edit_campaign(city.campaign, {"lead_unit": city.water}, by=city.reform),
    ):
        with pytest.raises(ValidationError) as error:
            write()
        assert list(error.value.message_dict) == ["lead_unit"]
    assert edit_campaign(held, {"title": "改名"}, by=city.reform).title == "改名"
    offered = CampaignForm(user=city.reform).fields["lead_unit"].queryset
    assert city.water not in offered
    assert city.water in CampaignForm(user=city.reform, instance=held).fields["lead_unit"].queryset
