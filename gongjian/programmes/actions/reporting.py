"""A monthly report on its way: written, sent for signature, signed along the chain, recalled, carried over."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.models import ApprovalStep, Month, MonthlyReport, Signature
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.reporting import RELATED, signatures_of_this_sending, signers_of, steps_of
from gongjian.programmes.rules.cells import text
from gongjian.programmes.rules.reporting import (
    check_carry_report,
    check_recall_report,
    check_send_report,
    check_sign_report,
    check_write_report,
    next_step,
)

State, Opinion = MonthlyReport.State, Signature.Opinion
WORDS_LONGEST = 300


def seen_by_writer(report: MonthlyReport) -> dict[str, str]:
    """What a writer sees of a report, to travel in the form and come back as `base`."""
    return {name: getattr(report, name) for name in MonthlyReport.WRITTEN}


@transaction.atomic
def write_report(
    report: MonthlyReport, values: dict[str, str], *, by: Actor, base: dict[str, str] | None = None
) -> MonthlyReport:
    """Change the texts named in `values`. `base` is what the writer saw.

    A text the writer left alone keeps what others wrote meanwhile; one that both changed differently raises Clash.
    Nothing is written when nothing differs. Raises PermissionDenied, ValidationError.
    """
    report = locked_report(report)
    check_write_report(by, report)
    wanted = _without_clashes(report, _cleaned(values), base)
    before = state_of(report)
    for name, value in wanted.items():
        setattr(report, name, value)
    if state_of(report) == before:
        return report
    report.written_by = None if by is SYSTEM else by
    report.version += 1
    report.save()
    record(report, "report.written", by=by, before=before)
    return report


def _cleaned(values: dict[str, str]) -> dict[str, str]:
    cleaned, problems = {}, {}
    for name in MonthlyReport.WRITTEN:
        if name in values:
            longest = MonthlyReport._meta.get_field(name).max_length
            try:
                cleaned[name] = text(values[name], longest=longest, lines=True)
            except ValidationError as error:
                problems[name] = error
    if problems:
        raise ValidationError(problems)
    return cleaned


def _without_clashes(report: MonthlyReport, wanted: dict[str, str], base: dict[str, str] | None) -> dict[str, str]:
    """What the writer really changed. Raises Clash."""
    if base is None:
        return wanted
    mine = {name: value for name, value in wanted.items() if name not in base or value != base[name]}
    now = seen_by_writer(report)
    clashes = {name: now[name] for name, value in mine.items() if name in base and now[name] not in (base[name], value)}
    if clashes:
        raise Clash(clashes)
    return mine


@transaction.atomic
def send_for_signature(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """Hand the draft to the first of the unit's approval chain. Raises PermissionDenied, ValidationError."""
    Unit.objects.select_for_update().get(pk=report.unit_id)  # the chain stays as it is meanwhile
    report, before = _locked_in_month(report)
    steps = steps_of(report.unit)
    check_send_report(by, report)
    step = steps[0] if steps else None
    signers = _signers(report, step)
    report.state, report.signed_steps = State.SIGNING, 0
    report.sendings += 1
    report.sent_at = clock.now()
    _save(report, "report.sent", by=by, before=before)
    _tell_signers(report, signers, by=by)
    return report


def _signers(report: MonthlyReport, step: ApprovalStep | None) -> list[Any]:
    """Raises ValidationError when there is nobody: a report sent to an empty desk would wait for ever."""
    found = signers_of(report, step)
    if found:
        return found
    if step is None:
        raise ValidationError(_("Nobody heads this unit today: the report cannot be signed."))
    raise ValidationError(_("Nobody holds “%(post)s” today: change the approval chain first.") % {"post": step.post})


@transaction.atomic
def sign_report(report: MonthlyReport, *, by: Actor, opinion: str, words: str = "") -> MonthlyReport:
    """The next step's signature. The last one hands the report in; "sent back" makes it a draft again.

    Raises PermissionDenied, ValidationError.
    """
    report, before = _locked_in_month(report)
    steps = steps_of(report.unit)
    check_sign_report(by, report, steps, before=list(signatures_of_this_sending(report)))
    words = text(words, longest=WORDS_LONGEST, lines=True)
    step = next_step(report, steps)
    if opinion not in Opinion.values:
        raise ValidationError({"opinion": _("Agree, or send it back.")})
    if opinion == Opinion.SENT_BACK and not words:
        raise ValidationError({"words": _("Please say what is to be changed.")})
    _signature(report, step, by=by, opinion=opinion, words=words).save()
    if opinion == Opinion.SENT_BACK:
        return _sent_back(report, by=by, before=before, words=words)
    report.signed_steps += 1
    if report.signed_steps >= max(1, len(steps)):
        return _handed_in(report, by=by, before=before, words=words)
    _save(report, "report.signed", by=by, before=before, note=words)
    _tell_signers(report, signers_of(report, next_step(report, steps)), by=by)
    return report


