"""How overviews and their snapshots are listed."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.tables import DayColumn, MinuteColumn, NumberColumn, Table
from gongjian.core.templatetags.core_tags import badge, sample_mark
from gongjian.reports.models import Overview, Snapshot


class OverviewTable(Table):
    """Overviews with their latest snapshot's counts."""

    export_name = "overviews"
    year = tables.Column(_("year"), attrs={"td": {"class": "main"}})
    public_face = tables.Column(_("what the public sees"))
    snapshot_count = NumberColumn(verbose_name=_("snapshots"))
    figure_count = NumberColumn(verbose_name=_("figures in the latest snapshot"))
    computed_count = NumberColumn(verbose_name=_("of them computed"))
    reported_count = NumberColumn(verbose_name=_("of them reported"))
    gap_count = NumberColumn(verbose_name=_("of them gaps"))
    edited_at = DayColumn("edited_at", verbose_name=_("edited at"))

    class Meta(Table.Meta):
        order_by = "-year"

    def render_year(self, record: Overview) -> str:
        return format_html('<a class="t" href="{}">{}</a> {}', record.get_absolute_url(), record, sample_mark(record))

    def value_year(self, record: Overview) -> int:
        return record.year


class SnapshotTable(Table):
    """Snapshots of one overview with their counts."""

    export_name = "snapshots"
    number = tables.Column(_("number"), attrs={"td": {"class": "main"}})
    taken_at = MinuteColumn("taken_at", verbose_name=_("taken at"))
    taken_by = tables.Column(_("taken by"), default=_("system"), orderable=False)
    note = tables.Column(_("purpose"), default="")
    figure_count = NumberColumn(verbose_name=_("figures"))
    computed_count = NumberColumn(verbose_name=pgettext_lazy("figures", "computed"))
    reported_count = NumberColumn(verbose_name=pgettext_lazy("figures", "reported"))
    gap_count = NumberColumn(verbose_name=_("gaps"))
    published_at = tables.Column(_("state"), empty_values=())

    class Meta(Table.Meta):
        order_by = "-number"

    def render_number(self, record: Snapshot) -> str:
        return format_html('<a class="t" href="{}">{}</a>', record.get_absolute_url(), record)

    def value_number(self, record: Snapshot) -> int:
        return record.number

    def render_published_at(self, record: Snapshot) -> str:
        return badge("done", _("published")) if record.is_published else badge("plain", _("kept inside"))

    def value_published_at(self, record: Snapshot) -> str:
        return str(_("published") if record.is_published else _("kept inside"))

    def render_note(self, record: Snapshot) -> str:
        return record.note
