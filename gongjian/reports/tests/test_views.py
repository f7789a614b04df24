"""Every page through the client: who reaches it, what it says, what a POST does."""

import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongjian.core.audit import SYSTEM
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.tests.factories import make_account, make_definition, make_observation
from gongjian.reports import actions
from gongjian.reports.models import Overview, Snapshot
from gongjian.reports.tests.factories import (
    LABELS,
    TEXT,
    TEXT_EN,
    make_editor,
    make_figures,
    make_overview,
    make_publisher,
    make_reader,
)

pytestmark = pytest.mark.django_db
ENGLISH = {"django_language": "en"}


@pytest.fixture
def overview():
    make_figures()
    return make_overview(2020, public_face="living")


@pytest.fixture
def snapshot(overview):
    return actions.take_snapshot(overview, by=SYSTEM, note="提交审议")


@pytest.fixture
def signed_in(client):
    def sign_in(account):
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


# --- reading --------------------------------------------------------------------------------
def test_the_start_page_of_an_empty_city_says_what_will_appear(client):
    assert client.get("/").status_code == 200


def test_the_start_page_is_the_latest_overview_open_to_everybody(client, overview):
    make_overview(2019, public_face="living", text='= 旧的\n\n{{ label "F074" "12345" }}')
    page = client.get("/").content.decode()
    assert "把事办成" in page
    assert "文中每个数字都可点开" in page
    assert 'href="/indicators/trade.total/?year=2020"' in page
    assert 'href="/overview/2019/"' in page


def test_the_page_reads_in_english_one_click_away(client, overview):
    client.cookies.load(ENGLISH)
    assert "Trade was" in client.get("/").content.decode()


def test_an_overview_without_a_public_face_is_there_for_holders_of_posts_only(client, signed_in, overview):
    Overview.objects.update(public_face="nothing")
    assert client.get("/overview/2020/").status_code == 404
    assert "把事办成" not in client.get("/").content.decode()
    for outsider in (make_account(), make_account("system_admin"), make_account("audit_admin")):
        assert signed_in(outsider).get("/overview/2020/").status_code == 404
    assert signed_in(make_reader()).get("/overview/2020/").status_code == 200


def test_where_the_public_face_is_a_snapshot_the_public_reads_the_published_one(client, overview, snapshot):
    actions.publish_snapshot(snapshot, by=SYSTEM)
    actions.set_public_face(overview, "snapshot", by=SYSTEM)
    Observation.objects.update(number=1800)
    page = client.get("/").content.decode()
    assert "1730亿元" in page
    assert "1800亿元" not in page
    marked = client.get("/?today=1").content.decode()
    assert "1730亿元" in marked
    assert "1800亿元" in marked
    actions.withdraw_snapshot(snapshot, by=SYSTEM)
    assert client.get("/overview/2020/").status_code == 404


def test_only_holders_of_posts_may_ask_past_the_snapshot_for_the_living_text(client, signed_in, overview, snapshot):
    actions.publish_snapshot(snapshot, by=SYSTEM)
    actions.set_public_face(overview, "snapshot", by=SYSTEM)
    Observation.objects.update(number=1800)
    assert "1800亿元" not in client.get("/overview/2020/?living=1").content.decode()
    assert "1800亿元" in signed_in(make_reader()).get("/overview/2020/?living=1").content.decode()


def test_a_figure_that_is_not_public_stands_in_the_text_but_does_not_open_for_visitors(client, signed_in, overview):
    Definition.objects.update(is_public=False)
    page = client.get("/").content.decode()
    assert "1730亿元" in page
    assert "/indicators/trade.total/" not in page
    assert "/indicators/trade.total/" in signed_in(make_reader()).get("/").content.decode()


def test_the_source_of_a_figure_that_is_not_public_is_not_told_to_visitors(client, signed_in, overview, snapshot):
    actions.publish_snapshot(snapshot, by=SYSTEM)
    Definition.objects.update(is_public=False)

    def texts(path: str) -> str:
        opened = docx.Document(io.BytesIO(client.get(path).content))
        return "\n".join(paragraph.text for paragraph in opened.paragraphs)

    paths = ("/overview/2020/document/", f"{snapshot.get_absolute_url()}document/")
    assert all("统计公报" not in texts(path) for path in paths)
    assert client.get(f"{snapshot.get_absolute_url()}figures/0/").status_code == 404
    signed_in(make_reader())
    assert all("统计公报" in texts(path) for path in paths)
    assert client.get(f"{snapshot.get_absolute_url()}figures/0/").status_code == 200


