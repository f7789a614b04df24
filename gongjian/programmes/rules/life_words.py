"""What months, reviews, letters, inspections and adjustments tell of a measure, in words. Each oldest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from gongjian.core.language import day
from gongjian.programmes.models import (
    Adjustment,
    AgendaItem,
    Finding,
    Letter,
    LookBack,
    Measure,
    MeasureLight,
    Milestone,
    MonthlyReport,
    OutsideCheck,
    Task,
    Visit,
)
from gongjian.programmes.queries.story import Life
from gongjian.programmes.rules.adjustments import changes_of
from gongjian.programmes.rules.life import Detail, Event, moment, newest_first, of_milestones, of_records

# One line of what somebody wrote; the rest is a click away.
LINE = 90
RULED = {
    Adjustment.State.APPROVED: pgettext_lazy("life story", "Adjustment approved"),
    Adjustment.State.REFUSED: pgettext_lazy("life story", "Adjustment refused"),
    Adjustment.State.WITHDRAWN: pgettext_lazy("life story", "Application for an adjustment withdrawn"),
}


def story_of(life: Life, steps: Sequence[Milestone]) -> list[Event]:
    """The whole of it, newest first. `steps` are the measure's milestones with their `proofs`."""
    by_order = {step.sequence: step for step in steps}
    events = [
        *of_records(life.records, life.measure),
        *of_milestones(steps),
        *of_lights(life.lights, life.measure.number),
        *of_reports(life.reports),
        *of_reviews(life.items, life.tasks),
        *of_tasks(life.tasks, told={item.pk for item in life.items}),
        *of_letters(life.letters),
        *of_visits(life.visits),
        *of_findings(life.findings),
        *of_adjustments(life.adjustments, by_order),
        *of_looks(life.checks, life.look_backs),
        *of_takeovers(life.merged),
    ]
    return newest_first(events)


def line(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LINE)


def of_reports(reports: Iterable[MonthlyReport]) -> Iterator[Event]:
    for report in reports:
        at = report.submitted_at or report.ruled_at or report.sent_at
        yield Event(
            kind="report",
            words=_("Monthly report of %(month)s") % {"month": report.month.label},
            who=report.unit.label,
            note=line(report.progress),
            url=report.get_absolute_url(),
            about=report,
            facts=tuple(_of_handing_in(report)),
            **(moment(at) if at else {"day": report.month.opened_on}),
        )


def _of_handing_in(report: MonthlyReport) -> Iterator[str]:
    if report.submitted_at is None:
        yield _("due %(day)s") % {"day": day(report.due_on)}
    elif report.is_late:
        yield _("handed in late")
    if report.ruled_at and report.state == MonthlyReport.State.ACCEPTED:
        yield _("accepted on %(day)s") % {"day": day(report.ruled_at)}
    if report.state == MonthlyReport.State.RETURNED:
        yield _("returned on %(day)s: %(reason)s") % {
            "day": day(report.ruled_at), "reason": line(report.returned_reason),
        }  # fmt: skip


def of_lights(lights: Iterable[MeasureLight], number: str) -> Iterator[Event]:
    """The first, and each that differs from the one before."""
    before: MeasureLight | None = None
    for light in lights:
        if before is None or before.light != light.light:
            names = {"month": light.month.label}
            words = _("First light, for %(month)s") if before is None else _("Another light in %(month)s")
            yield Event(
                kind="light",
                day=light.month.as_of or light.month.opened_on,
                words=words % names,
                note=light.reason_label,
                url=light_address(light, number),
                about=light,
                facts=(_("%(light)s before") % {"light": before.get_light_display()},) if before else (),
            )
        before = light


def light_address(light: MeasureLight, number: str) -> str:
    """Its line on the month's board, with the reason."""
    return reverse("programmes:light", args=[light.month.year, light.month.month, number])


def of_reviews(items: Iterable[AgendaItem], tasks: Iterable[Task]) -> Iterator[Event]:
    """What the chair said of it, with the demands and what became of them."""
    demands: dict[int, list[Task]] = {}
    for task in tasks:
        if task.item_id and task.state != Task.State.WITHDRAWN:
            demands.setdefault(task.item_id, []).append(task)
    for item in items:
        review, owed = item.review, demands.get(item.pk, [])
        words = _("On the agenda of the review: %(review)s")
        if item.has_comment or owed:
            words = _("Chair's comment: %(review)s")
        elif item.presented_at:
            words = _("Presented at the review: %(review)s")
        yield Event(
            kind="review",
            day=review.held_on,
            at=item.presented_at,
            words=words % {"review": review.label},
            who=review.chair.label if item.has_comment or owed else "",
            note="" if item.presented_at else item.reason_label,
            url=item.get_absolute_url(),
            details=(*_of_comment(item), *map(_of_demand, owed)),
        )


def _of_comment(item: AgendaItem) -> Iterator[Detail]:
    if item.strengths:
        yield Detail(item.strengths, title=_("Strengths"))
    if item.problems:
        yield Detail(item.problems, title=_("Problems found"))


def _of_demand(task: Task) -> Detail:
    return Detail(f"{task.title} · {_due(task.due)}", title=_("Demand"), url=task.get_absolute_url(), about=task)


def _due(due: Any) -> str:
    return _("due %(day)s") % {"day": day(due)}


