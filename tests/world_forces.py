"""A task force for the permission table, its meeting and the tasks it decided."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Person
from gongjian.programmes.actions.forces import found_force, second
from gongjian.programmes.actions.meetings import record_meeting
from gongjian.programmes.actions.tasks import report_task, set_task


def forces_of(world: Any) -> None:
    """A task force led by somebody without an account, a meeting of its, an open task and a reported one."""
    nobody = Person.objects.get(code="p-new")
    values = {"code": "force", "name": "流程再造专班", "unit": world.units["reform"], "since": date(2020, 1, 6)}
    force = found_force(values | {"leader": nobody, "liaison": nobody}, by=SYSTEM)
    handler = world.account("handler").person
    lent = second(force, handler, from_unit=world.units["approval"], since=date(2020, 2, 3), by=SYSTEM)
    paper = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4 minutes")
    held = {"force": force, "title": "第一次调度会", "held_on": date(2020, 3, 2)}
    world.other["meeting"] = meeting = record_meeting(held, upload=paper, by=SYSTEM)
    far = date(2099, 12, 31)
    for name in ("task", "reported_task"):
        world.other[name] = set_task("梳理清单", unit=world.units["approval"], due=far, meeting=meeting, by=SYSTEM)
    paper = SimpleUploadedFile("清单.pdf", b"%PDF-1.4 list")
    report_task(world.other["reported_task"], result="已完成", upload=paper, by=world.account("handler"))
    world.other["secondment"] = lent


def _of(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"pk": world.other[name].pk}


def _fixed(**arguments: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda world: arguments


FORCE_ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programmes:force": _fixed(code="force"),
    "programmes:force_edit": _fixed(code="force"),
    "programmes:force_dissolve": _fixed(code="force"),
    "programmes:secondment_add": _fixed(code="force"),
    "programmes:secondment_end": lambda world: {"code": "force", "pk": world.other["secondment"].pk},
    "programmes:meeting": _of("meeting"),
    "programmes:meeting_edit": _of("meeting"),
    "programmes:meeting_file": _of("meeting"),
    "programmes:task_add": _of("meeting"),
    "programmes:task": _of("task"),
    "programmes:task_report": _of("task"),
    "programmes:task_close": _of("reported_task"),
    "programmes:task_send_back": _of("reported_task"),
    "programmes:task_withdraw": _of("task"),
    "programmes:task_move_due": _of("task"),
    "programmes:task_file": _of("reported_task"),
}
