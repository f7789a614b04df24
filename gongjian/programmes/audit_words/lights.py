"""What the audit chain's codes of dependencies between measures are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "dependency.added": _("entered what the measure waits for"),
    "dependency.removed": _("removed what the measure waited for"),
}
