"""The pages of the months and of the rulebook."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core import clock
from gongjian.core.models import AuditRecord, Job
from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.actions.moves import suspend
from gongjian.programmes.models import Campaign, Measure, Month, MonthlyReport, Rulebook
from gongjian.programmes.tests.factories import make_campaign, make_measure, make_notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS = reverse("programmes:month_list")


@pytest.fixture(autouse=True)
def in_october(db):
    make_notices(2020, 2021)
    with clock.at(datetime(2020, 10, 3, 9, tzinfo=SHANGHAI)):
        yield


@pytest.fixture
def september(city):
    for _n in range(3):
        city.measure(state=Measure.State.RUNNING, weights=(40, 60))
    city.measure(state=Measure.State.RUNNING, lead_unit=city.health)
    month = open_month(2020, 9, by=city.reform)
    first = month.reports.first()
    MonthlyReport.objects.filter(pk=first.pk).update(state="submitted", submitted_at=clock.now())
    return month


def page(signed_in, account, address):
    return signed_in(account).get(address)


def test_the_list_of_months_says_how_far_reporting_is_and_how_the_lights_fell(city, september, signed_in):
    text = page(signed_in, city.reform, MONTHS).content.decode()
    assert "2020年9月" in text
    assert "1 / 4" in text
    assert reverse("programmes:month_open") in text
    freeze_month(september, by=city.reform)
    text = page(signed_in, city.reform, MONTHS).content.decode()
    assert reverse("programmes:board", args=[2020, 9]) in text
    assert "预警 4" in text


def test_the_numbers_beside_a_month_are_those_of_its_board(city, september, signed_in):
    commitments = make_campaign(city.office, kind=Campaign.Kind.LIVELIHOOD_COMMITMENTS, code="promises")
    make_measure(commitments, city.water, state=Measure.State.RUNNING)
    freeze_month(september, by=city.reform)
    assert september.lights.count() == 5
    board = page(signed_in, city.reform, reverse("programmes:board", args=[2020, 9])).context["total"]
    assert page(signed_in, city.reform, september.get_absolute_url()).context["column"].total == board == 4
    assert page(signed_in, city.reform, MONTHS).context["months"][0].column.total == 4


def test_before_freezing_the_page_names_how_many_reports_are_still_owed(city, september, signed_in):
    suspend(Measure.objects.filter(reports__state="draft").first(), by=city.reform, reason="等上级政策")
    text = page(signed_in, city.reform, reverse("programmes:month_freeze", args=[2020, 9])).content.decode()
    assert "2份月报未报" in text


def test_who_takes_part_counts_only_what_may_be_seen(city, september, signed_in):
    answer = page(signed_in, city.other, september.get_absolute_url())
    assert (answer.context["totals"]["owed"], len(answer.context["units"])) == (1, 1)
    assert reverse("programmes:month_freeze", args=[2020, 9]) not in answer.content.decode()


@pytest.mark.parametrize("who", ["system", "nobody"])
def test_outsiders_find_no_months(city, september, signed_in, who):
    for address in (MONTHS, september.get_absolute_url(), reverse("programmes:month_open")):
        assert page(signed_in, getattr(city, who), address).status_code == 404


def test_a_month_that_was_not_opened_is_not_found(city, signed_in):
    assert page(signed_in, city.reform, reverse("programmes:month", args=[2020, 9])).status_code == 404
    assert page(signed_in, city.reform, reverse("programmes:month", args=[2020, 99])).status_code == 404


def test_opening_goes_to_a_job_and_refuses_beside_the_form(city, signed_in):
    city.measure(state=Measure.State.RUNNING)
    client = signed_in(city.reform)
    answer = client.post(reverse("programmes:month_open"), {"year": 2020, "month": 11})
    assert answer.status_code == 422
    assert "2020年11月尚未开始" in answer.content.decode()
    answer = client.post(reverse("programmes:month_open"), {"year": 2020, "month": 9})
    assert answer.url == reverse("core:job", args=[Job.objects.get().pk])
    for junk in ({}, {"year": "x", "month": "9"}, {"year": 2020, "month": 13}, {"year": 99999, "month": 1}):
        assert client.post(reverse("programmes:month_open"), junk).status_code == 422
    assert Job.objects.count() == 1


def test_freezing_says_how_many_reports_are_missing_and_goes_to_a_job(city, september, signed_in):
    client = signed_in(city.reform)
    address = reverse("programmes:month_freeze", args=[2020, 9])
    assert "尚有3份月报未报" in client.get(address).content.decode()
    assert client.post(address).url == reverse("core:job", args=[Job.objects.get().pk])
    freeze_month(september, by=city.reform)
    assert client.post(address).status_code == 422


def test_only_the_office_of_the_whole_city_runs_months(city, september, signed_in):
    for who in (city.head, city.handler, city.reader, city.other):
        client = signed_in(who)
        for address in (reverse("programmes:month_open"), reverse("programmes:month_freeze", args=[2020, 9])):
            assert client.get(address).status_code == 404
            assert client.post(address, {"year": 2020, "month": 10}).status_code == 404
    assert not Job.objects.exists()


def test_the_earlier_month_comes_first_and_late_measures_can_be_asked(city, september, signed_in):
    with clock.at(datetime(2020, 10, 20, tzinfo=SHANGHAI)):
        open_month(2020, 10, by=city.reform)
        city.measure(state=Measure.State.RUNNING)
        text = page(signed_in, city.reform, reverse("programmes:month", args=[2020, 10])).content.decode()
    assert "2020年9月尚未冻结" in text
    assert "?year=2020&amp;month=10" in text


def queries_of(work):
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_a_months_page_costs_the_same_for_few_and_many(city, september, signed_in):
    client = signed_in(city.reform)
    client.get(MONTHS)
    few = [
        queries_of(lambda address=address: client.get(address)) for address in (MONTHS, september.get_absolute_url())
    ]
    for _n in range(30):
        city.measure(state=Measure.State.RUNNING)
    open_month(2020, 9, by=city.reform)
    many = [
        queries_of(lambda address=address: client.get(address)) for address in (MONTHS, september.get_absolute_url())
    ]
    assert many == few


# --- the rulebook ---------------------------------------------------------------------------
RULES = reverse("programmes:rulebook", args=[2020])


def form_of(answer):
    return {name: answer.context["form"][name].value() for name in answer.context["form"].fields}


def test_the_rulebook_shows_every_rule_with_a_label_and_saves_what_differs(city, signed_in):
    client = signed_in(city.reform)
    answer = client.get(RULES)
    form = answer.context["form"]
    assert all(field.label and field.label != name for name, field in form.fields.items() if name != "version")
    values = form_of(answer) | {"red_gap": 15, "circular_word": "潍改办通报"}
    assert client.post(RULES, values).url == RULES
    assert Rulebook.objects.get(year=2020).values == {"red_gap": 15, "circular_word": "潍改办通报"}
    record = AuditRecord.objects.get(action="rulebook.changed")
    assert record.changes == {"red_gap": ["10", "15"], "circular_word": ["改办通报", "潍改办通报"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("red_gap", "101"), ("red_gap", "-1"), ("red_gap", "x"), ("red_gap", ""), ("due_on_day", "32"),
        ("due_on_day", "18"), ("interview_after_red", "1"), ("grave_points", "2"), ("reply_days", "0"),
        ("prompt_word", "A1"), ("prompt_word", ""), ("prompt_word", "提〔2020〕"),
    ],
)  # fmt: skip
def test_a_rule_out_of_its_limits_is_refused_beside_its_field_and_nothing_is_saved(city, signed_in, name, value):
    client = signed_in(city.reform)
    answer = client.post(RULES, form_of(client.get(RULES)) | {name: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Rulebook.objects.exists()


def test_two_who_change_the_rules_at_once_do_not_overwrite_each_other(city, signed_in):
    client = signed_in(city.reform)
    seen = form_of(client.get(RULES))
    client.post(RULES, seen | {"red_gap": 15})
    answer = client.post(RULES, seen | {"red_gap": 20})
    assert answer.status_code == 422
    assert Rulebook.objects.get().values == {"red_gap": 15}


def test_saving_what_stands_writes_nothing(city, signed_in):
    client = signed_in(city.reform)
    client.post(RULES, form_of(client.get(RULES)))
    assert not Rulebook.objects.exists()
    assert not AuditRecord.objects.filter(action="rulebook.changed").exists()


def test_a_year_takes_over_the_rules_of_the_one_before_and_may_differ(city, signed_in):
    Rulebook.objects.create(year=2019, values={"red_gap": 5})
    client = signed_in(city.reform)
    seen = form_of(client.get(RULES))
    assert seen["red_gap"] == 5
    client.post(RULES, seen | {"red_gap": 10})
    assert Rulebook.objects.get(year=2020).rules.red_gap == 10


def test_a_change_of_rules_never_touches_a_frozen_month(city, september, signed_in):
    freeze_month(september, by=city.reform)
    before = list(september.lights.order_by("pk").values())
    client = signed_in(city.reform)
    client.post(RULES, form_of(client.get(RULES)) | {"red_gap": 100, "red_overdue_days": 365})
    assert Rulebook.objects.get().values == {"red_gap": 100, "red_overdue_days": 365}
    assert list(september.lights.order_by("pk").values()) == before
    assert Month.objects.get(pk=september.pk).rules["red_gap"] == 10


def test_the_rulebook_is_the_offices_and_of_years_with_campaigns(city, signed_in):
    make_campaign(city.office, year=2021)
    for who in (city.head, city.reader, city.system, city.nobody):
        assert signed_in(who).get(RULES).status_code == 404
    client = signed_in(city.reform)
    assert client.get(reverse("programmes:rulebook", args=[2021])).status_code == 200
    assert client.get(reverse("programmes:rulebook", args=[1999])).status_code == 404


def test_due_days_follow_the_rules(city):
    Rulebook.objects.create(year=2020, values={"due_on_day": 10, "opens_on_day": 1})
    assert open_month(2020, 10, by=city.reform).due_on == date(2020, 10, 9)  # the 10th is a Saturday
