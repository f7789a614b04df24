"""What is looked up about figures; see the files for the nouns."""

from gongjian.indicators.queries.definitions import (
    BUSINESS_DUTIES,
    computed_visible_to,
    default_year,
    definition_named,
    definitions_visible_to,
    figures_owed_by,
    is_visible_to,
    observations_visible_to,
    request_from,
    sees_all_figures,
    years_reported,
)
from gongjian.indicators.queries.evidence import Evidence, evidence_of, sample_count
from gongjian.indicators.queries.figures import (
    COMPUTED,
    REPORTED,
    Figure,
    FigureRequest,
    address_of,
    query_of,
    read_figure,
    read_figures,
)
from gongjian.indicators.queries.history import Point, course_of, revisions_of
from gongjian.indicators.queries.readings import Movement, last_reading, movement_since, readings_of
from gongjian.indicators.queries.wording import (
    bound_in_words,
    difference_in_words,
    period_in_words,
    value_in_words,
    words_of,
)

__all__ = [
    "BUSINESS_DUTIES",
    "COMPUTED",
    "REPORTED",
    "Evidence",
    "Figure",
    "FigureRequest",
    "Movement",
    "Point",
    "address_of",
    "bound_in_words",
    "computed_visible_to",
    "course_of",
    "default_year",
    "definition_named",
    "definitions_visible_to",
    "difference_in_words",
    "evidence_of",
    "figures_owed_by",
    "is_visible_to",
    "last_reading",
    "movement_since",
    "observations_visible_to",
    "period_in_words",
    "query_of",
    "read_figure",
    "read_figures",
    "readings_of",
    "request_from",
    "revisions_of",
    "sample_count",
    "sees_all_figures",
    "value_in_words",
    "words_of",
    "years_reported",
]
