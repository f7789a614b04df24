"""One month of the programme through five people: handler, head, reform office, inspector, chair.

It begins on the day the month's reports are asked for and ends with the printed circular. January 2021 lies behind
everything the sample city tells of itself.
"""

from pathlib import Path

import pytest

from tests.journeys.conftest import PHONE, opened, sign_in

pytestmark = pytest.mark.journey
YEAR, MONTH = 2021, 1
PAPER = b"%PDF-1.4 proof"
PEOPLE = {
    "handler": "approval-handler",
    "head": "approval-head",
    "office": "reform-clerk",
    "inspector": "audit-reader",
    "chair": "city-leader",
}


class City:
    """The addresses of the running product, and the little things everybody does there."""

    def __init__(self, address: str, tmp_path: Path):
        self.address, self.paper = address, tmp_path / "验收报告.pdf"
        self.paper.write_bytes(PAPER)

    def at(self, path: str) -> str:
        return f"{self.address}/programmes/{path}"

    def day(self, office, day: str) -> None:
        """The reform office lets the trial city live in another day."""
        office.goto(self.at("city-day/"))
        office.fill("[name=day]", day)
        sent(office)


def sent(page) -> None:
    """The page's filled button, and what it leads to."""
    with page.expect_navigation(timeout=60_000):
        page.locator("main form button.primary").first.click()


@pytest.fixture
def people(browser, own_server):
    """Five browsers, each signed in; the inspector carries a phone."""
    with (
        opened(browser) as handler,
        opened(browser) as head,
        opened(browser) as office,
        opened(browser, PHONE, has_touch=True) as inspector,
        opened(browser) as chair,
    ):
        pages = {"handler": handler, "head": head, "office": office, "inspector": inspector, "chair": chair}
        for role, page in pages.items():
            sign_in(page, own_server, PEOPLE[role])
        yield pages


def test_a_month_from_the_first_report_to_the_printed_circular(browser, own_server, people, tmp_path):
    city = City(own_server, tmp_path)
    an_inspector_is_appointed(browser, city)
    # The round of the 18th opens the month by itself.
    city.day(people["office"], f"{YEAR}-01-17")
    city.day(people["office"], f"{YEAR}-01-18")
    number = a_report_is_written_and_claims_a_milestone(people["handler"], city)
    the_head_signs(people["head"], city, number)
    the_office_verifies_and_accepts(people["office"], city, number)
    an_inspector_visits(people, city, number)
    the_month_is_frozen(people["office"], city, number)
    the_review_is_prepared(people, city, number)
    the_chair_comments_while_the_hall_looks_on(browser, people, city, number)
    the_circular_is_issued_and_printed(browser, people, city, tmp_path)


def an_inspector_is_appointed(browser, city: City) -> None:
    """The duty is the security administrator's to give."""
    with opened(browser) as security:
        sign_in(security, city.address, "security")
        security.goto(f"{city.address}/organizations/posts/audit-bureau-reader/duties/")
        security.check("[name=duties][value=inspector]")
        sent(security)


def a_report_is_written_and_claims_a_milestone(handler, city: City) -> str:
    handler.goto(city.at(f"months/{YEAR}/{MONTH}/reports/"))
    handler.locator("table.list tbody td.main a").first.click()
    handler.wait_for_url("**/reports/*/")
    number = handler.url.rstrip("/").rsplit("/", 1)[1]
    handler.locator(".to-claim a").first.click()
    handler.wait_for_url("**/claims/**")
    handler.fill("[name=title]", "验收报告")
    handler.set_input_files("[name=upload]", city.paper)
    sent(handler)
    handler.wait_for_url(f"**/reports/{number}/")
    handler.fill("[name=progress]", "系统上线运行，首批事项已可一窗受理。")
    handler.fill("[name=problems]", "两个部门的数据尚未打通。")
    handler.fill("[name=next_steps]", "2月底前完成数据对接。")
    with handler.expect_navigation():
        handler.locator("button[name=then][value=send]").click()
    assert "系统上线运行" in handler.locator("main").inner_text()
    return number


