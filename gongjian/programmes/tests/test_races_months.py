"""Two people at once at the months and at what waits for what. Real locks and connections: PostgreSQL only."""

from collections import Counter
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.programmes.actions.dependencies import add_dependency
from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.actions.rulebooks import change_rules
from gongjian.programmes.models import Dependency, Measure, Month, MonthlyReport, Rulebook
from gongjian.programmes.tests.factories import City, make_notices
from gongjian.programmes.tests.racing import at_once, refusals

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
SHANGHAI = ZoneInfo("Asia/Shanghai")


together = partial(at_once, moment=datetime(2020, 10, 3, 9, tzinfo=SHANGHAI))


@pytest.fixture
def city():
    make_notices(2020)
    made = City()
    made.ring = [made.measure(state=Measure.State.RUNNING) for _n in range(3)]
    return made


def test_a_month_opened_by_two_at_once_is_opened_once_with_one_report_a_measure(city):
    answers = together(*[lambda: open_month(2020, 9, by=city.reform)] * 2)
    assert all(isinstance(answer, Month) for answer in answers)
    assert Month.objects.count() == 1
    assert Counter(MonthlyReport.objects.values_list("measure", flat=True)) == {each.pk: 1 for each in city.ring}
    assert AuditRecord.objects.filter(action="month.opened").count() == 1


def test_a_month_frozen_by_two_at_once_is_frozen_once(city):
    with clock.at(datetime(2020, 9, 18, 9, tzinfo=SHANGHAI)):
        month = open_month(2020, 9, by=SYSTEM)
    answers = together(*[lambda: freeze_month(month, by=city.reform)] * 2)
    assert sum(isinstance(answer, Month) for answer in answers) == 1
    assert len(refusals(answers)) == 1
    assert month.lights.count() == 3
    assert AuditRecord.objects.filter(action="month.frozen").count() == 1


def test_no_ring_of_waiting_measures_closes_however_many_enter_at_once(city):
    pairs = [(city.ring[n], city.ring[(n + 1) % 3]) for n in range(3)]
    answers = together(*[lambda pair=pair: add_dependency(*pair, why="先后", by=SYSTEM) for pair in pairs])
    assert len(refusals(answers)) == 1
    assert Dependency.objects.count() == 2


@pytest.mark.parametrize("existing", [{}, {"reply_days": 7}])
def test_of_two_who_change_a_years_rules_at_once_one_is_told(city, existing):
    if existing:
        change_rules(2020, existing, by=city.reform)
    version = 1 if existing else 0
    gaps = (12, 15)
    answers = together(
        *(lambda gap=gap: change_rules(2020, {"red_gap": gap}, by=city.reform, version=version) for gap in gaps)
    )
    assert len(refusals(answers)) == 1
    (kept,) = [answer for answer in answers if isinstance(answer, Rulebook)]
    assert Rulebook.objects.get().values == kept.values == existing | {"red_gap": kept.values["red_gap"]}
