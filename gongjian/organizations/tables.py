"""How units, divisions, people and sessions are listed."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import day
from gongjian.core.tables import CellColumn, NumberColumn, Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.organizations.models import Account, Division, Duty, Person, Post, Unit
from gongjian.organizations.queries import on_day, subtree_of

MAIN = {"td": {"class": "main"}}
_LOAD = "{% load core_tags organizations_tags %}"


def linked(record: Unit | Division | Person, *, look: str = "") -> SafeString:
    """A record's name as the way to its page, with its mark where it is invented."""
    look = format_html(' class="{}"', look) if look else ""
    return format_html('<a{} href="{}">{}</a> {}', look, record.get_absolute_url(), record.label, sample_mark(record))


def depth(path: str) -> int:
    """How deep a unit stands in the tree; 0 at the top, 6 at most (what the page can indent)."""
    return min(max(path.count("/") - 2, 0), 6)


def ended(on: date) -> str:
    return gettext("dissolved %(day)s") % {"day": day(on)}


class UnitTable(Table):
    export_name = "units"
    name = tables.Column(verbose_name=_("Unit"), order_by="path", attrs=MAIN)
    short_name = tables.Column(verbose_name=_("Short name"))
    kind = tables.Column(verbose_name=_("Kind"))
    division = tables.Column(verbose_name=_("Division"), order_by="division__code")
    people = NumberColumn(verbose_name=_("People"))

    class Meta(Table.Meta):
        model = Unit
        fields = ("name", "short_name", "kind", "division", "people")
        order_by = ("name",)

    def render_name(self, record: Unit) -> SafeString:
        as_tree = tuple(self.order_by) == ("name",)  # indented while the tree's order
        link = linked(record, look=f"depth-{depth(record.path)}" if as_tree else "")
        if record.ended_on is None:
            return link
        return format_html('{} <span class="muted small">{}</span>', link, ended(record.ended_on))

    def value_name(self, record: Unit) -> str:
        return record.label

    def render_division(self, value: Division) -> str:
        return value.label

    def value_division(self, record: Unit) -> str:
        return record.division.label if record.division else ""


STANDING = (("standing", _("standing")), ("dissolved", _("dissolved")))


class UnitFilter(django_filters.FilterSet):
    q = Search("name", "name_en", "short_name", "code")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Unit.Kind.choices, empty_label=_("All"))
    under = django_filters.ModelChoiceFilter(
        label=_("Under"),
        queryset=Unit.objects.filter(children__isnull=False).distinct(),
        to_field_name="code",
        method="below",
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=STANDING, method="by_state", empty_label=_("All"))

    class Meta:
        model = Unit
        fields: list[str] = []

    def below(self, queryset: QuerySet[Unit], name: str, value: Unit) -> QuerySet[Unit]:
        return queryset.filter(pk__in=subtree_of(value).values("pk"))

    def by_state(self, queryset: QuerySet[Unit], name: str, value: str) -> QuerySet[Unit]:
        return queryset.filter(ended_on__isnull=value == "standing")


class DivisionTable(Table):
    export_name = "divisions"
    code = tables.Column(verbose_name=_("Code"))
    name = tables.Column(verbose_name=_("Division"), attrs=MAIN)
    level = tables.Column(verbose_name=_("Level"))
    parent = tables.Column(verbose_name=_("Division above"), order_by="parent__code")

    class Meta(Table.Meta):
        model = Division
        fields = ("code", "name", "level", "parent")
        order_by = ("code",)

    def render_name(self, record: Division) -> SafeString:
        return linked(record)

    def value_name(self, record: Division) -> str:
        return record.label

    def render_parent(self, value: Division) -> str:
        return value.label

    def value_parent(self, record: Division) -> str:
        return record.parent.label if record.parent else ""


class DivisionFilter(django_filters.FilterSet):
    q = Search("name", "name_en", "code")
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Division.Level.choices, empty_label=_("All"))

    class Meta:
        model = Division
        fields: list[str] = []


