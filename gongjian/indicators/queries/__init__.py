"""What is looked up about figures; see the files for the nouns."""

from gongjian.indicators.queries.definitions import (
    computed_visible_to,
    default_year,
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
from gongjian.indicators.queries.readings import Movement, movement_since, readings_of

__all__ = [
    "COMPUTED",
    "REPORTED",
    "Evidence",
    "Figure",
    "FigureRequest",
    "Movement",
    "address_of",
    "computed_visible_to",
    "default_year",
    "definitions_visible_to",
    "evidence_of",
    "figures_owed_by",
    "is_visible_to",
    "movement_since",
    "observations_visible_to",
    "query_of",
    "read_figure",
    "read_figures",
    "readings_of",
    "request_from",
    "sample_count",
    "sees_all_figures",
    "years_reported",
]
