"""Pages of figures: what visitors, reporters and outsiders see, and that a page costs the same for many rows."""

import csv
import datetime
import io
from decimal import Decimal
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.audit import SYSTEM
from gongjian.indicators.actions import attach_document, correct_observation, keep_readings, withdraw_observation
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.queries import FigureRequest
from gongjian.indicators.tests.factories import declared, make_account, make_definition, make_observation, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PDF = b"%PDF-1.7 proof"


@pytest.fixture(autouse=True)
def _english(settings, tmp_path):
    settings.LANGUAGE_CODE, settings.MEDIA_ROOT = "en", tmp_path


@pytest.fixture
def as_account(client):
    def sign_in(*duties, unit=None, name=""):
        account = make_account(*duties, unit=unit, name=name)
        client.force_login(account, backend=BACKEND)
        return account

    return sign_in


@pytest.fixture
def owner():
    return make_unit(name="市商务局", name_en="Commerce Bureau")


@pytest.fixture
def trade(owner):
    definition = make_definition("trade.total", owner=owner, meaning_en="Customs figures", unit_en="")
    make_observation(definition, "1730", start=datetime.date(2020, 1, 1), as_of=datetime.date(2020, 11, 30))
    return definition


@pytest.fixture
def units():
    make_unit(name="全市")  # the root: its name stands in every page's head
    with declared("test.units"):
        make_unit("counted-a", name="甲局", is_sample=True), make_unit("counted-b", name="乙局")
        yield


def page(name, where="figure", **query):
    return reverse(f"indicators:{where}", args=[name], query=query or None)


def text(response, *, status=200):
    assert response.status_code == status
    return response.content.decode()


# --- the figure's page ------------------------------------------------------------------------
def test_a_visitor_opens_a_public_reported_figure_without_signing_in(client, trade):
    said = text(client.get(page("trade.total", year=2020)))
    for words in ("1,730", "Customs figures", "统计公报", "January–November 2020", "Commerce Bureau", "trade.total"):
        assert words in said
    assert "Every figure here is a query" not in said  # that is said under a text


def test_a_visitor_sees_neither_names_of_people_nor_doors(client, owner, trade):
    reporter = make_account("handler", unit=owner, name="张经办")
    Observation.objects.update(entered_by=reporter)
    said = text(client.get(page("trade.total")))
    assert "张经办" not in said
    assert "/correct/" not in said
    assert "/report/" not in said


def test_the_reporter_of_the_unit_sees_who_entered_it_and_what_he_can_do(as_account, client, owner, trade):
    Observation.objects.update(entered_by=as_account("handler", unit=owner, name="张经办"))
    said = text(client.get(page("trade.total")))
    row = Observation.objects.get()
    assert "张经办" in said
    for name in ("observation_correct", "observation_withdraw", "observation_attach"):
        assert reverse(f"indicators:{name}", args=[row.pk]) in said
    assert page("trade.total", "definition_edit") not in said  # a handler reports, he does not define


def test_a_figure_that_is_not_public_is_404_to_visitors_and_administrators_and_open_to_posts(as_account, client, trade):
    Definition.objects.update(is_public=False)
    assert client.get(page("trade.total")).status_code == 404
    as_account("system_admin")
    assert client.get(page("trade.total")).status_code == 404
    as_account("reader")
    assert client.get(page("trade.total")).status_code == 200


def test_a_computed_figure_shows_its_rows_and_marks_the_sample_ones(client, units):
    said = text(client.get(page("test.units", year=2020)))
    assert "2 units" in said
    assert "1 of them is sample" in said
    assert said.count('class="sample"') == 1
    assert "甲局" in said
    assert "/organizations/units/counted-a" not in said


def test_a_holder_of_a_post_can_open_the_record_behind_a_row(as_account, client, units):
    as_account("reader")
    assert reverse("organizations:unit", args=["counted-a"]) in text(client.get(page("test.units", year=2020)))


