from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.algorithms.sampling import Candidate, draw
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification, StoredFile
from gongjian.programmes.actions.findings import accept_rectification, report_rectified
from gongjian.programmes.actions.inspections import (
    choose_sample,
    declare,
    draw_sample,
    edit_inspection,
    end_visits,
    finish_inspection,
    plan_inspection,
    set_team,
    start_inspection,
)
from gongjian.programmes.actions.visits import Seen
from gongjian.programmes.models import Finding, Inspection, Measure, Rulebook, UnitScore, Visit
from gongjian.programmes.tests.factories import make_account, make_campaign, make_evidence, make_measure, make_unit
from gongjian.programmes.tests.factories_inspections import Round, moment, on, picture

PERIOD = {"since": date(2020, 9, 1), "until": date(2020, 9, 30)}


@pytest.fixture
def planned(db):
    return Round("planned")


@pytest.fixture
def running(db):
    return Round()


def told(account):
    return [line.title for line in Notification.objects.filter(recipient=account)]


# --- planning -------------------------------------------------------------------------------
def test_only_the_office_over_the_whole_city_plans(planned):
    city = planned.city
    narrow = make_account("reform_office", unit=city.water)
    for who in (city.reader, city.head, planned.leader, narrow, city.system):
        with pytest.raises(PermissionDenied):
            plan_inspection("x", "督导", by=who, **PERIOD)


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("add", PERIOD),
        ("visits", PERIOD),
        ("自选", PERIOD),
        ("x", {"since": date(2020, 9, 2), "until": date(2020, 9, 1)}),
        ("autumn", PERIOD),
    ],
)
def test_a_code_of_the_house_a_period_backwards_and_a_code_taken_are_refused(planned, code, period):
    with pytest.raises(ValidationError):
        plan_inspection(code, "督导", by=planned.city.reform, **period)


def test_the_year_is_fixed_once_measures_are_sampled(planned):
    with pytest.raises(ValidationError):
        edit_inspection(planned.inspection, {"year": 2021}, by=planned.city.reform)
    edited = edit_inspection(planned.inspection, {"title": "秋督"}, by=planned.city.reform)
    assert edited.title == "秋督" and edited.year == 2020


# --- the team -------------------------------------------------------------------------------
def test_only_people_with_the_duty_make_a_team_and_one_of_them_leads(planned):
    city = planned.city
    for members, leader in (
        ([], None),
        ([planned.leader], None),
        ([planned.leader], planned.member),
        ([planned.leader, city.handler], planned.leader),
    ):
        with pytest.raises(ValidationError):
            set_team(planned.inspection, members, leader=leader, by=city.reform)


def test_who_stays_keeps_the_declaration_and_who_is_new_is_told(planned):
    declare(planned.inspection, [], by=planned.leader)
    members = [planned.leader, planned.stranger]
    set_team(planned.inspection, members, leader=planned.stranger, by=planned.city.reform)
    team = {place.account: place for place in planned.inspection.team.all()}
    assert set(team) == {planned.leader, planned.stranger}
    assert team[planned.leader].declared_at and not team[planned.leader].is_leader
    assert len(told(planned.stranger)) == 1 and len(told(planned.leader)) == 1


def test_who_has_visited_stays_in_the_team(running):
    running.visit()
    with pytest.raises(ValidationError):
        set_team(running.inspection, [running.member], leader=running.member, by=running.city.reform)


def test_interests_are_declared_by_oneself_and_what_stood_before_stays_in_the_chain(planned):
    for who in (planned.stranger, planned.city.reform, planned.city.head, SYSTEM):
        with pytest.raises(PermissionDenied):
            declare(planned.inspection, [], by=who)
    declare(planned.inspection, [planned.city.health], by=planned.member, words="曾任职")
    declare(planned.inspection, [], by=planned.member)
    kept = AuditRecord.objects.filter(action="inspection.declared").order_by("-id").first()
    assert list(kept.changes["conflicts"]) == ["health", ""]


