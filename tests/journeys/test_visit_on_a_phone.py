"""An inspector on site where there is no network: nothing typed or photographed is lost, nothing arrives twice."""

import re

import pytest

from tests.journeys.conftest import PHONE, sign_in
from tests.world import PASSWORD

pytestmark = pytest.mark.journey
PICTURE = {"name": "现场.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64}
WHERE = {"latitude": 36.7, "longitude": 119.16}
EXPECTED = re.compile(r"ERR_INTERNET_DISCONNECTED|status of 4\d\d")  # the network is taken away on purpose


@pytest.fixture
def on_site(browser, small_world):
    """An inspector's phone with the page of a visit open: (page, address of the page)."""
    server, addresses = small_world
    context = browser.new_context(viewport=PHONE, has_touch=True, geolocation=WHERE, permissions=["geolocation"])
    page, wrongs = context.new_page(), []
    page.on("console", lambda said: wrongs.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrongs.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, server, "inspector", PASSWORD)
    address = server + addresses["programmes:visit_add"]
    page.goto(address)
    page.wait_for_selector("[data-ready]:visible")  # it says itself that it opens without a network from now on
    yield page, address
    context.close()
    assert [wrong for wrong in wrongs if not EXPECTED.search(wrong)] == []


def fill_in(page, place):
    page.select_option("[name=measure]", index=1)
    page.fill("[name=place]", place)
    page.fill("[name=evaluated]", "45")
    page.fill("[name=notes]", "现场演示无法调用")


def state(page):
    return page.locator("[data-list] li").first.locator(".light").get_attribute("class")


def wait_for_state(page, kind):
    page.wait_for_selector(f"[data-list] li:first-child .light.{kind}")


def test_a_visit_written_without_a_network_survives_a_reload_and_arrives_once(on_site):
    page, address = on_site
    page.context.set_offline(True)
    fill_in(page, "离线大厅")
    page.click("[data-position]")
    page.locator("[data-position-words]", has_text="已获取").wait_for()
    page.set_input_files("[name=photos]", PICTURE)
    page.locator(".seen summary").first.click()
    page.fill("[name=finding-0-title]", "台账与实际不符")
    page.fill("[name=finding-0-words]", "上报完成，现场无法演示")
    page.fill("[name=finding-0-due]", "2099-06-30")
    page.wait_for_selector("[data-photos] img")
    page.wait_for_timeout(1000)  # the draft is written a moment after the last key

    page.goto(address)  # still without a network
    assert page.input_value("[name=place]") == "离线大厅"
    assert page.input_value("[name=finding-0-title]") == "台账与实际不符"
    assert page.locator("[data-photos] li").count() == 1
    page.click("[data-submit]")
    wait_for_state(page, "late")
    assert "无网络" in page.inner_text("[data-network]") and page.input_value("[name=place]") == ""

    page.context.set_offline(False)
    wait_for_state(page, "done")
    page.reload()
    wait_for_state(page, "done")
    page.locator("[data-list] a").first.click()
    words = page.inner_text("main")
    assert "离线大厅" in words and "36.700000" in words and "台账与实际不符" in words
    assert page.locator(".photos img").count() == 1


def test_what_is_refused_or_sent_after_signing_out_stays_on_the_phone(on_site, small_world):
    page, address = on_site
    fill_in(page, "过早")
    page.fill("[name=visited_at]", "2000-01-01T10:00")
    page.click("[data-submit]")
    wait_for_state(page, "alarm")
    page.locator("[data-list] li").first.get_by_role("button").first.click()  # open it again, mend it
    assert page.input_value("[name=place]") == "过早"
    page.fill("[name=place]", "改正后")
    page.evaluate("document.querySelector('[name=visited_at]').value = '2020-09-20T10:00'")
    page.context.clear_cookies()
    page.click("[data-submit]")
    wait_for_state(page, "late")
    page.locator("[data-network]", has_text="登录").wait_for()
    sign_in(page, small_world[0], "inspector", PASSWORD)
    page.goto(address)
    wait_for_state(page, "done")
    assert "改正后" in page.inner_text("[data-list]")


def test_another_person_on_the_same_phone_reads_nothing_of_what_is_kept(on_site):
    page, address = on_site
    page.context.set_offline(True)
    fill_in(page, "别人看不到的地点")
    page.click("[data-submit]")
    wait_for_state(page, "late")
    page.evaluate("visitStore.all().then(([one]) => visitStore.put({ ...one, person: 'somebody' }))")
    page.goto(address)
    page.locator("[data-network]", has_text="他人").wait_for()
    assert "别人看不到的地点" not in page.content()
    page.context.set_offline(False)
    page.reload()
    page.wait_for_timeout(1500)
    kept = page.evaluate("visitStore.all().then((kept) => kept.map((one) => [one.person, one.state]))")
    assert kept == [["somebody", "waiting"]]  # nobody sends under another's name
