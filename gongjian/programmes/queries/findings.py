"""What is looked up about findings, their rectification and extensions."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Account
from gongjian.organizations.queries import posts_with, units_in_scope
from gongjian.programmes.models import Extension, Finding, Inspection, Inspector, Measure
from gongjian.programmes.models.inspections import WAITING
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.work_kinds import WorkKind

State = Finding.State


# --- who sees what --------------------------------------------------------------------------
def findings_visible_to(user: object) -> QuerySet[Finding]:
    """The unit that rectifies and the unit that leads the measure; who watches them; the inspection's team."""
    if user is SYSTEM:
        return Finding.objects.all()
    own = units_in_scope(user, "reform_office", "reader", *TAKING_PART)
    return Finding.objects.filter(Q(unit__in=own) | Q(measure__lead_unit__in=own) | _of_teams(user))


def extensions_visible_to(user: object) -> QuerySet[Extension]:
    return Extension.objects.filter(finding__in=findings_visible_to(user))


def _of_teams(user: object) -> Q:
    if not isinstance(user, Account) or not posts_with(user, "inspector"):
        return Q(pk__in=[])
    return Q(inspection__in=Inspector.objects.filter(account=user).values("inspection_id"))


# --- what is listed -------------------------------------------------------------------------
def findings_of(year: int) -> QuerySet[Finding]:
    return Finding.objects.filter(inspection__year=year)


def findings_of_measure(measure: Measure, user: object) -> QuerySet[Finding]:
    """For a measure's page."""
    return findings_visible_to(user).filter(measure=measure).select_related("inspection", "unit")


def findings_of_inspection(inspection: Inspection, user: object) -> QuerySet[Finding]:
    return findings_visible_to(user).filter(inspection=inspection).select_related("unit", "measure")


def findings_of_own_units(user: object) -> Q:
    return Q(unit__in=units_in_scope(user, *TAKING_PART))


def is_overdue(today: date) -> Q:
    """Not reported rectified although the day is past."""
    return Q(state=State.OPEN, due__lt=today)


def was_late() -> Q:
    """Reported after the day it was due."""
    return Q(reported_on__gt=F("due"))


def open_findings() -> QuerySet[Finding]:
    return Finding.objects.filter(state=State.OPEN)


def extension_waiting(finding: Finding) -> Extension | None:
    return finding.extensions.filter(state=Extension.State.APPLIED).first()


def story_of_finding(finding: Finding) -> QuerySet[AuditRecord]:
    """Everything done to a finding and its extensions, newest first."""
    extensions = [str(pk) for pk in finding.extensions.values_list("pk", flat=True)]
    of_finding = Q(subject_type=Finding._meta.label_lower, subject_id=str(finding.pk))
    of_extensions = Q(subject_type=Extension._meta.label_lower, subject_id__in=extensions)
    return AuditRecord.objects.filter(of_finding | of_extensions)


# --- the desk -------------------------------------------------------------------------------
def findings_to_rectify(user: object) -> QuerySet[Finding]:
    return open_findings().filter(findings_of_own_units(user))


def findings_being_judged(user: object) -> QuerySet[Finding]:
    """What this account's units reported and others have not accepted yet."""
    return Finding.objects.filter(findings_of_own_units(user), state__in=WAITING)


def findings_to_accept(user: object) -> QuerySet[Finding]:
    """Reported rectified, and this account may give one of the two acceptances."""
    if not isinstance(user, Account):
        return Finding.objects.none()
    of_team = Exists(
        Inspector.objects.filter(inspection=OuterRef("inspection_id"), account_id=OuterRef("accepted_by_id"))
    )
    kept_from = Inspector.conflicts.through.objects.filter(
        inspector__account=user, inspector__inspection=OuterRef("inspection_id"), unit=OuterRef("unit_id")
    )
    declared = Inspector.objects.filter(account=user, declared_at__isnull=False).values("inspection_id")
    teams = _of_teams(user) & Q(inspection__in=declared) & ~Exists(kept_from)
    office = Q(unit__in=units_in_scope(user, *OFFICE)) & (Q(state=State.REPORTED) | of_team)
    found = Finding.objects.filter(teams | office, state__in=WAITING)
    own = [post.unit_id for post in user.posts_today]
    others = found.exclude(reported_by=user).exclude(accepted_by=user)
    return others.exclude(unit__in=own)


def extensions_to_rule(user: object) -> QuerySet[Extension]:
    waiting = Extension.objects.filter(state=Extension.State.APPLIED, finding__unit__in=units_in_scope(user, *OFFICE))
    return waiting.exclude(applied_by=getattr(user, "pk", None)) if user is not SYSTEM else waiting


def extensions_applied_for(user: object) -> QuerySet[Extension]:
    own = units_in_scope(user, *TAKING_PART)
    return Extension.objects.filter(state=Extension.State.APPLIED, finding__unit__in=own)


def _about(finding: Finding) -> str:
    return f"{finding.measure.number} {finding.title}"


WORK: tuple[WorkKind, ...] = (
    WorkKind("finding_rectify", _("Findings to rectify"), findings_to_rectify, due="due", since="found_on",
             under_way=findings_being_judged, related=("measure",), words=_about),
    WorkKind("finding_accept", _("Rectifications to accept"), findings_to_accept, due="", since="reported_on",
             related=("measure",), words=_about),
    WorkKind("finding_extension", _("Extensions to rule on"), extensions_to_rule, due="", since="applied_on",
             under_way=extensions_applied_for, related=("finding",)),
)  # fmt: skip
