"""Two people at once: one of them is told, and no value is lost. Real locks and connections: PostgreSQL only."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from gongjian.core.audit import SYSTEM
from gongjian.indicators.actions import correct_observation, report_observation
from gongjian.indicators.models import Observation
from gongjian.indicators.tests.factories import make_definition, make_observation

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4


def together(act):
    """Each of four tries the act at the same moment; answers what each got: its result or its refusal."""
    start = Barrier(AT_ONCE)

    def attempt(number):
        start.wait()
        try:
            return act(number)
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(attempt, range(AT_ONCE)))


def test_of_four_corrections_at_once_one_is_made_and_three_are_told():
    row = make_observation(make_definition())
    answers = together(lambda n: correct_observation(row, by=SYSTEM, reason=f"第{n}个", value=Decimal(n + 1)))
    assert sum(isinstance(answer, Observation) for answer in answers) == 1
    assert list(Observation.objects.order_by("revision").values_list("revision", "is_current")) == [
        (1, False),
        (2, True),
    ]


def test_of_four_first_reports_at_once_one_is_kept_and_three_are_told():
    definition = make_definition()
    day = datetime.date(2020, 11, 30)
    answers = together(
        lambda n: report_observation(definition, by=SYSTEM, year=2020, value=Decimal(n), as_of=day, source="公报")
    )
    assert sum(isinstance(answer, Observation) for answer in answers) == 1
    assert Observation.objects.count() == 1
