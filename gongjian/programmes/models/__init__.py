from gongjian.programmes.models.campaigns import Campaign
from gongjian.programmes.models.measures import Measure
from gongjian.programmes.models.milestones import Evidence, Milestone

__all__ = ["Campaign", "Evidence", "Measure", "Milestone"]
