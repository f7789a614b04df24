"""What the audit chain's codes of months and rulebooks are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "month.opened": _("opened the month"),
    "month.frozen": _("froze the month's lights"),
    "rulebook.changed": _("changed the rulebook"),
}
