import pytest
from django.core.exceptions import ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.organizations.actions import open_administrators
from gongjian.organizations.models import Account, Duty
from gongjian.organizations.tests.factories import make_account, make_appointment, make_person, make_post, make_unit


def test_three_people_get_three_accounts_apart(db):
    make_unit("tiny")
    opened = open_administrators({Duty.AUDIT_ADMIN: "钱三"}, by=SYSTEM)
    duties = [Account.objects.get(pk=account.pk).duties_today for account in opened]
    assert duties == [{"system_admin"}, {"security_admin"}, {"audit_admin"}]
    assert len({account.person for account in opened}) == 3
    assert all(account.must_change_password for account in opened)
    assert all(account.check_password(password) for account, password in opened.items())
    assert "钱三" in {account.person.name for account in opened}


def test_whoever_the_pack_has_appointed_is_taken(db):
    root = make_unit("tiny")
    person = make_person("wang-wu")
    make_appointment(make_post(root, Duty.SYSTEM_ADMIN), person)
    opened = open_administrators({}, by=SYSTEM)
    assert next(iter(opened)).person == person


def test_it_refuses_when_one_can_sign_in_already(city):
    with pytest.raises(ValidationError):
        open_administrators({}, by=SYSTEM)


def test_it_refuses_before_there_is_a_unit(db):
    with pytest.raises(ValidationError):
        open_administrators({}, by=SYSTEM)
    assert not Account.objects.exists()


def test_an_account_without_duties_is_no_administrator(db):
    make_unit("tiny")
    make_account(make_person())
    assert len(open_administrators({}, by=SYSTEM)) == 3
