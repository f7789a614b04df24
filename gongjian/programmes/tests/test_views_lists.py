import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries import measures_visible_to
from gongjian.programmes.tables.ledger import ledger_of
from gongjian.programmes.tests.factories import make_campaign, make_evidence, make_measure, make_notices

LIST = reverse("programmes:measure_list")
State = Measure.State


def numbers(response):
    return [row.record.number for row in response.context["table"].page.object_list]


def test_the_ledger_shows_the_latest_year_and_only_what_belongs_to_the_ledger(city, signed_in):
    city.measure(number="NOW")
    make_measure(make_campaign(city.office, year=2019), number="OLD")
    make_measure(make_campaign(city.office, kind=Campaign.Kind.PILOT_POLICIES), number="PILOT")
    client = signed_in(city.reform)
    assert numbers(client.get(LIST)) == ["NOW"]
    assert numbers(client.get(LIST, {"year": "2019"})) == ["OLD"]
    assert numbers(client.get(LIST, {"kind": "pilot_policies"})) == ["PILOT"]
    assert numbers(client.get(LIST, {"kind": "all"})) == ["NOW", "PILOT"]


@pytest.mark.parametrize("year", ["x' OR 1", "1999", "20200", "-1", "99999999999", "２０２０"])
def test_a_year_that_makes_no_sense_leaves_the_latest_year_in_force(city, signed_in, year):
    city.measure(number="NOW")
    make_measure(make_campaign(city.office, year=2019), number="OLD")
    client = signed_in(city.reform)
    response = client.get(LIST, {"year": year})
    assert numbers(response) == ["NOW"] and response.context["board"]["total"] == 1
    assert response.context["year"] == 2020
    assert city.campaign in response.context["filterset"].form.fields["campaign"].queryset
    printed = client.get(reverse("programmes:measure_print"), {"year": year})
    assert [measure.number for measure in printed.context["measures"]] == ["NOW"] and printed.context["year"] == 2020
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("programmes:measure_export"), {"year": year}).getvalue())
    )
    assert [cell.value for cell in sheet.worksheets[0]["A"]][1:] == ["NOW"]


def test_a_list_or_campaign_that_makes_no_sense_leaves_the_ledger_in_force(city, signed_in):
    city.measure(number="NOW")
    make_measure(make_campaign(city.office, kind=Campaign.Kind.PILOT_POLICIES), number="PILOT")
    for asked in ({"kind": "x"}, {"campaign": "no-such"}, {"q": "x" * 200}):
        assert numbers(signed_in(city.reform).get(LIST, asked)) == ["NOW"], asked


def test_a_search_goes_through_every_list_and_year(city, signed_in):
    make_measure(make_campaign(city.office, year=2019, kind="scenarios"), number="OLD", title="一件事一次办")
    client = signed_in(city.reform)
    assert numbers(client.get(LIST, {"q": "一次办"})) == ["OLD"]
    assert numbers(client.get(LIST, {"q": "OLD 一件事"})) == ["OLD"]
    assert not client.get(LIST, {"q": "没有"}).context["table"].page.object_list


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "running"}, ["B"]),
        ({"state": "counted"}, ["B", "C"]),
        ({"lead_unit": "health"}, ["C"]),
        ({"campaign": "province"}, ["B"]),
        ({"campaign": "key", "state": "proposed"}, ["A"]),
        ({"origin": "grassroots"}, ["C"]),
        ({"overdue": "yes"}, ["B"]),
        ({"mine": "yes"}, []),
        ({"sort": "-number"}, ["C", "B", "A"]),
        ({"state": "no such", "lead_unit": "'; DROP TABLE", "page": "-3", "sort": "password"}, ["A", "B", "C"]),
    ],
)
def test_filters_live_in_the_address(city, signed_in, asked, expected):
    city.measure(number="A")
    city.measure(number="B", state=State.RUNNING, provincial_action=city.province)
    city.measure(number="C", state=State.STRUCK_OFF, lead_unit=city.health, origin="grassroots")
    assert numbers(signed_in(city.reform).get(LIST, asked)) == expected


def test_the_board_counts_what_the_other_filters_leave(city, signed_in):
    for state in (State.RUNNING, State.RUNNING, State.STRUCK_OFF, State.PROPOSED):
        city.measure(state=state)
    city.measure(state=State.RUNNING, lead_unit=city.health)
    client = signed_in(city.head)
    board = client.get(LIST, {"state": "running"}).context["board"]
    assert (board["total"], board["counted"], board["mine"], board["overdue"]) == (4, 3, 4, 2)
    assert {each["state"]: each["number"] for each in board["states"]}[State.RUNNING] == 2


def test_each_sees_their_own_and_for_those_without_a_part_there_is_no_ledger(city, signed_in):
    city.measure(number="WATER")
    city.measure(number="HEALTH", lead_unit=city.health)
    assert numbers(signed_in(city.head).get(LIST)) == ["WATER"]
    for outsider in (city.system, city.nobody):
        for name in ("measure_list", "measure_print", "measure_export"):
            assert signed_in(outsider).get(reverse(f"programmes:{name}")).status_code == 404


def test_visitors_are_sent_to_sign_in(client, db):
    for name in ("measure_list", "measure_export", "measure_print", "campaign_list", "measure_import", "measure_add"):
        assert "/accounts/login" in client.get(reverse(f"programmes:{name}")).url


