"""What was promised to the public in numbers, and how much of it has been reached and verified."""

from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, count_of, value_of
from gongjian.programmes.models import Target
from gongjian.programmes.queries.commitments import targets_of_year, targets_reached

figure_of_targets = partial(
    computed,
    unit=_("target|targets"),
    source=_("Reports of commitments"),
    columns=("measure", "title", "quantity", "unit"),
    public=True,
)


def counted(targets: QuerySet[Target], year: int) -> Computed:
    """How many; None, not zero, where no target of the year is kept."""
    found = count_of(targets)
    return found if found.value or targets_of_year(year).exists() else value_of(None, targets)


@figure_of_targets(
    "programmes.commitment_targets",
    title=_("Targets of commitments"),
    meaning=_("Numbers promised to the public in the year's livelihood commitments that count."),
)
def commitment_targets(*, year: int) -> Computed:
    return counted(targets_of_year(year), year)


@figure_of_targets(
    "programmes.commitment_targets_reached",
    title=_("Targets of commitments reached"),
    meaning=_(
        "Those of which all that was promised has been reached, by the latest report that the reform office verified."
    ),
)
def commitment_targets_reached(*, year: int) -> Computed:
    return counted(targets_reached(year), year)