def test_only_declared_columns_are_shown(client):
    make_unit(name="全市")
    make_unit("counted-a", name="甲局", short_name="不公开的简称")
    with declared("test.units", columns=("code",)):
        for where in ("figure", "figure_rows"):
            said = text(client.get(page("test.units", where, year=2020)))
            assert "counted-a" in said
            assert "甲局" not in said
            assert "不公开的简称" not in said


def test_a_computed_figure_asked_without_a_year_takes_the_latest_reported(client, trade, units):
    make_observation(trade, "1", year=2023, as_of=datetime.date(2023, 5, 1))
    assert '<span class="year">2023</span>' in text(client.get(page("test.units")))


def test_a_gap_names_who_owes_it_and_offers_the_reporter_to_fill_it(as_account, client, owner):
    make_definition("publicity.items", owner=owner)
    said = text(client.get(page("publicity.items", year=2020)))
    assert "Not yet reported" in said
    assert "Commerce Bureau" in said
    as_account("figure_reporter", unit=owner)
    assert page("publicity.items", "observation_add") in text(client.get(page("publicity.items")))


def test_bound_and_plan_are_said_in_words(client, owner):
    definition = make_definition("sdl.talent", owner=owner, unit_en="person|people")
    make_observation(definition, "3000", bound="at_least", is_planned=True)
    said = text(client.get(page("sdl.talent")))
    assert "more than 3,000 people" in said
    assert "not less than the number given" in said
    assert "planned, not reached yet" in said


def test_a_ratio_links_both_operands_and_hides_the_value_of_one_that_is_not_public(client, owner):
    for name in ("test.top", "test.bottom"):
        make_observation(make_definition(name, owner=owner, title_en=f"Title of {name}"), "8")
    make_definition("test.share", owner=owner, unit="%", numerator="test.top", denominator="test.bottom")
    said = text(client.get(page("test.share", year=2020)))
    assert "100%" in said
    assert page("test.top", year=2020) in said
    Definition.objects.filter(name="test.bottom").update(is_public=False)
    said = text(client.get(page("test.share", year=2020)))
    assert page("test.bottom", year=2020) not in said
    assert "Title of test.bottom" in said


def test_a_ratio_across_periods_says_why_it_has_no_value(client, owner):
    for month, name in ((10, "test.top"), (11, "test.bottom")):
        make_observation(make_definition(name, owner=owner), "8", as_of=datetime.date(2020, month, 28))
    make_definition("test.share", owner=owner, unit="%", numerator="test.top", denominator="test.bottom")
    said = text(client.get(page("test.share", year=2020)))
    assert "2020-10-28" in said
    assert "2020-11-28" in said


def test_the_history_shows_every_revision_with_its_reason(client, trade):
    row = correct_observation(Observation.objects.get(), by=SYSTEM, reason="按海关复核数更正", value=Decimal(1731))
    withdraw_observation(row, by=SYSTEM, reason="误报")
    said = text(client.get(page("trade.total", year=2020)))
    for words in ("1,730", "1,731", "按海关复核数更正", "误报", "withdrawn"):
        assert words in said


def test_every_period_that_stands_can_be_corrected_from_the_history(as_account, client, owner, trade):
    earlier = make_observation(trade, "1500", start=datetime.date(2020, 1, 1), as_of=datetime.date(2020, 10, 31))
    address = reverse("indicators:observation_correct", args=[earlier.pk])
    assert address not in text(client.get(page("trade.total")))
    as_account("handler", unit=owner)
    assert address in text(client.get(page("trade.total")))


def test_the_page_says_how_the_figure_moved_since_the_last_snapshot(client, units):
    keep_readings([FigureRequest("test.units", {"year": 2020})], occasion="快照", occasion_en="Snapshot 7", by=SYSTEM)
    said = text(client.get(page("test.units", year=2020)))
    assert "Snapshot 7" in said
    assert "the same, record by record" in said
    make_unit("counted-c")
    said = text(client.get(page("test.units", year=2020)))
    assert "+1 unit" in said
    assert "records behind it have changed" in said


