"""Months: opened with a report for every running measure, frozen with a light for every one that stood.

Both exist as an action and, for thousands of measures, as a job in the background with its progress.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from gongjian.algorithms.lights import Thresholds, Verdict, light_of
from gongjian.core import clock, jobs
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.models import Job
from gongjian.programmes.actions.escalation import propose_letters
from gongjian.programmes.actions.telling_months import tell_of_freezing, tell_of_opening
from gongjian.programmes.models import Campaign, MeasureLight, Month, MonthlyReport
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.lights import count_of_lights, digest_of, under_kinds
from gongjian.programmes.queries.months import latest_words, measures_that_report, month_of, months_before
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.light_words import in_words
from gongjian.programmes.rules.lookups import batches
from gongjian.programmes.rules.months import (
    check_freeze_month,
    check_open_month,
    check_takes_reports,
    due_day,
    last_day,
)
from gongjian.programmes.rules.standings import Stood, mark_of, stood_on

BATCH = 1000
# How far back the words of a report are looked for.
MONTHS_BACK = 12
Progress = Callable[[int, int], None]
Drawn = list[tuple[Stood, Verdict]]


# --- opening --------------------------------------------------------------------------------
def open_month(year: int, month: int, *, by: Actor, is_sample: bool = False, progress: Progress | None = None) -> Month:
    """Ask for a report on every running measure; what is asked for already stays as it is.

    Problems and next steps begin as they stood last month; progress begins empty, or a promise would be handed in as
    an achievement. Safe to repeat: measures that began meanwhile are asked then. Raises PermissionDenied,
    ValidationError.
    """
    check_open_month(by, year, month)
    rules, today = rules_for(year), clock.today()
    due_on = due_day(year, month, rules, opened_on=today)
    words = _words_before(year, month, progress)
    with transaction.atomic():
        fresh = {"opened_on": today, "due_on": due_on, "is_sample": is_sample}
        found, made = Month.objects.get_or_create(year=year, month=month, defaults=fresh)
        found = Month.objects.select_for_update().get(pk=found.pk)
        check_takes_reports(found)
        asked = _ask(found, words)
        if asked or made:
            before, after = None if made else state_of(found), state_of(found) | {"reports": str(asked)}
            record(found, "month.opened", by=by, before=before, after=after)
            tell_of_opening(found, by=by)
    return found


def _words_before(year: int, month: int, progress: Progress | None) -> dict[int, MonthlyReport]:
    """By measure: the latest report handed in within the year before."""
    earlier = list(months_before(Month(year=year, month=month))[:MONTHS_BACK])
    keys = list(measures_that_report(year).order_by("pk").values_list("pk", flat=True))
    words: dict[int, MonthlyReport] = {}
    for number, batch in enumerate(batches(keys, BATCH), 1):
        words |= latest_words(batch, earlier)
        if progress:
            progress(min(number * BATCH, len(keys)), len(keys))
    return words


def _ask(month: Month, words: dict[int, MonthlyReport]) -> int:
    """A draft for each running measure that has none yet; how many."""
    measures = measures_that_report(month.year).exclude(reports__month=month).order_by("pk")
    wanted = list(measures.values_list("pk", "lead_unit_id"))
    for batch in batches(wanted, BATCH):
        reports = [_draft(month, measure, unit, words.get(measure)) for measure, unit in batch]
        MonthlyReport.objects.bulk_create(reports, batch_size=500)
    return len(wanted)


def _draft(month: Month, measure: int, unit: int, last: MonthlyReport | None) -> MonthlyReport:
    report = MonthlyReport(month=month, measure_id=measure, unit_id=unit, due_on=max(month.due_on, clock.today()))
    if last is not None:
        report.problems, report.next_steps, report.prefilled_from = last.problems, last.next_steps, last
    return report


# --- freezing -------------------------------------------------------------------------------
def freeze_month(month: Month, *, by: Actor, progress: Progress | None = None) -> Month:
    """Give every measure that stood its light as of the month's last day, for good.

    Read first, with `progress` outside any transaction of its own; then written in one, after a look whether anything
    has changed meanwhile, and with the letters that are due after it. Raises PermissionDenied, ValidationError; then
    nothing is written.
    """
    check_freeze_month(by, month)
    rules, mark = rules_for(month.year), mark_of(month)
    drawn = _draw(month, rules, progress)
    with transaction.atomic():
        month = Month.objects.select_for_update().get(pk=month.pk)
        check_freeze_month(by, month)
        if (rules_for(month.year), mark_of(month)) != (rules, mark):
            rules = rules_for(month.year)
            drawn = _draw(month, rules, None)
        before = state_of(month)
        _write(month, drawn)
        month.state, month.frozen_at = Month.State.FROZEN, clock.now()
        month.as_of, month.rules = _as_of(month), asdict(rules)
        month.frozen_by = None if by is SYSTEM else by
        month.save(update_fields=["state", "frozen_at", "frozen_by", "as_of", "rules"])
        record(month, "month.frozen", by=by, before=before, after=state_of(month) | _sealed(month))
        tell_of_freezing(month, by=by)
        propose_letters(month, by=by)
    return month


def _as_of(month: Month) -> Any:
    return min(last_day(month), clock.today())


def _draw(month: Month, rules: Rules, progress: Progress | None) -> Drawn:
    limits = thresholds_of(rules)
    return [(stood, light_of(stood.standing, limits)) for stood in stood_on(month, _as_of(month), progress=progress)]


def thresholds_of(rules: Rules) -> Thresholds:
    return Thresholds(rules.red_gap, rules.red_overdue_days)


def _write(month: Month, drawn: Drawn) -> None:
    words = in_words(verdict for _stood, verdict in drawn)
    rows = [_light(month, stood, verdict, both) for (stood, verdict), both in zip(drawn, words, strict=True)]
    for batch in batches(rows, BATCH):
        MeasureLight.objects.bulk_create(batch, batch_size=500)


def _light(month: Month, stood: Stood, verdict: Verdict, words: tuple[str, str]) -> MeasureLight:
    return MeasureLight(
        month=month,
        measure_id=stood.measure_id,
        light=verdict.light,
        planned=verdict.planned,
        verified=verdict.verified,
        evaluated=stood.evaluated,
        reason=words[0],
        reason_en=words[1],
        overdue_days=verdict.overdue_days,
        campaign_id=stood.campaign_id,
        unit_id=stood.unit_id,
        state=stood.state,
        due=stood.due,
        goal_quantity=stood.goal_quantity,
        report_id=stood.report_id,
    )


def _sealed(month: Month) -> dict[str, str]:
    """What the audit chain keeps of the lights: how many of each, and a digest of all they say."""
    counts = count_of_lights(month.lights.all())
    return {"lights": ", ".join(f"{light} {counts[light]}" for light in sorted(counts)), "digest": digest_of(month)}


# --- in the background ----------------------------------------------------------------------
@transaction.atomic
def begin_opening(year: int, month: int, *, by: Any) -> Job:
    """Open a month in the background. Raises PermissionDenied, ValidationError."""
    check_open_month(by, year, month)
    found = month_of(year, month)
    if found is not None:
        check_takes_reports(found)
    label = Month(year=year, month=month).label
    job = jobs.open_job(_("Opening %(month)s") % {"month": label}, by=by)
    transaction.on_commit(lambda: open_month_later.enqueue(job.pk, year, month))
    return job


@transaction.atomic
def begin_freezing(month: Month, *, by: Any) -> Job:
    """Freeze a month in the background. Raises PermissionDenied, ValidationError."""
    check_freeze_month(by, month)
    job = jobs.open_job(_("Freezing %(month)s") % {"month": month.label}, by=by)
    job_id, month_id = job.pk, month.pk
    transaction.on_commit(lambda: freeze_month_later.enqueue(job_id, month_id))
    return job


@task()
def open_month_later(job_id: int, year: int, month: int) -> None:
    """Open a month for the job's owner; the result goes to the inbox."""
    _work(Job.objects.select_related("owner__person").get(pk=job_id), lambda job: _open(job, year, month))


