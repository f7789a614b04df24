"""A unit's approval chain."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Post
from gongjian.programmes.actions.chains import set_approval_chain
from gongjian.programmes.actions.reporting import send_for_signature
from gongjian.programmes.models import ApprovalStep
from gongjian.programmes.queries.reporting import posts_for_chain
from gongjian.programmes.tests.factories_reporting import ReportingCity, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    with at(2020, 11, 20):
        yield ReportingCity()


def post_of(account):
    return Post.objects.get(appointments__person=account.person)


def steps(*accounts):
    return [{"title": f"环节{n}", "title_en": "", "post": post_of(one)} for n, one in enumerate(accounts, 1)]


def test_the_head_and_the_office_set_a_chain_of_posts_of_the_unit_and_above(city):
    for by in (city.head, city.reform):
        chain = set_approval_chain(city.water, steps(city.handler, city.head), by=by)
        assert [step.sequence for step in chain] == [1, 2]
    assert AuditRecord.objects.filter(action="approval_chain.set").count() == 1  # the second changed nothing
    set_approval_chain(city.water, steps(city.head), by=city.head)
    assert ApprovalStep.objects.get().title == "环节1"
    set_approval_chain(city.water, [], by=city.head)
    assert not ApprovalStep.objects.exists()


@pytest.mark.parametrize("who", ["handler", "other", "reader", "system", "nobody"])
def test_nobody_else_sets_it(city, who):
    with pytest.raises(PermissionDenied):
        set_approval_chain(city.water, steps(city.head), by=getattr(city, who))


def test_a_post_of_another_unit_twice_the_same_post_and_too_many_steps_are_refused(city):
    for wrong in (steps(city.other), steps(city.head, city.head), steps(city.head) * 7):
        with pytest.raises(ValidationError):
            set_approval_chain(city.water, wrong, by=city.head)
    assert not ApprovalStep.objects.exists()


def test_a_chain_does_not_change_under_reports_that_are_being_signed(city):
    set_approval_chain(city.water, steps(city.head), by=city.head)
    send_for_signature(city.report, by=city.handler)
    with pytest.raises(ValidationError, match="1"):
        set_approval_chain(city.water, [], by=city.head)
    assert ApprovalStep.objects.count() == 1


def test_the_posts_offered_are_those_near_the_unit(city):
    offered = set(posts_for_chain(city.water))
    assert {post_of(city.head), post_of(city.handler)} <= offered
    assert post_of(city.other) not in offered
