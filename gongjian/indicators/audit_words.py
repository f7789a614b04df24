"""What the audit chain's codes of figures are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "definition.added": _("added the definition"),
    "definition.changed": _("changed the definition"),
    "observation.reported": _("reported a value"),
    "observation.corrected": _("corrected a value"),
    "observation.withdrawn": _("withdrew a value"),
    "observation.document_attached": _("attached a document"),
    "reading.kept": _("kept a reading"),
    "values.received": _("received a file of values"),
}
