"""Small pieces of the reviews' pages."""

from django import template

from gongjian.programmes.tables import reviews

register = template.Library()
register.simple_tag(reviews.review_badge)
register.simple_tag(reviews.item_light)
