"""Imports: what they write, what they refuse, and that they never half-write."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from gongjian.core.audit import SYSTEM
from gongjian.core.jobs import open_job
from gongjian.core.models import AuditRecord, Job, Notification, StoredFile
from gongjian.organizations.models import Unit
from gongjian.programmes.actions import imports
from gongjian.programmes.actions.evidence import verify_evidence
from gongjian.programmes.actions.imports import (
    ImportRefused,
    begin_import,
    import_measures_later,
    receive_ledger,
    write_draft,
)
from gongjian.programmes.models import Campaign, Evidence, Measure, Milestone
from gongjian.programmes.rules.drafts import LedgerRow
from gongjian.programmes.rules.rows import check_rows
from gongjian.programmes.tests.factories import (
    make_account,
    make_evidence,
    make_measure,
    make_milestone,
    make_unit,
    row,
    upload,
    workbook,
)

State = Measure.State


def import_measures(given, plans=(), *, by, note=""):
    """Check and write, as the worker and the pack do."""
    return write_draft(check_rows(given, plans, by=by), by=by, note=note)


COLUMNS = ("number", "campaign", "title", "lead_unit", "start", "due")


def rows(*lines, **changes):
    """Rows as a file gives them; `changes` go into each."""
    return [LedgerRow(number, dict(zip(COLUMNS, line, strict=True)) | changes) for number, line in enumerate(lines, 2)]


def steps(*lines, number="GJ-1"):
    names = ("sequence", "title", "due", "weight", "evidence", "verified_on")
    return [
        LedgerRow(at, {"measure": number} | dict(zip(names, map(str, line), strict=False)))
        for at, line in enumerate(lines, 2)
    ]


def problems(call):
    with pytest.raises(ImportRefused) as refused:
        call()
    return {(problem.sheet, problem.line, problem.column) for problem in refused.value.problems}


def test_a_new_number_makes_a_measure_and_a_known_one_changes_it(city):
    held = city.measure(number="GJ-2", title="旧名")
    draft = import_measures(rows(row("GJ-1"), row("GJ-2", title="新名")), by=city.reform)
    held.refresh_from_db()
    assert (len(draft.created), len(draft.updated), held.title, held.version) == (1, 1, "新名", 2)
    assert Measure.objects.get(number="GJ-1").state == State.PROPOSED


def test_each_measure_that_changed_has_one_record_and_the_others_none(city):
    make_measure(city.campaign, city.water, number="GJ-2", title="一项举措")
    import_measures(rows(row("GJ-1"), row("GJ-2")), by=city.reform, note="台账.xlsx")
    assert [(each.action, each.subject_id, each.note) for each in AuditRecord.objects.all()] == [
        ("measure.added", str(Measure.objects.get(number="GJ-1").pk), "台账.xlsx")
    ]


@pytest.mark.parametrize(("who", "verified_on"), [("reform", ""), ("the house", "2020-03-02")])
def test_the_same_file_twice_changes_nothing_the_second_time(city, who, verified_on):
    by = SYSTEM if who == "the house" else city.reform
    given = rows(row("GJ-1"), supporting_units="health;改革办", goal_quantity="12.50", result_form="平台")
    plans = steps((1, "起草", "2020-03-01", "40", "草案", verified_on), (2, "印发", "2020-11-30", "60"))
    import_measures(given, plans, by=by)
    before = AuditRecord.objects.count()
    draft = import_measures(given, plans, by=by)
    assert (len(draft.unchanged), AuditRecord.objects.count()) == (1, before)
    assert (Milestone.objects.count(), Evidence.objects.count()) == (2, 1)
    assert Evidence.objects.filter(verified_on__isnull=False).count() == (1 if verified_on else 0)


def test_what_a_file_does_not_speak_of_stays_and_an_empty_cell_empties(city):
    city.measure(number="GJ-1", title="一项举措", goal="目标", leader="副市长", supporting=[city.health])
    import_measures(rows(row("GJ-1"), leader=""), by=city.reform)
    measure = Measure.objects.get(number="GJ-1")
    assert (measure.goal, measure.leader, measure.supporting_units.count()) == ("目标", "", 1)


def test_units_campaigns_and_people_go_by_name_short_name_or_code(city):
    given = [row(f"GJ-{n}", unit=unit, campaign=campaign) for n, (unit, campaign) in enumerate(
        [("water", "key"), ("水利局", "重点改革攻坚战"), ("水利", "key"), ("Water Bureau", "key")]
    )]  # fmt: skip
    import_measures(rows(*given, responsible_person=city.head.person.name), by=city.reform)
    assert Measure.objects.filter(lead_unit=city.water, responsible_person=city.head.person).count() == 4


def test_an_unknown_unit_is_told_the_nearest(city):
    with pytest.raises(ImportRefused) as refused:
        import_measures(rows(row(unit="水利厅局")), by=city.reform)
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (2, "lead_unit") and "水利局" in problem.message


def test_a_name_two_units_share_is_refused_rather_than_guessed(city):
    make_unit("水利局", parent=city.root, code="water-two")
    with pytest.raises(ImportRefused, match="water-two"):
        import_measures(rows(row(unit="水利局")), by=city.reform)


BAD = [
    ("duplicate number", [row("GJ-1"), row("GJ-1")], {}, ("measures", 3, "number")),
    ("number with a slash", [row("GJ/1")], {}, ("measures", 2, "number")),
    ("no number", [row("")], {}, ("measures", 2, "number")),
    ("no title", [row(title="")], {}, ("measures", 2, "title")),
    ("over-long title", [row(title="长" * 201)], {}, ("measures", 2, "title")),
    ("control character", [row(title="改\x07革")], {}, ("measures", 2, "title")),
    ("unknown unit", [row(unit="无此单位")], {}, ("measures", 2, "lead_unit")),
    ("unknown campaign", [row(campaign="无此行动")], {}, ("measures", 2, "campaign")),
    ("unknown person", [row()], {"liaison": "查无此人"}, ("measures", 2, "liaison")),
    ("unknown supporting unit", [row()], {"supporting_units": "health；无"}, ("measures", 2, "supporting_units")),
    ("lead unit supports itself", [row()], {"supporting_units": "water"}, ("measures", 2, "supporting_units")),
    ("end before start", [row(due="2019-12-31")], {}, ("measures", 2, "due")),
    ("American date", [row(start="01/06/2020")], {}, ("measures", 2, "start")),
    ("no due date", [row(due="")], {}, ("measures", 2, "due")),
    ("NaN", [row()], {"goal_quantity": "NaN"}, ("measures", 2, "goal_quantity")),
    ("huge number", [row()], {"goal_quantity": "9" * 300}, ("measures", 2, "goal_quantity")),
    ("unknown state", [row()], {"state": "快了"}, ("measures", 2, "state")),
    ("not an action", [row()], {"provincial_action": "key"}, ("measures", 2, "provincial_action")),
    ("merged in a file", [row()], {"state": "merged", "merged_into": "GJ-1"}, ("measures", 2, "state")),
    ("merged while running", [row()], {"state": "running", "merged_into": "GJ-1"}, ("measures", 2, "merged_into")),
    ("sample is neither", [row()], {"is_sample": "maybe"}, ("measures", 2, "is_sample")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "changes", "place"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_row_is_named_by_row_and_column_and_nothing_is_written(city, name, lines, changes, place):
    good = LedgerRow(99, dict(zip(COLUMNS, row("GJ-99"), strict=True)))
    assert problems(lambda: import_measures([*rows(*lines, **changes), good], by=city.reform)) == {place}
    assert not Measure.objects.exists() and not AuditRecord.objects.exists()


BAD_STEPS = [
    ("weights of 90", [(1, "甲", "2020-03-01", "40"), (2, "乙", "2020-04-01", "50")], ("milestones", 3, "weight")),
    ("weight is no number", [(1, "甲", "2020-03-01", "大")], ("milestones", 2, "weight")),
    ("half a percent", [(1, "甲", "2020-03-01", "99.5")], ("milestones", 2, "weight")),
    ("the order twice", [(1, "甲", "2020-03-01", "40"), (1, "乙", "2020-04-01", "60")], ("milestones", 3, "sequence")),
    ("due after the measure", [(1, "甲", "2021-03-01", "100")], ("milestones", 2, "due")),
    ("verified by nothing", [(1, "甲", "2020-03-01", "100", "", "2020-03-01")], ("milestones", 2, "verified_on")),
    ("verified by itself", [(1, "甲", "2020-03-01", "100", "文", "2020-03-01")], ("milestones", 2, "verified_on")),
    ("verified tomorrow", [(1, "甲", "2020-03-01", "100", "文", "2099-03-01")], ("milestones", 2, "verified_on")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "place"), BAD_STEPS, ids=[case[0] for case in BAD_STEPS])
def test_a_bad_milestone_is_named_by_row_and_column_and_nothing_is_written(city, name, lines, place):
    assert problems(lambda: import_measures(rows(row()), steps(*lines), by=city.reform)) == {place}
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("proof", "verified_on", "column"), [("", "2020-03-01", "evidence"), ("文", "2099-03-01", "verified_on")]
)
def test_what_the_house_itself_brings_is_verified_by_something_and_not_tomorrow(city, proof, verified_on, column):
    plans = steps((1, "甲", "2020-03-01", "100", proof, verified_on))
    assert problems(lambda: import_measures(rows(row()), plans, by=SYSTEM)) == {("milestones", 2, column)}
    assert not Measure.objects.exists()


def test_evidence_a_person_brings_with_a_new_measure_waits_for_somebody_else(city):
    import_measures(rows(row(), state="running"), steps((1, "甲", "2020-03-01", "100", "文件")), by=city.reform)
    proof = Evidence.objects.get()
    assert (proof.submitted_by, proof.verified_on, proof.verified_by) == (city.reform, None, None)
    with pytest.raises(ValidationError):
        verify_evidence(proof, by=city.reform)
    assert verify_evidence(proof, by=city.deputy).verified_by == city.deputy


def test_the_house_itself_brings_a_new_measure_with_what_was_verified(city):
    import_measures(rows(row()), steps(PROVED_STEP), by=SYSTEM)
    proof = Evidence.objects.get()
    assert (proof.title, proof.verified_on, proof.verified_by) == ("文件", date(2020, 3, 2), None)


@pytest.mark.parametrize("title", ["另一文件", ""])
def test_a_file_puts_no_other_evidence_in_the_place_of_what_was_verified(city, title):
    measure = city.measure(number="GJ-1", title="一项举措")
    make_evidence(make_milestone(measure, title="甲"), title="文件", verified=True)
    plans = steps((1, "甲", "2020-03-01", "100", title, "2020-06-01"))
    assert problems(lambda: import_measures(rows(row()), plans, by=city.reform)) == {("milestones", 2, "evidence")}
    assert Evidence.objects.get().title == "文件"


def test_a_milestone_of_no_measure_is_named(city):
    plans = steps((1, "甲", "2020-03-01", "100"), number="GJ-404")
    assert problems(lambda: import_measures(rows(row()), plans, by=city.reform)) == {("milestones", 2, "measure")}


def test_every_problem_of_a_file_is_named_at_once(city):
    given = rows(row("GJ-1", unit="无"), row("GJ-2", due="坏"), row("GJ-3", campaign="无"))
    assert {line for _sheet, line, _column in problems(lambda: import_measures(given, by=city.reform))} == {2, 3, 4}


def test_the_weights_of_a_measure_whose_own_row_is_bad_are_checked_too(city):
    plans = steps((1, "甲", "2020-03-01", "40"))
    found = problems(lambda: import_measures(rows(row(unit="无")), plans, by=city.reform))
    assert found == {("measures", 2, "lead_unit"), ("milestones", 2, "weight")}


def test_a_file_may_bring_the_plan_of_a_measure_that_has_none_yet(city):
    measure = city.measure(number="GJ-1", state=State.RUNNING)
    import_measures([], steps((1, "甲", "2020-03-01", "40"), (2, "乙", "2020-04-01", "60")), by=city.reform)
    assert list(measure.milestones.values_list("weight", flat=True)) == [40, 60]


SETTLED = [
    ({"state": "struck_off"}, "state"),
    ({"state_on": "2020-05-01"}, "state_on"),
    ({"due": "2020-12-31"}, "due"),
]


@pytest.mark.parametrize(("change", "column"), SETTLED)
def test_a_file_does_not_walk_round_the_signatures_of_a_measure_in_the_ledger(city, change, column):
    city.measure(number="GJ-1", title="一项举措", state=State.RUNNING)
    assert problems(lambda: import_measures(rows(row(), **change), by=city.reform)) == {("measures", 2, column)}


def test_the_plan_of_an_established_measure_is_not_changed_by_a_file(city):
    city.measure(number="GJ-1", title="一项举措", state=State.RUNNING, weights=(100,))
    plans = steps((1, "节点1", "2020-10-01", "100"))
    assert problems(lambda: import_measures(rows(row()), plans, by=city.reform)) == {("milestones", 2, "measure")}


@pytest.mark.parametrize("state", [State.PROPOSED, State.RUNNING])
def test_a_file_verifies_no_evidence_of_a_measure_in_the_ledger(city, state):
    city.measure(number="GJ-1", title="一项举措", state=state)
    plans = steps((1, "节点", "2020-03-01", "100", "文件", "2020-03-02"))
    assert problems(lambda: import_measures(rows(row()), plans, by=city.reform)) == {("milestones", 2, "verified_on")}
    import_measures(rows(row()), plans, by=SYSTEM)
    assert import_measures(rows(row()), plans, by=city.reform).unchanged


def test_a_file_without_a_column_leaves_what_the_milestones_hold_there(city):
    measure = city.measure(number="GJ-1", title="一项举措", state=State.RUNNING)
    make_evidence(
        make_milestone(measure, title="节点", title_en="Step", due=date(2020, 3, 1)), title="文件", verified=True
    )
    draft = import_measures(rows(row()), steps((1, "节点", "2020-03-01", "100")), by=city.reform)
    assert len(draft.unchanged) == 1


def test_the_due_date_of_a_proposal_is_changed_by_a_file(city):
    city.measure(number="GJ-1", title="一项举措")
    import_measures(rows(row(due="2020-12-31")), by=city.reform)
    assert Measure.objects.get(number="GJ-1").due == date(2020, 12, 31)


PROVED_STEP = (1, "甲", "2020-03-01", "100", "文件", "2020-03-02")
ENTERED_AS = {State.PROPOSED, State.ESTABLISHED, State.RUNNING}


@pytest.mark.parametrize("state", sorted(ENTERED_AS))
def test_a_new_measure_may_come_with_the_state_it_is_in_before_its_signatures(city, state):
    import_measures(rows(row(), state=state, state_on="2020-10-01"), by=city.reform)
    measure = Measure.objects.get(number="GJ-1")
    assert (measure.state, measure.state_on) == (state, date(2020, 10, 1))


@pytest.mark.parametrize("state", sorted(set(State) - ENTERED_AS))
def test_no_persons_file_enters_a_measure_behind_its_signatures(city, state):
    city.measure(number="GJ-2", state=State.RUNNING)
    merged = {"merged_into": "GJ-2"} if state == State.MERGED else {}
    given = rows(row(), state=state, **merged)
    with pytest.raises(ImportRefused) as refused:
        import_measures(given, steps(PROVED_STEP[:5]), by=city.reform)
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (2, "state") and str(State(state).label) in problem.message
    assert Measure.objects.count() == 1


@pytest.mark.parametrize("state", [State.STRIKE_OFF_APPLIED, State.STRUCK_OFF])
@pytest.mark.parametrize(
    "plans", [(), steps((1, "甲", "2020-03-01", "40", "文件", "2020-03-02"), (2, "乙", "2020-04-01", "60"))]
)
def test_a_pack_brings_nothing_finished_that_is_not_proved(city, state, plans):
    given = rows(row(), state=state)
    assert problems(lambda: import_measures(given, plans, by=SYSTEM)) == {("measures", 2, "state")}
    import_measures(given, steps(PROVED_STEP), by=SYSTEM)
    assert Measure.objects.get(number="GJ-1").state == state


def test_a_pack_takes_no_proof_from_what_is_finished(city):
    import_measures(rows(row(), state="struck_off"), steps(PROVED_STEP), by=SYSTEM)
    bare = steps((1, "甲", "2020-03-01", "100", "", ""))
    assert problems(lambda: import_measures([], bare, by=SYSTEM)) == {("milestones", 2, "verified_on")}


def test_no_file_brings_an_adjustment_for_no_move_leads_out_of_it(city):
    given = rows(row(), state="adjustment_applied")
    assert problems(lambda: import_measures(given, by=SYSTEM)) == {("measures", 2, "state")}


def test_a_draft_with_problems_is_not_written(city):
    draft = check_rows(rows(row("GJ-1"), row("GJ-2", due="坏")), by=city.reform)
    with pytest.raises(ImportRefused):
        write_draft(draft, by=city.reform)
    assert not Measure.objects.exists()


def merged_row(line, number, into):
    cells = dict(zip(COLUMNS, row(number), strict=True))
    return LedgerRow(line, cells | {"state": "merged", "merged_into": into})


def test_a_merged_measure_may_stand_before_the_one_that_took_it_over(city):
    second = LedgerRow(3, dict(zip(COLUMNS, row("GJ-2"), strict=True)) | {"state": "running"})
    import_measures([merged_row(2, "GJ-1", "GJ-2"), second], by=SYSTEM)
    assert Measure.objects.get(number="GJ-1").merged_into.number == "GJ-2"


def test_a_pack_merges_into_nothing_that_does_not_stand(city):
    standing = city.measure(number="STANDS", state=State.RUNNING)
    city.measure(number="GONE", state=State.RUNNING, is_removed=True)
    city.measure(number="BACK", state=State.RETURNED)
    city.measure(number="MERGED", state=State.MERGED, merged_into=standing)
    for target in ("GONE", "BACK", "MERGED", "GJ-1", "GJ-404", ""):
        found = problems(lambda target=target: import_measures([merged_row(2, "GJ-1", target)], by=SYSTEM))
        assert found == {("measures", 2, "merged_into")}, target
    import_measures([merged_row(2, "GJ-1", "STANDS")], by=SYSTEM)


@pytest.mark.parametrize("proof", [{}, {"verified": True}, {"returned_reason": "不全"}])
def test_a_file_drops_no_milestone_for_which_evidence_was_submitted(city, proof):
    measure = city.measure(number="GJ-1", title="一项举措", weights=(40, 60))
    make_evidence(measure.milestones.get(sequence=2), **proof)
    plans = steps((1, "节点1", "2020-10-01", "100"))
    with pytest.raises(ImportRefused, match="节点2") as refused:
        import_measures(rows(row()), plans, by=SYSTEM)
    assert refused.value.problems[0].column == "sequence" and measure.milestones.count() == 2


def test_evidence_submitted_between_check_and_write_keeps_its_milestone(city):
    measure = city.measure(number="GJ-1", title="一项举措", weights=(40, 60))
    draft = check_rows(rows(row()), steps((1, "节点1", "2020-10-01", "100")), by=city.reform)
    make_evidence(measure.milestones.get(sequence=2))
    with pytest.raises(ImportRefused, match="节点2"):
        write_draft(draft, by=city.reform)
    assert measure.milestones.count() == 2


def test_units_outside_the_scope_and_removed_measures_are_refused(city):
    local = make_account("reform_office", scope=city.water)
    assert problems(lambda: import_measures(rows(row(unit="health")), by=local)) == {("measures", 2, "lead_unit")}
    city.measure(number="GJ-1", is_removed=True)
    assert problems(lambda: import_measures(rows(row()), by=city.reform)) == {("measures", 2, "number")}


def test_a_dissolved_unit_is_given_nothing_new_by_a_file(city):
    city.measure(number="GJ-2", title="一项举措")
    Unit.objects.filter(pk=city.water.pk).update(ended_on=date(2020, 6, 1))
    assert problems(lambda: import_measures(rows(row()), by=city.reform)) == {("measures", 2, "lead_unit")}
    assert import_measures(rows(row("GJ-2", title="改名")), by=city.reform).updated


def test_a_dissolved_unit_is_given_nothing_to_support_by_a_file(city):
    Unit.objects.filter(pk=city.health.pk).update(ended_on=date(2020, 6, 1))
    asked = rows(row(), supporting_units="health")
    assert problems(lambda: import_measures(asked, by=city.reform)) == {("measures", 2, "supporting_units")}


def test_the_software_itself_may_move_what_people_may_not(city):
    city.measure(number="GJ-1", title="一项举措", state=State.RUNNING)
    given = rows(row(due="2020-12-31"), state="struck_off", state_on="2020-12-01")
    import_measures(given, steps(PROVED_STEP), by=SYSTEM)
    assert Measure.objects.get(number="GJ-1").state == State.STRUCK_OFF


def test_a_change_made_between_check_and_write_is_not_overwritten(city):
    measure = city.measure(number="GJ-1")
    draft = check_rows(rows(row(title="改名")), by=city.reform)
    Measure.objects.filter(pk=measure.pk).update(version=2, title="别人改的")
    with pytest.raises(ImportRefused):
        write_draft(draft, by=city.reform)
    measure.refresh_from_db()
    assert measure.title == "别人改的"


def test_a_number_taken_between_check_and_write_is_not_taken_twice(city):
    draft = check_rows(rows(row()), by=city.reform)
    city.measure(number="GJ-1")
    with pytest.raises(ImportRefused):
        write_draft(draft, by=city.reform)


# --- in the background ----------------------------------------------------------------------
def received(city, content, name="台账.xlsx"):
    return receive_ledger(upload(content, name), by=city.reform)


def run(city, stored):
    job = open_job("导入", by=city.reform)
    import_measures_later.call(job.pk, stored.pk)
    job.refresh_from_db()
    return job


def test_a_workbook_is_imported_in_the_background_and_the_inbox_says_so(city):
    job = run(city, received(city, workbook(row("GJ-1"), row("GJ-2"), steps=[("GJ-1", 1, "起草", "2020-03-01", 100)])))
    assert (job.state, Measure.objects.count(), Milestone.objects.count()) == (Job.State.FINISHED, 2, 1)
    assert "2" in job.message and Notification.objects.filter(recipient=city.reform).exists()


def test_a_workbook_with_a_problem_is_not_imported_and_the_job_says_where(city):
    job = run(city, received(city, workbook(row("GJ-1"), row("GJ-2", due="坏"))))
    assert (job.state, Measure.objects.count()) == (Job.State.FAILED, 0)
    assert "3" in job.message and "坏" in job.message and job.url.startswith("/programmes/import/")


def test_the_job_reports_how_far_it_is(city, monkeypatch):
    told = []
    monkeypatch.setattr(imports.jobs, "report", lambda job, done, total, message="": told.append((done, total)))
    run(city, received(city, workbook(*[row(f"GJ-{n}") for n in range(450)])))
    assert told == [(0, 450), (200, 450), (400, 450), (450, 450)]


def test_a_file_that_has_gone_bad_on_the_disk_fails_with_words(city):
    stored = received(city, workbook(row()))
    stored.content.save("x.bin", ContentFile(b"PK\x03\x04 damaged"))
    job = run(city, stored)
    assert job.state == Job.State.FAILED and job.message


def test_only_the_reform_office_brings_a_ledger(city):
    for account in (city.head, city.reader, city.nobody):
        with pytest.raises(PermissionDenied):
            receive_ledger(upload(workbook(row())), by=account)
    assert not StoredFile.objects.exists()


def test_nobody_imports_the_file_of_somebody_else(city):
    stored = received(city, workbook(row()))
    with pytest.raises(PermissionDenied):
        begin_import(stored, by=city.deputy)
    assert not Job.objects.exists()


def test_the_job_begins_after_commit(city, django_capture_on_commit_callbacks):
    stored = received(city, workbook(row()))
    with django_capture_on_commit_callbacks() as callbacks:
        begin_import(stored, by=city.reform)
    assert len(callbacks) == 1 and AuditRecord.objects.filter(action="ledger.import_begun").exists()


def test_importing_many_rows_costs_as_many_queries_as_few(city, django_assert_max_num_queries):
    given = rows(*[row(f"GJ-{n:04}") for n in range(400)], supporting_units="health")
    with django_assert_max_num_queries(40):
        import_measures(given, by=city.reform)
    changed = rows(*[row(f"GJ-{n:04}", title="改名") for n in range(400)], supporting_units="改革办")
    with django_assert_max_num_queries(60):
        import_measures(changed, by=city.reform)
    assert Measure.objects.filter(title="改名").count() == 400 and Campaign.objects.count() == 2
