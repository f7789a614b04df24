"""What is looked up of letters: who sees them, what waits, what stands behind one."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Post, Unit
from gongjian.organizations.queries import posts_with, units_in_scope
from gongjian.programmes.models import Letter, Measure, MeasureLight, Month
from gongjian.programmes.queries.ledger import OFFICE, OVERSEEING, TAKING_PART
from gongjian.programmes.queries.work_kinds import WorkKind

State, Level = Letter.State, Letter.Level
# The unit learns of a letter when it is issued.
INTERNAL = (State.PROPOSED, State.WAIVED)


# --- who sees what --------------------------------------------------------------------------
def letters_visible_to(user: object) -> QuerySet[Letter]:
    """Who oversees sees every letter to the units in scope; who takes part those sent to their units."""
    if user is SYSTEM:
        return Letter.objects.all()
    overseen = Q(unit__in=units_in_scope(user, *OVERSEEING))
    received = Q(unit__in=units_in_scope(user, *TAKING_PART)) & ~Q(state__in=INTERNAL)
    return Letter.objects.filter(overseen | received)


def letters_of_measure(user: object, measure: Measure) -> QuerySet[Letter]:
    """Those about one measure, oldest first."""
    return letters_visible_to(user).filter(measure=measure).order_by("proposed_on", "pk")


def sees_letters_inside(user: object) -> bool:
    """Whether proposals and waived letters are for this person's eyes."""
    return user is SYSTEM or units_in_scope(user, *OVERSEEING).exists()


# --- what waits -----------------------------------------------------------------------------
def letters_ruled_by(user: object) -> QuerySet[Letter]:
    return Letter.objects.filter(unit__in=units_in_scope(user, *OFFICE))


def letters_owed_by(user: object) -> QuerySet[Letter]:
    return Letter.objects.filter(unit__in=units_in_scope(user, *TAKING_PART))


def is_unanswered(day: date | None = None) -> Q:
    """Sent, a reply still owed, the day of reply past."""
    return Q(state__in=(State.ISSUED, State.RECEIVED), reply_by__lt=day or clock.today())


def unanswered_letters(day: date) -> QuerySet[Letter]:
    """Letters whose day of reply has passed and for which nobody has proposed what follows."""
    late = Letter.objects.filter(is_unanswered(day), level__lt=Level.CIRCULAR, followed_by__isnull=True)
    return late.select_related("unit", "measure").order_by("pk")


def letter_counts(letters: QuerySet[Letter]) -> dict[str, int]:
    """How many wait at each step, and how many are late; one query."""
    return letters.order_by().aggregate(
        proposed=Count("pk", filter=Q(state=State.PROPOSED)),
        issued=Count("pk", filter=Q(state=State.ISSUED)),
        received=Count("pk", filter=Q(state=State.RECEIVED)),
        replied=Count("pk", filter=Q(state=State.REPLIED)),
        closed=Count("pk", filter=Q(state=State.CLOSED)),
        waived=Count("pk", filter=Q(state=State.WAIVED)),
        late=Count("pk", filter=is_unanswered()),
    )


