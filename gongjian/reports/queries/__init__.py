"""What is looked up about overviews; see the files for the nouns."""

from gongjian.reports.queries.comparison import Comparison, compare, compare_texts
from gongjian.reports.queries.documents import document_of
from gongjian.reports.queries.listing import listing_of
from gongjian.reports.queries.overviews import (
    first_texts,
    names_open_to,
    overview_to_begin_with,
    overviews_visible_to,
    overviews_with_latest,
    published_snapshot,
    sees_drafts,
    snapshots_visible_to,
    snapshots_with_counts,
)
from gongjian.reports.queries.problems import TextProblem, facts_missing, facts_of, language_name, problems_of
from gongjian.reports.queries.rendering import (
    Rendering,
    WrittenBlock,
    WrittenPiece,
    frozen_statement,
    render_overview,
    render_snapshot,
    render_text,
    text_exists,
    text_in,
)
from gongjian.reports.queries.statements import LANGUAGES, Statement, read_statements, requests_of, state

__all__ = [
    "LANGUAGES",
    "Comparison",
    "Rendering",
    "Statement",
    "TextProblem",
    "WrittenBlock",
    "WrittenPiece",
    "compare",
    "compare_texts",
    "document_of",
    "facts_missing",
    "facts_of",
    "first_texts",
    "frozen_statement",
    "language_name",
    "listing_of",
    "names_open_to",
    "overview_to_begin_with",
    "overviews_visible_to",
    "overviews_with_latest",
    "problems_of",
    "published_snapshot",
    "read_statements",
    "render_overview",
    "render_snapshot",
    "render_text",
    "requests_of",
    "sees_drafts",
    "snapshots_visible_to",
    "snapshots_with_counts",
    "state",
    "text_exists",
    "text_in",
]
