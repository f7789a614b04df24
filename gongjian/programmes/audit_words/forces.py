"""What the audit chain's codes of task forces, their meetings and tasks are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "force.founded": _("founded the task force"),
    "force.edited": _("changed the task force"),
    "force.dissolved": _("dissolved the task force"),
    "force.taken_over": _("took over open tasks from a task force"),
    "secondment.begun": _("lent a person to the task force"),
    "secondment.ended": _("ended a secondment"),
    "meeting.recorded": _("recorded the meeting"),
    "meeting.edited": _("changed the record of the meeting"),
    "task.set": _("set the task"),
    "task.reported": _("reported the task done"),
    "task.closed": _("closed the task"),
    "task.sent_back": _("sent the task back"),
    "task.withdrawn": _("withdrew the task"),
    "task.due_moved": _("moved the task's due date"),
}