def test_buttons_are_those_of_the_persons_duties(city, signed_in):
    text = signed_in(city.reform).get(LIST).content.decode()
    assert reverse("programmes:measure_import") in text and reverse("programmes:measure_add") in text
    text = signed_in(city.handler).get(LIST).content.decode()
    assert reverse("programmes:measure_import") not in text and reverse("programmes:measure_add") in text
    text = signed_in(city.reader).get(LIST).content.decode()
    assert reverse("programmes:measure_add") not in text


def test_days_are_working_days_and_a_year_without_notice_says_so(city, signed_in):
    today = timezone.localdate()
    city.measure(number="SOON", state=State.RUNNING, due=today + timedelta(days=7))
    client = signed_in(city.reform)
    words = client.get(LIST).content.decode()
    assert str(today.year) in re.search(r'class="small muted">([^<]*)</div>\s*</td>', words)[1]
    make_notices(today.year, today.year + 1)
    words = client.get(LIST).content.decode()
    assert re.search(r"(还剩5个工作日|5 working days left)", words)


def test_a_sample_is_marked_and_a_real_measure_is_not(city, signed_in):
    city.measure(is_sample=True)
    city.measure()
    assert signed_in(city.reform).get(LIST).content.decode().count('class="sample"') == 1


def test_hostile_text_is_shown_as_text(city, signed_in):
    measure = city.measure(title="<script>alert(1)</script>", state=State.RUNNING)
    client = signed_in(city.reform)
    for address in (
        LIST,
        measure.get_absolute_url(),
        reverse("programmes:measure_print"),
        city.campaign.get_absolute_url(),
    ):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_the_page_costs_the_same_for_two_measures_and_for_sixty(city, signed_in):
    make_notices(timezone.localdate().year)
    client = signed_in(city.reform)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(LIST, {"per_page": 100}).status_code == 200
        return len(caught)

    for _n in range(2):
        city.measure(weights=(40, 60), supporting=[city.health])
    for _n in range(3):  # signing in leaves work for the first pages
        queries()
    few = queries()
    for _n in range(58):
        make_evidence(city.measure(weights=(40, 60), supporting=[city.health]).milestones.first(), verified=True)
    assert queries() == few <= 24


def test_the_listed_export_is_what_is_filtered(city, signed_in):
    city.measure(number="A")
    city.measure(number="B", state=State.RUNNING)
    response = signed_in(city.reform).get(LIST, {"state": "running", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    assert [cell.value for cell in sheet["A"]][1:] == ["B"]


def test_the_ledger_export_keeps_filters_and_hides_what_is_not_visible(city, signed_in):
    city.measure(number="A", supporting=[city.health])
    city.measure(number="B", lead_unit=city.health)
    response = signed_in(city.head).get(reverse("programmes:measure_export"), {"lead_unit": "water"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).worksheets[0]
    assert [cell.value for cell in sheet["A"]][1:] == ["A"]
    text = signed_in(city.head).get(reverse("programmes:measure_export"), {"format": "csv"}).getvalue().decode()
    assert "A," in text and "B," not in text


def test_the_printed_ledger_has_its_columns_and_repeats_its_head(city, signed_in):
    city.measure(state=State.RUNNING, weights=(40, 60), leader="副市长")
    city.measure(state=State.PROPOSED)
    response = signed_in(city.reform).get(reverse("programmes:measure_print"), {"state": "running"})
    text = response.content.decode()
    assert text.count("<tr>") == 2 and "<thead>" in text and "副市长" in text and "节点2" in text
    assert (
        "ledger-a4.css"
        in signed_in(city.reform).get(reverse("programmes:measure_print"), {"paper": "A4"}).content.decode()
    )


def test_too_much_to_print_is_said_and_not_printed(city, signed_in, monkeypatch):
    from gongjian.programmes.views import lists

    monkeypatch.setattr(lists, "MOST_PRINTED", 1)
    city.measure()
    city.measure()
    response = signed_in(city.reform).get(reverse("programmes:measure_print"), follow=True)
    assert response.redirect_chain and list(response.context["messages"])


def test_an_empty_ledger_says_how_to_begin(city, signed_in):
    assert reverse("programmes:measure_import") in signed_in(city.reform).get(LIST).content.decode()
    Campaign.objects.all().delete()
    assert signed_in(city.reform).get(LIST).status_code == 200


def fill(city, upto):
    """Measures without milestones, straight into the table: only their number matters here."""
    start = Measure.objects.count()
    Measure.objects.bulk_create(
        [
            Measure(
                number=f"N-{number:05}", campaign=city.campaign, title="举措", lead_unit=city.water,
                start=date(2020, 1, 6), due=date(2020, 11, 30), state=State.RUNNING, state_on=date(2020, 1, 6),
            )
            for number in range(start, upto)
        ],
        batch_size=2_000,
    )  # fmt: skip


def test_twenty_thousand_measures_cost_as_many_queries_as_two_hundred(city, signed_in):
    client = signed_in(city.head)
    addresses = (LIST, f"{LIST}?state=running&sort=-due", f"{LIST}?q=举措", f"{LIST}?mine=yes&overdue=yes")
    counts = []
    for upto in (200, 20_000):
        fill(city, upto)
        for _n in range(3):
            client.get(LIST)
        for address in addresses:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).context["table"].paginator.count == upto
            counts.append(len(caught))
    assert counts[: len(addresses)] == counts[len(addresses) :]


@pytest.mark.sqlite
def test_counting_and_paging_read_an_index_and_not_the_rows(city):
    shown = ledger_of(measures_visible_to(city.head), {})
    assert "COVERING INDEX measure_ledger" in shown.values("state").order_by().explain()
    assert "USING" in shown.order_by("number").values("pk").explain()
    assert "SCAN programmes_measure" not in shown.order_by("number").explain()
