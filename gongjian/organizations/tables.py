"""How units, divisions, people and sessions are listed."""

from typing import Any

import django_filters
import django_tables2 as tables
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.tables import CellColumn, NumberColumn, Search, Table
from gongjian.organizations.models import Division, Duty, Person, Post, Unit
from gongjian.organizations.queries import on_day, subtree_of

MAIN = {"td": {"class": "main"}}
_LOAD = "{% load core_tags organizations_tags %}"


class UnitTable(Table):
    export_name = "units"
    name = CellColumn(
        template_name="organizations/cells/unit.html",
        verbose_name=_("Unit"),
        order_by="path",
        attrs=MAIN,
        extra_context=lambda table: {"as_tree": tuple(table.order_by) == ("name",)},  # indent while the tree's order
    )
    short_name = tables.Column(verbose_name=_("Short name"))
    kind = tables.Column(verbose_name=_("Kind"))
    division = CellColumn(
        "{{ record.division.label|default:'—' }}", verbose_name=_("Division"), order_by="division__code"
    )
    people = NumberColumn(verbose_name=_("People"))

    class Meta(Table.Meta):
        model = Unit
        fields = ("name", "short_name", "kind", "division", "people")
        order_by = ("name",)

    def value_name(self, record: Unit) -> str:
        return record.label

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
    name = CellColumn(
        _LOAD + "<a href='{{ record.get_absolute_url }}'>{{ record.label }}</a> {% sample_mark record %}",
        verbose_name=_("Division"),
        attrs=MAIN,
    )
    level = tables.Column(verbose_name=_("Level"))
    parent = CellColumn(
        "{{ record.parent.label|default:'—' }}", verbose_name=_("Division above"), order_by="parent__code"
    )

    class Meta(Table.Meta):
        model = Division
        fields = ("code", "name", "level", "parent")
        order_by = ("code",)

    def value_name(self, record: Division) -> str:
        return record.label

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
    name = CellColumn(
        _LOAD + "<a href='{{ record.get_absolute_url }}'>{{ record.label }}</a> {% sample_mark record %}",
        verbose_name=_("Name"),
        order_by="code",
        attrs=MAIN,
    )
    posts = CellColumn(
        template_name="organizations/cells/posts.html", verbose_name=_("Posts"), orderable=False, empty_values=()
    )

    class Meta(Table.Meta):
        model = Person
        fields = ("name", "posts")
        order_by = ("name",)

    def value_name(self, record: Person) -> str:
        return record.label

    def value_posts(self, record: Person) -> str:
        return "；".join(str(row.post) for row in getattr(record, "posts_now", []))


class PersonAccountTable(PersonTable):
    """For administrators: with the accounts."""

    account = CellColumn(
        template_name="organizations/cells/account.html", verbose_name=_("Account"), order_by="account__username"
    )

    class Meta(PersonTable.Meta):
        fields = ("name", "posts", "account")

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
