"""Two people at once in the ledger. Real locks and connections: PostgreSQL only."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.moves import merge_measure
from gongjian.programmes.models import Measure
from gongjian.programmes.tests.factories import City

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_of_three_measures_merged_in_a_ring_none_ends_in_one_that_does_not_stand():
    city = City()
    ring = [city.measure(state=Measure.State.RUNNING) for _n in range(3)]
    start = Barrier(len(ring))

    def attempt(number):
        start.wait()
        try:
            return merge_measure(ring[number], ring[(number + 1) % len(ring)], by=SYSTEM, reason="内容相同")
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(ring)) as pool:
        answers = list(pool.map(attempt, range(len(ring))))
    assert sum(isinstance(answer, Measure) for answer in answers) == 1
    assert not Measure.objects.filter(merged_into__state=Measure.State.MERGED).exists()
