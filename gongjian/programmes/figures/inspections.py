"""The numbers of special supervision; None, not zero, for a year in which none was planned: nothing is known."""

from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, count_of, once_a_reading
from gongjian.programmes.models import Finding, Inspection
from gongjian.programmes.queries.findings import findings_of
from gongjian.programmes.queries.inspections import inspections_of

figure_of_findings = partial(
    computed,
    unit=_("finding|findings"),
    source=_("Special supervision"),
    columns=("number", "title", "grade", "unit", "state"),
)


@once_a_reading
def _has_inspections(year: int) -> bool:
    return inspections_of(year).exists()


def counted(rows: QuerySet, year: int) -> Computed:
    if not _has_inspections(year):
        return Computed(None, rows)
    return count_of(rows)


@computed(
    "programmes.inspections_held",
    title=_("Inspections held"),
    unit=_("inspection|inspections"),
    meaning=_("Inspections of the year's programme whose visits on site have ended."),
    source=_("Special supervision"),
    columns=("code", "title", "since", "until", "state"),
    key="code",
    public=True,
)
def inspections_held(*, year: int) -> Computed:
    ended = inspections_of(year).filter(state__in=[Inspection.State.RECTIFYING, Inspection.State.DONE])
    return counted(ended, year)


@figure_of_findings(
    "programmes.findings",
    title=_("Findings of inspections"),
    meaning=_("What the inspections of the year's programme found wrong, in whatever state."),
    breakdown="unit",
)
def findings(*, year: int) -> Computed:
    return counted(findings_of(year), year)


@figure_of_findings(
    "programmes.findings_rectified",
    title=_("Findings rectified"),
    meaning=_("Findings of the year's inspections that were put right and accepted by two people."),
    breakdown="unit",
)
def findings_rectified(*, year: int) -> Computed:
    return counted(findings_of(year).filter(state=Finding.State.CLOSED), year)
