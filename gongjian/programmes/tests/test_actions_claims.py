"""Claims of milestones, evidence taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.core.files import FileRefused
from gongjian.core.models import AuditRecord, Notification
from gongjian.programmes.actions.claims import claim_milestone, withdraw_claim, withdraw_evidence
from gongjian.programmes.actions.evidence import return_evidence, verify_evidence
from gongjian.programmes.actions.reporting import recall_report, send_for_signature
from gongjian.programmes.models import Claim, Evidence, MonthlyReport
from gongjian.programmes.tests.factories import make_evidence
from gongjian.programmes.tests.factories_reporting import ReportingCity, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    with at(2020, 11, 20):
        found = ReportingCity()
        found.step = found.running.milestones.first()
        yield found


def claim(city, **more):
    return claim_milestone(city.report, city.step, by=city.handler, **({"title": "验收报告"} | more))


def test_a_claim_brings_its_evidence_and_the_office_is_told(city):
    paper = SimpleUploadedFile("报告.pdf", b"%PDF-1.4 x")
    made = claim(city, upload=paper)
    assert made.evidence.file is not None and made.evidence.submitted_by == city.handler
    assert Notification.objects.filter(recipient=city.reform).exists()
    verify_evidence(made.evidence, by=city.reform)
    assert Evidence.objects.get().verified_on is not None


def test_a_claim_may_name_evidence_handed_in_before(city):
    proof = make_evidence(city.step)
    assert claim(city, evidence=proof, title="").evidence == proof
    assert Evidence.objects.count() == 1


def test_a_claim_without_any_evidence_is_refused(city):
    with pytest.raises(ValidationError) as refused:
        claim(city, title=" ")
    assert "title" in refused.value.message_dict


def test_a_bad_file_is_refused_and_nothing_is_claimed(city):
    with pytest.raises(FileRefused):
        claim(city, upload=SimpleUploadedFile("x.pdf", b"MZ not a pdf"))
    assert not Claim.objects.exists() and not Evidence.objects.exists()


def test_a_milestone_is_claimed_once_a_report_and_never_when_verified(city):
    made = claim(city)
    with pytest.raises(ValidationError):
        claim(city)
    verify_evidence(made.evidence, by=city.reform)
    Claim.objects.all().delete()
    with pytest.raises(ValidationError):
        claim(city)


def test_evidence_of_another_milestone_and_returned_evidence_prove_nothing(city):
    other = make_evidence(city.running.milestones.last())
    with pytest.raises(ValidationError):
        claim(city, evidence=other)
    returned = return_evidence(make_evidence(city.step), by=city.reform, reason="不清晰")
    with pytest.raises(ValidationError):
        claim(city, evidence=returned)


def test_evidence_withdrawn_while_the_page_stood_open_proves_nothing(city):
    seen = make_evidence(city.step)
    withdraw_evidence(Evidence.objects.get(), by=city.head)
    with pytest.raises(ValidationError):
        claim(city, evidence=seen)
    assert not Claim.objects.exists()


def test_a_milestone_of_another_measure_is_not_claimed(city):
    foreign = city.measure(state="running", weights=(100,)).milestones.get()
    with pytest.raises(ValidationError):
        claim_milestone(city.report, foreign, by=city.handler, title="x")


def test_nobody_outside_the_unit_claims(city):
    with pytest.raises(PermissionDenied):
        claim_milestone(city.report, city.step, by=city.other, title="x")


def test_a_claim_is_withdrawn_while_the_report_is_with_the_unit(city):
    made = claim(city)
    send_for_signature(city.report, by=city.handler)
    with pytest.raises(ValidationError):
        withdraw_claim(made, by=city.handler)
    recall_report(city.report, by=city.handler)
    withdraw_claim(made, by=city.handler)
    assert not Claim.objects.exists() and Evidence.objects.count() == 1
    assert AuditRecord.objects.filter(action="claim.withdrawn").count() == 1


def test_evidence_nobody_ruled_on_is_withdrawn_with_its_claim_and_stays_in_the_story(city):
    made = claim(city)
    proof = withdraw_evidence(made.evidence, by=city.handler)
    assert proof.withdrawn_on and not proof.is_waiting and not Claim.objects.exists()
    assert Evidence.objects.filter(pk=proof.pk).exists()
    with pytest.raises(ValidationError):
        withdraw_evidence(proof, by=city.handler)
    with pytest.raises(ValidationError):
        verify_evidence(proof, by=city.reform)


def test_evidence_that_was_ruled_on_or_carries_a_report_on_its_way_stays(city):
    made = claim(city)
    send_for_signature(city.report, by=city.handler)
    with pytest.raises(ValidationError, match="11"):
        withdraw_evidence(made.evidence, by=city.handler)
    MonthlyReport.objects.update(state="draft")
    verify_evidence(made.evidence, by=city.reform)
    with pytest.raises(ValidationError):
        withdraw_evidence(made.evidence, by=city.handler)


def test_only_the_lead_unit_withdraws_evidence(city):
    made = claim(city)
    for who in (city.other, city.reform, city.reader):
        with pytest.raises(PermissionDenied):
            withdraw_evidence(made.evidence, by=who)
