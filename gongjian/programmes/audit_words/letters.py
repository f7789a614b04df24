"""What the audit chain's codes of letters are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "letter.proposed": _("proposed the letter"),
    "letter.issued": _("issued the letter"),
    "letter.waived": _("waived the letter"),
    "letter.received": _("signed for the letter"),
    "letter.replied": _("answered the letter"),
    "letter.minuted": _("wrote the minutes of the interview"),
    "letter.closed": _("closed the letter"),
    "letter.stepped_up": _("stepped up to the next level"),
}
