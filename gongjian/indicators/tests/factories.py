"""Units, people, definitions and observations as tests need them; nothing happens that is not said."""

import datetime
import itertools
from contextlib import contextmanager
from decimal import Decimal

from gongjian.indicators.computed import REGISTRY, ComputedFigure, count_of
from gongjian.indicators.models import Definition, Observation, period_of
from gongjian.organizations.models import Account, Appointment, Person, Post, Unit

_numbers = itertools.count(1)


def make_unit(code: str = "", *, parent: Unit | None = None, **fields) -> Unit:
    code = code or f"unit-{next(_numbers)}"
    fields.setdefault("name", f"单位{code}")
    unit = Unit.objects.create(code=code, parent=parent, kind=Unit.Kind.DEPARTMENT, path="", **fields)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def make_account(*duties: str, unit: Unit | None = None, name: str = "") -> Account:
    """An account whose person holds one post with these duties in the unit (none without duties)."""
    number = next(_numbers)
    person = Person.objects.create(code=f"person-{number}", name=name or f"人员{number}")
    account = Account.objects.create(username=f"account-{number}", person=person)
    if duties:
        unit = unit or make_unit()
        post = Post.objects.create(code=f"post-{number}", unit=unit, scope=unit, title="岗位", duties=list(duties))
        Appointment.objects.create(post=post, person=person, since=datetime.date(2000, 1, 1))
    return account


def make_definition(name: str = "", *, owner: Unit | None = None, **fields) -> Definition:
    name = name or f"test.figure{next(_numbers)}"
    fields = {"title": "进出口总额", "title_en": "Trade", "meaning": "口径", "unit": "亿元", "is_public": True} | fields
    return Definition.objects.create(name=name, owner=owner or make_unit(), **fields)


def make_observation(definition: Definition, value="62.6", *, year: int = 2020, **fields) -> Observation:
    """`value` a number or a date; `start` and `as_of` make the period."""
    start, as_of = fields.pop("start", None), fields.pop("as_of", datetime.date(2020, 12, 24))
    dated = isinstance(value, datetime.date)
    return Observation.objects.create(
        definition=definition,
        year=year,
        period_start=start,
        as_of=as_of,
        period=period_of(start, as_of),
        number=None if dated else Decimal(value),
        date=value if dated else None,
        source=fields.pop("source", "统计公报"),
        **fields,
    )


@contextmanager
def declared(name: str, compute=None, **fields):
    """A computed figure that exists inside the `with` only; it counts units unless told otherwise."""
    defaults = {"title": "Units", "meaning": "All units", "unit": "unit|units", "source": "Register", "public": True}
    columns = {"columns": ("code", "name"), "key": "code"}
    REGISTRY[name] = ComputedFigure(name, compute or _units, **(defaults | columns | fields))
    try:
        yield REGISTRY[name]
    finally:
        del REGISTRY[name]


def _units(*, year: int):
    return count_of(Unit.objects.filter(code__startswith="counted"))
