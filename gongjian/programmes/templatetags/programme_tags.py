"""Small pieces of the ledger's pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongjian.organizations.models import Unit
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.tables.ledger import short_name

register = template.Library()
# Finished carries the ✓ of the lights; everything else waits for the lights of the monthly snapshot.
_KINDS = {Measure.State.STRUCK_OFF: "done"}


@register.simple_tag
def state_badge(measure: Measure) -> SafeString:
    """The state as word and shape."""
    kind = _KINDS.get(measure.state, f"plain state-{measure.state}")
    return format_html('<span class="light {}">{}</span>', kind, measure.get_state_display())


@register.filter
def short(unit: Unit) -> str:
    """What a unit is called in a table."""
    return short_name(unit)


@register.simple_tag
def evidence_badge(proof: Evidence) -> SafeString:
    kind, words = ("late", _("Waits for verification"))
    if proof.verified_on:
        kind, words = ("done", _("Verified"))
    elif proof.returned_reason:
        kind, words = ("alarm", _("Returned"))
    return format_html('<span class="light {}">{}</span>', kind, words)
