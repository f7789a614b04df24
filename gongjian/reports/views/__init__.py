"""The pages of the overview; see the files for whom they serve."""

from gongjian.reports.views.editor import (
    overview_add,
    overview_edit,
    overview_labels,
    overview_list,
    overview_preview,
    overview_public_face,
)
from gongjian.reports.views.reading import overview, overview_docx, overview_year
from gongjian.reports.views.snapshots import (
    snapshot,
    snapshot_compare,
    snapshot_docx,
    snapshot_figure,
    snapshot_list,
    snapshot_publish,
    snapshot_take,
    snapshot_withdraw,
)

__all__ = [
    "overview",
    "overview_add",
    "overview_docx",
    "overview_edit",
    "overview_labels",
    "overview_list",
    "overview_preview",
    "overview_public_face",
    "overview_year",
    "snapshot",
    "snapshot_compare",
    "snapshot_docx",
    "snapshot_figure",
    "snapshot_list",
    "snapshot_publish",
    "snapshot_take",
    "snapshot_withdraw",
]
