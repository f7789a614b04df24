"""Keyboard only, without JavaScript, on paper, and left alone."""

import pytest

from tests.journeys.conftest import SAMPLE_PASSWORD, sign_in

pytestmark = pytest.mark.journey


def test_everything_is_reached_with_the_keyboard(page, server):
    page.goto(f"{server}/accounts/login/")
    page.focus("[name=login]")
    page.keyboard.type("reform-clerk")
    page.keyboard.press("Tab")
    page.keyboard.type(SAMPLE_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)

    page.goto(f"{server}/inbox/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"  # the skip link is first
    assert page.locator("a[href='#content']").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"

    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/programmes/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("tr.at").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/programmes/measures/**")

    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#keys").is_visible()

    page.focus("details.person summary")
    page.keyboard.press("Enter")
    assert page.locator("details.person a").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("details.person a").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("address", ["/", "/programmes/", "/indicators/", "/organizations/units/", "/inbox/"])
def test_the_focus_can_be_seen_wherever_it_goes(page, server, address):
    sign_in(page, server, "reform-clerk")
    page.goto(server + address)
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return true;
            const s = getComputedStyle(e); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2
              || s.boxShadow !== "none"; }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_everything_works_without_javascript(plain, server):
    plain.goto(server)
    assert "197项" in plain.locator("article").inner_text()
    plain.locator("a.figure", has_text="197项").first.click()
    plain.wait_for_url("**/indicators/programmes.measures/**")
    sign_in(plain, server, "reform-clerk")
    plain.goto(f"{server}/programmes/")
    plain.select_option(".filters select >> nth=0", index=1)
    plain.locator(".filters button").click()
    plain.wait_for_url("**/programmes/?**")
    plain.locator("details.person summary").click()
    plain.get_by_role("button", name="退出登录").click()
    plain.wait_for_load_state()
    plain.goto(f"{server}/inbox/")
    assert "/accounts/login" in plain.url


def test_on_paper_only_what_is_read_is_printed(page, server):
    sign_in(page, server, "reform-clerk")
    page.goto(f"{server}/programmes/")
    page.emulate_media(media="print")
    for selector in ("header.top", ".rail", ".filters", ".acts"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator("table.list").is_visible()
    page.goto(server)
    assert not page.locator(".toc").is_visible()
    assert page.locator("article").is_visible()


def test_whoever_goes_away_is_warned_before_being_signed_out_and_can_stay(page, server):
    sign_in(page, server, "reform-clerk")
    page.clock.install()
    page.goto(f"{server}/inbox/")
    dialog = page.locator("dialog#idle-warning")
    page.clock.fast_forward("27:00")
    assert not dialog.is_visible()
    page.clock.fast_forward("01:30")
    assert dialog.is_visible()
    dialog.get_by_role("button", name="保持登录").click()
    dialog.wait_for(state="hidden")
    page.clock.fast_forward("27:00")
    assert not dialog.is_visible()
    page.clock.fast_forward("01:30")
    assert dialog.is_visible()


def test_what_was_typed_is_not_lost_by_leaving(page, server):
    sign_in(page, server, "reform-clerk")
    page.goto(f"{server}/programmes/add/")
    page.locator("main form [name=title]").press_sequentially("新举措")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(".rail nav a").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.input_value("main form [name=title]") == "新举措"


def test_what_was_typed_outlives_a_session_that_ended(page, server):
    sign_in(page, server, "reform-clerk")
    address = f"{server}/programmes/measures/GJ-2020-199/edit/"
    page.goto(address)
    page.fill("[name=goal]", "已经打了半天的字")
    page.context.clear_cookies(name="sessionid")
    page.locator("form[data-guard] button.primary").click()
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=login]", "reform-clerk")
    page.fill("[name=password]", SAMPLE_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    assert page.input_value("[name=goal]") != "已经打了半天的字"
    page.click("[data-draft=restore]")
    assert page.input_value("[name=goal]") == "已经打了半天的字"

    page.goto(f"{server}/inbox/")  # elsewhere in the desk nothing is kept
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'))") == []
