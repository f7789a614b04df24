"""The overview's editor and the one who corrects a figure: an old snapshot still says what it said."""

import pytest

from tests.journeys.conftest import opened, sign_in

pytestmark = pytest.mark.journey
FIGURE = "recognitions.state_council"


def test_an_editor_changes_the_text_freezes_it_and_sees_later_what_was_corrected(browser, own_server):
    year = f"{own_server}/overviews/2020"
    with opened(browser) as editor, opened(browser) as visitor:
        sign_in(editor, own_server, "reform-head")
        editor.goto(f"{year}/edit/")
        text = editor.input_value("[name=text]")
        editor.fill("[name=text]", text.replace("这一年，", "刚刚过去的这一年，", 1))
        editor.get_by_role("button", name="预览").click()
        editor.locator("#preview", has_text="刚刚过去的这一年").wait_for()
        editor.get_by_role("button", name="保存").click()
        editor.wait_for_load_state()
        visitor.goto(own_server)
        assert "刚刚过去的这一年" in visitor.locator("article").inner_text()

        editor.goto(f"{year}/snapshots/take/")
        editor.fill("[name=note]", "报送常委会")
        editor.locator("main form button.primary").click()
        editor.wait_for_url("**/snapshots/1/**")
        frozen_at = editor.url
        before = editor.locator("article").inner_text()

        editor.goto(f"{own_server}/indicators/{FIGURE}/?year=2020")
        editor.get_by_role("link", name="更正").first.click()
        value = editor.input_value("[name=value]")
        editor.fill("[name=value]", str(int(float(value)) + 3))
        editor.fill("[name=reason]", "国务院办公厅又通报三项")
        editor.locator("main form button.primary").click()
        editor.wait_for_url(f"**/indicators/{FIGURE}/**")
        assert "国务院办公厅又通报三项" in editor.locator("main").inner_text()

        changed = f"{int(float(value)) + 3}项"
        visitor.goto(own_server)
        assert changed in visitor.locator("article").inner_text()
        editor.goto(frozen_at)
        editor.wait_for_load_state("networkidle")  # the comparison with today arrives after the text
        frozen = editor.locator("article").inner_text()
        assert f"{int(float(value))}项" in frozen
        assert before.split("\n")[0] == frozen.split("\n")[0]
        editor.goto(f"{year}/snapshots/compare/?from=1&to=today")
        compared = editor.locator("main").inner_text()
        assert changed in compared or str(int(float(value)) + 3) in compared


def test_a_text_with_a_mistake_is_not_saved_and_what_was_typed_stays(page, own_server):
    sign_in(page, own_server, "reform-head")
    page.goto(f"{own_server}/overviews/2020/edit/")
    wrong = page.input_value("[name=text]") + '\n\n又有{{ figure "no.such.figure" year=2020 }}。\n{{ figure'
    page.fill("[name=text]", wrong)
    page.get_by_role("button", name="保存").click()
    page.locator(".error-summary").wait_for()
    assert page.input_value("[name=text]").replace("\r\n", "\n").rstrip() == wrong.rstrip()
    page.goto(own_server)
    assert "又有" not in page.locator("article").inner_text()
