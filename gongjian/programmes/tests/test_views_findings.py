import io

import openpyxl
import pytest
from django.urls import reverse

from gongjian.programmes.actions.findings import apply_for_extension, report_rectified
from gongjian.programmes.models import Extension, Finding
from gongjian.programmes.tests.factories import upload
from gongjian.programmes.tests.factories_inspections import Round, on


@pytest.fixture
def round_(db):
    return Round()


@pytest.fixture
def finding(round_):
    return round_.finding()


def at(name, thing):
    return reverse(f"programmes:{name}", args=[thing.pk])


def test_a_finding_is_walked_from_report_to_closing_through_its_pages(round_, finding, signed_in):
    city = round_.city
    with on(9, 20):
        paper = upload(b"%PDF-1.4 x", "整改.pdf")
        sent = {"rectification": "已补正", "upload": paper}
        assert signed_in(city.handler).post(at("finding_report", finding), sent).status_code == 302
        assert signed_in(round_.leader).post(at("finding_return", finding), {"reason": "缺章"}).status_code == 302
        page = signed_in(city.handler).get(finding.get_absolute_url()).content.decode()
        assert "缺章" in page and at("finding_report", finding) in page
        assert "已补正" in signed_in(city.handler).get(at("finding_report", finding)).content.decode()
        assert (
            signed_in(city.handler).post(at("finding_report", finding), {"rectification": "已盖章"}).status_code == 302
        )
        for who in (city.reform, round_.leader):
            assert signed_in(who).post(at("finding_accept", finding), {"ruling": "属实"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == Finding.State.CLOSED and finding.file.name == "整改.pdf"
    answer = signed_in(city.handler).get(at("finding_file", finding))
    assert answer["Content-Disposition"].startswith("attachment") and answer.getvalue() == b"%PDF-1.4 x"


def test_a_second_click_is_refused_in_words_and_changes_nothing(round_, finding, signed_in):
    with on(9, 20):
        report_rectified(finding, by=round_.city.handler, rectification="x")
    client = signed_in(round_.leader)
    assert client.post(at("finding_accept", finding), {}).status_code == 302
    assert client.post(at("finding_accept", finding), {}).status_code == 422
    finding.refresh_from_db()
    assert finding.state == Finding.State.ACCEPTED_ONCE and finding.closed_by is None


def test_the_page_says_why_one_cannot_be_the_second(round_, finding, signed_in):
    with on(9, 20):
        report_rectified(finding, by=round_.city.handler, rectification="x")
    signed_in(round_.city.reform).post(at("finding_accept", finding), {})
    page = signed_in(round_.city.deputy).get(finding.get_absolute_url())
    assert page.context["objection"] and not page.context["may_accept"]
    page = signed_in(round_.city.handler).get(finding.get_absolute_url())
    assert not page.context["objection"] and not page.context["may_accept"]


def test_more_time_is_asked_for_and_ruled_on_through_the_pages(round_, finding, signed_in):
    with on(9, 25):
        client = signed_in(round_.city.head)
        assert client.post(at("extension_apply", finding), {"new_due": "2020-10-01", "reason": "x"}).status_code == 422
        assert (
            client.post(at("extension_apply", finding), {"new_due": "2020-10-30", "reason": "招标"}).status_code == 302
        )
    extension = Extension.objects.get()
    client = signed_in(round_.city.reform)
    assert "招标" in client.get(at("extension_rule", extension)).content.decode()
    assert client.post(at("extension_rule", extension), {}).status_code == 422
    assert client.post(at("extension_rule", extension), {"verdict": "refuse"}).status_code == 422
    assert client.post(at("extension_rule", extension), {"verdict": "approve"}).status_code == 302
    finding.refresh_from_db()
    page = client.get(finding.get_absolute_url()).content.decode()
    assert str(finding.due) == "2020-10-30" and "2020年10月12日" in page and "2020年10月30日" in page


def test_a_missing_verdict_approves_nothing(round_, finding, signed_in):
    with on(9, 25):
        extension = apply_for_extension(
            finding, by=round_.city.head, new_due=finding.due.replace(day=30), reason="招标"
        )
    assert signed_in(round_.city.reform).post(at("extension_rule", extension), {"ruling": "x"}).status_code == 422
    extension.refresh_from_db()
    assert extension.state == Extension.State.APPLIED


def test_outsiders_find_no_address_of_a_finding(round_, finding, signed_in):
    names = ("finding", "finding_report", "finding_accept", "finding_return", "extension_apply", "finding_file")
    for who in (round_.city.other, round_.stranger, round_.city.system, round_.city.nobody):
        client = signed_in(who)
        assert {client.get(at(name, finding)).status_code for name in names} == {404}


def test_the_list_is_filtered_by_whose_and_by_what_is_overdue(round_, finding, signed_in):
    round_.finding(measure=round_.second, title="另一单位")
    address = reverse("programmes:finding_list")

    def titles(who, day, **query):
        with on(*day):
            return {row.record.title for row in signed_in(who).get(address, query).context["table"].rows}

    assert titles(round_.city.reform, (9, 20)) == {"资料不全", "另一单位"}
    assert titles(round_.city.reform, (9, 20), overdue="yes") == set()
    assert titles(round_.city.reform, (10, 14), overdue="yes") == {"资料不全", "另一单位"}
    assert titles(round_.city.handler, (9, 20), mine="yes") == {"资料不全"}
    assert titles(round_.city.reform, (9, 20), unit="health") == {"另一单位"}
    assert titles(round_.city.reform, (9, 20), q="另一", grade="minor") == {"另一单位"}
    assert titles(round_.city.reform, (9, 20), state="junk", inspection="no", grade="'") == {"资料不全", "另一单位"}


def test_the_list_goes_to_paper_and_to_a_file_that_runs_nothing(round_, signed_in):
    round_.finding(title="=1+1")
    client = signed_in(round_.city.reform)
    address = reverse("programmes:finding_print")
    with on(9, 20):
        assert "=1+1" in client.get(address).content.decode()
        assert "=1+1" not in client.get(address, {"overdue": "yes"}).content.decode()
    answer = client.get(reverse("programmes:finding_list"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value and "=1+1" in str(cell.value)]
    assert cells and all(cell.data_type == "s" for cell in cells)
