import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import add_person, edit_person, reveal_phone
from gongjian.organizations.tests.factories import make_person

PHONE = "13812345678"


def test_a_person_is_added_and_the_phone_enters_the_audit_as_a_digest(city):
    person = add_person("li-ming", "李明", phone=PHONE, by=city.system)
    record = AuditRecord.objects.get()
    assert (record.action, person.phone) == ("person.added", PHONE)
    assert PHONE not in str(record.changes)


@pytest.mark.parametrize("other", ["security", "audit", "reform", "handler", "nobody"])
def test_nobody_but_the_system_administrator_enters_people(city, other):
    with pytest.raises(PermissionDenied):
        add_person("li-ming", "李明", by=getattr(city, other))


def test_a_code_is_used_once(city):
    with pytest.raises(ValidationError) as error:
        add_person("handler", "李明", by=city.system)
    assert "code" in error.value.message_dict


def test_a_malformed_e_mail_is_refused_beside_the_field(city):
    with pytest.raises(ValidationError) as error:
        add_person("li-ming", "李明", email="not-an-address", by=city.system)
    assert "email" in error.value.message_dict


def test_an_edit_touches_only_what_is_given(city):
    person = make_person(phone=PHONE)
    edit_person(person, name="李鸣", by=city.system)
    person.refresh_from_db()
    assert (person.name, person.phone) == ("李鸣", PHONE)


def test_a_county_does_not_edit_people_of_the_city(city):
    with pytest.raises(PermissionDenied):
        edit_person(city.reform.person, name="x", by=city.county_system)


def test_looking_at_a_phone_is_recorded_with_who_looked(city):
    person = city.handler.person
    person.phone = PHONE
    person.save()
    assert reveal_phone(person, by=city.reform) == PHONE
    record = AuditRecord.objects.get()
    assert (record.action, record.actor_id) == ("person.phone_revealed", str(city.reform.pk))
    assert record.changes == {}


@pytest.mark.parametrize("other", ["security", "audit", "nobody"])
def test_a_phone_is_not_shown_to_those_whose_work_does_not_need_it(city, other):
    with pytest.raises(PermissionDenied):
        reveal_phone(city.handler.person, by=getattr(city, other))
    assert not AuditRecord.objects.exists()


def test_everybody_may_see_their_own_phone(city):
    city.nobody.person.phone = PHONE
    city.nobody.person.save()
    assert reveal_phone(city.nobody.person, by=city.nobody) == PHONE