def _signature(report: MonthlyReport, step: ApprovalStep | None, *, by: Actor, opinion: str, words: str) -> Signature:
    return Signature(
        report=report,
        sending=report.sendings,
        sequence=report.signed_steps + 1,
        step=step.title if step else "",
        step_en=step.title_en if step else "",
        signed_by=None if by is SYSTEM else by,
        signer=str(by)[:100],
        post=str(step.post if step else by.post_name)[:150],
        opinion=opinion,
        words=words,
        signed_at=clock.now(),
    )


def _sent_back(report: MonthlyReport, *, by: Actor, before: dict, words: str) -> MonthlyReport:
    report.state, report.signed_steps = State.DRAFT, 0
    _save(report, "report.sent_back", by=by, before=before, note=words)
    _tell_unit(report, gettext_lazy("Report sent back to be changed: %(measure)s (%(month)s)"), by=by, body=words)
    return report


def _handed_in(report: MonthlyReport, *, by: Actor, before: dict, words: str) -> MonthlyReport:
    report.state, report.submitted_at = State.SUBMITTED, clock.now()
    _save(report, "report.submitted", by=by, before=before, note=words)
    _tell(
        accounts_over(report.unit, OFFICE),
        gettext_lazy("Report to accept or return: %(measure)s (%(month)s)"),
        report,
        by=by,
    )
    return report


@transaction.atomic
def recall_report(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """The unit takes it back, before the reform office has ruled: a draft again, to be signed anew."""
    report, before = _locked_in_month(report)
    check_recall_report(by, report)
    if report.state == State.SIGNING:
        waiting = signers_of(report, next_step(report, steps_of(report.unit)))
    else:
        waiting = accounts_over(report.unit, OFFICE)
    report.state, report.signed_steps, report.submitted_at = State.DRAFT, 0, None
    _save(report, "report.recalled", by=by, before=before)
    _tell(waiting, gettext_lazy("Recalled by the unit: %(measure)s (%(month)s)"), report, by=by)
    return report


@transaction.atomic
def carry_report(report: MonthlyReport, into: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """Put what was written, but not handed in before its month was frozen, behind the text of a later report."""
    into = locked_report(into)
    check_carry_report(by, report, into)
    before = state_of(into)
    values = {}
    for name in MonthlyReport.WRITTEN:
        left, there = getattr(report, name).strip(), getattr(into, name)
        if left and left not in there:
            values[name] = f"{there}\n{left}".strip()
    for name, value in _cleaned(values).items():
        setattr(into, name, value)
    if state_of(into) == before:
        return into
    into.written_by = None if by is SYSTEM else by
    into.version += 1
    into.save()
    record(into, "report.carried", by=by, before=before, note=str(report))
    return into


# --- what the actions on reports share -------------------------------------------------------
def locked_report(report: MonthlyReport) -> MonthlyReport:
    """As it stands, held until the transaction ends."""
    return MonthlyReport.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=report.pk)


def _locked_in_month(report: MonthlyReport) -> tuple[MonthlyReport, dict]:
    """The same with its month: nobody freezes it meanwhile. And how it stood before."""
    Month.objects.select_for_update().get(pk=report.month_id)
    report = locked_report(report)
    return report, state_of(report)


def _save(report: MonthlyReport, code: str, *, by: Actor, before: dict, note: str = "") -> None:
    report.version += 1
    report.save()
    record(report, code, by=by, before=before, note=note)


def _tell_signers(report: MonthlyReport, signers: list[Any], *, by: Actor) -> None:
    _tell(signers, gettext_lazy("Report to sign: %(measure)s (%(month)s)"), report, by=by)


def _tell_unit(report: MonthlyReport, words: Any, *, by: Actor, body: str) -> None:
    _tell(accounts_over(report.unit, TAKING_PART), words, report, by=by, body=body)


def _tell(readers: list[Any], words: Any, report: MonthlyReport, *, by: Actor, body: str = "") -> None:
    url = report.get_absolute_url()
    tell(readers, words, by=by, url=url, kind="report", body=body, measure=report.measure, month=report.month)
