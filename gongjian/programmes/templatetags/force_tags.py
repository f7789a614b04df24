"""Small pieces of the pages of tasks and task forces."""

from django import template

from gongjian.programmes.tables import tasks

register = template.Library()
register.simple_tag(tasks.task_badge)
register.simple_tag(tasks.due_notes)
register.simple_tag(tasks.source_words)
