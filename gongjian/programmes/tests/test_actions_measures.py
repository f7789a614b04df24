from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Account, Appointment, Unit
from gongjian.programmes.actions.measures import (
    Clash,
    add_measure,
    edit_measure,
    remove_measure,
    restore_measure,
    seen_by_editor,
    set_milestones,
)
from gongjian.programmes.models import Measure
from gongjian.programmes.queries import measures_that_count
from gongjian.programmes.tests.factories import make_account, make_evidence, make_milestone, make_unit, plan

State = Measure.State


def values(city, **changes):
    fields = {
        "campaign": city.campaign,
        "title": "新举措",
        "lead_unit": city.water,
        "start": date(2020, 1, 6),
        "due": date(2020, 11, 30),
    }
    return fields | changes


def actions_of(measure):
    return list(AuditRecord.objects.filter(subject_id=str(measure.pk)).values_list("action", flat=True))


def test_an_added_measure_is_a_proposal_with_one_record_that_names_its_supporters(city):
    measure = add_measure("GJ-9", values(city, supporting_units=[city.health]), by=city.reform)
    assert measure.state == State.PROPOSED and list(measure.supporting_units.all()) == [city.health]
    (record,) = AuditRecord.objects.all()
    assert record.action == "measure.added" and record.changes["supporting_units"] == [None, "health"]


def test_a_unit_proposes_for_itself_and_for_no_other(city):
    assert add_measure("GJ-9", values(city), by=city.handler).lead_unit == city.water
    with pytest.raises(PermissionDenied):
        add_measure("GJ-10", values(city, lead_unit=city.health), by=city.handler)


def test_a_number_is_given_once_only(city):
    city.measure(number="GJ-9")
    with pytest.raises(ValidationError) as error:
        add_measure("GJ-9", values(city), by=city.reform)
    assert "number" in error.value.error_dict


@pytest.mark.parametrize("number", ["a/b", "a b", "<b>", "", "é\n", "x" * 41])
def test_a_number_nobody_could_quote_is_refused(city, number):
    with pytest.raises(ValidationError):
        add_measure(number, values(city), by=city.reform)


def test_a_dissolved_unit_leads_nothing_new_and_keeps_what_it_led(city):
    held = city.measure(lead_unit=city.health)
    Unit.objects.filter(pk=city.water.pk).update(ended_on=date(2020, 6, 1))
    Unit.objects.filter(pk=city.health.pk).update(ended_on=date(2020, 6, 1))
    city.water.refresh_from_db()
    for write in (
        lambda: add_measure("GJ-9", values(city), by=city.reform),
        lambda: edit_measure(held, {"lead_unit": city.water}, by=city.reform),
    ):
        with pytest.raises(ValidationError) as error:
            write()
        assert list(error.value.message_dict) == ["lead_unit"]
    assert edit_measure(held, {"title": "改名", "lead_unit": city.health}, by=city.reform).title == "改名"


def test_dates_in_the_wrong_order_and_a_lead_unit_that_supports_itself_are_refused_by_field(city):
    with pytest.raises(ValidationError) as error:
        add_measure("GJ-9", values(city, due=date(2019, 1, 1), supporting_units=[city.water]), by=city.reform)
    assert set(error.value.error_dict) == {"due", "supporting_units"}


def test_only_a_provincial_action_can_be_carried_out(city):
    with pytest.raises(ValidationError) as error:
        add_measure("GJ-9", values(city, provincial_action=city.campaign), by=city.reform)
    assert "provincial_action" in error.value.error_dict
    assert add_measure("GJ-9", values(city, provincial_action=city.province), by=city.reform)


def test_an_edit_changes_what_is_named_and_counts_the_version(city):
    measure = city.measure()
    edited = edit_measure(measure, {"title": "改名"}, by=city.reform)
    assert (edited.title, edited.version) == ("改名", measure.version + 1)
    record = AuditRecord.objects.get()
    assert record.changes["title"] == [measure.title, "改名"] and set(record.changes) == {"title", "version"}


