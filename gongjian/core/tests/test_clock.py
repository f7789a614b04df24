from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from gongjian.core import clock


@pytest.fixture
def trial(settings, tmp_path):
    settings.CITY_DAY_FILE = tmp_path / "city-day"
    return settings.CITY_DAY_FILE


def test_the_citys_day_is_today_unless_it_was_kept(trial):
    assert clock.today() == timezone.localdate()
    clock.keep_city_day(date(2020, 12, 31))
    assert clock.today() == date(2020, 12, 31)
    assert clock.now().tzinfo is not None
    clock.keep_city_day(None)
    assert clock.today() == timezone.localdate()


def test_a_city_in_production_lives_today(settings):
    settings.CITY_DAY_FILE = None
    assert clock.city_day() is None
    with pytest.raises(RuntimeError):
        clock.keep_city_day(date(2020, 12, 31))


def test_a_file_that_holds_no_day_is_no_day(trial):
    trial.write_text("yesterday", encoding="ascii")
    assert clock.city_day() is None


def test_within_a_moment_it_is_that_moment_and_afterwards_it_is_not(trial):
    moment = datetime(2020, 3, 31, 9, tzinfo=UTC)
    with clock.at(moment):
        assert clock.now() == moment
        assert clock.today() == date(2020, 3, 31)
    assert clock.today() == timezone.localdate()
