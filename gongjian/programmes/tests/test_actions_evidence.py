import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord, Notification, StoredFile
from gongjian.programmes.actions.evidence import return_evidence, submit_evidence, verify_evidence
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.queries import unverified_milestones
from gongjian.programmes.rules.strike_off import unproved
from gongjian.programmes.tests.factories import make_evidence, upload

State = Measure.State


@pytest.fixture
def milestone(city):
    return city.measure(state=State.RUNNING, weights=(100,)).milestones.get()


def test_evidence_waits_until_it_is_verified_and_then_its_milestone_counts(city, milestone):
    proof = submit_evidence(milestone, title="印发文件", by=city.handler)
    assert proof.is_waiting and unverified_milestones(milestone.measure).exists()
    verify_evidence(proof, by=city.reform)
    assert not unverified_milestones(milestone.measure).exists()
    assert [record.action for record in AuditRecord.objects.order_by("id")] == [
        "evidence.submitted",
        "evidence.verified",
    ]


def test_who_submitted_reads_the_ruling_in_the_inbox(city, milestone):
    proof = submit_evidence(milestone, title="印发文件", by=city.handler)
    return_evidence(proof, by=city.reform, reason="缺少印章")
    line = Notification.objects.get(recipient=city.handler)
    assert "缺少印章" in line.body and line.url == milestone.measure.get_absolute_url()


def test_nobody_verifies_what_they_submitted_themselves(city, milestone):
    proof = submit_evidence(milestone, title="印发文件", by=city.reform)
    for ruling in (
        lambda: verify_evidence(proof, by=city.reform),
        lambda: return_evidence(proof, by=city.reform, reason="x"),
    ):
        with pytest.raises(ValidationError, match=r"yourself|本人"):
            ruling()
    assert verify_evidence(proof, by=city.deputy).verified_by == city.deputy


@pytest.mark.parametrize("who", ["other", "reader", "system", "nobody"])
def test_evidence_comes_from_the_lead_unit(city, milestone, who):
    with pytest.raises(PermissionDenied):
        submit_evidence(milestone, title="印发文件", by=getattr(city, who))


@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "system", "nobody"])
def test_evidence_is_ruled_on_by_the_reform_office_alone(city, milestone, who):
    with pytest.raises(PermissionDenied):
        verify_evidence(make_evidence(milestone), by=getattr(city, who))


@pytest.mark.parametrize(
    "state", sorted(set(State) - {State.ESTABLISHED, State.RUNNING, State.ADJUSTMENT_APPLIED, State.MERGED})
)
def test_evidence_is_taken_only_while_work_goes_on(city, state):
    milestone = city.measure(state=state, weights=(100,)).milestones.get()
    with pytest.raises(ValidationError):
        submit_evidence(milestone, title="印发文件", by=city.handler)
    with pytest.raises(ValidationError):
        verify_evidence(make_evidence(milestone), by=city.reform)


def test_a_ruling_is_given_once(city, milestone):
    verified = make_evidence(milestone, verified=True)
    returned = make_evidence(milestone, returned_reason="不全")
    for proof in (verified, returned):
        with pytest.raises(ValidationError):
            verify_evidence(proof, by=city.reform)
        with pytest.raises(ValidationError):
            return_evidence(proof, by=city.reform, reason="x")


def test_a_verified_milestone_takes_no_more_evidence(city, milestone):
    make_evidence(milestone, verified=True)
    with pytest.raises(ValidationError):
        submit_evidence(milestone, title="又一份", by=city.handler)


def test_a_milestone_verified_without_a_paper_takes_the_paper_that_striking_off_asks_for(city, milestone):
    make_evidence(milestone, verified=True, note="")  # as a ledger that was taken over brings it
    paper = submit_evidence(milestone, title="验收报告", by=city.handler, note="原件存档案室")
    verify_evidence(paper, by=city.reform)
    assert unproved(city.head, milestone.measure) == []
    with pytest.raises(ValidationError):
        submit_evidence(milestone, title="又一份", by=city.handler)


def test_returning_needs_a_reason(city, milestone):
    with pytest.raises(ValidationError):
        return_evidence(make_evidence(milestone), by=city.reform, reason="  ")


def test_a_file_that_is_refused_leaves_no_evidence(city, milestone):
    with pytest.raises(ValidationError):
        submit_evidence(milestone, title="网页", by=city.handler, upload=upload(b"<html><script>", "a.pdf"))
    assert not Evidence.objects.exists() and not StoredFile.objects.exists()


def test_a_file_is_kept_with_its_evidence(city, milestone):
    proof = submit_evidence(milestone, title="纪要", by=city.handler, upload=upload(b"%PDF-1.4 x", "../../纪要.pdf"))
    assert proof.file.name == "纪要.pdf" and proof.file.stored_by == city.handler
