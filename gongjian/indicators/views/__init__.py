"""What people see of figures."""

from gongjian.indicators.views.definitions import definition_add, definition_edit
from gongjian.indicators.views.figures import figure, figure_card, figure_rows
from gongjian.indicators.views.imports import observation_import, observation_import_check, observation_template
from gongjian.indicators.views.listing import figure_list
from gongjian.indicators.views.observations import (
    observation_add,
    observation_attach,
    observation_correct,
    observation_document,
    observation_withdraw,
)

__all__ = [
    "definition_add",
    "definition_edit",
    "figure",
    "figure_card",
    "figure_list",
    "figure_rows",
    "observation_add",
    "observation_attach",
    "observation_correct",
    "observation_document",
    "observation_import",
    "observation_import_check",
    "observation_template",
    "observation_withdraw",
]
