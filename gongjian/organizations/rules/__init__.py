"""What is allowed: duties of posts, counted within the subtree of the post's scope; three administrators apart."""

from gongjian.organizations.rules.accounts import (
    can_manage_account,
    can_secure_account,
    check_close_account,
    check_open_account,
    check_secure_account,
    must_change_password,
    must_have_second_factor,
)
from gongjian.organizations.rules.duties import covers, has_duty, has_duty_citywide
from gongjian.organizations.rules.notices import can_enter_notice, check_enter_notice
from gongjian.organizations.rules.people import (
    can_add_people,
    can_edit_person,
    can_reveal_phone,
    check_add_person,
    check_edit_person,
    check_reveal_phone,
)
from gongjian.organizations.rules.posts import (
    can_appoint,
    can_edit_post,
    can_set_duties,
    check_appoint,
    check_edit_post,
    check_end_appointment,
    check_set_duties,
)
from gongjian.organizations.rules.separation import (
    ADMINISTRATORS,
    check_duties_together,
    check_person_free_for,
    conflict_between,
)
from gongjian.organizations.rules.units import (
    can_add_units,
    can_edit_divisions,
    can_edit_unit,
    check_add_unit,
    check_dissolve_unit,
    check_edit_divisions,
    check_edit_unit,
    check_move_unit,
    check_stands,
)

__all__ = [
    "ADMINISTRATORS",
    "can_add_people",
    "can_add_units",
    "can_appoint",
    "can_edit_divisions",
    "can_edit_person",
    "can_edit_post",
    "can_edit_unit",
    "can_enter_notice",
    "can_manage_account",
    "can_reveal_phone",
    "can_secure_account",
    "can_set_duties",
    "check_add_person",
    "check_add_unit",
    "check_appoint",
    "check_close_account",
    "check_dissolve_unit",
    "check_duties_together",
    "check_edit_divisions",
    "check_edit_person",
    "check_edit_post",
    "check_edit_unit",
    "check_end_appointment",
    "check_enter_notice",
    "check_move_unit",
    "check_open_account",
    "check_person_free_for",
    "check_reveal_phone",
    "check_secure_account",
    "check_set_duties",
    "check_stands",
    "conflict_between",
    "covers",
    "has_duty",
    "has_duty_citywide",
    "must_change_password",
    "must_have_second_factor",
]
