"""The reform office at its desk: the ledger, an import with a mistake, a measure taken out and put back."""

import csv
import io

import openpyxl
import pytest

from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.journey


def test_a_clerk_finds_a_measure_by_two_characters_sorts_filters_and_exports(page, server):
    sign_in(page, server, "reform-clerk")
    page.goto(f"{server}/programmes/")
    page.fill(".filters [name=q]", "健康")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    rows = page.locator("table.list tbody tr")
    found = rows.count()
    assert 0 < found < 50
    page.locator("table.list thead a").first.click()
    page.wait_for_url("**sort=**")
    assert page.locator("table.list thead th[aria-sort]").count() == 1
    assert rows.count() == found
    assert "q=" in page.url
    with page.expect_download() as waiting:
        page.locator(".table-foot a", has_text=".csv").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == found + 1
    with page.expect_download() as waiting:
        page.locator(".acts").get_by_role("link", name="导出").click()
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert "健康" in str([cell.value for row in book.worksheets[0].iter_rows() for cell in row])
    page.locator("ul.chips a.chip", has_text="清除全部").click()
    assert rows.count() == 50


def test_a_clerk_imports_a_workbook_with_one_mistake_mends_it_and_finds_the_result_in_the_inbox(
    page, own_server, tmp_path
):
    sign_in(page, own_server, "reform-clerk")
    page.goto(f"{own_server}/programmes/?q=健康")
    with page.expect_download() as waiting:
        page.locator(".acts").get_by_role("link", name="导出").click()
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(waiting.value.path().read_bytes())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if "编号" in str([cell.value for cell in row]))
    columns = {cell.value: cell.column for cell in head}
    row, title = head[0].row + 1, "试点单病种付费，改后的名称"
    unit = sheet.cell(row, columns["牵头单位"]).value
    sheet.cell(row, columns["牵头单位"]).value = "没有这个单位"
    sheet.cell(
        row,
        next(
            number
            for name, number in columns.items()
            if name and "举措" in name and "英" not in name and "编号" not in name
        ),
    ).value = title
    book.save(path)

    page.goto(f"{own_server}/programmes/import/")
    page.set_input_files("input[type=file]", path)
    page.locator("main form button.primary").click()
    page.locator("table.problems").wait_for()
    problem = page.locator("table.problems tbody tr")
    assert problem.count() == 1
    assert "没有这个单位" in problem.inner_text()
    assert str(row) in problem.inner_text()
    assert page.locator("main form button.primary").count() == 0

    sheet.cell(row, columns["牵头单位"]).value = unit
    book.save(path)
    page.goto(f"{own_server}/programmes/import/")
    page.set_input_files("input[type=file]", path)
    page.locator("main form button.primary").click()
    page.locator("ins.added", has_text=title).wait_for()
    page.locator("main form button.primary").click()
    page.wait_for_url("**/jobs/**")
    page.locator(".light.ok").wait_for(timeout=30_000)  # by itself, without a reload
    page.goto(f"{own_server}/inbox/")
    assert "已完成" in page.locator("main").inner_text()
    page.goto(f"{own_server}/programmes/?q=改后的名称")
    assert page.locator("table.list tbody tr").count() == 1


def test_a_measure_that_is_removed_leaves_the_overview_and_comes_back_with_it(page, own_server):
    sign_in(page, own_server, "reform-head")
    page.goto(f"{own_server}/programmes/?state=running")
    page.locator("table.list tbody tr td.main a").first.click()
    measure = page.url
    page.goto(measure.rstrip("/") + "/remove/")
    page.fill("[name=reason]", "重复登记")
    page.locator("main form button.primary").click()
    page.goto(own_server)
    assert "196项" in page.locator("article").first.inner_text()
    assert "197项" not in page.locator("article").first.inner_text()
    page.goto(measure)
    page.locator(".acts").get_by_role("button", name="恢复").click()
    page.goto(own_server)
    assert "197项" in page.locator("article").first.inner_text()
    page.goto(measure)
    story = page.locator(".story").inner_text()
    assert "重复登记" in story


def test_a_measure_goes_its_way_from_proposal_to_strike_off_through_four_hands(browser, own_server, tmp_path):
    """The unit proposes and proves, its head signs, the reform office decides and signs last."""
    from tests.journeys.conftest import opened

    paper = tmp_path / "验收报告.pdf"
    paper.write_bytes(b"%PDF-1.4 proof")
    with opened(browser) as handler, opened(browser) as office, opened(browser) as head:
        sign_in(handler, own_server, "shouguang-handler")
        sign_in(office, own_server, "reform-head")
        sign_in(head, own_server, "shouguang-head")
        handler.goto(f"{own_server}/programmes/?mine=yes&state=running")
        handler.locator("table.list tbody tr td.main a").first.click()
        measure = handler.url
        while handler.locator(".milestones .submit a").count():
            handler.locator(".milestones .submit a").first.click()
            handler.fill("[name=title]", "验收报告")
            handler.set_input_files("input[type=file]", paper)
            handler.locator("main form button.primary").click()
            handler.wait_for_url(lambda url: "/evidence/" not in url)
            office.goto(measure)
            office.get_by_role("button", name="核验", exact=False).first.click()
            office.wait_for_load_state()
            handler.goto(measure)
        assert handler.goto(measure.rstrip("/") + "/apply-strike-off/").status == 404  # the head signs
        head.goto(measure.rstrip("/") + "/apply-strike-off/")
        head.locator("main form button.primary").click()
        head.wait_for_url(measure)
        office.goto(measure.rstrip("/") + "/strike-off/")
        office.locator("main form button.primary").click()
        office.wait_for_url(measure)
        assert "已销号" in office.locator(".head").inner_text()
