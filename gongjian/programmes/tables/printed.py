"""The ledger on paper: one row a measure, written in Python for the two thousand of them a page may have."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongjian.core.language import day, wording
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.programmes.models import Measure
from gongjian.programmes.tables.ledger import short_name, state_in_words

Steps = list[tuple[int, str, str, date]]


def printed_rows(measures: Iterable[Measure], steps: Mapping[int, Steps]) -> SafeString:
    """The table's rows; the measures are prepared (`prepare_measures`), `steps` are theirs (`queries.steps_of`)."""
    said = wording()
    rows = [
        _row(number, measure, "".join(_step(step, said) for step in steps.get(measure.pk, [])))
        for number, measure in enumerate(measures, start=1)
    ]
    return mark_safe("".join(rows))  # noqa: S308  each text is escaped in its cell


def _row(number: int, measure: Measure, steps: str) -> str:
    days = f"<br><small>{escape(measure.days)}</small>" if measure.days else ""
    return (
        f'<tr><td class="num">{number}</td>'
        f"<td><b>{escape(measure.label)}</b> {sample_mark(measure)}"
        f"<br><small>{escape(measure.number)} · {escape(measure.campaign.label)}</small></td>"
        f"<td>{escape(measure.leader or '—')}</td>"
        f"<td>{escape(short_name(measure.lead_unit))}</td>"
        f"<td>{escape(day(measure.due))}{days}</td>"
        f'<td class="num">{_progress(measure)}</td>'
        f"<td>{steps or '—'}</td>"
        f"<td>{escape(state_in_words(measure))}</td></tr>"
    )


def _progress(measure: Measure) -> str:
    if not measure.steps:
        return "—"
    planned = _("planned %(planned)s%%") % {"planned": measure.planned_percent}
    return f"{measure.verified_percent}%<br><small>{escape(planned)}</small>"


def _step(step: tuple[int, str, str, date], said: Callable[[str, str], str]) -> str:
    sequence, title, title_en, due = step
    return f"<div>{sequence}. {escape(said(title, title_en))} <small>{due.month}/{due.day}</small></div>"