@task()
def freeze_month_later(job_id: int, month_id: int) -> None:
    """Freeze a month for the job's owner, in the owner's language; the result goes to the inbox."""
    month = Month.objects.get(pk=month_id)
    _work(Job.objects.select_related("owner__person").get(pk=job_id), lambda job: _freeze(job, month))


def _work(job: Job, act: Callable[[Job], None]) -> None:
    with translation.override(job.language):
        try:
            act(job)
        except (PermissionDenied, ValidationError) as error:
            message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            jobs.fail(job, message=message)
        except Exception:
            jobs.fail(job, message=_("Something went wrong; nothing was changed. Please try again."))
            raise


def _open(job: Job, year: int, month: int) -> None:
    found = open_month(year, month, by=job.owner, progress=lambda done, total: jobs.report(job, done, total))
    message = _("%(count)s reports are asked for.") % {"count": found.reports.count()}
    jobs.finish(job, message=message, url=found.get_absolute_url())


def _freeze(job: Job, month: Month) -> None:
    month = freeze_month(month, by=job.owner, progress=lambda done, total: jobs.report(job, done, total))
    counts = count_of_lights(under_kinds(month.lights.all(), *Campaign.LEDGER_KINDS))  # as the board shows them
    said = _(", ").join(f"{light.label} {counts.get(light, 0)}" for light in MeasureLight.Light)
    jobs.finish(job, message=said, url=month.get_absolute_url())
