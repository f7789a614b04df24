"""Pages of units, posts, people, accounts, the door and the calendar."""

from gongjian.organizations.views.accounts import (
    account_close,
    account_open,
    account_password,
    account_reopen,
    account_second_factor,
    account_unlock,
)
from gongjian.organizations.views.calendar import calendar, notice_edit, notice_import
from gongjian.organizations.views.divisions import division, division_add, division_edit, division_list
from gongjian.organizations.views.people import person, person_add, person_edit, person_list, person_phone
from gongjian.organizations.views.posts import appointment_add, appointment_end, post_add, post_duties, post_edit
from gongjian.organizations.views.sessions import ask_administrator, locked, me, my_sessions, session_end, session_list
from gongjian.organizations.views.units import unit, unit_add, unit_dissolve, unit_edit, unit_list

__all__ = [
    "account_close",
    "account_open",
    "account_password",
    "account_reopen",
    "account_second_factor",
    "account_unlock",
    "appointment_add",
    "appointment_end",
    "ask_administrator",
    "calendar",
    "division",
    "division_add",
    "division_edit",
    "division_list",
    "locked",
    "me",
    "my_sessions",
    "notice_edit",
    "notice_import",
    "person",
    "person_add",
    "person_edit",
    "person_list",
    "person_phone",
    "post_add",
    "post_duties",
    "post_edit",
    "session_end",
    "session_list",
    "unit",
    "unit_add",
    "unit_dissolve",
    "unit_edit",
    "unit_list",
]
