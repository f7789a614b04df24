"""Two people at once on one report. Real locks and connections: PostgreSQL only."""

from functools import partial

import pytest

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.programmes.actions.claims import claim_milestone, withdraw_evidence
from gongjian.programmes.actions.reminders import remind_of_reports
from gongjian.programmes.actions.reporting import (
    recall_report,
    seen_by_writer,
    send_for_signature,
    sign_report,
    write_report,
)
from gongjian.programmes.actions.rounds import Errand, daily_round
from gongjian.programmes.actions.rulings import accept_report, return_report
from gongjian.programmes.models import Claim, DailyRound, MonthlyReport, Signature
from gongjian.programmes.tests.factories_reporting import ReportingCity, at, moment
from gongjian.programmes.tests.racing import at_once, refusals

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
State = MonthlyReport.State


@pytest.fixture
def city():
    with at(2020, 11, 20):
        yield ReportingCity()


together = partial(at_once, moment=moment(2020, 11, 20))


def test_of_two_holders_of_a_post_who_sign_at_once_one_signs(city):
    (first,) = city.chain("主要负责人")
    second = city.second_holder(city.water.approval_steps.get())
    report = send_for_signature(city.report, by=city.handler)
    answers = together(*(lambda by=by: sign_report(report, by=by, opinion="agreed") for by in (first, second)))
    assert len(refusals(answers)) == 1
    assert Signature.objects.count() == 1
    assert MonthlyReport.objects.get().state == State.SUBMITTED


def test_a_double_click_sends_once(city):
    answers = together(*(lambda: send_for_signature(city.report, by=city.handler) for _n in range(3)))
    assert len(refusals(answers)) == 2
    assert MonthlyReport.objects.get().sendings == 1


def test_signed_and_recalled_at_once_ends_in_one_of_both_and_never_between(city):
    report = send_for_signature(city.report, by=city.handler)
    together(
        lambda: sign_report(report, by=city.head, opinion="agreed"),
        lambda: recall_report(report, by=city.handler),
    )
    report = MonthlyReport.objects.get()
    # Recalled last, or recalled first and the signature refused: the unit has it either way.
    assert (report.state, report.signed_steps, report.submitted_at) == (State.DRAFT, 0, None)


def test_no_report_is_sent_while_what_it_rests_on_is_taken_away(city):
    step = city.running.milestones.first()
    made = claim_milestone(city.report, step, by=city.handler, title="验收报告")
    answers = together(
        lambda: send_for_signature(city.report, by=city.handler),
        lambda: withdraw_evidence(made.evidence, by=city.head),
    )
    told = dict(AuditRecord.objects.values_list("action", "pk"))
    if refusals(answers):
        assert Claim.objects.exists() and MonthlyReport.objects.get().state == State.SIGNING
    else:
        assert told["evidence.withdrawn"] < told["report.sent"]


def test_accepted_and_returned_at_once_is_ruled_on_once(city):
    report = sign_report(send_for_signature(city.report, by=city.handler), by=city.head, opinion="agreed")
    answers = together(
        lambda: accept_report(report, by=city.reform),
        lambda: return_report(report, by=city.deputy, reason="不全"),
    )
    assert len(refusals(answers)) == 1
    report = MonthlyReport.objects.get()
    assert report.state in (State.ACCEPTED, State.RETURNED)
    assert bool(report.returned_reason) is (report.state == State.RETURNED)


def test_two_writers_of_different_texts_at_once_both_keep_theirs(city):
    base = seen_by_writer(city.report)
    answers = together(
        lambda: write_report(city.report, base | {"problems": "甲"}, by=city.handler, base=base),
        lambda: write_report(city.report, base | {"next_steps": "乙"}, by=city.head, base=base),
    )
    assert not refusals(answers)
    report = MonthlyReport.objects.get()
    assert (report.problems, report.next_steps) == ("甲", "乙")


def test_of_several_servers_one_makes_the_round(city):
    Notification.objects.all().delete()
    errands = (Errand("reports", lambda day, *, by: remind_of_reports(moment(2020, 11, 26).date(), by=by)),)
    answers = together(*(lambda: daily_round(by=SYSTEM, errands=errands) for _n in range(4)))
    assert sum(answer.done == ["reports"] for answer in answers) == 1
    assert DailyRound.objects.count() == 1
    assert Notification.objects.filter(recipient=city.handler).count() == 1