# --- the sample -----------------------------------------------------------------------------
def test_a_sample_drawn_can_be_drawn_again_from_what_is_kept(planned):
    city = planned.city
    other = make_campaign(city.office, code="other")
    for _n in range(12):
        make_measure(other, city.water, state=Measure.State.RUNNING)
    draw_sample(planned.inspection, by=city.reform, size=5, strata="campaign", seed="公开摇奖第1期")
    planned.inspection.refresh_from_db()
    kept = planned.inspection.drawing
    again = draw([Candidate(key, group) for key, group in kept["frame"]], size=kept["size"], seed=kept["seed"])
    assert sorted(planned.inspection.measures.values_list("number", flat=True)) == list(again.keys)
    assert len(again.keys) == 5 and {group: drawn for group, _all, drawn in kept["shares"]} == {
        "key": 1,
        "other": 4,
    }


def test_every_drawing_is_counted_and_a_seed_is_made_when_none_is_named(planned):
    for _n in range(3):
        draw_sample(planned.inspection, by=planned.city.reform, size=1, strata="campaign")
    planned.inspection.refresh_from_db()
    assert planned.inspection.drawing["drawings"] == 3 and len(planned.inspection.drawing["seed"]) == 16
    assert AuditRecord.objects.filter(action="inspection.sample_drawn").count() == 3
    choose_sample(planned.inspection, [planned.measure], by=planned.city.reform, reason="举报集中")
    planned.inspection.refresh_from_db()
    assert planned.inspection.drawing == {"method": "chosen", "reason": "举报集中", "drawings": 3}


@pytest.mark.parametrize("said", [{"size": 0}, {"size": 3}, {"strata": "light"}])
def test_more_than_there_is_and_lights_that_are_not_known_are_refused(planned, said):
    with pytest.raises(ValidationError):
        draw_sample(planned.inspection, by=planned.city.reform, **({"size": 1, "strata": "campaign"} | said))


def test_a_sample_chosen_by_hand_says_why_and_takes_only_what_stands(planned):
    city = planned.city
    suspended = city.measure(state=Measure.State.SUSPENDED)
    for measures, reason in (([planned.measure], " "), ([], "重点"), ([planned.measure, suspended], "重点")):
        with pytest.raises(ValidationError):
            choose_sample(planned.inspection, measures, by=city.reform, reason=reason)


def test_nothing_moves_once_the_team_is_on_site(running):
    office = running.city.reform
    with pytest.raises(ValidationError):
        draw_sample(running.inspection, by=office, size=1, strata="campaign")
    with pytest.raises(ValidationError):
        choose_sample(running.inspection, [running.measure], by=office, reason="换")
    with pytest.raises(ValidationError):
        start_inspection(running.inspection, by=office)


def test_it_starts_only_when_all_have_declared_and_each_measure_has_somebody_free_to_visit_it(planned):
    city = planned.city
    with pytest.raises(ValidationError) as refused:
        start_inspection(planned.inspection, by=city.reform)
    assert str(planned.leader) in str(refused.value)
    declare(planned.inspection, [city.health], by=planned.leader)
    declare(planned.inspection, [city.health], by=planned.member)
    with pytest.raises(ValidationError) as refused:
        start_inspection(planned.inspection, by=city.reform)
    assert "GJ-B" in str(refused.value) and "GJ-A" not in str(refused.value)
    declare(planned.inspection, [], by=planned.leader)
    assert start_inspection(planned.inspection, by=city.reform).state == Inspection.State.RUNNING
    assert len(told(planned.member)) == 2


# --- visits ---------------------------------------------------------------------------------
def test_a_visit_keeps_both_percentages_as_they_were(running):
    step = running.measure.milestones.order_by("sequence").first()
    make_evidence(step, verified=True)
    visit = running.visit(evaluated=45)
    assert (visit.own, visit.evaluated, visit.gap) == (60, 45, 15)
    for other in running.measure.milestones.exclude(pk=step.pk):
        make_evidence(other, verified=True)
    visit.refresh_from_db()
    assert visit.own == 60


