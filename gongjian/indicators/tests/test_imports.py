"""Values from a spreadsheet: checked row by row, written all or not at all."""

import csv
import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongjian.core.models import AuditRecord, StoredFile
from gongjian.indicators.actions import correct_observation, import_values, receive_values
from gongjian.indicators.models import Observation
from gongjian.indicators.queries import read_figure
from gongjian.indicators.rules import check_values
from gongjian.indicators.tests.factories import make_account, make_definition, make_observation, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROW = {
    "文稿中的名称": "trade.total",
    "年份": "2020",
    "时段起始日": "2020-01-01",
    "截至": "2020年11月30日",
    "数值": "1730",
    "数据来源": "海关",
}


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner():
    return make_unit(name="市商务局")


@pytest.fixture
def reporter(owner):
    make_definition("trade.total", owner=owner)
    return make_account("handler", unit=owner)


def sheet(*rows, encoding="utf-8"):
    out = io.StringIO()
    heads = list(dict.fromkeys(head for row in rows for head in row))
    writer = csv.DictWriter(out, heads, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("填报表.csv", out.getvalue().encode(encoding))


def check(*rows, by):
    return check_values(sheet(*rows).file, "csv", by=by)


def places(draft):
    return [(problem.row, problem.column) for problem in draft.problems]


def test_new_values_are_reported_and_changed_ones_corrected(reporter, owner):
    old = make_observation(make_definition("tax.cuts", owner=owner), "62.6", as_of=datetime.date(2020, 11, 30))
    change = {"文稿中的名称": "tax.cuts", "年份": "2020", "截至": "2020/11/30", "数值": "63", "更正理由": "复核"}
    stored = receive_values(sheet(ROW, change), by=reporter)
    draft = import_values(stored, by=reporter)
    assert (len(draft.entries), draft.unchanged) == (2, 0)
    assert read_figure("trade.total", year=2020).value == 1730
    current = Observation.objects.get(definition__name="tax.cuts", is_current=True)
    assert (current.value, current.reason, current.source, current.entered_by) == (63, "复核", old.source, reporter)
    actions = AuditRecord.objects.values_list("action", flat=True)
    assert {"values.received", "observation.reported", "observation.corrected"} <= set(actions)


def test_the_same_file_again_changes_nothing(reporter):
    import_values(receive_values(sheet(ROW), by=reporter), by=reporter)
    draft = check(ROW, by=reporter)
    assert (draft.entries, draft.unchanged, draft.problems) == ([], 1, [])


def test_rows_without_a_value_are_left_out_and_english_heads_are_read(reporter):
    english = {"Name in texts": "trade.total", "Year": "2020", "As of": "2020-11-30", "Value": "1", "Data source": "x"}
    draft = check(english, english | {"Value": "", "As of": "2020-10-31"}, by=reporter)
    assert (len(draft.entries), draft.problems) == (1, [])


@pytest.mark.parametrize(
    "change", [{"年份": "２０２０年"}, {"截至": "2020.11.30"}, {"截至": "２０２０／１１／３０"}, {"数值": "１７３０"}]
)
def test_figures_of_a_chinese_keyboard_say_the_same(reporter, change):
    plain, other = check(ROW, by=reporter), check(ROW | change, by=reporter)
    assert other.problems == [] and [entry.value for entry in other.entries] == [entry.value for entry in plain.entries]
    assert (other.entries[0].year, other.entries[0].as_of) == (plain.entries[0].year, plain.entries[0].as_of)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"文稿中的名称": "trade.totl"}, "A"),
        ({"文稿中的名称": ""}, "A"),
        ({"年份": "20"}, "B"),
        ({"时段起始日": "2020-12-01"}, "D"),
        ({"截至": "十一月底"}, "D"),
        ({"截至": "2020-02-30"}, "D"),
        ({"数值": "1,730"}, "E"),
        ({"数值": "1730亿元"}, "E"),
        ({"数值": "NaN"}, "E"),
        ({"数值": "0.12345678"}, "E"),
        ({"数据来源": ""}, "F"),
        ({"数据来源": "x" * 400}, "F"),
        ({"界限": "大约"}, "G"),
        ({"规划数": "也许"}, "G"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(reporter, change, column):
    draft = check(ROW | {"截至": "2020-10-31"}, ROW | change, by=reporter)
    assert places(draft) == [(3, column)]


def test_a_correction_without_reason_and_a_row_twice_are_refused(reporter):
    make_observation(make_definition("tax.cuts", owner=make_unit_of(reporter)), "1", as_of=datetime.date(2020, 11, 30))
    change = {"文稿中的名称": "tax.cuts", "年份": "2020", "截至": "2020-11-30", "数值": "2", "更正理由": ""}
    draft = check(ROW, ROW, change, by=reporter)
    assert [row for row, _column in places(draft)] == [3, 4]
    assert "2" in draft.problems[0].message


def make_unit_of(account):
    return account.posts_today[0].unit


def test_figures_of_other_units_are_refused_by_row(reporter):
    make_definition("other.figure", owner=make_unit())
    assert places(check(ROW | {"文稿中的名称": "other.figure"}, by=reporter)) == [(2, "A")]


def test_one_bad_row_and_nothing_is_written(reporter):
    stored = receive_values(sheet(ROW, ROW | {"数值": "abc", "截至": "2020-10-31"}), by=reporter)
    with pytest.raises(ValidationError):
        import_values(stored, by=reporter)
    assert not Observation.objects.exists()


def test_what_somebody_corrected_since_the_check_is_not_overwritten(reporter):
    import_values(receive_values(sheet(ROW), by=reporter), by=reporter)
    stored = receive_values(sheet(ROW | {"数值": "1731", "更正理由": ""}), by=reporter)
    row = Observation.objects.get()
    correct_observation(row, by=reporter, reason="他人先改", value=Decimal(1732))
    with pytest.raises(ValidationError):
        import_values(stored, by=reporter)
    assert read_figure("trade.total", year=2020).value == 1732


def test_more_than_a_thousand_values_are_refused(reporter):
    rows = [ROW | {"年份": str(1950 + n % 70), "截至": ""} for n in range(1_001)]
    draft = check(*rows, by=reporter)
    assert places(draft) == [(1_002, "")]


def test_only_those_who_report_may_import():
    with pytest.raises(PermissionDenied):
        receive_values(sheet(ROW), by=make_account("reader"))
    assert not StoredFile.objects.exists()


# --- pages ------------------------------------------------------------------------------------
def test_upload_check_and_confirm(client, reporter):
    client.force_login(reporter, backend=BACKEND)
    response = client.post(reverse("indicators:observation_import"), {"upload": sheet(ROW)})
    stored = StoredFile.objects.get()
    assert response.url == reverse("indicators:observation_import_check", args=[stored.pk])
    assert "1730亿元" in client.get(response.url).content.decode()
    assert not Observation.objects.exists()
    assert client.post(response.url).status_code == 302
    assert read_figure("trade.total", year=2020).value == 1730
    assert client.post(response.url).status_code == 302  # sent twice by mistake: nothing more happens
    assert Observation.objects.count() == 1


def test_problems_are_shown_and_there_is_nothing_to_confirm(client, reporter):
    client.force_login(reporter, backend=BACKEND)
    response = client.post(reverse("indicators:observation_import"), {"upload": sheet(ROW | {"数值": "abc"})})
    said = client.get(response.url).content.decode()
    assert "abc" in said
    assert '<form method="post" class="buttons above"' not in said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<html></html>", b"%PDF-1.7"])
def test_what_is_no_sheet_is_refused_beside_the_field(client, reporter, content):
    client.force_login(reporter, backend=BACKEND)
    upload = SimpleUploadedFile("x.xlsx", content)
    response = client.post(reverse("indicators:observation_import"), {"upload": upload})
    assert 'id="id_upload_error"' in response.content.decode()
    assert not StoredFile.objects.exists()


def test_the_template_filled_in_by_nobody_changes_nothing(client, reporter, owner):
    make_observation(make_definition("heat.rank", owner=owner, value_type="ordinal", unit="位"), "11")
    make_observation(make_definition("week.on", owner=owner, value_type="date"), datetime.date(2020, 11, 8))
    make_observation(make_definition("tax.cuts", owner=owner), "62.6", bound="at_least", is_planned=True, note="说明")
    make_definition("other.figure")
    client.force_login(reporter, backend=BACKEND)
    response = client.get(reverse("indicators:observation_template"), {"year": "2020"})
    content = b"".join(response.streaming_content)
    names = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert names == ["trade.total", "heat.rank", "week.on", "tax.cuts"]
    draft = check_values(io.BytesIO(content), "xlsx", by=reporter)
    assert (draft.entries, draft.unchanged, draft.problems) == ([], 3, [])


def test_outsiders_find_no_import_and_nobody_sees_the_file_of_another(client, reporter):
    stored = receive_values(sheet(ROW), by=reporter)
    client.force_login(make_account("reader"), backend=BACKEND)
    for name in ("observation_import", "observation_template"):
        assert client.get(reverse(f"indicators:{name}")).status_code == 404
    client.force_login(make_account("handler"), backend=BACKEND)
    assert client.get(reverse("indicators:observation_import_check", args=[stored.pk])).status_code == 404


def test_nobody_imports_the_file_of_another(reporter, owner):
    stored = receive_values(sheet(ROW), by=reporter)
    with pytest.raises(PermissionDenied):
        import_values(stored, by=make_account("handler", unit=owner))
    assert not Observation.objects.exists()
