from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import add_post, dissolve_unit, edit_post, set_post_duties
from gongjian.organizations.models import Duty
from gongjian.organizations.rules import ADMINISTRATORS
from gongjian.organizations.tests.factories import make_appointment, make_person, make_post


def test_a_new_post_may_do_nothing(city):
    post = add_post("clerk", city.county, title="科员", by=city.system)
    assert (post.duties, post.scope) == ([], city.county)
    assert AuditRecord.objects.get().action == "post.added"


@pytest.mark.parametrize("other", ["security", "audit", "reform", "handler", "nobody"])
def test_nobody_but_the_system_administrator_adds_posts(city, other):
    with pytest.raises(PermissionDenied):
        add_post("clerk", city.county, title="科员", by=getattr(city, other))


def test_a_dissolved_unit_gets_no_post(city):
    dissolve_unit(city.office, on=timezone.localdate(), by=city.system)
    with pytest.raises(ValidationError):
        add_post("clerk", city.office, title="科员", by=city.system)


def test_the_title_changes_and_says_so(city):
    post = make_post(city.county, title="科员")
    edit_post(post, title="主任科员", by=city.system)
    assert AuditRecord.objects.get().changes == {"title": ["科员", "主任科员"]}


@pytest.mark.parametrize("other", ["system", "audit", "reform", "handler", "county_security", "nobody"])
def test_nobody_but_the_security_administrator_sets_duties(city, other):
    with pytest.raises(PermissionDenied):
        set_post_duties(make_post(city.bureau), duties=["reader"], scope=city.bureau, by=getattr(city, other))


def test_duties_are_kept_in_their_own_order_once_each(city):
    post = make_post(city.county)
    set_post_duties(post, duties=["handler", "unit_head", "handler"], scope=city.county, by=city.security)
    post.refresh_from_db()
    assert post.duties == ["unit_head", "handler"]


def test_setting_the_same_duties_again_leaves_no_record(city):
    post = make_post(city.county, Duty.HANDLER)
    set_post_duties(post, duties=["handler"], scope=city.county, by=city.security)
    assert not AuditRecord.objects.exists()


def test_an_unknown_duty_is_refused_by_name(city):
    with pytest.raises(ValidationError, match="emperor"):
        set_post_duties(make_post(city.county), duties=["emperor"], scope=city.county, by=city.security)


def test_nobody_gives_a_scope_wider_than_their_own(city):
    post = make_post(city.county)
    with pytest.raises(ValidationError) as error:
        set_post_duties(post, duties=["reader"], scope=city.root, by=city.county_security)
    assert "scope" in error.value.message_dict


def test_a_post_that_reaches_beyond_ones_scope_is_not_ones_to_change(city):
    post = make_post(city.county, Duty.READER, scope=city.root)
    with pytest.raises(PermissionDenied):
        set_post_duties(post, duties=[], scope=city.county, by=city.county_security)


def test_the_security_administrator_does_not_widen_the_own_post(city):
    own = city.security.person.appointments.get().post
    with pytest.raises(PermissionDenied):
        set_post_duties(own, duties=["audit_admin"], scope=city.root, by=city.security)


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_a_post_is_either_an_administrators_or_has_business(city, administrator):
    with pytest.raises(ValidationError) as error:
        set_post_duties(make_post(city.county), duties=[administrator, "reader"], scope=city.county, by=city.security)
    assert "duties" in error.value.message_dict


def test_a_held_post_is_given_no_duty_that_its_holder_may_not_unite(city):
    """The other direction: nobody is appointed, and yet somebody would hold both."""
    person = make_person(name="李明")
    post = make_post(city.county)
    make_appointment(post, person)
    make_appointment(make_post(city.bureau, Duty.HANDLER), person)
    with pytest.raises(ValidationError, match="李明"):
        set_post_duties(post, duties=["audit_admin"], scope=city.county, by=city.security)
    post.refresh_from_db()
    assert post.duties == []


def test_somebody_who_left_long_ago_hinders_nothing(city):
    person, post = make_person(), make_post(city.county)
    yesterday = timezone.localdate() - timedelta(days=1)
    make_appointment(post, person, until=yesterday)
    make_appointment(make_post(city.bureau, Duty.HANDLER), person)
    set_post_duties(post, duties=["audit_admin"], scope=city.county, by=city.security)


def test_somebody_who_comes_later_does_hinder(city):
    person, post = make_person(), make_post(city.county)
    make_appointment(post, person, since=timezone.localdate() + timedelta(days=10))
    make_appointment(make_post(city.bureau, Duty.HANDLER), person)
    with pytest.raises(ValidationError):
        set_post_duties(post, duties=["audit_admin"], scope=city.county, by=city.security)
