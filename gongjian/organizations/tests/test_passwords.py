import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from gongjian.organizations.actions import change_password
from gongjian.organizations.passwords import REMEMBERED, kinds_in
from gongjian.organizations.tests.factories import PASSWORD, make_account


@pytest.mark.parametrize(
    ("password", "kinds"), [("", 0), ("abc", 1), ("abC", 2), ("abC1", 3), ("abC1-", 4), ("改革", 1), ("改革1a", 3)]
)
def test_kinds_of_characters_are_counted(password, kinds):
    assert kinds_in(password) == kinds


@pytest.mark.parametrize("password", ["Ab1-Ab1-x", "abcdefghij1", "ABCDEFGHIJ1", "1234567890"])
def test_too_short_or_too_plain_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["Spring-rain-2020", "春雨惊春清谷天-2020x", "correct horse 7"])
def test_long_enough_and_varied_is_fine(password):
    validate_password(password)


def test_a_password_like_the_account_name_is_refused(db):
    account = make_account(username="zhang-xiaoming")
    with pytest.raises(ValidationError):
        validate_password("Zhang-xiaoming1", account)


def test_the_last_five_passwords_are_refused_and_the_sixth_last_is_free_again(db):
    account = make_account()
    used = [PASSWORD] + [f"Spring-rain-{number}" for number in range(REMEMBERED)]
    for password in used[1:]:
        change_password(account, password, by=account)
    for password in used[1:]:
        with pytest.raises(ValidationError):
            validate_password(password, account)
    validate_password(used[0], account)


def test_a_new_account_has_no_history(db):
    validate_password(PASSWORD, None)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_rule_is_told_beforehand(language):
    with override(language):
        assert len(password_validators_help_texts()) == 5
