"""What rules propose: letters after a frozen month, and the next level where nobody answered."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.algorithms.escalation import Due, Thresholds, letter_due
from gongjian.core import clock
from gongjian.core.audit import Actor, record_many
from gongjian.core.audit.records import Entry
from gongjian.core.language import day as written
from gongjian.programmes.actions.letters import follow_unanswered, tell_of_proposals
from gongjian.programmes.models import Letter, MeasureLight, Month
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.letters import lights_up_to, unanswered_letters
from gongjian.programmes.queries.rulebooks import rules_for

BATCH = 500


@transaction.atomic
def propose_letters(month: Month, *, by: Actor) -> list[Letter]:
    """The letters due after a frozen month, once for each rule, measure and level: asking again proposes nothing new.

    The rules are those of the month's year. Constant queries, then some for each unit that is told.
    """
    month = Month.objects.select_for_update().get(pk=month.pk)
    if month.state != Month.State.FROZEN:
        return []
    rules = Rules.of(month.rules) if month.rules else rules_for(month.year)
    due = _due_after(month, rules)
    held = set(Letter.objects.filter(month=month).exclude(rule="").values_list("rule", "measure_id", "level"))
    lights = MeasureLight.objects.filter(month=month, measure__in=due).select_related("measure__lead_unit", "month")
    letters = []
    for light in lights.order_by("measure__number"):
        found = due[light.measure_id]
        if (found.rule, light.measure_id, found.level) not in held:
            letters.append(_proposal(light, found, rules))
    letters = Letter.objects.bulk_create(letters, batch_size=BATCH)
    record_many([Entry(letter, "letter.proposed", note=letter.reason) for letter in letters], by=by)
    tell_of_proposals(letters, by=by)
    return letters


@transaction.atomic
def propose_letters_of(day: date, *, by: Actor) -> list[Letter]:
    """The daily round: the level above for each letter whose day of reply has passed, and whatever the latest frozen
    month has not brought yet. Doing it twice on one day proposes nothing new."""
    letters = []
    for letter in unanswered_letters(day).select_for_update(of=("self",)):
        if not _waits_above(letter):
            letters.append(follow_unanswered(letter, reason=_unanswered(letter), by=by))
    tell_of_proposals(letters, by=by)
    latest = Month.objects.filter(state=Month.State.FROZEN).order_by("-year", "-month").first()
    return letters + (propose_letters(latest, by=by) if latest else [])


def _due_after(month: Month, rules: Rules) -> dict[int, Due]:
    """By measure, the letter its row of lights brings."""
    thresholds = Thresholds(
        prompt_after_red=rules.prompt_after_red,
        supervision_after_red=rules.supervision_after_red,
        interview_after_red=rules.interview_after_red,
        circular_after_red=rules.circular_after_red,
        prompt_after_yellow=rules.prompt_after_yellow,
    )
    here, due = month.year * 12 + month.month, {}
    for measure, shown in lights_up_to(month).items():
        by_month = dict(shown)
        row = [by_month.get(number) for number in range(min(by_month), here + 1)]
        found = letter_due(row, thresholds)
        if found:
            due[measure] = found
    return due


def _proposal(light: MeasureLight, due: Due, rules: Rules) -> Letter:
    month = light.month
    return Letter(
        level=due.level,
        unit=light.measure.lead_unit,
        measure=light.measure,
        month=month,
        rule=due.rule,
        reason=_reason(light, due),
        demands=_demands(),
        reply_days=rules.reply_days,
        proposed_on=clock.today(),
        is_sample=month.is_sample or light.measure.is_sample,
    )


def _reason(light: MeasureLight, due: Due) -> str:
    """In the city's own language, as it will be printed."""
    with override(settings.LANGUAGE_CODE):
        if due.months > 1:
            words = _("%(measure)s (%(number)s) has shown “%(light)s” for %(months)s months in a row. %(reason)s")
        else:
            words = _("%(measure)s (%(number)s) shows “%(light)s” in %(month)s. %(reason)s")
        return words % {
            "measure": light.measure.title,
            "number": light.measure.number,
            "light": MeasureLight.Light(light.light).label,
            "months": due.months,
            "month": light.month.label,
            "reason": _("%(reason)s.") % {"reason": light.reason.rstrip("。.")},
        }


def _demands() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("Find the cause, set dates for putting it right, say who answers for each, and report in writing.")


def _waits_above(letter: Letter) -> bool:
    """Whether a sterner letter about the same has been proposed already and waits."""
    above = Letter.objects.filter(state=Letter.State.PROPOSED, level__gt=letter.level)
    return letter.measure_id is not None and above.filter(measure=letter.measure_id, unit=letter.unit_id).exists()


def _unanswered(letter: Letter) -> str:
    with override(settings.LANGUAGE_CODE):
        return _("%(letter)s (%(level)s) was to be answered by %(day)s; no reply has come.") % {
            "letter": letter.number,
            "level": letter.get_level_display(),
            "day": written(letter.reply_by),
        }