def test_an_edit_that_changes_nothing_writes_nothing(city):
    measure = city.measure()
    assert edit_measure(measure, {"title": measure.title}, by=city.reform).version == measure.version
    assert not AuditRecord.objects.exists()


def test_changed_supporting_units_are_recorded_too(city):
    measure = city.measure()
    edit_measure(measure, {"supporting_units": [city.health]}, by=city.reform)
    assert AuditRecord.objects.get().changes["supporting_units"] == ["", "health"]


@pytest.mark.parametrize("state", [State.ESTABLISHED, State.RUNNING, State.STRUCK_OFF, State.SUSPENDED])
def test_the_due_date_of_an_established_measure_is_not_edited_even_by_the_reform_office(city, state):
    measure = city.measure(state=state)
    with pytest.raises(ValidationError) as error:
        edit_measure(measure, {"due": date(2020, 12, 31)}, by=city.reform)
    assert "due" in error.value.error_dict
    measure.refresh_from_db()
    assert measure.due == date(2020, 11, 30)


def test_the_due_date_of_a_proposal_may_be_edited(city):
    assert edit_measure(city.measure(), {"due": date(2020, 12, 31)}, by=city.handler).due == date(2020, 12, 31)


def test_the_lead_unit_edits_its_proposal_but_not_what_is_established(city):
    edit_measure(city.measure(), {"title": "改名"}, by=city.handler)
    with pytest.raises(PermissionDenied):
        edit_measure(city.measure(state=State.RUNNING), {"title": "改名"}, by=city.handler)
    with pytest.raises(PermissionDenied):
        edit_measure(city.measure(), {"title": "改名"}, by=city.other)


def test_two_editors_of_different_fields_both_get_their_way(city):
    measure = city.measure()
    seen = seen_by_editor(measure)
    edit_measure(measure, {"title": "甲的标题", "goal": measure.goal}, by=city.reform, base=seen)
    edited = edit_measure(measure, {"title": measure.title, "goal": "乙的目标"}, by=city.deputy, base=seen)
    assert (edited.title, edited.goal) == ("甲的标题", "乙的目标")


def test_two_editors_of_one_field_clash_and_the_second_is_told_what_stands(city):
    measure = city.measure()
    seen = seen_by_editor(measure)
    edit_measure(measure, {"title": "甲的标题"}, by=city.reform, base=seen)
    with pytest.raises(Clash) as clash:
        edit_measure(measure, {"title": "乙的标题", "goal": "乙的目标"}, by=city.deputy, base=seen)
    assert clash.value.fields == {"title": "甲的标题"} and "甲的标题" in " ".join(clash.value.messages)
    measure.refresh_from_db()
    assert (measure.title, measure.goal) == ("甲的标题", "")


def test_two_editors_who_write_the_same_do_not_clash(city):
    measure = city.measure()
    seen = seen_by_editor(measure)
    edit_measure(measure, {"supporting_units": [city.health]}, by=city.reform, base=seen)
    edit_measure(measure, {"supporting_units": [city.health]}, by=city.deputy, base=seen)
    assert AuditRecord.objects.count() == 1


def test_milestones_are_set_as_a_whole_and_told_in_the_record(city):
    measure = city.measure(weights=(100,))
    set_milestones(measure, plan(40, 60), by=city.handler)
    assert list(measure.milestones.values_list("sequence", "weight")) == [(1, 40), (2, 60)]
    before, after = AuditRecord.objects.get().changes["milestones"]
    assert "100%" in before and "40%" in after and "60%" in after


@pytest.mark.parametrize("weights", [(40, 50), (101,), (60, 60)])
def test_weights_that_do_not_sum_to_100_are_refused(city, weights):
    with pytest.raises(ValidationError, match=str(sum(weights))):
        set_milestones(city.measure(), plan(*weights), by=city.reform)