def test_a_visit_sent_days_later_keeps_what_was_verified_when_it_was_made(running):
    first, second = running.measure.milestones.order_by("sequence")
    make_evidence(first, verified_on=date(2020, 9, 15))
    make_evidence(second, verified_on=date(2020, 9, 16))
    visit = running.visit(day=17, visited_at=moment(9, 15), evaluated=60)
    assert (visit.own, visit.gap) == (60, 0)


def test_the_same_visit_sent_again_is_the_one_that_stands(running):
    key = uuid4()
    seen = [Seen("minor", "资料不全", "缺附件")]
    first = running.visit(key=key, photos=[running.shot()], findings=seen)
    second = running.visit(key=key, photos=[running.shot()], findings=seen, place="别处")
    assert first == second and Visit.objects.count() == Finding.objects.count() == StoredFile.objects.count() == 1


def test_nobody_gets_anothers_visit_by_its_key(running):
    visit = running.visit()
    with pytest.raises(ValidationError):
        running.visit(by=running.member, key=visit.key)
    with pytest.raises(ValidationError):
        running.visit(by=running.city.reform, key=visit.key)


def test_a_visit_arriving_after_the_visits_have_ended_is_still_the_one_that_stands(running):
    visit = running.visit()
    end_visits(running.inspection, by=running.leader, reason="其余不看")
    assert running.visit(key=visit.key) == visit
    with pytest.raises(ValidationError):
        running.visit()


def test_only_the_team_visits(running):
    for who in (running.stranger, running.city.reform, running.city.head, SYSTEM):
        with pytest.raises(PermissionDenied):
            running.visit(by=who)


def test_who_has_an_interest_does_not_visit(running):
    with pytest.raises(ValidationError) as refused:
        running.visit(running.second, by=running.member)
    assert running.city.health.label in str(refused.value)
    running.measure.supporting_units.add(running.audit)
    with pytest.raises(ValidationError):
        running.visit(by=running.leader)


def test_a_part_of_the_unit_is_akin_to_it_the_city_is_akin_to_nobody(running):
    city = running.city
    bureau = make_unit("水文中心", parent=city.water)
    inspector = make_account("inspector", scope=city.root, unit=bureau)
    above = make_account("inspector", scope=city.root, unit=city.root)
    city.root.kind = "city"
    city.root.save()
    members = [running.leader, running.member, inspector, above]
    set_team(running.inspection, members, leader=running.leader, by=city.reform)
    for who in (inspector, above):
        declare(running.inspection, [], by=who)
    with pytest.raises(ValidationError):
        running.visit(by=inspector)
    assert running.visit(by=above).inspector.account == above


def test_an_undeclared_member_does_not_visit(running):
    members = [running.leader, running.member, running.stranger]
    set_team(running.inspection, members, leader=running.leader, by=running.city.reform)
    with pytest.raises(ValidationError):
        running.visit(by=running.stranger)