def of_tasks(tasks: Iterable[Task], *, told: set[int]) -> Iterator[Event]:
    """Decisions about it; demands only where the review itself is not told (`told`: keys of its items)."""
    for task in tasks:
        shown = {"kind": "task", "who": task.unit.label, "url": task.get_absolute_url()}
        if task.item_id not in told:
            source = task.item.review.label if task.item else task.meeting.title if task.meeting else ""
            yield Event(
                day=task.set_on,
                words=_("Task set: %(task)s") % {"task": task.title},
                about=task,
                facts=(source, _due(task.due)),
                **shown,
            )
        if task.closed_on:
            yield Event(
                day=task.closed_on,
                words=_("Task closed: %(task)s") % {"task": task.title},
                note=line(task.result),
                **shown,
            )


def of_letters(letters: Iterable[Letter]) -> Iterator[Event]:
    for letter in letters:
        name = f"{letter.get_level_display()} {letter.number}".strip()
        shown = {"kind": "letter", "url": letter.get_absolute_url()}
        yield Event(
            day=letter.issued_on or letter.proposed_on,
            words=name if letter.issued_on else _("Proposed: %(letter)s") % {"letter": name},
            who=letter.issuing_unit.label if letter.issuing_unit else "",
            note=line(letter.reason),
            about=letter,
            facts=tuple(_of_answering(letter)),
            **shown,
        )
        if letter.replied_at:
            words = _("Answered: %(letter)s") % {"letter": name}
            yield Event(
                words=words, who=letter.unit.label, note=line(letter.reply), **shown, **moment(letter.replied_at)
            )
        if letter.closed_on:
            is_waived = letter.state == Letter.State.WAIVED
            words = (_("Waived: %(letter)s") if is_waived else _("Closed: %(letter)s")) % {"letter": name}
            yield Event(day=letter.closed_on, words=words, note=line(letter.ruling), **shown)


def _of_answering(letter: Letter) -> Iterator[str]:
    yield _("to %(unit)s") % {"unit": letter.unit.label}
    if letter.reply_by:
        yield _("reply by %(day)s") % {"day": day(letter.reply_by)}


def of_visits(visits: Iterable[Visit]) -> Iterator[Event]:
    """What the evaluator saw stands beside what the unit claims."""
    for visit in sorted(visits, key=lambda visit: visit.visited_at):
        yield Event(
            kind="inspection",
            words=_("Site visit: %(inspection)s") % {"inspection": visit.inspection.label},
            who=visit.inspector.account.label,
            note=line(visit.notes),
            url=visit.get_absolute_url(),
            facts=(both_percents(visit), gap_words(visit)),
            **moment(visit.visited_at),
        )


def both_percents(visit: Visit) -> str:
    return _("unit %(own)s%% · evaluator %(evaluated)s%%") % {"own": visit.own, "evaluated": visit.evaluated}


def gap_words(visit: Visit) -> str:
    """How the unit's own % and the evaluator's differ."""
    if visit.gap == 0:
        return _("agree")
    if visit.gap < 0:
        return _("%(points)s points more seen than claimed") % {"points": -visit.gap}
    return _("%(points)s points claimed too much") % {"points": visit.gap}


def of_findings(findings: Iterable[Finding]) -> Iterator[Event]:
    for finding in findings:
        shown = {"kind": "inspection", "url": finding.get_absolute_url()}
        names = {"finding": finding.title}
        yield Event(
            day=finding.found_on,
            words=_("Finding: %(finding)s") % names,
            note=line(finding.words),
            about=finding,
            facts=(finding.get_grade_display(), _("rectify by %(day)s") % {"day": day(finding.due)}),
            **shown,
        )
        done_on = finding.closed_on or finding.reported_on
        if done_on:
            words = _("Rectified: %(finding)s") if finding.closed_on else _("Reported rectified: %(finding)s")
            yield Event(
                day=done_on,
                words=words % names,
                who=finding.unit.label,
                note=line(finding.rectification),
                **shown,
            )


def of_adjustments(adjustments: Iterable[Adjustment], steps: Mapping[int, Milestone]) -> Iterator[Event]:
    """The application, and what was ruled; old and new stand side by side at the later of the two."""
    for one in sorted(adjustments, key=lambda one: (one.applied_on, one.pk)):
        changes = tuple(Detail(each.wanted, title=each.what, was=each.before) for each in changes_of(one, steps))
        shown = {"kind": "adjustment", "url": one.get_absolute_url()}
        yield Event(
            day=one.applied_on,
            words=_("Application for an adjustment"),
            who=_name(one.applied_by),
            note=line(one.reason),
            about=one,
            details=() if one.ruled_on else changes,
            **shown,
        )
        if one.ruled_on:
            ruled = str(RULED[Adjustment.State(one.state)])
            note = line(one.ruling)
            yield Event(day=one.ruled_on, words=ruled, who=_name(one.ruled_by), note=note, details=changes, **shown)


def of_looks(checks: Iterable[OutsideCheck], look_backs: Iterable[LookBack]) -> Iterator[Event]:
    for check in checks:
        words = _("Outside check: the result is felt") if check.has_passed else _("Outside check: it is not felt")
        yield Event(kind="look", day=check.checked_on, words=words, who=check.checked_by, note=line(check.words))
    for look in look_backs:
        words = _("Look-back: the result holds") if look.holds else _("Look-back: it does not hold")
        yield Event(kind="look", day=look.looked_on, words=words, who=_name(look.looked_by), note=line(look.words))


def of_takeovers(merged: Iterable[Measure]) -> Iterator[Event]:
    for other in merged:
        words = _("Took over %(measure)s") % {"measure": f"{other.number} {other.label}"}
        yield Event(kind="measure", day=other.state_on, words=words, url=other.get_absolute_url())


def _name(account: Any) -> str:
    return account.label if account else ""
