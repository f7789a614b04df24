"""A small city for tests: rows written directly, so that a test of one action does not depend on others."""

from datetime import date
from itertools import count

from gongjian.organizations.models import Account, Appointment, Division, Duty, Person, Post, Unit

PASSWORD = "Tiny-city-2020"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LONG_AGO = date(2019, 1, 1)
_numbers = count(1)


def make_unit(code="", parent=None, **values):
    code = code or f"unit-{next(_numbers)}"
    defaults = {"name": code, "kind": Unit.Kind.DEPARTMENT if parent else Unit.Kind.CITY}
    unit = Unit.objects.create(code=code, parent=parent, **(defaults | values))
    unit.path = f"{parent.path if parent else '/'}{unit.pk:05d}/"
    unit.save()
    return unit


def make_division(code="990100", parent=None, **values):
    defaults = {"name": code, "level": Division.Level.COUNTY if parent else Division.Level.CITY}
    return Division.objects.create(code=code, parent=parent, **(defaults | values))


def make_person(code="", **values):
    code = code or f"person-{next(_numbers)}"
    return Person.objects.create(code=code, **({"name": code} | values))


def make_post(unit, *duties, scope=None, code="", **values):
    code = code or f"post-{next(_numbers)}"
    defaults = {"title": code, "duties": [str(duty) for duty in duties], "scope": scope or unit}
    return Post.objects.create(code=code, unit=unit, **(defaults | values))


def make_appointment(post, person, since=LONG_AGO, until=None):
    return Appointment.objects.create(post=post, person=person, since=since, until=until)


def make_account(person=None, username="", **values):
    username = username or (person.code if person else f"account-{next(_numbers)}")
    account = Account(username=username, person=person, **values)
    account.set_password(PASSWORD)
    account.save()
    return account


def make_officer(unit, *duties, scope=None, code=""):
    """An account whose person holds, since long ago, a post with these duties."""
    person = make_person(code)
    make_appointment(make_post(unit, *duties, scope=scope), person)
    return make_account(person)


class City:
    """A city with a bureau, an office below it and a county, and one officer for each kind of duty."""

    def __init__(self):
        self.root = make_unit("tiny", name="小市", name_en="Tiny")
        self.bureau = make_unit("bureau", self.root, name="市发展改革局", short_name="市发改局")
        self.office = make_unit("office", self.bureau, name="综合科")
        self.county = make_unit("county", self.root, name="甲县", kind=Unit.Kind.COUNTY)
        self.system = make_officer(self.bureau, Duty.SYSTEM_ADMIN, scope=self.root, code="system")
        self.security = make_officer(self.bureau, Duty.SECURITY_ADMIN, scope=self.root, code="security")
        self.audit = make_officer(self.bureau, Duty.AUDIT_ADMIN, scope=self.root, code="audit")
        self.reform = make_officer(self.bureau, Duty.REFORM_OFFICE, scope=self.root, code="reform")
        self.handler = make_officer(self.county, Duty.HANDLER, code="handler")
        self.county_system = make_officer(self.county, Duty.SYSTEM_ADMIN, code="county-system")
        self.county_security = make_officer(self.county, Duty.SECURITY_ADMIN, code="county-security")
        self.nobody = make_account(make_person("nobody"))
