"""What changes in organizations. Every action is atomic, checked, and leaves one audit record — or none when
nothing changed, so that loading a pack again writes nothing."""

from gongjian.organizations.actions.accounts import (
    change_password,
    close_account,
    end_session,
    open_account,
    reopen_account,
    reset_second_factor,
    set_one_time_password,
    unlock_account,
)
from gongjian.organizations.actions.administrators import open_administrators
from gongjian.organizations.actions.appointments import appoint, end_appointment
from gongjian.organizations.actions.divisions import add_division, edit_division
from gongjian.organizations.actions.notices import enter_notice, import_notice
from gongjian.organizations.actions.people import add_person, edit_person, reveal_phone
from gongjian.organizations.actions.posts import add_post, edit_post, set_post_duties
from gongjian.organizations.actions.units import add_unit, dissolve_unit, edit_unit, move_unit, save_unit

__all__ = [
    "add_division",
    "add_person",
    "add_post",
    "add_unit",
    "appoint",
    "change_password",
    "close_account",
    "dissolve_unit",
    "edit_division",
    "edit_person",
    "edit_post",
    "edit_unit",
    "end_appointment",
    "end_session",
    "enter_notice",
    "import_notice",
    "move_unit",
    "open_account",
    "open_administrators",
    "reopen_account",
    "reset_second_factor",
    "reveal_phone",
    "save_unit",
    "set_one_time_password",
    "set_post_duties",
    "unlock_account",
]
