import io

import openpyxl
import pytest
from django.urls import reverse
from django_tasks import default_task_backend

from gongjian.core.models import Job, StoredFile
from gongjian.programmes.actions.imports import import_measures_later
from gongjian.programmes.models import Measure
from gongjian.programmes.tests.factories import make_account, row, upload, workbook

IMPORT = reverse("programmes:measure_import")


def send(client, content, name="台账.xlsx"):
    return client.post(IMPORT, {"upload": upload(content, name)}, follow=True)


def test_upload_dry_run_confirm_and_the_job(city, signed_in, django_capture_on_commit_callbacks, monkeypatch):
    held = city.measure(number="GJ-2", title="旧名")
    client = signed_in(city.reform)
    response = send(client, workbook(row("GJ-1"), row("GJ-2", title="新名")))
    text = response.content.decode()
    assert (response.context["created_count"], response.context["updated_count"]) == (1, 1)
    assert "旧名" in text and "新名" in text and Measure.objects.count() == 1  # nothing written yet
    asked = []
    monkeypatch.setattr(type(import_measures_later), "enqueue", lambda task, *ids: asked.append(ids))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(response.request["PATH_INFO"])
    job = Job.objects.get()
    assert response.url == job.get_absolute_url() and client.get(response.url).status_code == 200
    assert asked == [(job.pk, StoredFile.objects.get().pk)]
    import_measures_later.call(*asked[0])
    held.refresh_from_db()
    assert held.title == "新名" and Measure.objects.count() == 2 and default_task_backend


def test_problems_stand_by_row_and_column_and_there_is_nothing_to_confirm(city, signed_in):
    response = send(signed_in(city.reform), workbook(row("GJ-1"), row("GJ-2", unit="水利厅局")))
    text = response.content.decode()
    assert response.context["problem_count"] == 1 and not response.context["may_confirm"]
    assert "水利厅局" in text and "水利局" in text and 'method="post" class="buttons above"' not in text


def test_a_file_with_thousands_of_problems_shows_the_first(city, signed_in):
    response = send(signed_in(city.reform), workbook(*[row(f"GJ-{n}", unit="x") for n in range(1_000)]))
    assert response.context["problem_count"] == 1_000 and len(response.context["problems"]) == 200


def test_a_file_that_says_what_the_ledger_says_has_nothing_to_confirm(city, signed_in):
    city.measure(number="GJ-1", title="一项举措")
    response = send(signed_in(city.reform), workbook(row("GJ-1")))
    assert response.context["unchanged_count"] == 1 and not response.context["may_confirm"]


@pytest.mark.parametrize("content", [b"", b"MZ\x00", b"<html>", workbook(row())[:500]])
def test_what_is_no_workbook_is_refused_beside_the_field(city, signed_in, content):
    response = send(signed_in(city.reform), content)
    assert response.status_code == 422 and response.context["form"].errors


def test_a_workbook_broken_inside_leads_back_with_words(city, signed_in):
    def spoil(book):
        book.active.title = "举措"

    content = workbook(row(), change=spoil).replace(b"workbook.xml", b"workbook.xmk")
    response = send(signed_in(city.reform), content)
    assert response.status_code in (200, 422)
    assert response.context["form"].errors or list(response.context["messages"])


def test_a_csv_in_gb18030_says_so(city, signed_in):
    text = "编号,攻坚行动,举措,牵头单位,启动时间,完成时限\n" + ",".join(row(unit="水利局"))
    response = send(signed_in(city.reform), text.encode("gb18030"), "台账.csv")
    assert "GB18030" in response.content.decode() and response.context["created_count"] == 1


def test_the_example_is_only_the_reform_offices_and_fills_in(city, signed_in):
    response = signed_in(city.reform).get(reverse("programmes:import_template"))
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    assert len(book.sheetnames) == 4


@pytest.mark.parametrize("who", ["head", "handler", "reader", "other", "system", "nobody"])
def test_nobody_else_finds_the_import(city, signed_in, who):
    client = signed_in(getattr(city, who))
    assert client.get(IMPORT).status_code == client.post(IMPORT).status_code == 404
    assert client.get(reverse("programmes:import_template")).status_code == 404


def test_a_received_file_is_its_owners_alone(city, signed_in):
    response = send(signed_in(city.reform), workbook(row()))
    address = response.request["PATH_INFO"]
    assert signed_in(city.deputy).get(address).status_code == 404
    assert signed_in(city.deputy).post(address).status_code == 404
    assert signed_in(city.reform).get("/programmes/import/999999/").status_code == 404


def test_the_dry_run_keeps_to_the_scope(city, signed_in):
    local = make_account("reform_office", scope=city.water)
    response = send(signed_in(local), workbook(row(unit="health")))
    assert response.context["problem_count"] == 1
