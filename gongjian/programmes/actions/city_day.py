"""The day a trial city lives in, moved on: every day between has its round."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record
from gongjian.organizations.models import Unit
from gongjian.programmes.actions.rounds import daily_round
from gongjian.programmes.rules.rounds import check_move_city_day

MOST_ROUNDS = 400


def move_city_day(day: date | None, *, by: Actor) -> date:
    """Let the trial city live in this day (None: in the real one), and make the rounds of the days up to it.

    Going back makes no round again. A leap of more than MOST_ROUNDS days makes that day's round alone.
    Raises PermissionDenied, ValidationError.
    """
    check_move_city_day(by, day)
    before = clock.today()
    with transaction.atomic():
        city = Unit.objects.filter(parent=None).order_by("path").first()
        if city is None:
            raise ValidationError(_("There is no city yet: load a pack first."))
        states = {"city_day": before.isoformat()}, {"city_day": day.isoformat() if day else None}
        record(city, "city.day_moved", by=by, before=states[0], after=states[1])
    clock.keep_city_day(day)
    after = clock.today()
    leap = (after - before).days
    first = after if leap > MOST_ROUNDS else before + timedelta(days=1)
    while first < after:
        with clock.at(timezone.make_aware(datetime(first.year, first.month, first.day, 8))):
            daily_round(by=SYSTEM)
        first += timedelta(days=1)
    if leap >= 0:
        daily_round(by=SYSTEM)
    return after
