"""What is looked up about monthly reports: who sees, signs and rules on them, and what waits for whom."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Appointment, Post, Unit
from gongjian.organizations.queries import accounts_over, on_day, units_in_scope
from gongjian.programmes.models import ApprovalStep, Evidence, Measure, Milestone, Month, MonthlyReport, Signature
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART, measures_visible_to, with_verification
from gongjian.programmes.queries.months import REPORTING
from gongjian.programmes.queries.work_kinds import WorkKind

State = MonthlyReport.State
HEAD = ("unit_head",)
# What `__str__`, `get_absolute_url` and the rules ask of a report.
RELATED = ("month", "measure", "unit")


# --- who sees what --------------------------------------------------------------------------
def reports_visible_to(user: object) -> QuerySet[MonthlyReport]:
    """The reports this account may see; none for outsiders.

    The unit, those who sign for it and the reform office see them from the first draft on; everybody else who may see
    the measure sees what has been handed in.
    """
    standing = MonthlyReport.objects.filter(measure__is_removed=False)
    if user is SYSTEM:
        return standing
    handed_in = Q(state__in=MonthlyReport.HANDED_IN, measure__in=measures_visible_to(user))
    return standing.filter(_inside(user) | handed_in)


def reports_of_seen(measure: Measure, user: object) -> QuerySet[MonthlyReport]:
    """The same of one measure that this account is known to see; said without asking again whether it does."""
    reports = MonthlyReport.objects.filter(measure=measure, measure__is_removed=False)
    return reports if user is SYSTEM else reports.filter(_inside(user) | Q(state__in=MonthlyReport.HANDED_IN))


def _inside(user: object) -> Q:
    """Seen from the first draft on."""
    return Q(unit__in=units_in_scope(user, *TAKING_PART, *OFFICE)) | Q(unit__in=units_signed_for(user))


def units_signed_for(user: object) -> QuerySet[Unit]:
    """The units in whose approval chains one of this account's posts of today stands."""
    return Unit.objects.filter(pk__in=ApprovalStep.objects.filter(post__in=posts_of(user)).values("unit_id"))


def posts_of(user: object) -> list[int]:
    return [post.pk for post in getattr(user, "posts_today", [])]


def reports_of_own_units(user: object) -> Q:
    return Q(unit__in=units_in_scope(user, *TAKING_PART))


# --- the chain ------------------------------------------------------------------------------
def steps_of(unit: Unit) -> list[ApprovalStep]:
    """The unit's approval chain in its order; empty where the head signs alone."""
    return list(unit.approval_steps.select_related("post__unit").order_by("sequence"))


def posts_for_chain(unit: Unit) -> QuerySet[Post]:
    """The posts that may stand in a unit's chain: its own, those of its sections, and those above it."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    near = Post.objects.filter(Q(unit__path__startswith=unit.path) | Q(unit__in=above))
    return near.filter(unit__ended_on__isnull=True).select_related("unit").order_by("-unit__path", "code")


def holders_of(post: Post) -> list[Account]:
    """The open accounts whose people hold the post today."""
    people = Appointment.objects.filter(on_day(), post=post).values("person_id")
    return list(Account.objects.filter(is_active=True, person__in=people).select_related("person"))


def signers_of(report: MonthlyReport, step: ApprovalStep | None) -> list[Account]:
    """Who can sign now: the holders of the step's post; without a chain the heads over the unit."""
    return accounts_over(report.unit, HEAD) if step is None else holders_of(step.post)


def signatures_of_this_sending(report: MonthlyReport) -> QuerySet[Signature]:
    return report.signatures.filter(sending=report.sendings)


# --- one report -----------------------------------------------------------------------------
def report_before(report: MonthlyReport) -> MonthlyReport | None:
    """The same measure's report of the latest month before."""
    earlier = Q(month__year__lt=report.month.year) | Q(
        month__year=report.month.year, month__month__lt=report.month.month
    )
    found = MonthlyReport.objects.filter(earlier, measure=report.measure_id).select_related(*RELATED)
    return found.order_by("-month__year", "-month__month").first()


