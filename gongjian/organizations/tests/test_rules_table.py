"""Who may do what, as one table: each duty's work is closed to the holders of all others."""

import pytest

from gongjian.organizations import rules

OFFICERS = ("system", "security", "audit", "reform", "handler", "county_system", "county_security", "nobody")
TABLE = {
    # what                            who may, of OFFICERS (on something of the county)
    "add a unit": "system county_system",
    "edit the county": "system county_system",
    "edit the bureau": "system",
    "edit divisions": "system",
    "add a person": "system county_system",
    "edit the handler": "system county_system",
    "edit the reform office's person": "system",
    "open the handler's account": "system county_system",
    "secure the handler's account": "security county_security",
    "secure the reform office's account": "security",
    "edit a post of the county": "system county_system",
    "set the duties of a county post": "security county_security",
    "set the duties of a bureau post": "security",
    "appoint to a county post with duties": "security county_security",
    "appoint to a county post without duties": "system county_system",
    "enter the yearly notice": "system reform",
    "see the handler's phone": "system reform handler county_system",
}


def may(city, what, user):
    handler, reform = city.handler, city.reform
    county_post = handler.person.appointments.get().post
    bureau_post = reform.person.appointments.get().post
    empty = type(county_post)(pk=0, unit=city.county, scope=city.county, duties=[])
    return {
        "add a unit": lambda: rules.can_add_units(user),
        "edit the county": lambda: rules.can_edit_unit(user, city.county),
        "edit the bureau": lambda: rules.can_edit_unit(user, city.bureau),
        "edit divisions": lambda: rules.can_edit_divisions(user),
        "add a person": lambda: rules.can_add_people(user),
        "edit the handler": lambda: rules.can_edit_person(user, handler.person),
        "edit the reform office's person": lambda: rules.can_edit_person(user, reform.person),
        "open the handler's account": lambda: rules.can_manage_account(user, handler.person),
        "secure the handler's account": lambda: rules.can_secure_account(user, handler),
        "secure the reform office's account": lambda: rules.can_secure_account(user, reform),
        "edit a post of the county": lambda: rules.can_edit_post(user, city.county),
        "set the duties of a county post": lambda: rules.can_set_duties(user, county_post),
        "set the duties of a bureau post": lambda: rules.can_set_duties(user, bureau_post),
        "appoint to a county post with duties": lambda: rules.can_appoint(user, county_post),
        "appoint to a county post without duties": lambda: rules.can_appoint(user, empty),
        "enter the yearly notice": lambda: rules.can_enter_notice(user),
        "see the handler's phone": lambda: rules.can_reveal_phone(user, handler.person),
    }[what]()


@pytest.mark.parametrize("what", TABLE)
def test_only_those_named_may(city, what):
    found = {name for name in OFFICERS if may(city, what, getattr(city, name))}
    assert found == set(TABLE[what].split())


def test_nobody_sets_the_duties_of_the_post_they_hold(city):
    own = city.security.person.appointments.get().post
    assert not rules.can_set_duties(city.security, own)
    assert not rules.can_appoint(city.security, own)


def test_nobody_secures_their_own_account(city):
    assert not rules.can_secure_account(city.security, city.security)
