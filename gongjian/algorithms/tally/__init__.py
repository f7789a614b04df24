"""From ballots to ranks: live scoring, selection in stages, zones by indicators. Page: docs/algorithms/tally.md.

Marks become a ballot's worth (`ballots`), ballots a score by groups (`groups`), scores ranks and grades (`ranking`),
stages a selection (`stages`), observations a zone's score (`zones`), public choices votes (`choices`), a seed an order
of presenting (`lots`). Every result carries its arithmetic (`steps`), which `in_words` says.
"""

from gongjian.algorithms.tally.ballots import (
    BadBallot,
    Ballot,
    Criterion,
    Options,
    Scale,
    is_own,
    worth_of,
)
from gongjian.algorithms.tally.choices import Ask, BadChoice, Choices, count_choices, pack_choices, unpack_choices
from gongjian.algorithms.tally.exact import BadNumber
from gongjian.algorithms.tally.groups import (
    CUTS,
    Counts,
    Cut,
    Group,
    GroupScore,
    Method,
    Score,
    dropped_at_each_end,
    published,
    score,
)
from gongjian.algorithms.tally.lots import Lot, order_by_lot
from gongjian.algorithms.tally.ranking import Bands, Entry, Place, grade, rank
from gongjian.algorithms.tally.stages import Combined, RankPoints, Round, Stage, combine, knock_out, points_by_rank
from gongjian.algorithms.tally.steps import Step, Term, from_rows, to_rows
from gongjian.algorithms.tally.words import in_words
from gongjian.algorithms.tally.zones import Bounds, Indicator, IndicatorScore, ZoneScore, bounds_of, score_zones

__all__ = [
    "CUTS",
    "Ask",
    "BadBallot",
    "BadChoice",
    "BadNumber",
    "Ballot",
    "Bands",
    "Bounds",
    "Choices",
    "Combined",
    "Counts",
    "Criterion",
    "Cut",
    "Entry",
    "Group",
    "GroupScore",
    "Indicator",
    "IndicatorScore",
    "Lot",
    "Method",
    "Options",
    "Place",
    "RankPoints",
    "Round",
    "Scale",
    "Score",
    "Stage",
    "Step",
    "Term",
    "ZoneScore",
    "bounds_of",
    "combine",
    "count_choices",
    "dropped_at_each_end",
    "from_rows",
    "grade",
    "in_words",
    "is_own",
    "knock_out",
    "order_by_lot",
    "pack_choices",
    "points_by_rank",
    "published",
    "rank",
    "score",
    "score_zones",
    "to_rows",
    "unpack_choices",
    "worth_of",
]
