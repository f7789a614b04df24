"""What changes in the figures' room; see the files for the nouns."""

from gongjian.indicators.actions.readings import keep_readings

__all__ = ["keep_readings"]
