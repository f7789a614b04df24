from gongjian.organizations.models.accounts import Account, OldPassword
from gongjian.organizations.models.calendar import YearNotice
from gongjian.organizations.models.divisions import Division
from gongjian.organizations.models.people import Appointment, Person
from gongjian.organizations.models.units import Duty, Post, Unit

__all__ = [
    "Account",
    "Appointment",
    "Division",
    "Duty",
    "OldPassword",
    "Person",
    "Post",
    "Unit",
    "YearNotice",
]
