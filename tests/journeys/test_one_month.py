"""One month of the programme: handler, those who sign (section, deputy, head), reform office, inspector, chair.

It begins with two measures of a new year, goes on to the day the month's reports are asked for, and ends with the
printed circular. February 2021 lies behind everything the sample city tells of itself; its January is open and is frozen on the way.
"""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.conftest import PHONE, opened, sign_in

pytestmark = pytest.mark.journey
YEAR, MONTH = 2021, 2
NUMBER, SILENT = "GJ-2021-901", "GJ-2021-902"  # the second never reports
PAPER = b"%PDF-1.4 proof"
PEOPLE = {
    "handler": "approval-handler",
    "section": "approval-section",
    "deputy": "approval-deputy",
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
    """A browser each, signed in; the inspector carries a phone."""
    with ExitStack() as stack:
        pages = {}
        for role, name in PEOPLE.items():
            phone = {"size": PHONE, "has_touch": True} if role == "inspector" else {}
            pages[role] = stack.enter_context(opened(browser, **phone))
            sign_in(pages[role], own_server, name)
        yield pages


def test_a_month_from_the_first_report_to_the_printed_circular(browser, own_server, people, tmp_path):
    city = City(own_server, tmp_path)
    an_inspector_is_appointed(browser, city)
    city.day(people["office"], f"{YEAR}-02-09")
    two_measures_are_established(people, city)
    # The sample city asks for reports from the 15th on; that is the Spring Festival, so the round of the last working
    # day before it opens the month by itself.
    city.day(people["office"], f"{YEAR}-02-10")
    a_report_is_written_and_claims_a_milestone(people["handler"], city)
    for role in ("section", "deputy", "head"):
        one_of_the_chain_signs(people[role], city)
    the_office_verifies_and_accepts(people["office"], city)
    an_inspector_visits(people, city)
    the_month_is_frozen(people["office"], city)
    the_review_is_prepared(people, city)
    the_chair_comments_while_the_hall_looks_on(browser, people, city)
    the_circular_is_issued_and_printed(browser, people, city, tmp_path)


def an_inspector_is_appointed(browser, city: City) -> None:
    """The duty is the security administrator's to give."""
    with opened(browser) as security:
        sign_in(security, city.address, "security")
        security.goto(f"{city.address}/organizations/posts/audit-bureau-reader/duties/")
        security.check("[name=duties][value=inspector]")
        sent(security)


def two_measures_are_established(people, city: City) -> None:
    """The office opens the year's campaign; the unit proposes, plans; the office establishes; both begin."""
    office, handler = people["office"], people["handler"]
    office.goto(city.at("campaigns/add/"))
    office.fill("[name=code]", "drive-2021")
    office.fill("[name=year]", str(YEAR))
    office.select_option("[name=kind]", "city_campaign")
    office.fill("[name=title]", "流程再造攻坚战")
    office.select_option("[name=lead_unit]", label="潍坊市行政审批服务局")
    sent(office)
    for number, title in ((NUMBER, "一窗受理全覆盖"), (SILENT, "电子证照全共享")):
        handler.goto(city.at("add/"))
        handler.fill("[name=number]", number)
        handler.select_option("[name=campaign]", label="流程再造攻坚战")
        handler.fill("[name=title]", title)
        handler.select_option("[name=lead_unit]", label="潍坊市行政审批服务局")
        handler.fill("[name=start]", f"{YEAR}-02-04")
        handler.fill("[name=due]", f"{YEAR}-12-31")
        sent(handler)
        for line, (step, due, weight) in enumerate((("系统上线", "02-10", 40), ("数据打通", "02-22", 60))):
            handler.fill(f"[name=step-{line}-title]", step)
            handler.fill(f"[name=step-{line}-due]", f"{YEAR}-{due}")
            handler.fill(f"[name=step-{line}-weight]", str(weight))
        sent(handler)
        for move in ("establish", "start"):
            office.goto(city.at(f"measures/{number}/{move}/"))
            sent(office)


def report_of(city: City, number: str = NUMBER) -> str:
    return city.at(f"months/{YEAR}/{MONTH}/reports/{number}/")


def a_report_is_written_and_claims_a_milestone(handler, city: City) -> None:
    handler.goto(report_of(city))
    handler.locator(".to-claim a").first.click()
    handler.wait_for_url("**/claims/**")
    handler.fill("[name=title]", "验收报告")
    handler.set_input_files("[name=upload]", city.paper)
    sent(handler)
    handler.wait_for_url(report_of(city))
    handler.fill("[name=progress]", "系统上线运行，首批事项已可一窗受理。")
    handler.fill("[name=problems]", "两个部门的数据尚未打通。")
    handler.fill("[name=next_steps]", "3月底前完成数据对接。")
    with handler.expect_navigation():
        handler.locator("button[name=then][value=send]").click()
    assert "系统上线运行" in handler.locator("main").inner_text()


def one_of_the_chain_signs(signer, city: City) -> None:
    signer.goto(report_of(city))
    signer.locator("section.sign [name=opinion][value=agreed]").check()
    with signer.expect_navigation():
        signer.locator("section.sign button.primary").click()
    assert signer.locator("section.sign").count() == 0


def the_office_verifies_and_accepts(office, city: City) -> None:
    office.goto(report_of(city))
    with office.expect_navigation():
        office.locator(".claim .rule form button").first.click()
    with office.expect_navigation():
        office.locator("section.next form button.primary").click()
    assert office.locator("section.next form button.primary").count() == 0


def an_inspector_visits(people, city: City) -> None:
    office, inspector = people["office"], people["inspector"]
    office.goto(city.at("inspections/add/"))
    for name, value in {
        "code": "month-walk",
        "title": "二月专项督导",
        "year": str(YEAR),
        "since": f"{YEAR}-02-10",
        "until": f"{YEAR}-03-10",
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
    office.fill("[name=measures]", NUMBER)
    office.fill("[name=reason]", "群众关注度高")
    sent(office)
    office.goto(city.at("inspections/month-walk/"))
    office.locator("section.next a.button.primary").click()
    office.wait_for_url("**/start/")
    sent(office)
    inspector.goto(city.at("inspections/month-walk/"))
    inspector.locator("section.next a.button.primary").click()
    inspector.locator("[data-submit]").wait_for()
    inspector.select_option("[name=measure]", index=1)
    inspector.fill("[name=place]", "市政务服务中心二楼大厅")
    inspector.fill("[name=evaluated]", "20")
    inspector.fill("[name=notes]", "窗口已设，数据仍靠人工录入。")
    inspector.locator("[data-submit]").click()
    # Sent by the phone itself.
    inspector.locator("[data-list] a").first.wait_for(timeout=30_000)
    office.goto(city.at("inspections/month-walk/"))
    assert "20%" in office.locator("main").inner_text()


def the_month_is_frozen(office, city: City) -> None:
    city.day(office, f"{YEAR}-02-28")
    for month in (MONTH - 1, MONTH):
        office.goto(city.at(f"months/{YEAR}/{month}/freeze/"))
        sent(office)
        office.wait_for_url("**/jobs/**")
        office.locator(".light.ok").wait_for(timeout=120_000)
    office.goto(city.at(f"months/{YEAR}/{MONTH}/"))
    assert "2" in office.locator(".board").inner_text()


def item(page, number: str = NUMBER):
    """A measure's place on the agenda."""
    return page.locator(f".agenda > li:has(a[href$='/measures/{number}/'])")


def the_review_is_prepared(people, city: City) -> None:
    office, handler = people["office"], people["handler"]
    office.goto(city.at("reviews/prepare/"))
    office.select_option("[name=month]", label=f"{YEAR}年{MONTH}月")
    office.fill("[name=held_on]", f"{YEAR}-03-05")
    office.fill("[name=place]", "市会议中心")
    office.select_option("[name=chair]", label="丁向洲")
    sent(office)
    office.wait_for_url(f"**/reviews/{YEAR}/{MONTH}/")
    assert item(office).count() == item(office, SILENT).count() == 1
    while item(office).locator("button[value=up]").count():
        with office.expect_navigation():
            item(office).locator("button[value=up]").click()
    handler.goto(city.at(f"reviews/{YEAR}/{MONTH}/"))
    item(handler).locator("a[href$='/statement/']").click()
    handler.fill("[name=presenter]", "市行政审批服务局局长")
    handler.fill("[name=statement]", "已完成窗口整合，数据对接3月底前完成。")
    sent(handler)
    assert "数据对接3月底前完成" in handler.locator("main").inner_text()


def the_chair_comments_while_the_hall_looks_on(browser, people, city: City) -> None:
    office, chair = people["office"], people["chair"]
    review = city.at(f"reviews/{YEAR}/{MONTH}/")
    city.day(office, f"{YEAR}-03-05")
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
        chair.fill("[name=title]", "3月底前打通数据，报改革办验收")
        chair.fill("[name=due]", f"{YEAR}-03-26")
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
        for words in ("改办通报〔2021〕", "窗口整合见效快", "打通数据", "2021年3月26日"):
            assert words in text
        printed = visitor.pdf(path=tmp_path / "circular.pdf", format="A4", prefer_css_page_size=True)
        assert printed.startswith(b"%PDF")
        assert len(printed) > 20_000
        with visitor.expect_download() as waiting:
            visitor.locator("a[href$='/docx/']").click()
        assert waiting.value.path().read_bytes().startswith(b"PK")