def test_a_course_is_drawn_from_comparable_periods_with_a_table_behind_it(client, trade):
    assert "<svg" not in text(client.get(page("trade.total")))
    whole = {"start": datetime.date(2019, 1, 1), "as_of": datetime.date(2019, 12, 31)}
    make_observation(trade, "1789", year=2019, **whole)
    assert "<svg" not in text(client.get(page("trade.total")))  # a whole year is not set beside eleven months
    make_observation(trade, "1600", year=2018, start=datetime.date(2018, 1, 1), as_of=datetime.date(2018, 11, 30))
    said = text(client.get(page("trade.total")))
    assert "<svg" in said
    assert "From 1,600" in said


def test_years_are_offered_where_there_is_a_choice(client, trade):
    make_observation(trade, "1789", year=2019, as_of=datetime.date(2019, 12, 31))
    said = text(client.get(page("trade.total")))
    assert page("trade.total", year=2019) in said


@pytest.mark.parametrize(
    "name",
    ["no.such", "../etc", "<script>", "a" * 300, "a.b\x00", "trade.total'--", "definitions", "😀.x", "trade.total "],
)
@pytest.mark.parametrize("where", ["figure", "figure_rows", "figure_card", "definition_edit", "observation_add"])
def test_hostile_names_are_404(as_account, client, trade, name, where):
    as_account("reform_office")
    address = page("PLACE", where).replace("PLACE", quote(name, safe=""))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["year=soon", "year=-1", "year=%C2%B2", "year=" + "9" * 40, "period=" + "x" * 300, "year=2020%00"]
)
def test_hostile_parameters_are_a_page_or_404_never_an_error(client, trade, units, query):
    for name in ("trade.total", "test.units"):
        for where in ("figure", "figure_rows"):
            assert client.get(f"{page(name, where)}?{query}").status_code in (200, 404)


def test_what_a_record_says_is_escaped(client):
    make_unit("counted-a", name='<script>alert("x")</script>')
    with declared("test.units"):
        for where in ("figure", "figure_rows"):
            assert "<script>alert" not in text(client.get(page("test.units", where, year=2020)))


def test_a_page_and_its_rows_cost_the_same_for_two_rows_and_for_thirty(
    as_account, client, django_assert_max_num_queries
):
    parent = make_unit()
    make_unit("counted-0", parent=parent), make_unit("counted-1", parent=parent)
    as_account("reader")
    with declared("test.units", columns=("code", "name", "kind", "parent")):
        for where, client_kind in (("figure", {}), ("figure_rows", {}), ("figure_card", {"HTTP_HX_REQUEST": "true"})):
            address = page("test.units", where, year=2020)
            for _warm in range(2):  # a session is entered in the list of sessions once
                text(client.get(address, **client_kind))
            with CaptureQueriesContext(_connection()) as few:
                text(client.get(address, **client_kind))
            number = len(Definition.objects.all())
            for extra in range(30):
                make_unit(f"counted-{where}-{extra}-{number}", parent=make_unit())
            with django_assert_max_num_queries(len(few)):
                text(client.get(address, **client_kind))


def _connection():
    from django.db import connection

    return connection


# --- rows -------------------------------------------------------------------------------------
def test_rows_are_searched_sorted_and_exported_with_the_sample_mark(client, units):
    said = text(client.get(page("test.units", "figure_rows", year=2020, q="乙")))
    assert "乙局" in said
    assert "甲局" not in said
    response = client.get(page("test.units", "figure_rows", year=2020, export="csv", sort="code"))
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows == [["Code", "Name", "sample"], ["counted-a", "甲局", "sample"], ["counted-b", "乙局", ""]]


