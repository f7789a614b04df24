"""A citizen on a phone, in the underground, without an account."""

import io
import zipfile

import pytest

pytestmark = pytest.mark.journey


def test_a_citizen_reads_the_overview_opens_a_figure_and_its_rows_and_takes_the_document_home(phone, server):
    phone.goto(server)
    article = phone.locator("article").first
    assert "197项" in article.inner_text()
    phone.locator("a.figure", has_text="197项").first.click()
    card = phone.locator("#figure-card")
    card.get_by_text("197").first.wait_for()
    card.get_by_role("link").last.click()  # the figure's own page
    phone.wait_for_url("**/indicators/programmes.measures/**")
    assert "197" in phone.locator("h1, .figure-card .v").all_inner_texts()[-1]
    phone.locator("a[href*='/rows/']").first.click()
    phone.wait_for_url("**/rows/**")
    assert "共197条" in phone.locator(".table-foot").inner_text()
    phone.goto(server)
    phone.get_by_role("button", name="English").click()
    phone.wait_for_load_state()
    assert phone.locator("html").get_attribute("lang") == "en"
    assert "197" in phone.locator("article").first.inner_text()
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="Download .docx").click()
    path = waiting.value.path()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as document:
        assert "197" in document.read("word/document.xml").decode()


def test_a_citizen_makes_the_type_larger_with_one_click_and_it_stays(phone, server):
    phone.goto(server)
    size = "() => parseFloat(getComputedStyle(document.body).fontSize)"
    before = phone.evaluate(size)
    phone.get_by_role("button", name="大字版").click()
    phone.wait_for_load_state()
    assert phone.evaluate(size) == pytest.approx(before * 1.25)
    phone.goto(f"{server}/accounts/login/")
    assert phone.evaluate(size) == pytest.approx(before * 1.25)
    phone.get_by_role("button", name="标准版").click()
    phone.wait_for_load_state()
    assert phone.evaluate(size) == pytest.approx(before)


def test_what_is_not_the_publics_does_not_open_for_a_visitor(phone, server):
    phone.goto(f"{server}/programmes/")
    assert "/accounts/login" in phone.url
    assert phone.goto(f"{server}/indicators/no.such.figure/").status == 404
    assert "没有这个页面" in phone.locator("h1").inner_text()
    phone.get_by_role("link", name="返回首页").click()
    assert phone.url.rstrip("/") == server
