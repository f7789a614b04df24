"""The ledger's pages."""

from gongjian.programmes.views.campaigns import campaign, campaign_add, campaign_edit, campaign_list
from gongjian.programmes.views.evidence import evidence_add, evidence_file, evidence_return, evidence_verify
from gongjian.programmes.views.imports import import_check, import_template, measure_import
from gongjian.programmes.views.lists import measure_export, measure_list, measure_print
from gongjian.programmes.views.measures import (
    measure,
    measure_add,
    measure_edit,
    measure_milestones,
    measure_remove,
    measure_restore,
)
from gongjian.programmes.views.moves import measure_merge, measure_move

__all__ = [
    "campaign",
    "campaign_add",
    "campaign_edit",
    "campaign_list",
    "evidence_add",
    "evidence_file",
    "evidence_return",
    "evidence_verify",
    "import_check",
    "import_template",
    "measure",
    "measure_add",
    "measure_edit",
    "measure_export",
    "measure_import",
    "measure_list",
    "measure_merge",
    "measure_milestones",
    "measure_move",
    "measure_print",
    "measure_remove",
    "measure_restore",
]
