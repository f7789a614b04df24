"""What the audit chain's codes of core's own actions are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "audit.exported": _("exported the audit chain"),
}