def the_head_signs(head, city: City, number: str) -> None:
    head.goto(city.at(f"months/{YEAR}/{MONTH}/reports/{number}/"))
    head.locator("section.sign [name=opinion][value=agreed]").check()
    with head.expect_navigation():
        head.locator("section.sign button.primary").click()
    assert head.locator("section.sign").count() == 0


def the_office_verifies_and_accepts(office, city: City, number: str) -> None:
    office.goto(city.at(f"months/{YEAR}/{MONTH}/reports/{number}/"))
    with office.expect_navigation():
        office.locator(".claim .rule form button").first.click()
    with office.expect_navigation():
        office.locator("section.next form button.primary").click()
    assert "已接收" in office.locator(".head").inner_text() or "已采纳" in office.locator(".head").inner_text()


def an_inspector_visits(people, city: City, number: str) -> None:
    office, inspector = people["office"], people["inspector"]
    office.goto(city.at("inspections/add/"))
    for name, value in {
        "code": "month-walk",
        "title": "一月专项督导",
        "year": "2020",
        "since": f"{YEAR}-01-18",
        "until": f"{YEAR}-02-10",
    }.items():
        office.fill(f"[name={name}]", value)
    sent(office)
    office.goto(city.at("inspections/month-walk/team/"))
    office.locator("[name=members]").first.check()
    office.select_option("[name=leader]", index=1)
    sent(office)
    inspector.goto(city.at("inspections/month-walk/declare/"))
    inspector.check("[name=none]")
    sent(inspector)
    office.goto(city.at("inspections/month-walk/choose/"))
    office.fill("[name=measures]", number)
    office.fill("[name=reason]", "群众关注度高")
    sent(office)
    office.goto(city.at("inspections/month-walk/"))
    office.locator("section.next a.button.primary").click()
    office.wait_for_url("**/start/")
    sent(office)
    inspector.goto(city.at("visits/add/month-walk/"))
    inspector.select_option("[name=measure]", index=1)
    inspector.fill("[name=place]", "市政务服务中心二楼大厅")
    inspector.fill("[name=evaluated]", "20")
    inspector.fill("[name=notes]", "窗口已设，数据仍靠人工录入。")
    inspector.locator("[data-submit]").click()
    # Sent by the phone itself.
    inspector.locator("[data-list] a").first.wait_for(timeout=30_000)
    office.goto(city.at("inspections/month-walk/"))
    assert "20%" in office.locator("main").inner_text()


def the_month_is_frozen(office, city: City, number: str) -> None:
    city.day(office, f"{YEAR}-01-31")
    office.goto(city.at(f"months/{YEAR}/{MONTH}/freeze/"))
    sent(office)
    office.wait_for_url("**/jobs/**")
    office.locator(".light.ok").wait_for(timeout=120_000)
    office.goto(city.at(f"measures/{number}/"))
    assert office.locator("main").inner_text()


def the_review_is_prepared(people, city: City, number: str) -> None:
    office, handler = people["office"], people["handler"]
    office.goto(city.at("reviews/prepare/"))
    office.select_option("[name=month]", label=f"{YEAR}年{MONTH}月")
    office.fill("[name=held_on]", f"{YEAR}-02-05")
    office.fill("[name=place]", "市会议中心")
    office.select_option("[name=chair]", label="丁向洲")
    sent(office)
    office.wait_for_url(f"**/reviews/{YEAR}/{MONTH}/")
    if number not in office.content():
        office.goto(city.at(f"reviews/{YEAR}/{MONTH}/add/"))
        office.select_option("[name=unit]", label="潍坊市行政审批服务局")
        office.fill("[name=measure]", number)
        office.fill("[name=reason]", "督导评估与自报进度差距大")
        sent(office)
    # One's own unit's items come first: the meeting begins with it.
    mine = office.locator(f".agenda > li:has(a[href$='/measures/{number}/'])")
    while mine.locator("button[value=up]").count():
        with office.expect_navigation():
            mine.locator("button[value=up]").click()
    handler.goto(city.at(f"reviews/{YEAR}/{MONTH}/"))
    handler.locator(f".agenda > li:has(a[href$='/measures/{number}/']) a[href$='/statement/']").click()
    handler.fill("[name=presenter]", "市行政审批服务局局长")
    handler.fill("[name=statement]", "已完成窗口整合，数据对接2月底前完成。")
    sent(handler)
    assert "数据对接2月底前完成" in handler.locator("main").inner_text()


