"""Tables and filters of core's own lists."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from gongjian.core.audit import SYSTEM
from gongjian.core.devices import shortened
from gongjian.core.models import AuditRecord, AuditSeal
from gongjian.core.tables import MinuteColumn, NumberColumn, Search, Table


def who(record: AuditRecord) -> str:
    """Who acted; the software's own doing in the reader's language."""
    return str(_("the system")) if record.actor_id == SYSTEM.pk else record.actor


def words_of(record: AuditRecord) -> str:
    """What was done, in the reader's language; the code itself where no room has words for it."""
    return str(import_string(settings.AUDIT_WORDS).get(record.action, record.action))


def actions_in_words() -> list[tuple[str, Any]]:
    """Every action as (code, words); in the order of the codes those of one noun stand together."""
    return sorted(import_string(settings.AUDIT_WORDS).items())


def kind_of_subject(record: AuditRecord) -> str:
    """What sort of thing the record is about; its technical name when that kind exists no more."""
    model = _model_of(record)
    return str(model._meta.verbose_name) if model else record.subject_type


def changes_of(record: AuditRecord) -> list[dict[str, Any]]:
    """The changed fields under the names people know them by, as {label, before, after}."""
    model = _model_of(record)
    labels = {field.name: field.verbose_name for field in model._meta.concrete_fields} if model else {}
    return [
        {"label": labels.get(name, name), "before": before, "after": after}
        for name, (before, after) in record.changes.items()
    ]


def _model_of(record: AuditRecord) -> Any:
    try:
        return apps.get_model(record.subject_type)
    except (LookupError, ValueError):
        return None


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

    code = tables.Column(accessor="action", verbose_name=_("Action code"), visible=False)

    def render_actor(self, record: AuditRecord) -> str:
        return who(record)

    def render_action(self, record: AuditRecord) -> str:
        return words_of(record)

    def value_action(self, record: AuditRecord) -> str:
        return words_of(record)

    def render_note(self, record: AuditRecord) -> str:
        return shortened(record.note)

    def value_note(self, record: AuditRecord) -> str:
        return record.note

    class Meta(Table.Meta):
        model = AuditRecord
        fields = ("id", "at", "actor", "post", "action", "code", "subject", "note")
        order_by = ("-id",)


class AuditFilter(django_filters.FilterSet):
    q = Search("subject", "actor", "note")
    action = django_filters.ChoiceFilter(label=_("Action"), choices=actions_in_words, empty_label=_("All"))

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
