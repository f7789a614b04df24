"""Who reads what in the inbox when a measure or its evidence takes a step."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from gongjian.core.models import Notification
from gongjian.programmes.actions.evidence import return_evidence, submit_evidence, verify_evidence
from gongjian.programmes.actions.moves import ACTIONS, merge_measure
from gongjian.programmes.models import Measure
from gongjian.programmes.tests.factories import make_account, make_evidence, verify_all

State = Measure.State
OFFICE, UNIT = {"reform", "deputy"}, {"head", "handler"}


def readers(city):
    """Who has a line, by name."""
    names = {getattr(city, name).pk: name for name in ("reform", "deputy", "head", "handler", "other", "reader")}
    return {names.get(pk, "?") for pk in Notification.objects.values_list("recipient", flat=True)}


def proved(city, state):
    measure = city.measure(state=state, weights=(100,))
    verify_all(measure)
    return measure


@pytest.mark.parametrize(
    ("move", "state", "by", "told"),
    [
        ("propose", State.RETURNED, "head", OFFICE),
        ("establish", State.PROPOSED, "reform", UNIT),
        ("return_measure", State.PROPOSED, "reform", UNIT),
        ("start", State.ESTABLISHED, "head", set()),
        ("apply_strike_off", State.RUNNING, "head", OFFICE),
        ("strike_off", State.STRIKE_OFF_APPLIED, "reform", UNIT),
        ("return_strike_off", State.STRIKE_OFF_APPLIED, "reform", UNIT),
        ("suspend", State.RUNNING, "reform", UNIT),
        ("resume", State.SUSPENDED, "reform", UNIT),
    ],
)
def test_a_move_tells_those_whose_turn_it_is_or_was(city, move, state, by, told):
    measure = proved(city, state)
    ACTIONS[move](measure, by=getattr(city, by), reason="情况说明")
    assert readers(city) == told and Notification.objects.count() == len(told)
    for line in Notification.objects.all():
        assert measure.number in line.title and "情况说明" in line.body and line.url == measure.get_absolute_url()


def test_who_did_it_is_not_told(city):
    both = make_account("reform_office", "handler", scope=city.water)
    ACTIONS["suspend"](city.measure(state=State.RUNNING), by=both, reason="缓")
    assert both.pk not in Notification.objects.values_list("recipient", flat=True) and readers(city) == UNIT


def test_a_merged_measure_tells_its_lead_unit_and_the_one_that_takes_over(city):
    measure, target = city.measure(state=State.RUNNING), city.measure(state=State.RUNNING, lead_unit=city.health)
    merge_measure(measure, target, by=city.reform, reason="内容相同")
    assert readers(city) == UNIT | {"other"} and Notification.objects.count() == 3
    line = Notification.objects.get(recipient=city.other)
    assert target.number in line.title and line.url == target.get_absolute_url() and measure.number in line.body


def test_merging_within_one_unit_is_told_once(city):
    merge_measure(city.measure(state=State.RUNNING), city.measure(state=State.RUNNING), by=city.reform, reason="同")
    assert Notification.objects.count() == 2 and readers(city) == UNIT


def test_submitted_evidence_calls_those_who_verify_in_whose_scope_it_lies(city):
    make_account("reform_office", scope=city.health)
    milestone = city.measure(state=State.RUNNING, weights=(100,)).milestones.get()
    submit_evidence(milestone, title="100% 印发文件", by=city.handler)
    assert readers(city) == OFFICE and Notification.objects.count() == 2
    line = Notification.objects.get(recipient=city.reform)
    assert "100% 印发文件" in line.title and line.url == milestone.measure.get_absolute_url()


def test_who_submitted_for_a_unit_is_not_called_to_verify_it(city):
    milestone = city.measure(state=State.RUNNING, weights=(100,)).milestones.get()
    submit_evidence(milestone, title="文件", by=city.reform)
    assert readers(city) == {"deputy"}


@pytest.mark.parametrize("ruling", [verify_evidence, lambda proof, by: return_evidence(proof, by=by, reason="缺印章")])
def test_a_ruling_on_evidence_is_read_by_the_lead_unit_and_by_who_submitted_it(city, ruling):
    milestone = city.measure(state=State.RUNNING, weights=(100,)).milestones.get()
    ruling(make_evidence(milestone, submitted_by=city.deputy), by=city.reform)
    assert readers(city) == UNIT | {"deputy"} and Notification.objects.count() == 3
    assert all(milestone.measure.number in line.body for line in Notification.objects.all())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_lines_are_in_the_citys_language_whoever_acts_in_which(city, language):
    with translation.override(language):
        ACTIONS["apply_strike_off"](proved(city, State.RUNNING), by=city.head)
        assert translation.get_language() == language
    with translation.override("zh-hans"):
        words = translation.gettext("Application for strike-off to decide: %(measure)s").split("%")[0]
    assert words and Notification.objects.filter(title__startswith=words).count() == 2


def test_many_readers_cost_as_many_queries_as_few(city):
    def queries():
        measure = proved(city, State.RUNNING)
        with CaptureQueriesContext(connection) as caught:
            ACTIONS["apply_strike_off"](measure, by=city.head)
        return len(caught)

    queries()
    few = queries()
    for _n in range(30):
        make_account("reform_office", scope=city.root)
    assert queries() == few and Notification.objects.count() == 2 + 2 + 32
