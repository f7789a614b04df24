import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from gongjian.indicators.computed import REGISTRY
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.tests.factories import make_campaign, make_measure

LIST = reverse("programmes:campaign_list")


def form(city, **changes):
    fields = {"code": "new", "year": "2020", "kind": "city_campaign", "title": "新攻坚战", "sequence": "1"}
    return fields | {"lead_unit": city.office.pk} | changes


def test_campaigns_stand_by_kind_with_counts_that_lead_to_the_ledger(city, signed_in):
    city.measure(state=Measure.State.STRUCK_OFF, provincial_action=city.province)
    city.measure(state=Measure.State.RUNNING)
    response = signed_in(city.reform).get(LIST)
    assert [kind["kind"] for kind in response.context["kinds"]] == ["provincial_action", "city_campaign"]
    assert "campaign=key&amp;state=struck_off" in response.content.decode()


def test_a_year_is_chosen_in_the_address_and_nonsense_gives_the_latest(city, signed_in):
    make_campaign(city.office, year=2019)
    client = signed_in(city.reform)
    assert client.get(LIST, {"year": "2019"}).context["year"] == 2019
    assert client.get(LIST, {"year": "x' OR 1"}).context["year"] == 2020
    assert client.get(LIST, {"year": "99999999999"}).status_code == 200


def test_a_campaign_shows_its_measures_and_those_that_carry_it_out(city, signed_in):
    city.measure(number="CARRIES", provincial_action=city.province)
    city.measure(number="OTHER")
    text = signed_in(city.reform).get(city.province.get_absolute_url()).content.decode()
    assert "CARRIES" in text and "OTHER" not in text


def test_list_page_ledger_and_figure_count_a_campaigns_measures_alike(city, signed_in):
    other_year = make_campaign(city.office, year=2019)
    for state in (Measure.State.RUNNING, Measure.State.STRUCK_OFF, Measure.State.PROPOSED, Measure.State.RETURNED):
        city.measure(state=state, provincial_action=city.province)
    city.measure(state=Measure.State.RUNNING, provincial_action=city.province, is_removed=True)
    make_measure(other_year, state=Measure.State.RUNNING, provincial_action=city.province)
    make_measure(city.province, state=Measure.State.SUSPENDED)
    client = signed_in(city.reform)
    listed = {each.code: each for kind in client.get(LIST).context["kinds"] for each in kind["campaigns"]}
    page = client.get(city.province.get_absolute_url())
    ledger = f"{reverse('programmes:measure_list')}?year=2020&campaign=province"
    figure = REGISTRY["programmes.measures_of_campaign"].compute(year=2020, campaign="province")
    assert f'{ledger}&state=counted"><b>4</b>'.replace("&", "&amp;") in page.content.decode()
    in_ledger = client.get(f"{ledger}&state=counted").context["table"].paginator.count
    assert (listed["province"].standing, page.context["standing"], in_ledger, figure.value) == (4, 4, 4, 4)
    for state, _label, number in page.context["states"]:
        assert client.get(f"{ledger}&state={state}").context["table"].paginator.count == number


def test_who_does_not_see_the_whole_ledger_is_told_what_the_numbers_count(city, signed_in):
    city.measure(state=Measure.State.RUNNING)
    words = "本单位牵头或配合的举措"
    for address in (LIST, city.campaign.get_absolute_url()):
        with translation.override("zh-hans"):
            assert words in signed_in(city.head).get(address).content.decode()
            assert words not in signed_in(city.reform).get(address).content.decode()


def test_outsiders_see_no_campaign_and_only_the_reform_office_writes(city, signed_in):
    add, edit = reverse("programmes:campaign_add"), reverse("programmes:campaign_edit", args=["key"])
    for who in ("system", "nobody"):
        client = signed_in(getattr(city, who))
        assert client.get(city.campaign.get_absolute_url()).status_code == 404
        assert client.get(LIST).status_code == 404
    for who in ("head", "handler", "reader", "system", "nobody"):
        client = signed_in(getattr(city, who))
        assert (client.get(add).status_code, client.get(edit).status_code) == (404, 404)
    assert signed_in(city.head).get(city.campaign.get_absolute_url()).status_code == 200


def test_a_campaign_is_added_and_edited_and_its_code_stays(city, signed_in):
    client = signed_in(city.reform)
    assert client.post(reverse("programmes:campaign_add"), form(city)).url == "/programmes/campaigns/new/"
    edit = reverse("programmes:campaign_edit", args=["new"])
    assert client.post(edit, form(city, title="改名", code="other")).status_code == 302
    assert Campaign.objects.get(code="new").title == "改名"


@pytest.mark.parametrize(
    ("field", "value"), [("code", "key"), ("title", ""), ("year", "12"), ("kind", "x"), ("sequence", "-1")]
)
def test_what_cannot_be_saved_is_said_beside_its_field(city, signed_in, field, value):
    response = signed_in(city.reform).post(reverse("programmes:campaign_add"), form(city, **{field: value}))
    assert response.status_code == 422 and field in response.context["form"].errors


def test_the_lists_cost_the_same_for_few_and_for_many(city, signed_in):
    client = signed_in(city.reform)

    def queries(address):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    city.measure(weights=(100,))
    for _n in range(3):  # signing in leaves work for the first pages
        queries(LIST)
    few = queries(LIST), queries(city.campaign.get_absolute_url())
    for _n in range(10):
        make_measure(make_campaign(city.office), weights=(100,))
        city.measure(weights=(100,))
    assert (queries(LIST), queries(city.campaign.get_absolute_url())) == few
