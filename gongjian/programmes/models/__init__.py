from gongjian.programmes.models.adjustments import Adjustment, LookBack, OutsideCheck
from gongjian.programmes.models.campaigns import Campaign
from gongjian.programmes.models.commitments import Attainment, Grant, Photo, Target
from gongjian.programmes.models.dependencies import Dependency
from gongjian.programmes.models.forces import Meeting, Secondment, Task, TaskForce
from gongjian.programmes.models.inspections import (
    Extension,
    Finding,
    Inspection,
    Inspector,
    UnitScore,
    Visit,
    VisitPhoto,
)
from gongjian.programmes.models.letters import Letter, NumberSeries
from gongjian.programmes.models.lights import MeasureLight
from gongjian.programmes.models.measures import Measure
from gongjian.programmes.models.milestones import Evidence, Milestone
from gongjian.programmes.models.months import ApprovalStep, Claim, Month, MonthlyReport, Signature
from gongjian.programmes.models.reviews import AgendaItem, Review
from gongjian.programmes.models.rounds import DailyRound
from gongjian.programmes.models.rulebooks import Rulebook

__all__ = [
    "Adjustment",
    "AgendaItem",
    "ApprovalStep",
    "Attainment",
    "Campaign",
    "Claim",
    "DailyRound",
    "Dependency",
    "Evidence",
    "Extension",
    "Finding",
    "Grant",
    "Inspection",
    "Inspector",
    "Letter",
    "LookBack",
    "Measure",
    "MeasureLight",
    "Meeting",
    "Milestone",
    "Month",
    "MonthlyReport",
    "NumberSeries",
    "OutsideCheck",
    "Photo",
    "Review",
    "Rulebook",
    "Secondment",
    "Signature",
    "Target",
    "Task",
    "TaskForce",
    "UnitScore",
    "Visit",
    "VisitPhoto",
]