@pytest.mark.parametrize(
    "facts",
    [
        {"visited_at": moment(9, 16)},
        {"visited_at": moment(9, 13)},
        {"evaluated": 101},
        {"place": ""},
        {"latitude": Decimal(91), "longitude": Decimal(0)},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(running, facts):
    with pytest.raises(ValidationError):
        running.visit(photos=[running.shot()], **facts)
    assert not Visit.objects.exists() and not StoredFile.objects.exists()


def test_a_measure_outside_the_sample_is_not_visited(running):
    with pytest.raises(ValidationError):
        running.visit(running.city.measure(state=Measure.State.RUNNING))


def test_a_photograph_that_is_none_takes_the_whole_visit_back(running):
    shot = running.shot()
    bad = type(shot)(picture("a.jpg", b"<html><script>x</script>"))
    with pytest.raises(ValidationError):
        running.visit(photos=[shot, bad], findings=[Seen("minor", "x", "y")])
    assert not Visit.objects.exists() and not Finding.objects.exists()


def test_half_a_position_is_none(running):
    assert running.visit(latitude=Decimal("36.7")).latitude is None


# --- ending and finishing -------------------------------------------------------------------
def test_the_leader_or_the_office_ends_the_visits_and_says_why_some_were_not_made(running):
    running.visit()
    for who in (running.member, running.city.reader, running.city.head):
        with pytest.raises(PermissionDenied):
            end_visits(running.inspection, by=who, reason="x")
    with pytest.raises(ValidationError) as refused:
        end_visits(running.inspection, by=running.leader)
    assert "GJ-B" in str(refused.value)
    ended = end_visits(running.inspection, by=running.leader, reason="防汛值守")
    assert ended.state == Inspection.State.RECTIFYING and ended.unvisited_reason == "防汛值守"
    assert len(told(running.city.reform)) >= 1


def test_it_is_finished_only_when_every_finding_is_closed_and_each_unit_reads_its_score(running):
    city = running.city
    make_evidence(running.measure.milestones.get(weight=60), verified=True)
    late = running.visit(evaluated=45, findings=[Seen("serious", "线下跑腿", "x", date(2020, 9, 20))]).findings.get()
    running.visit(running.second, evaluated=0)
    end_visits(running.inspection, by=running.leader)
    with pytest.raises(ValidationError):
        finish_inspection(running.inspection, by=city.reform)
    with on(9, 25):
        report_rectified(late, by=city.handler, rectification="已改")
        accept_rectification(late, by=running.leader)
        accept_rectification(late, by=city.reform)
        with pytest.raises(PermissionDenied):
            finish_inspection(running.inspection, by=running.leader)
        finish_inspection(running.inspection, by=city.reform)
    scores = {score.unit.code: score for score in UnitScore.objects.all()}
    assert scores["water"].score == Decimal("80.00")  # 100 − 3 serious − 2 late − 15 overstated
    assert scores["health"].score == Decimal("100.00")
    assert [line["left"] for line in scores["water"].arithmetic] == ["100", "97", "95", "80"]
    assert "80.00" in " ".join(told(city.head))


def test_a_measure_visited_twice_counts_with_its_latest_visit(running):
    make_evidence(running.measure.milestones.get(weight=60), verified=True)
    running.visit(evaluated=10, day=15)
    running.visit(evaluated=60, day=16)
    end_visits(running.inspection, by=running.leader, reason="其余不看")
    finish_inspection(running.inspection, by=running.city.reform)
    assert UnitScore.objects.get().score == Decimal("100.00")


def test_the_rules_of_the_year_and_not_of_the_code_make_the_score(running):
    Rulebook.objects.create(year=2020, values={"overstated_points": 2, "rectify_days": 1})
    make_evidence(running.measure.milestones.get(weight=60), verified=True)
    finding = running.visit(evaluated=50, findings=[Seen("minor", "x", "y")]).findings.get()
    assert finding.due == date(2020, 9, 16)
    Finding.objects.filter(pk=finding.pk).delete()
    end_visits(running.inspection, by=running.leader, reason="其余不看")
    finish_inspection(running.inspection, by=running.city.reform)
    assert UnitScore.objects.get().score == Decimal("80.00")


def test_every_step_leaves_its_record(running):
    running.visit()
    end_visits(running.inspection, by=running.leader, reason="其余不看")
    finish_inspection(running.inspection, by=running.city.reform)
    codes = set(AuditRecord.objects.values_list("action", flat=True))
    assert codes >= {
        "inspection.planned", "inspection.team_set", "inspection.sample_chosen", "inspection.declared",
        "inspection.started", "visit.recorded", "inspection.visits_ended", "inspection.scored", "inspection.finished",
    }  # fmt: skip


def test_days_are_the_citys_own(running):
    visit = running.visit(day=20)
    assert visit.received_at == moment(9, 20, 11) and visit.received_at - visit.visited_at == timedelta(hours=1)
