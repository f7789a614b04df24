"""A report on its way: written by two, signed in order, recalled, carried over."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.programmes.actions.claims import claim_milestone
from gongjian.programmes.actions.evidence import return_evidence
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.actions.reporting import (
    carry_report,
    recall_report,
    seen_by_writer,
    send_for_signature,
    sign_report,
    write_report,
)
from gongjian.programmes.models import Month, MonthlyReport, Signature
from gongjian.programmes.tests.factories import make_account, make_evidence
from gongjian.programmes.tests.factories_reporting import ReportingCity, at, make_month, make_report

pytestmark = pytest.mark.django_db
State = MonthlyReport.State
AGREED, SENT_BACK = Signature.Opinion.AGREED, Signature.Opinion.SENT_BACK


@pytest.fixture
def city():
    with at(2020, 11, 20):
        yield ReportingCity()


def lines_of(account):
    return list(Notification.objects.filter(recipient=account).values_list("title", flat=True))


def sent(city, **fields):
    return send_for_signature(city.report, by=city.handler, **fields)


# --- writing ---------------------------------------------------------------------------------
def test_a_handler_writes_and_the_chain_keeps_what_it_was(city):
    report = write_report(city.report, {"problems": "资金缺口"}, by=city.handler)
    assert report.problems == "资金缺口" and report.progress == "完成验收12项" and report.written_by == city.handler
    told = AuditRecord.objects.get(action="report.written")
    assert told.changes["problems"] == ["", "资金缺口"]


def test_writing_what_stands_there_writes_nothing(city):
    write_report(city.report, {"progress": "完成验收12项"}, by=city.handler)
    assert not AuditRecord.objects.exists()
    assert MonthlyReport.objects.get().version == 1


def test_two_editors_of_different_texts_both_keep_theirs(city):
    base = seen_by_writer(city.report)
    write_report(city.report, base | {"problems": "甲"}, by=city.handler, base=base)
    report = write_report(city.report, base | {"next_steps": "乙"}, by=city.head, base=base)
    assert (report.problems, report.next_steps) == ("甲", "乙")


def test_two_editors_of_the_same_text_clash_and_the_second_reads_the_first(city):
    base = seen_by_writer(city.report)
    write_report(city.report, base | {"progress": "甲写的"}, by=city.handler, base=base)
    with pytest.raises(Clash, match="甲写的") as refused:
        write_report(city.report, base | {"progress": "乙写的"}, by=city.head, base=base)
    assert refused.value.fields == {"progress": "甲写的"}
    assert MonthlyReport.objects.get().progress == "甲写的"


@pytest.mark.parametrize(("name", "longest"), [("progress", 300), ("problems", 500), ("next_steps", 500)])
def test_a_text_longer_than_is_kept_is_refused_with_its_length(city, name, longest):
    write_report(city.report, {name: "字" * longest}, by=city.handler)
    with pytest.raises(ValidationError) as refused:
        write_report(city.report, {name: "字" * (longest + 1)}, by=city.handler)
    assert str(longest + 1) in refused.value.message_dict[name][0]


def test_control_characters_are_refused(city):
    with pytest.raises(ValidationError):
        write_report(city.report, {"progress": "a\x07b"}, by=city.handler)


@pytest.mark.parametrize("who", ["other", "reader", "reform", "nobody", "system"])
def test_nobody_but_the_unit_writes(city, who):
    with pytest.raises(PermissionDenied):
        write_report(city.report, {"progress": "代写"}, by=getattr(city, who))


@pytest.mark.parametrize("state", [State.SIGNING, State.SUBMITTED, State.ACCEPTED])
def test_what_is_on_its_way_is_not_written(city, state):
    MonthlyReport.objects.update(state=state)
    with pytest.raises(ValidationError):
        write_report(city.report, {"progress": "改"}, by=city.handler)
    assert MonthlyReport.objects.get().progress == "完成验收12项"


# --- signing ---------------------------------------------------------------------------------
def test_without_a_chain_the_head_signs_alone_and_hands_it_in(city):
    report = sent(city)
    assert report.state == State.SIGNING and "待签批" in lines_of(city.head)[0]
    report = sign_report(report, by=city.head, opinion=AGREED, words="情况属实")
    assert report.state == State.SUBMITTED and report.submitted_at is not None and not report.is_late
    signature = report.signatures.get()
    assert (signature.signed_by, signature.words, signature.sequence) == (city.head, "情况属实", 1)
    assert lines_of(city.reform) and not lines_of(city.handler)


def test_a_chain_is_signed_in_its_order_and_the_last_hands_it_in(city):
    section, deputy, head = city.chain("科室负责人", "分管领导", "主要负责人")
    report = sent(city)
    assert lines_of(section) and not lines_of(deputy)
    for signer in (deputy, head):
        with pytest.raises(ValidationError, match="轮到"):
            sign_report(report, by=signer, opinion=AGREED)
    report = sign_report(report, by=section, opinion=AGREED)
    assert report.state == State.SIGNING and lines_of(deputy)
    report = sign_report(report, by=deputy, opinion=AGREED)
    report = sign_report(report, by=head, opinion=AGREED)
    assert report.state == State.SUBMITTED
    assert [one.step for one in report.signatures.all()] == ["科室负责人", "分管领导", "主要负责人"]
    codes = list(AuditRecord.objects.order_by("id").values_list("action", flat=True))
    assert codes == ["report.sent", "report.signed", "report.signed", "report.submitted"]


def test_the_head_of_another_unit_does_not_sign(city):
    report = sent(city)
    with pytest.raises(PermissionDenied):
        sign_report(report, by=city.other, opinion=AGREED)
    assert not report.signatures.exists()


def test_with_a_chain_a_head_outside_it_does_not_sign(city):
    city.chain("科室负责人")
    report = sent(city)
    with pytest.raises(PermissionDenied):
        sign_report(report, by=city.head, opinion=AGREED)


def test_nobody_signs_twice_in_one_sending(city):
    first, second = city.chain("科室负责人", "分管领导")
    steps = list(city.water.approval_steps.all())
    first.person.appointments.create(post=steps[1].post, since="2000-01-01")
    report = sign_report(sent(city), by=first, opinion=AGREED)
    again = type(first).objects.get(pk=first.pk)
    with pytest.raises(ValidationError):
        sign_report(report, by=again, opinion=AGREED)
    assert sign_report(report, by=second, opinion=AGREED).state == State.SUBMITTED


def test_sent_back_is_a_draft_again_with_the_words_and_is_signed_anew_by_all(city):
    first, second = city.chain("科室负责人", "分管领导")
    report = sign_report(sent(city), by=first, opinion=AGREED)
    with pytest.raises(ValidationError):
        sign_report(report, by=second, opinion=SENT_BACK)
    report = sign_report(report, by=second, opinion=SENT_BACK, words="补充数据")
    assert report.state == State.DRAFT and report.signed_steps == 0
    line = Notification.objects.filter(recipient=city.handler).latest("pk")
    assert line.body == "补充数据"
    report = sent(city)
    with pytest.raises(ValidationError):
        sign_report(report, by=second, opinion=AGREED)
    report = sign_report(sign_report(report, by=first, opinion=AGREED), by=second, opinion=AGREED)
    assert report.state == State.SUBMITTED and report.signatures.count() == 4


def test_an_unknown_opinion_is_refused(city):
    with pytest.raises(ValidationError):
        sign_report(sent(city), by=city.head, opinion="maybe")


def test_an_empty_report_is_not_sent(city):
    write_report(city.report, {"progress": ""}, by=city.handler)
    with pytest.raises(ValidationError) as refused:
        sent(city)
    assert "progress" in refused.value.message_dict


def test_a_second_sending_of_what_is_being_signed_or_handed_in_says_so(city):
    report = sent(city)
    with pytest.raises(ValidationError):
        sent(city)
    sign_report(report, by=city.head, opinion=AGREED)
    with pytest.raises(ValidationError):
        sent(city)
    with pytest.raises(ValidationError):
        sign_report(report, by=city.head, opinion=AGREED)
    assert Signature.objects.count() == 1


def test_a_report_is_not_sent_to_an_empty_desk(city):
    city.chain("科室负责人")[0].person.appointments.all().delete()
    with pytest.raises(ValidationError, match="无人任职"):
        sent(city)


def test_an_earlier_month_that_is_open_is_handed_in_first(city):
    earlier = make_report(city.running, make_month(2020, 10), progress="十月")
    with pytest.raises(ValidationError, match="10"):
        sent(city)
    sign_report(send_for_signature(earlier, by=city.handler), by=city.head, opinion=AGREED)
    assert sent(city).state == State.SIGNING


def test_a_report_whose_claimed_evidence_was_returned_is_not_sent(city):
    step = city.running.milestones.first()
    claim = claim_milestone(city.report, step, by=city.handler, title="验收报告")
    return_evidence(claim.evidence, by=city.reform, reason="无公章")
    with pytest.raises(ValidationError, match=step.title):
        sent(city)


def test_a_late_report_is_taken_and_known_to_be_late(city):
    with at(2020, 11, 27):
        report = sign_report(sent(city), by=city.head, opinion=AGREED)
    assert report.is_late


def test_the_software_may_sign_for_a_pack(city):
    report = sign_report(send_for_signature(city.report, by=SYSTEM), by=SYSTEM, opinion=AGREED)
    assert report.state == State.SUBMITTED and report.signatures.get().signed_by is None


# --- recalling, frozen months ------------------------------------------------------------------
def test_the_unit_recalls_what_is_being_signed_or_handed_in(city):
    report = recall_report(sent(city), by=city.handler)
    assert report.state == State.DRAFT
    report = recall_report(sign_report(sent(city), by=city.head, opinion=AGREED), by=city.handler)
    assert (report.state, report.submitted_at) == (State.DRAFT, None)
    assert any("撤回" in line for line in lines_of(city.reform))


def test_only_the_unit_recalls_and_only_before_the_ruling(city):
    report = sent(city)
    with pytest.raises(PermissionDenied):
        recall_report(report, by=city.reform)
    MonthlyReport.objects.update(state=State.ACCEPTED)
    with pytest.raises(ValidationError):
        recall_report(report, by=city.handler)
    MonthlyReport.objects.update(state=State.DRAFT)
    with pytest.raises(ValidationError):
        recall_report(report, by=city.handler)


def freeze(month):
    Month.objects.filter(pk=month.pk).update(state="frozen", as_of="2020-11-30", frozen_at="2020-11-30T10:00:00Z")


def test_a_frozen_month_takes_nothing_and_says_so(city):
    report = sent(city)
    freeze(city.month)
    for attempt in (
        lambda: sign_report(report, by=city.head, opinion=AGREED),
        lambda: recall_report(report, by=city.handler),
    ):
        with pytest.raises(ValidationError, match="11"):
            attempt()
    MonthlyReport.objects.update(state=State.DRAFT)
    with pytest.raises(ValidationError, match="11"):
        write_report(report, {"progress": "晚了"}, by=city.handler)


def test_what_a_frozen_month_did_not_take_is_carried_into_the_next(city):
    freeze(city.month)
    following = make_report(city.running, make_month(2020, 12), problems="新问题")
    write_into = carry_report(MonthlyReport.objects.get(pk=city.report.pk), following, by=city.handler)
    assert write_into.progress == "完成验收12项" and write_into.problems == "新问题"
    assert carry_report(city.report_now(), following, by=city.handler).progress == "完成验收12项"
    assert AuditRecord.objects.filter(action="report.carried").count() == 1


def test_what_does_not_fit_into_the_next_month_is_not_cut(city):
    MonthlyReport.objects.update(progress="旧" * 200)
    freeze(city.month)
    following = make_report(city.running, make_month(2020, 12), progress="新" * 200)
    with pytest.raises(ValidationError):
        carry_report(city.report_now(), following, by=city.handler)
    following.refresh_from_db()
    assert following.progress == "新" * 200


def test_only_the_units_own_unsent_frozen_text_is_carried(city):
    following = make_report(city.running, make_month(2020, 12))
    with pytest.raises(ValidationError):
        carry_report(city.report_now(), following, by=city.handler)
    freeze(city.month)
    with pytest.raises(PermissionDenied):
        carry_report(city.report_now(), following, by=make_account("handler", unit=city.health))


def test_a_removed_measure_is_reported_on_no_more(city):
    city.running.is_removed = True
    city.running.save()
    make_evidence(city.running.milestones.first())
    with pytest.raises(ValidationError):
        write_report(city.report_now(), {"progress": "改"}, by=city.handler)
