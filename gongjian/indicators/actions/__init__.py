"""What changes in the figures' room; see the files for the nouns."""

from gongjian.indicators.actions.definitions import add_definition, edit_definition
from gongjian.indicators.actions.imports import import_values, receive_values
from gongjian.indicators.actions.observations import (
    attach_document,
    correct_observation,
    report_observation,
    withdraw_observation,
)
from gongjian.indicators.actions.readings import keep_readings

__all__ = [
    "add_definition",
    "attach_document",
    "correct_observation",
    "edit_definition",
    "import_values",
    "keep_readings",
    "receive_values",
    "report_observation",
    "withdraw_observation",
]
