"""Two administrators at once: the three stay apart, the tree stays a tree. Real locks: PostgreSQL only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from gongjian.core.audit import SYSTEM
from gongjian.organizations.actions import appoint, move_unit, set_post_duties
from gongjian.organizations.models import Appointment, Post, Unit
from gongjian.organizations.rules import conflict_between
from gongjian.organizations.tests.factories import make_appointment, make_person, make_post, make_unit
from gongjian.organizations.tests.test_actions_units import paths_are_right

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
DAY = date(2020, 1, 1)


def together(*acts):
    """Each act at the same moment on a connection of its own; answers whether each was let through."""
    start = Barrier(len(acts))

    def attempt(act):
        start.wait()
        try:
            act()
        except ValidationError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


def duties_of(person):
    held = Post.objects.filter(appointments__person=person).values_list("duties", flat=True)
    return [duty for duties in held for duty in duties]


@pytest.mark.parametrize("_round", range(5))
def test_of_two_appointments_that_exclude_each_other_one_is_made(_round):
    unit, person = make_unit(), make_person()
    first, second = make_post(unit, "audit_admin"), make_post(unit, "security_admin")
    let_through = together(
        lambda: appoint(first, person, since=DAY, by=SYSTEM), lambda: appoint(second, person, since=DAY, by=SYSTEM)
    )
    assert sorted(let_through) == [False, True]
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("_round", range(5))
def test_an_appointment_and_a_change_of_duties_do_not_pass_each_other(_round):
    unit, person = make_unit(), make_person()
    held, offered = make_post(unit), make_post(unit, "handler")
    make_appointment(held, person)
    let_through = together(
        lambda: set_post_duties(held, duties=["audit_admin"], scope=unit, by=SYSTEM),
        lambda: appoint(offered, person, since=DAY, by=SYSTEM),
    )
    assert sorted(let_through) == [False, True]
    assert conflict_between(duties_of(person)) is None


@pytest.mark.parametrize("_round", range(5))
def test_two_changes_of_duties_do_not_pass_each_other(_round):
    unit, person = make_unit(), make_person()
    posts = make_post(unit), make_post(unit)
    for post in posts:
        make_appointment(post, person)
    let_through = together(
        lambda: set_post_duties(posts[0], duties=["audit_admin"], scope=unit, by=SYSTEM),
        lambda: set_post_duties(posts[1], duties=["system_admin"], scope=unit, by=SYSTEM),
    )
    assert sorted(let_through) == [False, True]
    assert conflict_between(duties_of(person)) is None


@pytest.mark.parametrize("_round", range(5))
def test_two_units_never_come_to_stand_under_each_other(_round):
    root = make_unit()
    left, right = make_unit(parent=root), make_unit(parent=root)
    let_through = together(lambda: move_unit(left, right, by=SYSTEM), lambda: move_unit(right, left, by=SYSTEM))
    assert sorted(let_through) == [False, True]
    paths_are_right()
    assert Unit.objects.filter(path__startswith=root.path).count() == 3