def test_an_exported_cell_is_never_a_formula(client):
    make_unit("counted-a", name='=cmd|"/c calc"!A1')
    with declared("test.units"):
        response = client.get(page("test.units", "figure_rows", year=2020, export="xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cell = book.worksheets[0].cell(2, 2)
    assert (cell.value, cell.data_type) == ('=cmd|"/c calc"!A1', "s")


def test_a_reported_figure_has_no_rows_page(client, trade):
    assert client.get(page("trade.total", "figure_rows")).status_code == 404


# --- the card ---------------------------------------------------------------------------------
def test_the_card_is_a_fragment_for_htmx_and_a_way_to_the_page_for_everybody_else(client, trade, units):
    said = text(client.get(page("test.units", "figure_card", year=2020), HTTP_HX_REQUEST="true"))
    assert "<html" not in said
    assert "2 units" in said
    assert page("test.units", "figure_rows", year=2020) in said
    assert client.get(page("trade.total", "figure_card", year=2020)).url == page("trade.total", year=2020)


def test_the_card_breaks_the_rows_down_where_the_figure_says_by_what(client):
    parents = [make_unit(name=f"上级{number}") for number in range(8)]
    for number, parent in enumerate(parents):
        for child in range(8 - number):
            make_unit(f"counted-{number}-{child}", parent=parent)
    with declared("test.units", breakdown="parent"):
        said = text(client.get(page("test.units", "figure_card", year=2020), HTTP_HX_REQUEST="true"))
    assert "<span>上级0</span><b>8</b>" in said
    assert "2 others" in said
    assert "<b>3</b>" in said  # the two smallest together


def test_the_card_of_a_gap_says_who_owes_it(client, owner):
    make_definition("publicity.items", owner=owner)
    said = text(client.get(page("publicity.items", "figure_card"), HTTP_HX_REQUEST="true"))
    assert "Commerce Bureau" in said


# --- the list ---------------------------------------------------------------------------------
@pytest.mark.parametrize("year", ["abc", "٢٠٢٠", "1", "9" * 5000])
def test_a_year_that_is_none_is_passed_over(client, year):
    assert client.get(reverse("indicators:figure_list"), {"year": year}).status_code == 200


def figure_list(client, **query):
    return text(client.get(reverse("indicators:figure_list"), query))


def test_the_list_shows_every_visible_figure_with_value_and_owner(client, trade, units):
    make_definition("secret.one", title_en="Secret figure", is_public=False)
    said = figure_list(client)
    assert "1,730" in said
    assert "2 units" in said
    assert "Commerce Bureau" in said
    assert "Secret figure" not in said


def test_the_list_is_filtered_by_kind_owner_state_words_and_year(as_account, client, owner, trade, units):
    as_account("reader")
    make_definition("secret.one", title_en="Secret figure", is_public=False)
    links = {name: page(name, year=2020) for name in ("trade.total", "test.units", "secret.one")}

    def shown(**query):
        said = figure_list(client, **query)
        return {name for name, link in links.items() if f'"{link}"' in said}

    assert shown() == {"trade.total", "test.units", "secret.one"}
    assert shown(kind="computed") == {"test.units"}
    assert shown(owner=owner.code) == {"trade.total"}
    assert shown(missing="yes") == {"secret.one"}
    assert shown(missing="no") == {"trade.total", "test.units"}
    assert shown(q="secret") == {"secret.one"}
    assert shown(kind="junk", owner="nobody", year="soon") == {"trade.total", "test.units", "secret.one"}
    assert f'"{page("trade.total", year=2019)}"' in figure_list(client, year=2019, missing="yes")


def test_a_reporter_is_shown_what_is_for_him_to_report(as_account, client, owner, trade):
    make_definition("publicity.items", owner=owner, title_en="Stories")
    make_definition("other.items", title_en="Not his")
    as_account("handler", unit=owner)
    assert "1 for you to report" in figure_list(client)
    said = figure_list(client, missing="mine")
    assert "Stories" in said
    assert "Not his" not in said
    assert "1,730" not in said


def test_the_exported_list_carries_value_unit_and_bound_apart(client, owner):
    definition = make_definition("recognitions.leaders", owner=owner, unit_en="innovation|innovations")
    make_observation(definition, "20", bound="at_least")
    response = client.get(reverse("indicators:figure_list"), {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    (row,) = [row for row in rows if row["Name in texts"] == "recognitions.leaders"]
    assert (row["Value"], row["Unit of measure"], row["Bound"]) == ("20", "innovation", "at_least")


def test_the_list_costs_the_same_for_one_definition_and_for_thirty(
    as_account, client, owner, django_assert_num_queries
):
    as_account("reader")
    make_observation(make_definition(owner=owner))
    for _warm in range(2):  # a session is entered in the list of sessions once
        figure_list(client)
    with CaptureQueriesContext(_connection()) as few:
        figure_list(client)
    for _number in range(30):
        make_observation(make_definition(owner=make_unit()))
    with django_assert_num_queries(len(few)):
        figure_list(client)


# --- defining ---------------------------------------------------------------------------------
def definition_typed(owner, **fields):
    return {
        "name": "new.figure",
        "title": "新指标",
        "meaning": "口径",
        "unit": "项",
        "value_type": "number",
        "owner": owner.pk,
    } | fields


def test_a_reporter_defines_and_edits_a_figure(as_account, client, owner):
    as_account("figure_reporter", unit=owner)
    assert client.get(reverse("indicators:definition_add")).status_code == 200
    response = client.post(reverse("indicators:definition_add"), definition_typed(owner))
    assert response.url == page("new.figure")
    response = client.post(page("new.figure", "definition_edit"), definition_typed(owner, meaning="新口径"))
    assert response.url == page("new.figure")
    assert Definition.objects.get().meaning == "新口径"


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(as_account, client, owner):
    as_account("figure_reporter", unit=owner)
    typed = definition_typed(owner, name="Not A Name", meaning="留在页面上的口径", numerator="no.such")
    said = text(client.post(reverse("indicators:definition_add"), typed), status=422)
    assert 'id="id_name_error"' in said
    assert 'id="id_numerator_error"' in said
    assert "留在页面上的口径" in said
    assert not Definition.objects.exists()


def test_a_unit_outside_the_scope_cannot_be_chosen(as_account, client, owner):
    as_account("figure_reporter", unit=make_unit())
    said = text(client.post(reverse("indicators:definition_add"), definition_typed(owner)), status=422)
    assert 'id="id_owner_error"' in said


@pytest.mark.parametrize("duty", ["handler", "reader", "system_admin", "audit_admin"])
def test_those_who_may_not_define_are_told_there_is_no_such_page(as_account, client, owner, trade, duty):
    as_account(duty, unit=owner)
    for address in (reverse("indicators:definition_add"), page("trade.total", "definition_edit")):
        assert client.get(address).status_code == 404
        assert client.post(address, definition_typed(owner)).status_code == 404


def test_visitors_are_asked_to_sign_in_before_writing(client, trade):
    row = Observation.objects.get()
    for address in (
        reverse("indicators:definition_add"),
        page("trade.total", "observation_add"),
        reverse("indicators:observation_correct", args=[row.pk]),
        reverse("indicators:observation_document", args=[row.pk]),
    ):
        assert reverse("account_login") in client.get(address).url


# --- reporting --------------------------------------------------------------------------------
def value_typed(**fields):
    return {"value": "62.6", "bound": "exact", "source": "统计公报"} | fields


def test_a_value_is_reported_corrected_and_withdrawn_through_the_pages(as_account, client, owner):
    definition = make_definition("tax.cuts", owner=owner)
    as_account("handler", unit=owner)
    proof = SimpleUploadedFile("证明.pdf", PDF)
    typed = value_typed(year=2020, period_start="2020-01-01", as_of="2020-11-30", document=proof)
    assert client.get(page("tax.cuts", "observation_add", year=2020)).status_code == 200
    assert client.post(page("tax.cuts", "observation_add"), typed).url == page("tax.cuts", year=2020)
    row = Observation.objects.get()
    assert (row.value, row.document.name) == (Decimal("62.6"), "证明.pdf")

    correct = reverse("indicators:observation_correct", args=[row.pk])
    assert "62.6" in text(client.get(correct))
    assert client.post(correct, value_typed(value="63", reason="复核")).url == page("tax.cuts", year=2020)
    new = Observation.objects.get(is_current=True)
    assert (new.value, new.reason, new.document) == (63, "复核", row.document)

    withdraw = reverse("indicators:observation_withdraw", args=[new.pk])
    assert "Commerce Bureau" in text(client.get(withdraw))
    assert client.post(withdraw, {"reason": "误报"}).status_code == 302
    assert Observation.objects.get(definition=definition, is_current=True).is_withdrawn


def test_a_correction_that_came_too_late_is_told_and_keeps_what_was_typed(as_account, client, owner, trade):
    as_account("handler", unit=owner)
    row = Observation.objects.get()
    correct_observation(row, by=SYSTEM, reason="他人先改", value=Decimal(1))
    address = reverse("indicators:observation_correct", args=[row.pk])
    said = text(client.post(address, value_typed(value="2", reason="我的理由")), status=422)
    assert "in the meantime" in said
    assert "我的理由" in said


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": "abc"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "1e30"}, "value"),
        ({"value": "1.12345678"}, "value"),
        ({"year": "20"}, "year"),
        ({"year": "9" * 30}, "year"),
        ({"as_of": "2020-02-30"}, "as_of"),
        ({"as_of": "2019-12-31"}, "as_of"),
        ({"period_start": "2020-12-01"}, "as_of"),
        ({"source": ""}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"bound": "about"}, "bound"),
        ({"document": SimpleUploadedFile("x.pdf", b"MZ\x00\x01")}, "document"),
        ({"document": SimpleUploadedFile("x.html", b"<html></html>")}, "document"),
    ],
)
def test_what_cannot_be_true_is_refused_beside_its_field(as_account, client, owner, typed, field):
    make_definition("tax.cuts", owner=owner)
    as_account("handler", unit=owner)
    typed = value_typed(year=2020, as_of="2020-11-30") | typed
    said = text(client.post(page("tax.cuts", "observation_add"), typed), status=422)
    assert f'id="id_{field}_error"' in said
    assert not Observation.objects.exists()


def test_a_date_and_a_rank_are_asked_as_what_they_are(as_account, client, owner):
    make_definition("week.opened_on", owner=owner, value_type="date", unit="")
    make_definition("heat.rank", owner=owner, value_type="ordinal", unit="位")
    as_account("handler", unit=owner)
    common = {"year": 2020, "as_of": "2020-11-30", "source": "公报"}
    assert client.post(page("week.opened_on", "observation_add"), common | {"value": "2020-11-08"}).status_code == 302
    assert client.post(page("heat.rank", "observation_add"), common | {"value": "11"}).status_code == 302
    assert "11th" in text(client.get(page("heat.rank")))
    assert "8 November 2020" in text(client.get(page("week.opened_on")))


def test_outsiders_neither_report_nor_learn_of_it(as_account, client, trade):
    row = Observation.objects.get()
    as_account("handler", unit=make_unit())
    for address in (
        page("trade.total", "observation_add"),
        *(reverse(f"indicators:observation_{name}", args=[row.pk]) for name in ("correct", "withdraw", "attach")),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, value_typed(year=2020, reason="x")).status_code == 404
    assert Observation.objects.count() == 1


def test_a_document_is_an_attachment_for_holders_of_posts_only(as_account, client, owner, trade):
    row = Observation.objects.get()
    address = reverse("indicators:observation_document", args=[row.pk])
    as_account("reader")
    assert client.get(address).status_code == 404
    attach_document(row, SimpleUploadedFile("证明.pdf", PDF), by=SYSTEM)
    response = client.get(address)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    as_account("security_admin")
    assert client.get(address).status_code == 404


def test_a_document_is_attached_through_its_page(as_account, client, owner, trade):
    as_account("unit_head", unit=owner)
    row = Observation.objects.get()
    address = reverse("indicators:observation_attach", args=[row.pk])
    assert "id_document_error" in text(client.post(address, {}), status=422)
    assert client.post(address, {"document": SimpleUploadedFile("证明.pdf", PDF)}).status_code == 302
    row.refresh_from_db()
    assert row.document.name == "证明.pdf"


@pytest.mark.parametrize("where", ["figure", "figure_rows", "figure_card"])
def test_what_is_only_looked_at_takes_no_post(client, trade, where):
    assert client.post(page("trade.total", where)).status_code == 405