class PersonTable(Table):
    export_name = "people"
    name = tables.Column(verbose_name=_("Name"), order_by="code", attrs=MAIN)
    posts = tables.Column(verbose_name=_("Posts"), orderable=False, accessor="pk")

    class Meta(Table.Meta):
        model = Person
        fields = ("name", "posts")
        order_by = ("name",)

    def render_name(self, record: Person) -> SafeString:
        return linked(record)

    def value_name(self, record: Person) -> str:
        return record.label

    def render_posts(self, record: Person) -> SafeString | str:
        """A line a post, with the unit it belongs to."""
        posts = [row.post for row in getattr(record, "posts_now", [])]
        lines = ((post.unit.get_absolute_url(), post.unit.short_label, post.label) for post in posts)
        return format_html_join("", '<div><a href="{}">{}</a> {}</div>', lines) or "—"

    def value_posts(self, record: Person) -> str:
        return "；".join(str(row.post) for row in getattr(record, "posts_now", []))


class PersonAccountTable(PersonTable):
    """For administrators: with the accounts."""

    account = tables.Column(verbose_name=_("Account"), order_by="account__username")

    class Meta(PersonTable.Meta):
        fields = ("name", "posts", "account")

    def render_account(self, value: Account) -> SafeString | str:
        if value.is_active:
            return value.username
        return format_html('{} <span class="muted small">{}</span>', value.username, gettext("closed"))

    def value_account(self, record: Person) -> str:
        account = getattr(record, "account", None)
        return account.username if account else ""


class PersonFilter(django_filters.FilterSet):
    q = Search("name", "name_en", "code")
    unit = django_filters.ModelChoiceFilter(
        label=_("Unit"),
        queryset=Unit.objects.filter(posts__isnull=False).distinct(),
        to_field_name="code",
        method="in_unit",
        empty_label=_("All"),
    )
    duty = django_filters.ChoiceFilter(label=_("Duty"), choices=Duty.choices, method="with_duty", empty_label=_("All"))

    class Meta:
        model = Person
        fields: list[str] = []

    def in_unit(self, queryset: QuerySet[Person], name: str, value: Unit) -> QuerySet[Person]:
        return queryset.filter(on_day("appointments__"), appointments__post__unit=value).distinct()

    def with_duty(self, queryset: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Duties are a list in JSON, which databases search differently: the posts are chosen here."""
        posts = [pk for pk, duties in Post.objects.values_list("pk", "duties") if value in duties]
        return queryset.filter(on_day("appointments__"), appointments__post__in=posts).distinct()


class SessionTable(Table):
    export_name = "sessions"
    person = CellColumn("{{ record.user }}", verbose_name=_("Person"), order_by="user__username", attrs=MAIN)
    username = tables.Column(accessor="user__username", verbose_name=_("Account name"))
    device = CellColumn(_LOAD + "{{ record.user_agent|device }}", verbose_name=_("Device"), orderable=False)
    ip = tables.Column(verbose_name=_("Address"))
    created_at = CellColumn(_LOAD + "{{ record.created_at|minute }}", verbose_name=_("Signed in"))
    last_seen_at = CellColumn(_LOAD + "{{ record.last_seen_at|minute }}", verbose_name=_("Last seen"))
    # Not named "end": the table would look that up on the session, and calling it ends the session.
    ending = CellColumn(
        template_name="organizations/cells/session_end.html",
        verbose_name=_("Action"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta(Table.Meta):
        model = UserSession
        fields = ("person", "username", "device", "ip", "created_at", "last_seen_at", "ending")
        order_by = ("-last_seen_at",)

    def value_person(self, record: Any) -> str:
        return str(record.user)


class SessionFilter(django_filters.FilterSet):
    q = Search("user__username", "user__person__name", "ip")

    class Meta:
        model = UserSession
        fields: list[str] = []
