import csv
import io

import openpyxl
import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from gongjian.core import exports
from gongjian.core.listings import AuditFilter, AuditTable
from gongjian.core.models import AuditRecord
from gongjian.core.tables import CellColumn, Table, compiled, table_page
from gongjian.core.tests.factories import account, records, sign_in

JUNK = [
    "sort=nonsense",
    "sort=--id",
    "sort=-",
    "sort=,,,",
    "sort=id__password",
    "sort=" + "id," * 500,
    "page=0",
    "page=-1",
    "page=abc",
    "page=99999999999999999999",
    "page=1.5",
    "per_page=0",
    "per_page=1000000",
    "per_page=" + "9" * 5000,
    "per_page=٢٠",
    "per_page=²",
    "per_page=",
    "q=%00",
    "q=" + "x" * 5000,
    "q=%25%5F%5C",
    "q=%F0%9F%92%A9%ED%A0%80",
    "action=%00&q=' OR 1=1 --",
    "export=exe",
    "export=",
    "nonsense=1&nonsense=2",
    "q=a&q=b&sort=id&sort=actor",
]


@pytest.fixture
def page(db, client):
    sign_in(client, account("auditor", "audit_admin"))
    return lambda query="": client.get(f"/audit/?{query}")


def ids(response):
    return [row.record.pk for row in response.context["table"].page.object_list]


@pytest.mark.parametrize("query", JUNK)
def test_junk_in_the_address_is_never_an_error(page, query):
    records(3)
    response = page(query)
    assert response.status_code == 200
    assert "table" in response.context


def test_a_junk_value_leaves_the_other_filters_in_force_and_makes_no_chip(page):
    records(2, subject="甲")
    records(2, subject="乙")
    response = page("q=%E7%94%B2&action=%00")
    assert len(ids(response)) == 2
    assert [chip["name"] for chip in response.context["active"]] == ["q"]


def test_rows_are_sorted_filtered_and_paged_by_the_address(page):
    records(70)
    newest_first = list(AuditRecord.objects.order_by("-id").values_list("id", flat=True))
    assert ids(page()) == newest_first[:50]
    assert ids(page("sort=id&per_page=20")) == newest_first[::-1][:20]
    assert ids(page("page=2")) == newest_first[50:]
    assert ids(page("page=999")) == newest_first[50:]
    assert len(ids(page("per_page=100"))) == 70


def test_every_word_must_be_found_somewhere(page):
    records(3, subject="发改委")
    records(1, subject="发改委和财政局")
    assert len(ids(page("q=发改委+财政局"))) == 1
    assert len(ids(page("q=发改委"))) == 4
    assert len(ids(page("q=没有"))) == 0


def test_rows_that_sort_alike_stand_on_one_page_each(page):
    records(60)
    found = ids(page("sort=actor&per_page=20")) + ids(page("sort=actor&per_page=20&page=2"))
    found += ids(page("sort=actor&per_page=20&page=3"))
    assert sorted(found) == sorted(AuditRecord.objects.values_list("id", flat=True))


def test_a_page_reads_its_own_rows_and_counts_the_others(page):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            response = page("per_page=20")
        return len(queries), response

    records(1)
    for _ in range(2):  # the first requests of a session write it down
        page()
    one, _response = cost()
    records(60)
    many, response = cost()
    assert one == many
    assert not response.context["table"].data.data._result_cache


def test_an_export_has_all_rows_under_the_filters_and_the_sort(page):
    records(60, subject="甲")
    records(5, subject="乙")
    response = page("q=甲&sort=id&per_page=20&page=2&export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 61
    wanted = AuditRecord.objects.filter(subject__startswith="甲").order_by("id").values_list("id", flat=True)
    assert [int(row[0]) for row in rows[1:]] == list(wanted)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(page("q=甲&export=xlsx").streaming_content)))
    assert book.active.max_row == 61


def test_an_export_speaks_the_readers_language(page, client):
    records(1)
    for language, head in (("zh-hans", "序号"), ("en", "No.")):
        client.cookies["django_language"] = language
        assert b"".join(page("export=csv").streaming_content).decode("utf-8-sig").startswith(head)


def test_an_export_reads_by_the_thousand_and_prepares_each_part(db, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 10)
    records(25)
    prepared = []
    request = RequestFactory().get("/?export=csv")
    response = table_page(
        request, AuditTable, AuditRecord.objects.all(), prepare=lambda part: prepared.append(len(part))
    )
    assert b"".join(response.streaming_content).count(b"\n") == 26
    assert prepared == [10, 10, 5]


def test_too_much_for_one_file_leads_back_to_the_page_with_the_reason(db, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    records(3)
    request = RequestFactory().get("/x/?q=&export=xlsx&sort=id")
    request.session = {}
    request._messages = FallbackStorage(request)
    response = table_page(request, AuditTable, AuditRecord.objects.all(), filterset_class=AuditFilter)
    assert response.status_code == 302
    assert "export" not in response.url
    assert "sort=id" in response.url
    assert len(list(request._messages)) == 1


def test_links_of_a_list_keep_the_filters_and_escape_them(page):
    records(70)
    text = page("q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in text
    text = page("q=人&per_page=20").content.decode()
    assert "q=%E4%BA%BA" in text
    assert "export=xlsx" in text


def test_empty_lists_say_what_will_appear_and_empty_filters_how_to_go_on(page):
    assert "显示全部" in page("q=没有").content.decode()


def test_a_cells_template_is_compiled_once_and_escapes():
    class Cells(Table):
        name = CellColumn("<b>{{ record.name }}</b> {{ value }}")

    compiled.cache_clear()
    cells = [row.get_cell("name") for row in Cells([{"name": "<i>甲</i>"}, {"name": "乙"}]).rows]
    assert cells == ["<b>&lt;i&gt;甲&lt;/i&gt;</b> &lt;i&gt;甲&lt;/i&gt;", "<b>乙</b> 乙"]
    assert compiled.cache_info().misses == 1
