"""What is looked up about units, posts, people, accounts and the calendar."""

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from gongjian.algorithms import calendar as working_calendar
from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Appointment, Division, Person, Post, Unit, YearNotice


# --- duties ---------------------------------------------------------------------------------
def posts_with(account: object, duty: str) -> list[Post]:
    """The posts the account holds today that carry the duty; none for visitors."""
    return [post for post in getattr(account, "posts_today", []) if duty in post.duties]


def units_in_scope(account: object, *duties: str) -> QuerySet[Unit]:
    """The units in which the account has any of the duties today; every unit for SYSTEM."""
    if account is SYSTEM:
        return Unit.objects.all()
    paths = {post.scope.path for duty in duties for post in posts_with(account, duty)}
    if not paths:
        return Unit.objects.none()
    inside = Q()
    for path in paths:
        inside |= Q(path__startswith=path)
    return Unit.objects.filter(inside)


# --- units ----------------------------------------------------------------------------------
def is_officer(user: object) -> bool:
    """Whoever holds any post today sees how the city is organised; SYSTEM too."""
    return user is SYSTEM or bool(getattr(user, "posts_today", []))


def units_visible_to(user: object) -> QuerySet[Unit]:
    return Unit.objects.all() if is_officer(user) else Unit.objects.none()


def divisions_visible_to(user: object) -> QuerySet[Division]:
    return Division.objects.all() if is_officer(user) else Division.objects.none()


def posts_visible_to(user: object) -> QuerySet[Post]:
    posts = Post.objects.select_related("unit", "scope")
    return posts if is_officer(user) else posts.none()


def people_visible_to(user: object) -> QuerySet[Person]:
    return Person.objects.all() if is_officer(user) else Person.objects.none()


def accounts_visible_to(user: object) -> QuerySet[Account]:
    accounts = Account.objects.select_related("person")
    return accounts if is_officer(user) else accounts.none()


def appointments_visible_to(user: object) -> QuerySet[Appointment]:
    appointments = Appointment.objects.select_related("post__unit", "post__scope", "person")
    return appointments if is_officer(user) else appointments.none()


def subtree_of(unit: Unit) -> QuerySet[Unit]:
    """The unit and everything below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def living_children(unit: Unit) -> QuerySet[Unit]:
    return unit.children.filter(ended_on__isnull=True)


def units_above(unit: Unit) -> list[Unit]:
    """From the top of the tree down to the unit's parent."""
    ids = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    found = Unit.objects.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def with_number_of_people(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Each unit with `people`: how many people hold a post in it today."""
    return units.annotate(
        people=Count("posts__appointments__person", filter=on_day("posts__appointments__"), distinct=True)
    )


def posts_with_holders(unit: Unit) -> QuerySet[Post]:
    """The unit's posts, each with `holders`: the appointments of today."""
    holders = Appointment.objects.filter(on_day()).select_related("person")
    return unit.posts.select_related("unit", "scope").prefetch_related(
        Prefetch("appointments", queryset=holders, to_attr="holders")
    )


# --- appointments ---------------------------------------------------------------------------
def on_day(prefix: str = "", day: date | None = None) -> Q:
    """Appointments in force on the day (today)."""
    day = day or timezone.localdate()
    current = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day})
    return Q(**{f"{prefix}since__lte": day}) & current


def not_over(prefix: str = "") -> Q:
    """Appointments in force today or beginning later."""
    return Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": timezone.localdate()})


def appointments_in(unit: Unit) -> QuerySet[Appointment]:
    return Appointment.objects.filter(post__unit=unit)


def appointments_overlapping(person: Person, *, since: date, until: date | None) -> QuerySet[Appointment]:
    """The person's appointments that share at least a day with the span (both days included)."""
    found = person.appointments.filter(Q(until__isnull=True) | Q(until__gte=since)).select_related("post__unit")
    return found.filter(since__lte=until) if until else found


def units_of(person: Person) -> list[Unit]:
    """The units in which the person's posts stand or reach, today and later."""
    posts = Post.objects.filter(not_over("appointments__"), appointments__person=person)
    found = {unit.pk: unit for post in posts.select_related("unit", "scope") for unit in (post.unit, post.scope)}
    return list(found.values())


def with_posts_today(people: QuerySet[Person]) -> QuerySet[Person]:
    """Each person with `posts_now`: the appointments of today with their posts."""
    now = Appointment.objects.filter(on_day()).select_related("post__unit")
    return people.prefetch_related(Prefetch("appointments", queryset=now, to_attr="posts_now"))


def people_in_scope(account: object, *duties: str) -> QuerySet[Person]:
    """The people all of whose posts of today and later stand and reach within the duties' scopes."""
    inside = units_in_scope(account, *duties)
    if not is_officer(account) or not inside.exists():
        return Person.objects.none()
    stays = Q(post__unit__in=inside) & Q(post__scope__in=inside)
    return Person.objects.exclude(pk__in=Appointment.objects.filter(not_over()).exclude(stays).values("person"))


# --- accounts -------------------------------------------------------------------------------
def accounts_with(duties: Iterable[str]) -> list[Account]:
    """The open accounts whose people hold any of the duties today."""
    wanted = set(duties)
    accounts = Account.objects.filter(is_active=True, person__isnull=False).select_related("person")
    holding = Appointment.objects.filter(on_day()).values_list("person_id", "post__duties")
    people = {person for person, held in holding if wanted & set(held)}
    return [account for account in accounts if account.person_id in people]


def accounts_over(unit: Unit, duties: Iterable[str]) -> list[Account]:
    """The open accounts whose people hold any of the duties today over this unit. Two queries."""
    wanted, scopes = set(duties), [int(part) for part in unit.path.strip("/").split("/")]
    holding = Appointment.objects.filter(on_day(), post__scope__in=scopes).values_list("person_id", "post__duties")
    people = {person for person, held in holding if wanted & set(held)}
    return list(Account.objects.filter(is_active=True, person__in=people).select_related("person"))


def second_factors_of(account: Account) -> QuerySet[Authenticator]:
    """What the account proves itself with besides the password; recovery codes alone are none."""
    return Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)


def locks_of(username: str) -> QuerySet[AccessAttempt]:
    """Failed attempts on this name that still lock it somewhere."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return AccessAttempt.objects.filter(
        username=username, failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since
    )


def live_sessions() -> QuerySet[UserSession]:
    """Sessions seen within the idle time: older ones are signed out at their next click anyway."""
    since = timezone.now() - timedelta(minutes=settings.IDLE_MINUTES)
    stored = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return UserSession.objects.filter(Exists(stored), last_seen_at__gte=since).select_related("user__person")


def sessions_in_scope(account: object, *duties: str) -> QuerySet[UserSession]:
    """Live sessions of the account itself, and of the people in the duties' scopes."""
    theirs = Q(user__person__in=people_in_scope(account, *duties))
    return live_sessions().filter(theirs | Q(user_id=getattr(account, "pk", None)))


# --- the calendar ---------------------------------------------------------------------------
def calendar_now() -> working_calendar.Calendar:
    """The working calendar made of the notices entered; one query."""
    return working_calendar.Calendar.of(as_notice(row) for row in YearNotice.objects.all())


def as_notice(row: YearNotice) -> working_calendar.YearNotice:
    """The stored notice as the algorithms know it."""
    return working_calendar.YearNotice(row.year, _days(row.holidays), _days(row.workdays), row.source)


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
