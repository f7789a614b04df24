"""What is allowed in the figures' room; see the files for the nouns."""

from gongjian.indicators.rules.definitions import (
    DEFINING,
    can_define,
    check_add_definition,
    check_define,
    check_edit_definition,
)
from gongjian.indicators.rules.observations import (
    REPORTING,
    can_import_values,
    can_report,
    check_attach_document,
    check_correct_observation,
    check_import_values,
    check_period,
    check_report,
    check_report_observation,
    check_value,
    check_withdraw_observation,
)
from gongjian.indicators.rules.sheets import HEADS, PLAN, ValueEntry, ValuesDraft, check_values

__all__ = [
    "DEFINING",
    "HEADS",
    "PLAN",
    "REPORTING",
    "ValueEntry",
    "ValuesDraft",
    "can_define",
    "can_import_values",
    "can_report",
    "check_add_definition",
    "check_attach_document",
    "check_correct_observation",
    "check_define",
    "check_edit_definition",
    "check_import_values",
    "check_period",
    "check_report",
    "check_report_observation",
    "check_value",
    "check_values",
    "check_withdraw_observation",
]
