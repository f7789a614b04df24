"""The told year: the sample city's as a whole, once; and what a pack may get wrong."""

import csv
import shutil
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Count, F

from gongjian.config.packs import Pack
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations import pack as organizations
from gongjian.programmes import pack as programmes
from gongjian.programmes.models import (
    Finding,
    Letter,
    MeasureLight,
    Month,
    MonthlyReport,
    Review,
    Signature,
    Task,
    UnitScore,
)

SAMPLE = Path(__file__).resolve().parents[3] / "packs" / "weifang2020"
FROZEN = Month.State.FROZEN


def load(folder):
    pack = Pack(folder)
    organizations.load(pack, by=SYSTEM)
    return pack, programmes.load(pack, by=SYSTEM)


def rows_of(name):
    lines = [line for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """The sample city, loaded once for all tests of this file and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        pack, _counts = load(SAMPLE)
        assert [str(problem) for problem in pack.problems] == []
        yield pack
        transaction.set_rollback(True)


def test_twelve_months_are_frozen_and_the_thirteenth_is_open(year):
    months = list(Month.objects.order_by("year", "month").values_list("year", "month", "state"))
    assert months == [*((2020, month, FROZEN) for month in range(1, 13)), (2021, 1, Month.State.OPEN)]


def test_the_ledger_stands_on_the_board_as_many_as_it_counts(year):
    december = MeasureLight.objects.filter(month__year=2020, month__month=12)
    assert december.filter(campaign__kind="city_campaign").count() == 197
    assert december.filter(campaign__kind="city_campaign", light="blue").count() == 150
    assert set(december.values_list("light", flat=True)) == {"green", "yellow", "red", "blue"}


def test_every_light_says_why_in_both_languages(year):
    assert not MeasureLight.objects.filter(reason="").exists()
    assert not MeasureLight.objects.filter(reason_en="").exists()


def test_every_report_of_the_files_was_handed_in_on_its_day_and_signed(year):
    told = [row for row in rows_of("reports.csv") if row["month"] < "2021"]
    accepted = MonthlyReport.objects.filter(month__state=FROZEN, state=MonthlyReport.State.ACCEPTED)
    assert accepted.count() == len(told)
    assert not accepted.filter(signatures__isnull=True).exists()
    assert not Signature.objects.filter(signed_at__gt=F("report__ruled_at")).exists()
    days = {row["measure"]: row["signed_on"] for row in told if row["month"] == "2020-06"}
    for report in accepted.filter(month__month=6).select_related("measure"):
        assert report.submitted_at.date().isoformat() == days[report.measure.number]


def test_a_chain_of_three_signs_in_its_order(year):
    signed = Signature.objects.filter(report__unit__code="approval-bureau", report__month__month=6)
    steps = list(signed.filter(report=signed.first().report).order_by("id").values_list("step", flat=True))
    assert steps == ["科室负责人", "分管领导", "主要负责人"]


def test_what_the_files_told_became_of_demands_letters_and_findings(year):
    assert Review.objects.filter(state=Review.State.CIRCULATED).count() == len(rows_of("reviews.csv"))
    assert Task.objects.count() == len(rows_of("comments.csv")) + len(rows_of("decisions.csv"))
    assert Letter.objects.exclude(number="").count() == sum(1 for row in rows_of("letters.csv") if row["issued_on"])
    assert Finding.objects.count() == sum(1 for row in rows_of("visits.csv") if row["finding"])
    assert UnitScore.objects.exists()


def test_the_open_month_has_reports_at_every_stage(year):
    states = MonthlyReport.objects.filter(month__year=2021).values("state").annotate(n=Count("pk"))
    assert {"draft", "signing", "submitted"} <= {row["state"] for row in states}


def test_nobody_is_told_old_news_and_the_chain_says_where_it_came_from(year):
    assert not Notification.objects.exists()
    assert AuditRecord.objects.filter(action="month.frozen", request_id="pack:weifang2020").count() == 12
    assert (
        AuditRecord.objects.filter(action="report.told").count()
        == MonthlyReport.objects.filter(month__state=FROZEN, state=MonthlyReport.State.ACCEPTED).count()
    )


def test_a_year_is_told_once(year):
    before = AuditRecord.objects.count()
    assert programmes.load_year(Pack(SAMPLE), by=SYSTEM) == {}
    assert AuditRecord.objects.count() == before


# --- what a pack may get wrong ----------------------------------------------------------------
KEPT = ("months.csv", "reports.csv", "chains.csv", "reviews.csv", "comments.csv", "letters.csv", "forces.csv",
        "secondments.csv", "meetings.csv", "decisions.csv", "inspections.csv", "visits.csv")  # fmt: skip


def with_files(tmp_path, **files):
    """The sample without its year, but for the files given."""
    folder = tmp_path / "pack"
    shutil.copytree(SAMPLE, folder)
    for name in KEPT:
        (folder / name).unlink(missing_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


MONTHS = "month,opened_on,frozen_on\n2020-01,2020-01-15,2020-01-31\n"
REPORT = "measure,month,written_on,progress,problems,next_steps,signed_on,returned_on,returned_reason,accepted_on\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"months": "month,opened_on,frozen_on\n2020-13,2020-01-15,\n"}, "months.csv:2"),
        ({"months": "month,opened_on,frozen_on\n2020-01,soon,\n"}, "months.csv:2"),
        ({"months": MONTHS, "reports": REPORT + "NO-1,2020-01,2020-01-16,做了,无,做,2020-01-17,,,2020-01-18\n"}, "reports.csv"),
        ({"months": MONTHS, "reports": REPORT + "GJ-2020-012,2020-01,2020-01-16,做了,无,做,,,,\n"}, "reports.csv"),
        ({"months": MONTHS, "letters": ",".join(programmes.FILES["letters.csv"]) + "\n2020-01,GJ-2020-012,1,2020-02-03,,,,,,,,,\n"}, "letters.csv:2"),
    ],
    ids=["no such month", "no day", "no such measure", "a day is missing", "no such letter"],
)  # fmt: skip
def test_what_cannot_have_happened_is_a_problem_of_its_line(tmp_path, files, place):
    pack, _counts = load(with_files(tmp_path, **files))
    assert pack.problems
    assert all(str(problem).startswith(place) for problem in pack.problems)


@pytest.mark.django_db
def test_a_pack_without_a_year_tells_none(tmp_path):
    pack, counts = load(with_files(tmp_path))
    assert pack.problems == []
    assert "reports" not in counts
    assert not Month.objects.exists()