def test_a_milestone_outside_the_measures_own_dates_is_refused(city):
    with pytest.raises(ValidationError, match="2020-11-30"):
        set_milestones(city.measure(), plan(100, start=date(2021, 1, 1)), by=city.reform)


def test_the_plan_of_an_established_measure_is_fixed_unless_it_has_none_yet(city):
    with pytest.raises(ValidationError):
        set_milestones(city.measure(state=State.RUNNING, weights=(100,)), plan(40, 60), by=city.reform)
    assert set_milestones(city.measure(state=State.RUNNING), plan(40, 60), by=city.handler).milestones.count() == 2


def test_milestones_are_none_of_another_units_business(city):
    with pytest.raises(PermissionDenied):
        set_milestones(city.measure(), plan(100), by=city.other)


def test_a_removed_measure_no_longer_counts_and_comes_back_as_it_was(city):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    assert measures_that_count(2020).count() == 1
    removed = remove_measure(measure, by=city.reform, reason="重复")
    assert measures_that_count(2020).count() == 0
    with pytest.raises(ValidationError):
        remove_measure(removed, by=city.reform, reason="重复")
    restored = restore_measure(removed, by=city.deputy)
    assert measures_that_count(2020).count() == 1 and restored.milestones.count() == 1
    with pytest.raises(ValidationError):
        restore_measure(restored, by=city.reform)
    assert actions_of(measure) == ["measure.restored", "measure.removed"]


@pytest.mark.parametrize("reason", ["", " \n\t"])
@pytest.mark.parametrize("who", ["reform", "the house"])
def test_nobody_removes_a_measure_without_saying_why(city, reason, who):
    measure = city.measure()
    with pytest.raises(ValidationError):
        remove_measure(measure, by=SYSTEM if who == "the house" else city.reform, reason=reason)
    measure.refresh_from_db()
    assert not measure.is_removed and actions_of(measure) == []


def test_only_the_reform_office_removes_and_restores(city):
    measure = city.measure()
    for account in (city.head, city.handler, city.reader, city.nobody):
        with pytest.raises(PermissionDenied):
            remove_measure(measure, by=account, reason="重复")


def test_a_scope_is_a_subtree_and_ends_at_its_border(city):
    lower = make_unit("水文站", parent=city.water)
    local = make_account("reform_office", scope=city.water)
    assert edit_measure(city.measure(lead_unit=lower), {"title": "改名"}, by=local)
    with pytest.raises(PermissionDenied):
        edit_measure(city.measure(lead_unit=city.health), {"title": "改名"}, by=local)


def test_a_duty_ends_with_the_appointment(city):
    Appointment.objects.filter(person=city.reform.person).update(until=date(2001, 1, 1))
    with pytest.raises(PermissionDenied):
        edit_measure(city.measure(), {"title": "改名"}, by=Account.objects.get(pk=city.reform.pk))


def test_a_milestone_keeps_its_identity_when_the_plan_is_changed(city):
    measure = city.measure()
    kept = make_milestone(measure, sequence=1, weight=100)
    set_milestones(measure, plan(30, 70), by=city.reform)
    assert measure.milestones.get(sequence=1).pk == kept.pk


@pytest.mark.parametrize("proof", [{}, {"verified": True}, {"returned_reason": "不全"}])
def test_a_milestone_for_which_evidence_was_submitted_is_not_dropped(city, proof):
    measure = city.measure(weights=(40, 60))
    make_evidence(measure.milestones.get(sequence=2), **proof)
    with pytest.raises(ValidationError, match="节点2"):
        set_milestones(measure, plan(100), by=city.reform)
    assert [step.weight for step in measure.milestones.all()] == [40, 60]
    set_milestones(measure, plan(30, 70), by=city.reform)
    assert [step.weight for step in measure.milestones.all()] == [30, 70]
