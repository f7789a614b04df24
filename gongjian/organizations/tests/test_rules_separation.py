from itertools import combinations

import pytest
from django.core.exceptions import ValidationError

from gongjian.organizations.models import Duty
from gongjian.organizations.rules import ADMINISTRATORS, check_duties_together, conflict_between

BUSINESS = sorted(set(Duty.values) - ADMINISTRATORS)


@pytest.mark.parametrize("pair", list(combinations(sorted(ADMINISTRATORS), 2)), ids="+".join)
def test_no_two_administrator_duties_go_together(pair):
    assert set(conflict_between(pair)) == set(pair)


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("business", BUSINESS)
def test_no_administrator_duty_goes_with_a_business_duty(administrator, business):
    assert set(conflict_between([business, administrator])) == {administrator, business}


@pytest.mark.parametrize("duty", Duty.values)
def test_each_duty_may_be_held_alone_and_twice(duty):
    assert conflict_between([duty]) is None
    assert conflict_between([duty, duty]) is None


def test_business_duties_may_all_be_held_together():
    assert conflict_between(BUSINESS) is None


def test_no_duty_at_all_is_no_conflict():
    assert conflict_between([]) is None


def test_the_refusal_names_both_duties():
    with pytest.raises(ValidationError) as error:
        check_duties_together(["audit_admin", "handler"])
    (message,) = error.value.message_dict["duties"]
    assert str(Duty.AUDIT_ADMIN.label) in message
    assert str(Duty.HANDLER.label) in message


def test_all_duties_are_either_an_administrators_or_business():
    assert len(ADMINISTRATORS) == 3
    assert set(Duty.values) >= ADMINISTRATORS