# --- what stands behind one -----------------------------------------------------------------
def lights_up_to(month: Month) -> dict[int, list[tuple[int, str]]]:
    """By measure that shows red or yellow in this month: (number of the month, light), a year's months before it too,
    oldest first. Months are numbered through the years, so that a gap shows. One query."""
    shown = MeasureLight.objects.filter(month=month, light__in=(MeasureLight.Light.RED, MeasureLight.Light.YELLOW))
    number = F("month__year") * 12 + F("month__month")
    here = month.year * 12 + month.month
    rows = (
        MeasureLight.objects.filter(measure__in=shown.values("measure_id"), month__state=Month.State.FROZEN)
        .annotate(number=number)
        .filter(number__lte=here, number__gt=here - 24)
        .order_by("measure_id", "number")
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for measure, at, light in rows.values_list("measure_id", "number", "light"):
        found.setdefault(measure, []).append((at, light))
    return found


def reached_before(letter: Letter) -> int:
    """The highest level that was issued or waived to this unit about this measure, in the year before it; 0 for
    none."""
    return _ruled_before(letter).aggregate(highest=Max("level"))["highest"] or 0


def milder_waiting(letter: Letter) -> QuerySet[Letter]:
    """Milder letters about the same on which nobody has ruled yet."""
    same = _about_the_same(letter).filter(state=State.PROPOSED, level__lt=letter.level)
    return same.exclude(pk=letter.pk)


def _ruled_before(letter: Letter) -> QuerySet[Letter]:
    since = letter.proposed_on - timedelta(days=366)
    ruled = _about_the_same(letter).exclude(state=State.PROPOSED).exclude(pk=letter.pk)
    return ruled.filter(Q(proposed_on__gte=since) | Q(pk=letter.previous_id))


def _about_the_same(letter: Letter) -> QuerySet[Letter]:
    """To the same unit about the same measure; about no measure, the letter it follows."""
    if letter.measure_id is None:
        return Letter.objects.filter(pk=letter.previous_id)
    return Letter.objects.filter(measure=letter.measure_id, unit=letter.unit_id)


def issuing_office(user: object, unit: Unit) -> Unit | None:
    """The unit in whose name this person writes to `unit`; the nearest office above it for SYSTEM."""
    for post in posts_with(user, OFFICE[0]):
        if unit.path.startswith(post.scope.path):
            return post.unit
    above = [int(part) for part in unit.path.strip("/").split("/")]
    posts = Post.objects.filter(scope__in=above).select_related("unit", "scope").order_by("-scope__path", "pk")
    return next((post.unit for post in posts if OFFICE[0] in post.duties), None)


def story_of_letter(letter: Letter) -> QuerySet[AuditRecord]:
    return AuditRecord.objects.filter(subject_type=Letter._meta.label_lower, subject_id=str(letter.pk))


def letters_issued(year: int) -> QuerySet[Letter]:
    """Letters with a number of that year."""
    return Letter.objects.filter(year=year, state__in=Letter.SENT)


def is_answered_in_time() -> Q:
    return Q(replied_at__date__lte=F("reply_by"))


def knows_letters(year: int) -> bool:
    """Whether anything can be said of the year's letters: a month was frozen in it, or a letter proposed."""
    frozen = Month.objects.filter(year=year, state=Month.State.FROZEN)
    return frozen.exists() or Letter.objects.filter(proposed_on__year=year).exists()


# --- the desk -------------------------------------------------------------------------------
def _in_state(letters: QuerySet[Letter], *states: str) -> QuerySet[Letter]:
    return letters.filter(state__in=states)


def _owed_and_answered(user: Any) -> QuerySet[Letter]:
    return _in_state(letters_owed_by(user), State.REPLIED)


def _ruled_and_out(user: Any) -> QuerySet[Letter]:
    return _in_state(letters_ruled_by(user), State.ISSUED, State.RECEIVED)


def _about(letter: Letter) -> str:
    """The letter, to whom, about what."""
    parts = [str(letter), letter.unit.label, letter.measure.label if letter.measure else ""]
    return " · ".join(part for part in parts if part)


WORK: tuple[WorkKind, ...] = (
    WorkKind(
        "letter_to_rule",
        _("Letters to issue or waive"),
        lambda user: _in_state(letters_ruled_by(user), State.PROPOSED),
        due="",
        since="proposed_on",
        under_way=_ruled_and_out,
        related=("unit", "measure"),
        words=_about,
    ),
    WorkKind(
        "letter_to_receive",
        _("Letters to sign for"),
        lambda user: _in_state(letters_owed_by(user), State.ISSUED),
        due="reply_by",
        since="issued_on",
        related=("unit", "measure"),
        words=_about,
    ),
    WorkKind(
        "letter_to_reply",
        _("Letters to answer"),
        lambda user: _in_state(letters_owed_by(user), State.RECEIVED),
        due="reply_by",
        since="issued_on",
        under_way=_owed_and_answered,
        related=("unit", "measure"),
        words=_about,
    ),
    WorkKind(
        "letter_to_close",
        _("Replies to rule on"),
        lambda user: _in_state(letters_ruled_by(user), State.REPLIED),
        due="",
        since="replied_at",
        related=("unit", "measure"),
        words=_about,
    ),
)