def report_after(report: MonthlyReport) -> MonthlyReport | None:
    """The same measure's report of the earliest later month that is still open."""
    later = Q(month__year__gt=report.month.year) | Q(month__year=report.month.year, month__month__gt=report.month.month)
    found = MonthlyReport.objects.filter(later, measure=report.measure_id, month__state=Month.State.OPEN)
    return found.select_related(*RELATED).order_by("month__year", "month__month").first()


def unsent_before(report: MonthlyReport) -> MonthlyReport | None:
    """An earlier report of the measure, of a month still open, that has not been sent for signature."""
    earlier = Q(month__year__lt=report.month.year) | Q(
        month__year=report.month.year, month__month__lt=report.month.month
    )
    found = MonthlyReport.objects.filter(
        earlier, measure=report.measure_id, month__state=Month.State.OPEN, state__in=(State.DRAFT, State.RETURNED)
    )
    return found.select_related(*RELATED).order_by("month__year", "month__month").first()


def milestones_to_claim(report: MonthlyReport) -> list[Milestone]:
    """The measure's milestones that are not verified, each with `proofs` (waiting) and `claim` of this report."""
    waiting = Evidence.objects.filter(verified_on=None, returned_reason="", withdrawn_on=None).select_related("file")
    steps = with_verification(report.measure.milestones.all()).filter(is_verified=False)
    found = list(steps.prefetch_related(Prefetch("evidence", queryset=waiting, to_attr="proofs")))
    claims = {claim.milestone_id: claim for claim in claims_of(report)}
    for step in found:
        step.claim = claims.get(step.pk)
    return found


def claims_of(report: MonthlyReport) -> QuerySet:
    return report.claims.select_related("milestone", "evidence__file", "evidence__submitted_by__person").order_by(
        "milestone__sequence"
    )


def history_of(measure: Measure, user: object) -> QuerySet[MonthlyReport]:
    """A measure's reports that this account may see, newest first."""
    found = reports_visible_to(user).filter(measure=measure).select_related(*RELATED)
    return found.order_by("-month__year", "-month__month")


# --- lists ----------------------------------------------------------------------------------
def latest_month() -> Month | None:
    return Month.objects.order_by("-year", "-month").first()


def is_late(today: date) -> Q:
    """Handed in after the due day, or owed and past it."""
    late = Q(state__in=MonthlyReport.HANDED_IN, submitted_at__date__gt=F("due_on"))
    return late | Q(state__in=MonthlyReport.WITH_UNIT, due_on__lt=today)


def is_in_time() -> Q:
    return Q(state__in=MonthlyReport.HANDED_IN, submitted_at__date__lte=F("due_on"))


def counts_of(reports: QuerySet[MonthlyReport], today: date) -> dict[str, int]:
    """How many stand in each state, and how many are late (`late`) and there are (`all`). One query."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    return reports.order_by().aggregate(**states, late=Count("pk", filter=is_late(today)), all=Count("pk"))


def reports_of_year(year: int) -> QuerySet[MonthlyReport]:
    return MonthlyReport.objects.filter(month__year=year, measure__is_removed=False)


# --- what waits for whom --------------------------------------------------------------------
def _open_reports() -> QuerySet[MonthlyReport]:
    return MonthlyReport.objects.filter(measure__is_removed=False, month__state=Month.State.OPEN)


def is_still_owed() -> Q:
    """Asked of a measure that still runs: what was suspended, merged, split or struck off since owes no report."""
    return Q(measure__state__in=REPORTING, measure__is_removed=False)


def reports_to_write(user: Any) -> QuerySet[MonthlyReport]:
    waiting = _open_reports().filter(is_still_owed(), state__in=(State.DRAFT, State.RETURNED))
    return waiting.filter(unit__in=units_in_scope(user, *TAKING_PART))


def reports_on_their_way(user: Any) -> QuerySet[MonthlyReport]:
    """Written by the units of this account, and being signed or looked at."""
    return _open_reports().filter(
        state__in=(State.SIGNING, State.SUBMITTED), unit__in=units_in_scope(user, *TAKING_PART)
    )


def reports_to_sign(user: Any) -> QuerySet[MonthlyReport]:
    """Those whose next signature is this account's: by its post in the chain, or as head where there is no chain."""
    chain = ApprovalStep.objects.filter(unit=OuterRef("unit"))
    own_turn = chain.filter(sequence=OuterRef("signed_steps") + 1, post__in=posts_of(user))
    as_head = Q(unit__in=units_in_scope(user, *HEAD)) & ~Exists(chain)
    signed = Signature.objects.filter(
        report=OuterRef("pk"), sending=OuterRef("sendings"), signed_by=getattr(user, "pk", None)
    )
    return _open_reports().filter(Exists(own_turn) | as_head, ~Exists(signed), state=State.SIGNING)


