"""What the audit chain's codes of units, people and the door are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "account.opened": _("opened the account"),
    "account.closed": _("closed the account"),
    "account.reopened": _("opened the account again"),
    "account.password_reset": _("set a one-time password"),
    "account.password_changed": _("changed the password"),
    "account.second_factor_added": _("added a second factor"),
    "account.second_factor_removed": _("removed a second factor"),
    "account.second_factor_reset": _("reset the second factor"),
    "account.second_factor_failed": _("second factor failed"),
    "account.signed_in": _("signed in"),
    "account.signed_out": _("signed out"),
    "account.sign_in_failed": _("sign-in failed"),
    "account.locked": _("locked after failed sign-ins"),
    "account.unlocked": _("lifted the lock"),
    "session.ended": _("ended a session"),
    "appointment.made": _("made an appointment"),
    "appointment.ended": _("ended an appointment"),
    "division.added": _("added the division"),
    "division.changed": _("changed the division"),
    "person.added": _("added the person"),
    "person.changed": _("changed the person's data"),
    "person.phone_revealed": _("looked at the telephone number"),
    "post.added": _("added the post"),
    "post.changed": _("changed the post"),
    "post.duties_set": _("set the post's duties"),
    "unit.added": _("added the unit"),
    "unit.changed": _("changed the unit"),
    "unit.moved": _("moved the unit"),
    "unit.dissolved": _("dissolved the unit"),
    "year_notice.entered": _("entered a holiday notice"),
    "year_notice.changed": _("changed a holiday notice"),
}
