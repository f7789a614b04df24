"""Small pieces of the ledger's pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongjian.organizations.models import Unit
from gongjian.programmes.models import Evidence
from gongjian.programmes.tables import ledger, lights, printed, reporting, story

register = template.Library()
register.simple_tag(ledger.state_badge)
register.simple_tag(ledger.progress_bar)
register.simple_tag(reporting.report_badge)
register.simple_tag(lights.light_badge)
register.simple_tag(lights.stacked_bar)
register.simple_tag(lights.tally)
register.simple_tag(printed.printed_rows)
register.simple_tag(story.told_events)


@register.filter
def short(unit: Unit) -> str:
    """What a unit is called in a table."""
    return ledger.short_name(unit)


@register.simple_tag
def evidence_badge(proof: Evidence) -> SafeString:
    kind, words = ("late", _("Waits for verification"))
    if proof.verified_on:
        kind, words = ("done", _("Verified"))
    elif proof.returned_reason:
        kind, words = ("alarm", _("Returned"))
    elif proof.withdrawn_on:
        kind, words = ("plain", _("Withdrawn"))
    return format_html('<span class="light {}">{}</span>', kind, words)
