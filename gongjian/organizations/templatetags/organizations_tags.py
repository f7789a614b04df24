"""Small pieces of the organizations' pages."""

from django import template

from gongjian.core.devices import device

register = template.Library()

register.filter("device", device)
