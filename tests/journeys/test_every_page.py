"""Every page of the permission table, as somebody who may open it sees it: accessible, and it fits.

axe-core finds nothing on a desk in Chinese and on a phone in English; nothing scrolls sideways on a phone; large
type clips nothing.
"""

import pytest

from tests.journeys.conftest import DESK, PHONE, ROOT, Watch, sign_in
from tests.test_permissions import lines
from tests.world import PASSWORD, ROLES

pytestmark = pytest.mark.journey

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Whose eyes a page is seen with, where several may open it: whoever has most on the page.
FIRST = ("reform_office", "overview_editor", "security", "system", "audit", "figure_reporter", "unit_head", "visitor")
CLIPPED = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const style = getComputedStyle(e);
  if (style.overflowX !== "hidden" || style.textOverflow === "ellipsis" || e.clientWidth < 3) return false;
  return e.scrollWidth > e.clientWidth + 1 && e.innerText && e.innerText.trim();
}).map((e) => e.outerHTML.slice(0, 120))"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages():
    """(address, role) of every line that shows a page."""
    for row in lines():
        if row["method"] == "GET":
            seeing = [role for role in (*FIRST, *ROLES) if row[role] == "page"]
            if seeing:
                yield row["address"], seeing[0]


@pytest.fixture(scope="module")
def eyes(browser, small_world):
    """A page for each role, size and language, signed in once."""
    server, _addresses = small_world
    known, contexts = {}, []

    def look(role, size, language, large):
        key = (role, size["width"], language, large)
        if key not in known:
            context = browser.new_context(viewport=size, reduced_motion="reduce")  # nothing is judged half faded in
            contexts.append(context)
            settings = {"django_language": language, "large_type": "1" if large else "0"}
            context.add_cookies([{"name": name, "value": value, "url": server} for name, value in settings.items()])
            page = context.new_page()
            if role != "visitor":
                sign_in(page, server, role.replace("_", "-"), PASSWORD)
            known[key] = page, Watch(page)
        return known[key]

    yield look
    for context in contexts:
        context.close()


def findings(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("name", "role"), list(pages()), ids=lambda value: value)
def test_a_page_is_accessible_and_fits(name, role, eyes, small_world):
    server, addresses = small_world
    wrongs = []
    for size, language, large in ((DESK, "zh-hans", False), (PHONE, "en", False), (PHONE, "zh-hans", True)):
        page, watch = eyes(role, size, language, large)
        answer = page.goto(server + addresses[name])
        assert answer.status == 200
        if not answer.headers["content-type"].startswith("text/html"):
            watch.wrongs.clear()
            return  # a picture, a script, a line of text: it has no page's duties, and a picture's frame runs no axe
        where = f"{size['width']} {language}{' large' if large else ''}"
        if size is PHONE and page.evaluate(WIDE) > 0:
            wrongs.append(f"{where}: scrolls sideways")
        wrongs += [f"{where}: clipped {element}" for element in page.evaluate(CLIPPED)] if large else []
        wrongs += [] if large else [f"{where}: {finding}" for finding in findings(page)]
        wrongs += [f"{where}: {wrong}" for wrong in watch.wrongs]
        watch.wrongs.clear()
    assert not wrongs, "\n".join(wrongs)
