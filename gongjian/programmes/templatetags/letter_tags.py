"""Small pieces of the pages of letters and adjustments."""

from django import template

from gongjian.programmes.tables import adjustments, letters

register = template.Library()
register.simple_tag(letters.letter_badge)
register.simple_tag(adjustments.adjustment_badge)
