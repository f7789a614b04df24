"""Letters and adjustments for the permission table: a letter in each state, an application that waits, looks."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.adjustments import apply_adjustment, refuse_adjustment
from gongjian.programmes.actions.checks import record_outside_check
from gongjian.programmes.actions.letters import issue_letter, propose_letter, receive_letter, reply_letter
from gongjian.programmes.actions.measures import edit_measure
from gongjian.programmes.models import Letter, Measure

LEVEL = Letter.Level


def letters_of(world: Any) -> None:
    unit = world.units["approval"]
    measure = Measure.objects.get(number="running")
    with clock.at(datetime(2020, 9, 1, 9, tzinfo=timezone.get_default_timezone())):
        made = {}
        for name in ("letter", "letter_issued", "letter_received", "letter_replied"):
            made[name] = propose_letter(unit, LEVEL.PROMPT, reason="进展滞后", by=SYSTEM)
        for name in ("letter_issued", "letter_received", "letter_replied"):
            made[name] = issue_letter(made[name], by=SYSTEM)
        for name in ("letter_received", "letter_replied"):
            made[name] = receive_letter(made[name], by=SYSTEM)
        paper = SimpleUploadedFile("整改报告.pdf", b"%PDF-1.4 reply")
        made["letter_replied"] = reply_letter(made["letter_replied"], text="已整改。", by=SYSTEM, upload=paper)
        summons = propose_letter(
            unit, LEVEL.INTERVIEW, reason="连续滞后", by=SYSTEM, measure=measure, jump_reason="情况紧急",
            interview_at=clock.now(), place="改革办",
        )  # fmt: skip
        made["letter_interview"] = issue_letter(summons, by=SYSTEM)
    world.other |= made


def adjustments_of(world: Any) -> None:
    with clock.at(datetime(2020, 9, 1, 9, tzinfo=timezone.get_default_timezone())):
        _apply(world, "adjusting", "adjustment")
        refused = _apply(world, "established", "adjustment_refused")
        refuse_adjustment(refused, ruling="理由不足", by=SYSTEM)
        felt = Measure.objects.get(number="running")
        edit_measure(felt, {"is_felt_by_public": True}, by=SYSTEM)
        paper = SimpleUploadedFile("走访记录.pdf", b"%PDF-1.4 visit")
        world.other["check"] = record_outside_check(
            felt, checked_by="市人大代表走访组", has_passed=True, words="群众认可", by=SYSTEM, file=paper
        )


def _apply(world: Any, number: str, name: str) -> Any:
    measure = Measure.objects.get(number=number)
    paper = SimpleUploadedFile("申请.pdf", b"%PDF-1.4 application")
    wanted = {"due": date(2021, 3, 31)}
    world.other[name] = apply_adjustment(measure, wanted, reason="设备迟到", by=SYSTEM, file=paper)
    return world.other[name]


def _of(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"pk": world.other[name].pk}


def _measure(number: str) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"number": number}


LETTER_ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programmes:letter": _of("letter_replied"),
    "programmes:letter#proposed": _of("letter"),
    "programmes:letter_issue": _of("letter"),
    "programmes:letter_waive": _of("letter"),
    "programmes:letter_receive": _of("letter_issued"),
    "programmes:letter_reply": _of("letter_received"),
    "programmes:letter_minutes": _of("letter_interview"),
    "programmes:letter_close": _of("letter_replied"),
    "programmes:letter_step_up": _of("letter_replied"),
    "programmes:letter_print": _of("letter_issued"),
    "programmes:letter_docx": _of("letter_issued"),
    "programmes:letter_file": _of("letter_replied"),
    "programmes:adjustment": _of("adjustment"),
    "programmes:adjustment_approve": _of("adjustment"),
    "programmes:adjustment_refuse": _of("adjustment"),
    "programmes:adjustment_withdraw": _of("adjustment"),
    "programmes:adjustment_file": _of("adjustment"),
    "programmes:adjustment_apply": _measure("running"),
    "programmes:outside_check_add": _measure("running"),
    "programmes:outside_check_file": _of("check"),
    "programmes:measure_look_back": _measure("finished"),
    "programmes:measure_split": _measure("running"),
}
