"""Small pieces of the pages of commitments."""

from django import template

from gongjian.programmes.models.commitments import written
from gongjian.programmes.tables import commitments

register = template.Library()
register.simple_tag(commitments.percent_bar)
register.filter("percent", commitments.percent_words)
register.filter("quantity", written)
