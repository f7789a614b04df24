import pytest
from django.urls import reverse

from gongjian.core.models import Notification
from gongjian.programmes.actions.evidence import submit_evidence
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.tests.factories import make_evidence, upload


@pytest.fixture
def milestone(city):
    return city.measure(state=Measure.State.RUNNING, weights=(100,)).milestones.get()


def add(milestone):
    return reverse("programmes:evidence_add", args=[milestone.measure.number, milestone.sequence])


def at(name, proof):
    return reverse(f"programmes:{name}", args=[proof.pk])


def test_a_file_is_handed_in_and_answered_as_an_attachment_only(city, milestone, signed_in):
    client = signed_in(city.handler)
    assert (
        client.post(add(milestone), {"title": "纪要", "upload": upload(b"%PDF-1.4 x", "纪要.pdf")}).status_code == 302
    )
    response = client.get(at("evidence_file", Evidence.objects.get()))
    assert response["Content-Disposition"].startswith("attachment") and response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == b"%PDF-1.4 x"


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<html><script>x</script>", "a.pdf"), (b"", "a.pdf"), (b"<svg onload='x'/>", "a.svg"), (b"MZ\x00\x01", "a.exe")],
)
def test_a_file_that_could_do_harm_is_refused_beside_the_form(city, milestone, signed_in, content, name):
    response = signed_in(city.handler).post(add(milestone), {"title": "纪要", "upload": upload(content, name)})
    assert response.status_code == 422 and response.context["form"].errors and "纪要" in response.content.decode()
    assert not Evidence.objects.exists()


def test_who_may_not_hand_in_finds_no_page(city, milestone, signed_in):
    for who in ("other", "reader", "system", "nobody"):
        assert signed_in(getattr(city, who)).get(add(milestone)).status_code == 404
    assert signed_in(city.handler).get(add(milestone).replace("/1/", "/9/")).status_code == 404


def test_the_reform_office_verifies_and_returns_and_the_others_find_no_address(city, milestone, signed_in):
    proof = submit_evidence(milestone, title="纪要", by=city.handler)
    for who in ("head", "handler", "other", "reader", "system", "nobody"):
        assert signed_in(getattr(city, who)).post(at("evidence_verify", proof)).status_code == 404
        assert signed_in(getattr(city, who)).get(at("evidence_return", proof)).status_code == 404
    client = signed_in(city.reform)
    assert client.get(at("evidence_verify", proof)).status_code == 405
    assert client.post(at("evidence_return", proof), {"reason": ""}).status_code == 422
    assert client.post(at("evidence_return", proof), {"reason": "缺少印章"}).status_code == 302
    proof.refresh_from_db()
    assert proof.returned_reason == "缺少印章" and Notification.objects.filter(recipient=city.handler).exists()
    assert "缺少印章" in client.get(milestone.measure.get_absolute_url()).content.decode()


def test_a_second_ruling_is_refused_with_words(city, milestone, signed_in):
    proof = make_evidence(milestone, verified=True)
    response = signed_in(city.reform).post(at("evidence_verify", proof), follow=True)
    assert [str(message) for message in response.context["messages"]]


def test_the_file_of_a_measure_one_may_not_see_is_404(city, milestone, signed_in):
    proof = submit_evidence(milestone, title="纪要", by=city.handler, upload=upload(b"%PDF-1.4 x", "a.pdf"))
    for who in ("other", "system", "nobody"):
        assert signed_in(getattr(city, who)).get(at("evidence_file", proof)).status_code == 404
    assert signed_in(city.reader).get(at("evidence_file", proof)).status_code == 200


def test_evidence_without_a_file_has_nothing_to_download(city, milestone, signed_in):
    assert signed_in(city.reform).get(at("evidence_file", make_evidence(milestone))).status_code == 404