def test_hostile_words_are_shown_and_never_run(client):
    make_figures()
    Definition.objects.update(title='"><script>alert(x)</script>')
    make_overview(
        2021,
        public_face="living",
        text='= <img src=x onerror=alert(x)>\n\n<script>alert(x)</script>{{ figure "trade.total" unit="<b>" }}',
    )
    page = client.get("/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;b&gt;" in page


def test_a_comma_after_a_figure_stays_on_its_line(client, overview):
    assert "</a>，</span>热线" in client.get("/").content.decode()


@pytest.mark.parametrize("year", ["1", "0", "99999999999999999999999"])
def test_years_without_an_overview_are_not_found(client, year):
    assert client.get(f"/overview/{year}/").status_code == 404


def test_the_document_downloads_under_its_name(client, overview):
    answer = client.get("/overview/2020/document/")
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''2020")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content[:2] == b"PK"


def test_opening_the_page_costs_the_same_for_two_figures_and_for_forty(client):
    for number in range(40):
        make_observation(make_definition(f"many.f{number}", unit="项"), str(number + 1))

    def cost(count: int, year: int) -> int:
        text = "= t\n\n" + "，".join(f'{{{{ figure "many.f{number}" year=2020 }}}}' for number in range(count))
        make_overview(year, text=text, text_en="", labels=[], public_face="living")
        client.get(f"/overview/{year}/")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/overview/{year}/").status_code == 200
        return len(caught)

    assert cost(2, 2000) == cost(40, 2001)


# --- snapshots ------------------------------------------------------------------------------
def test_a_snapshot_inside_is_not_found_by_visitors_and_one_published_is(client, signed_in, snapshot):
    address = snapshot.get_absolute_url()
    for path in (address, f"{address}document/", f"{address}figures/0/"):
        assert client.get(path).status_code == 404
    actions.publish_snapshot(snapshot, by=SYSTEM)
    for path in (address, f"{address}document/", f"{address}figures/0/"):
        assert client.get(path).status_code == 200
    Overview.objects.update(public_face="nothing")
    assert client.get(address).status_code == 404
    assert signed_in(make_reader()).get(address).status_code == 200


def test_a_frozen_figure_says_what_was_frozen_and_what_it_says_today(signed_in, snapshot):
    Observation.objects.update(number=1800)
    client = signed_in(make_reader())
    address = f"{snapshot.get_absolute_url()}figures/0/"
    page = client.get(address).content.decode()
    assert "1730亿元" in page
    assert "1800亿元" in page
    card = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in card
    assert client.get(f"{snapshot.get_absolute_url()}figures/99/").status_code == 404


def test_an_editor_takes_a_snapshot_and_a_reader_cannot(signed_in, overview):
    path = "/overviews/2020/snapshots/take/"
    assert signed_in(make_reader()).post(path, {"note": ""}).status_code == 404
    client = signed_in(make_editor())
    assert client.get(path).status_code == 200
    assert client.post(path, {"note": "长" * 201}).status_code == 422
    answer = client.post(path, {"note": "提交审议"})
    assert answer["Location"] == Snapshot.objects.get().get_absolute_url()


def test_publishing_asks_first_and_is_the_reform_offices(signed_in, snapshot):
    path = "/overviews/2020/snapshots/1/publish/"
    assert signed_in(make_editor()).post(path).status_code == 404
    client = signed_in(make_publisher())
    assert client.get(path).status_code == 200
    assert not Snapshot.objects.get().is_published
    client.post(path)
    assert Snapshot.objects.get().is_published
    client.post(path)  # a second time changes nothing and says so
    client.post("/overviews/2020/snapshots/1/withdraw/")
    assert not Snapshot.objects.get().is_published
    assert client.get("/overviews/2020/snapshots/7/publish/").status_code == 404


def test_the_list_of_snapshots_counts_figures_and_gaps(signed_in, snapshot):
    client = signed_in(make_reader())
    page = client.get("/overviews/2020/snapshots/").content.decode()
    assert "提交审议" in page
    export = b"".join(client.get("/overviews/2020/snapshots/?export=csv")).decode()
    assert export.splitlines()[1].split(",")[4:8] == ["2", "0", "2", "1"]


def test_lists_cost_the_same_for_one_row_and_for_thirty(signed_in, overview):
    client = signed_in(make_editor())

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    client.get("/overviews/")  # the first page after signing in also keeps the session
    client.get("/overviews/")
    actions.take_snapshot(overview, by=SYSTEM)
    paths = ("/overviews/", "/overviews/2020/snapshots/")
    before = [cost(path) for path in paths]
    for _ in range(5):
        actions.take_snapshot(overview, by=SYSTEM)
        make_overview()
    assert [cost(path) for path in paths] == before


def test_comparison_shows_changed_figures_and_changed_words(signed_in, overview, snapshot):
    client = signed_in(make_reader())
    path = "/overviews/2020/snapshots/compare/"
    assert client.get(path).status_code == 200
    Observation.objects.update(number=1800)
    page = client.get(f"{path}?from=1&to=today").content.decode()
    assert "+70" in page
    assert '<del class="gone">1730</del><ins class="added">1800</ins>' in page
    everything = client.get(f"{path}?from=1&to=today&all=1").content.decode()
    assert "刊播篇次" in everything
    for junk in ("?from=99&to=-1", "?from=x&to=%00", "?from=1&to=1", "?from=９&to=1", "?from=" + "9" * 5000):
        assert client.get(path + junk).status_code == 200


def test_there_is_nothing_to_compare_before_the_first_snapshot(signed_in, overview):
    assert signed_in(make_reader()).get("/overviews/2020/snapshots/compare/").status_code == 200


def test_the_public_face_is_decided_by_the_reform_office(client, signed_in, overview):
    path = "/overviews/2020/public-face/"
    assert signed_in(make_editor()).post(path, {"public_face": "nothing"}).status_code == 404
    client = signed_in(make_publisher())
    client.post(path, {"public_face": "everything"})
    assert Overview.objects.get().public_face == "living"
    client.post(path, {"public_face": "nothing"})
    assert Overview.objects.get().public_face == "nothing"
    assert client.get(path).status_code == 405


# --- the editor's desk ----------------------------------------------------------------------
@pytest.mark.parametrize(
    "path", ["", "add/", "2020/edit/", "2020/labels/", "2020/snapshots/", "2020/snapshots/compare/"]
)
def test_the_desk_sends_visitors_to_sign_in_and_outsiders_away(client, signed_in, overview, path):
    assert client.get(f"/overviews/{path}").status_code == 302
    for outsider in (make_account(), make_account("system_admin"), make_account("security_admin")):
        assert signed_in(outsider).get(f"/overviews/{path}").status_code == 404
    assert signed_in(make_editor()).get(f"/overviews/{path}").status_code == 200


@pytest.mark.parametrize("path", ["add/", "2020/edit/", "2020/labels/"])
def test_a_reader_does_not_reach_the_editors_pages(signed_in, overview, path):
    assert signed_in(make_reader()).get(f"/overviews/{path}").status_code == 404


def test_an_overview_begins_bare_or_with_another_years_text(signed_in, overview):
    client = signed_in(make_editor())
    assert client.post("/overviews/add/", {"year": "2020"}).status_code == 422
    assert client.post("/overviews/add/", {"year": "12"}).status_code == 422
    assert client.post("/overviews/add/", {"year": "2021", "source": str(overview.pk)}).status_code == 302
    begun = Overview.objects.get(year=2021)
    assert 'figure "trade.total" year=2021' in begun.text
    assert "2020" not in begun.text
    assert begun.labels.count() == 1
    assert client.post("/overviews/add/", {"year": "2022"}).status_code == 302


def test_a_text_is_saved_and_the_version_goes_on(signed_in, overview):
    client = signed_in(make_editor())
    typed = {"text": TEXT.replace("\n", "\r\n"), "text_en": TEXT_EN + "\nMore.\n", "version": "1"}
    assert client.post("/overviews/2020/edit/", typed).status_code == 302
    overview.refresh_from_db()
    assert (overview.version, overview.text) == (2, TEXT)


def test_a_faulty_text_comes_back_as_typed_with_its_problems_by_line(signed_in, overview):
    client = signed_in(make_editor())
    answer = client.post("/overviews/2020/edit/", {"text": TEXT + "\n全市3项。", "text_en": "", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "全市3项。" in page
    assert 'data-line="9" data-column="3"' in page
    overview.refresh_from_db()
    assert overview.version == 1


def test_after_a_clash_both_texts_are_shown_and_saving_again_is_possible(signed_in, overview):
    client = signed_in(make_editor())
    actions.edit_overview(overview, text=TEXT + "\n甲的一段。\n", text_en=TEXT_EN, version=1, by=SYSTEM)
    typed = {"text": TEXT + "\n乙的一段。\n", "text_en": TEXT_EN, "version": "1"}
    answer = client.post("/overviews/2020/edit/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<del class="gone">甲</del><ins class="added">乙</ins>' in page
    assert 'name="version" value="2"' in page
    assert client.post("/overviews/2020/edit/", typed | {"version": "2"}).status_code == 302
    overview.refresh_from_db()
    assert "乙的一段" in overview.text


def test_checking_saves_nothing(signed_in, overview):
    client = signed_in(make_editor())
    page = client.post("/overviews/2020/edit/", {"text": "= x\n\n3项", "text_en": "", "version": "1", "do": "check"})
    assert page.status_code == 200
    overview.refresh_from_db()
    assert overview.text == TEXT


def test_preview_shows_figures_without_saving_as_a_page_and_as_a_fragment(signed_in, overview):
    client = signed_in(make_editor())
    typed = {"text": '= 试\n\n{{ figure "trade.total" }}', "text_en": "= broken\n\n{{", "version": "1"}
    page = client.post("/overviews/2020/preview/", typed)
    assert page.status_code == 200
    assert "1730亿元" in page.content.decode()
    fragment = client.post("/overviews/2020/preview/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "1730亿元" in fragment
    assert client.post("/overviews/2020/preview/", {}).status_code == 200
    overview.refresh_from_db()
    assert overview.text == TEXT
    assert client.get("/overviews/2020/preview/").status_code == 405


def test_a_reader_cannot_preview(signed_in, overview):
    assert signed_in(make_reader()).post("/overviews/2020/preview/", {"text": TEXT}).status_code == 404


def labels_typed(*rows: dict[str, str], initial: int = 1) -> dict[str, str]:
    typed = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": str(initial)}
    return typed | {f"form-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}


def test_labels_are_declared_and_one_in_use_cannot_be_removed(signed_in, overview):
    client = signed_in(make_editor())
    path = "/overviews/2020/labels/"
    new = {"fact": "F083", "words": "5G", "words_en": "5G", "reason": "移动通信的名称", "reason_en": ""}
    empty = dict.fromkeys(new, "")
    assert client.post(path, labels_typed(LABELS[0], new, empty)).status_code == 302
    assert sorted(overview.labels.values_list("fact", flat=True)) == ["F074", "F083"]
    refused = client.post(path, labels_typed(LABELS[0] | {"DELETE": "on"}, new))
    assert refused.status_code == 422
    assert overview.labels.count() == 2
    assert client.post(path, labels_typed(LABELS[0], new | {"DELETE": "on"}, initial=2)).status_code == 302
    assert overview.labels.count() == 1


def test_a_label_without_a_reason_comes_back_as_typed(signed_in, overview):
    client = signed_in(make_editor())
    row = {"fact": "F083", "words": "5G五G", "words_en": "", "reason": "", "reason_en": ""}
    answer = client.post("/overviews/2020/labels/", labels_typed(LABELS[0], row))
    assert answer.status_code == 422
    assert "5G五G" in answer.content.decode()


def test_a_broken_form_of_labels_is_refused_not_an_error(signed_in, overview):
    client = signed_in(make_editor())
    assert client.post("/overviews/2020/labels/", {"form-TOTAL_FORMS": "x"}).status_code == 422
