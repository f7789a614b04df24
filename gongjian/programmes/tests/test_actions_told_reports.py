from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.actions.told_reports import ToldReport, ToldSignature, tell_reports
from gongjian.programmes.models import MonthlyReport
from gongjian.programmes.tests.factories import make_notices

pytestmark = pytest.mark.django_db
MARCH = datetime(2020, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def march(city):
    make_notices(2020)
    city.one = city.measure(state="running", weights=(100,))
    with clock.at(MARCH):
        yield open_month(2020, 3, by=city.reform)


def told(city, measure=None, **texts):
    signature = ToldSignature("", "", city.head, "局长", datetime(2020, 3, 18, 9, tzinfo=UTC))
    texts = {"progress": "完成起草", "problems": "无", "next_steps": "印发"} | texts
    return ToldReport(
        measure or city.one, texts, city.handler, MARCH, [signature], datetime(2020, 3, 19, 9, tzinfo=UTC)
    )


def test_a_told_report_is_accepted_with_its_signatures_and_one_record(city, march):
    assert tell_reports(march, [told(city)], by=SYSTEM, office=city.reform) == 1
    report = MonthlyReport.objects.get(measure=city.one)
    assert (report.state, report.progress, report.written_by, report.ruled_by) == (
        "accepted", "完成起草", city.handler, city.reform,
    )  # fmt: skip
    assert [(one.signer, one.post) for one in report.signatures.all()] == [(str(city.head), "局长")]
    assert AuditRecord.objects.filter(action="report.told").count() == 1


@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "nobody"])
def test_only_the_office_of_the_whole_city_takes_reports_over(city, march, who):
    with pytest.raises(PermissionDenied):
        tell_reports(march, [told(city)], by=getattr(city, who), office=city.reform)


def test_a_frozen_month_takes_nothing(city, march):
    freeze_month(march, by=city.reform)
    with pytest.raises(ValidationError):
        tell_reports(march, [told(city)], by=SYSTEM, office=city.reform)


def test_one_that_does_not_fit_stops_all_and_is_named(city, march):
    stranger = city.measure(number="GJ-LATE", state="proposed")
    with pytest.raises(ValidationError, match="GJ-LATE"):
        tell_reports(march, [told(city), told(city, stranger)], by=SYSTEM, office=city.reform)
    assert MonthlyReport.objects.get(measure=city.one).state == "draft"


def test_a_text_too_long_is_refused(city, march):
    with pytest.raises(ValidationError):
        tell_reports(march, [told(city, progress="字" * 301)], by=SYSTEM, office=city.reform)


def test_many_reports_cost_hardly_more_queries_than_one(city, march, django_assert_max_num_queries):
    measures = [city.measure(state="running", weights=(100,)) for _ in range(30)]
    month = open_month(2020, 3, by=city.reform)
    with django_assert_max_num_queries(20):
        tell_reports(month, [told(city, measure) for measure in measures], by=SYSTEM, office=city.reform)