def the_chair_comments_while_the_hall_looks_on(browser, people, city: City, number: str) -> None:
    office, chair = people["office"], people["chair"]
    review = city.at(f"reviews/{YEAR}/{MONTH}/")
    city.day(office, f"{YEAR}-02-05")
    office.goto(review)
    with office.expect_navigation():
        office.locator("section.next button.primary").click()
    with opened(browser, {"width": 1920, "height": 1080}) as hall:
        sign_in(hall, city.address, PEOPLE["inspector"])
        hall.goto(f"{review}hall/")
        assert "行政审批" in hall.locator("h1").inner_text()
        chair.goto(review)
        chair.locator("section.next a.button.primary").click()
        chair.wait_for_url("**/comment/")
        chair.fill("[name=strengths]", "窗口整合见效快。")
        chair.fill("[name=problems]", "数据没有打通。")
        # Saved by itself, without a button.
        chair.locator("[data-autosave-says]", has_text="已自动保存").wait_for(timeout=20_000)
        chair.locator("a[href$='/demand/']").click()
        chair.fill("[name=title]", "2月底前打通数据，报改革办验收")
        chair.fill("[name=due]", f"{YEAR}-02-26")
        sent(chair)
        hall.locator(".beside li", has_text="打通数据").wait_for(timeout=20_000)  # without a reload
        # The clerk's own screen has the buttons; its keys lead the meeting, and the hall follows.
        office.goto(f"{review}hall/")
        before = hall.locator("header").inner_text()
        office.keyboard.press("ArrowRight")
        hall.wait_for_function("before => document.querySelector('header').innerText !== before", arg=before)
        office.keyboard.press("PageUp")
        hall.locator(".beside li", has_text="打通数据").wait_for(timeout=20_000)
        office.goto(review)
        with office.expect_navigation():
            office.locator("form[action$='/close/'] button").first.click()
        hall.locator(".tally").wait_for(timeout=20_000)
    assert "窗口整合见效快" in office.locator("main").inner_text()


def the_circular_is_issued_and_printed(browser, people, city: City, tmp_path: Path) -> None:
    office, handler = people["office"], people["handler"]
    office.goto(city.at(f"reviews/{YEAR}/{MONTH}/"))
    office.locator("section.next a.button.primary").click()
    sent(office)
    office.wait_for_url("**/issue/")
    office.check("[name=is_public]")
    sent(office)
    handler.goto(f"{city.address}/inbox/")
    assert "改办通报〔2021〕" in handler.locator("main").inner_text()
    with opened(browser) as visitor:  # who has never signed in
        visitor.goto(city.at("circulars/"))
        visitor.locator("ul.rows a").first.click()
        text = visitor.locator("article").inner_text()
        for words in ("改办通报〔2021〕", "窗口整合见效快", "打通数据", "2021年2月26日"):
            assert words in text
        printed = visitor.pdf(path=tmp_path / "circular.pdf", format="A4", prefer_css_page_size=True)
        assert printed.startswith(b"%PDF")
        assert len(printed) > 20_000
        with visitor.expect_download() as waiting:
            visitor.locator("a[href$='/docx/']").click()
        assert waiting.value.path().read_bytes().startswith(b"PK")
