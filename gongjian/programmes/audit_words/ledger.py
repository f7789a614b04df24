"""What the audit chain's codes of measures and campaigns are called; a measure's own story says them the same way."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongjian.programmes.rules import story

WORDS: dict[str, str | Promise] = {
    **story.WORDS,
    # The story names the fields or the proof at these; here nothing follows.
    "measure.edited": _("changed the measure"),
    "evidence.submitted": _("submitted evidence"),
    "evidence.verified": _("verified evidence"),
    "evidence.returned": _("returned evidence"),
    "campaign.added": _("added the campaign"),
    "campaign.edited": _("changed the campaign"),
    "ledger.received": _("received a file of measures"),
    "ledger.import_begun": _("began to import the file"),
}
