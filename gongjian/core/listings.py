"""Tables and filters of core's own lists."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from gongjian.core.models import AuditRecord, AuditSeal
from gongjian.core.tables import MinuteColumn, NumberColumn, Search, Table


class AuditTable(Table):
    export_name = "audit"
    id = NumberColumn(verbose_name=_("No."))
    at = MinuteColumn("at", verbose_name=_("Time"))
    actor = tables.Column(verbose_name=_("Who"), attrs={"td": {"class": "nowrap"}})
    post = tables.Column(verbose_name=_("Post"))
    action = tables.Column(
        verbose_name=_("Action"), linkify=("core:audit_record", [tables.A("pk")]), attrs={"td": {"class": "nowrap"}}
    )
    subject = tables.Column(verbose_name=_("Subject"), attrs={"td": {"class": "main"}})
    note = tables.Column(verbose_name=_("Note"))

    class Meta(Table.Meta):
        model = AuditRecord
        fields = ("id", "at", "actor", "post", "action", "subject", "note")
        order_by = ("-id",)


class AuditFilter(django_filters.FilterSet):
    q = Search("subject", "actor", "note")
    action = django_filters.CharFilter(label=_("Action"), lookup_expr="istartswith")

    class Meta:
        model = AuditRecord
        fields: list[str] = []


class SealTable(Table):
    export_name = "seals"
    number = NumberColumn(verbose_name=_("Block"))
    sealed_at = MinuteColumn("sealed_at", verbose_name=_("Sealed at"))
    count = NumberColumn(verbose_name=_("Records"))
    algorithm = tables.Column(verbose_name=_("Algorithm"))
    seal = tables.Column(verbose_name=_("Seal"))

    class Meta(Table.Meta):
        model = AuditSeal
        fields = ("number", "sealed_at", "count", "algorithm", "seal")
        order_by = ("-number",)