def reports_signed_by(user: Any) -> QuerySet[MonthlyReport]:
    """Signed by this account since they were last sent, and not accepted yet."""
    signed = Signature.objects.filter(
        report=OuterRef("pk"), sending=OuterRef("sendings"), signed_by=getattr(user, "pk", None)
    )
    return _open_reports().filter(Exists(signed), state__in=(State.SIGNING, State.SUBMITTED))


def reports_to_rule_on(user: Any) -> QuerySet[MonthlyReport]:
    """Handed in and not ruled on: of frozen months too, as they can still be accepted."""
    waiting = MonthlyReport.objects.filter(measure__is_removed=False, state=State.SUBMITTED)
    return waiting.filter(unit__in=units_in_scope(user, *OFFICE))


def _about(report: MonthlyReport) -> str:
    return f"{report.measure.number} {report.measure.label} · {report.month.label}"


WORK: tuple[WorkKind, ...] = (
    WorkKind(
        "report_write",
        _("Write the monthly report"),
        reports_to_write,
        due="due_on",
        since="month__opened_on",
        under_way=reports_on_their_way,
        related=RELATED,
        words=_about,
    ),
    WorkKind(
        "report_sign",
        _("Sign the monthly report"),
        reports_to_sign,
        due="due_on",
        since="sent_at",
        under_way=reports_signed_by,
        related=RELATED,
        words=_about,
    ),
    WorkKind(
        "report_rule",
        _("Accept or return the monthly report"),
        reports_to_rule_on,
        due="",
        since="submitted_at",
        related=RELATED,
        words=_about,
    ),
)


def unfinished_reports(month: Month) -> QuerySet[MonthlyReport]:
    """What of a month is still owed and with the units."""
    waiting = month.reports.filter(is_still_owed(), state__in=MonthlyReport.WITH_UNIT)
    return waiting.select_related(*RELATED).order_by("measure__number")


# --- whom to remind -------------------------------------------------------------------------
def accounts_by_unit(units: Iterable[Unit], duties: Iterable[str]) -> dict[int, list[Account]]:
    """The open accounts with any of the duties today over each of the units. One query."""
    wanted = set(duties)
    holding = Appointment.objects.filter(on_day(), person__account__is_active=True)
    rows = [
        (one.post.scope.path, one.person.account)
        for one in holding.select_related("person__account", "post__scope")
        if wanted & set(one.post.duties)
    ]
    return {
        unit.pk: list({account.pk: account for path, account in rows if unit.path.startswith(path)}.values())
        for unit in units
    }


def holders_by_post() -> dict[int, list[Account]]:
    """The open accounts that hold each post of any approval chain today. One query."""
    chained = ApprovalStep.objects.values("post_id")
    holding = Appointment.objects.filter(on_day(), post__in=chained, person__account__is_active=True)
    found: dict[int, list[Account]] = {}
    for one in holding.select_related("person__account"):
        found.setdefault(one.post_id, []).append(one.person.account)
    return found
