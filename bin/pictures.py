#!/usr/bin/env python3
"""The pictures of the README, taken from the running product with the sample city, into docs/pictures/.

Needs Chromium; the picture of the official document also LibreOffice and pdftoppm (without them it is left as it is).
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from steps import PYTHON, ROOT, StepError, main_of, run, say, step

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PASSWORD = "Gaige-2020"
DESK, PHONE = (1280, 800), (360, 740)


@dataclass(frozen=True)
class Shot:
    """One picture: the page, who looks at it, in which language and at which size."""

    name: str
    address: str
    account: str = ""
    language: str = "zh-hans"
    size: tuple[int, int] = DESK


SHOTS = (
    Shot("overview-zh", "/"),
    Shot("overview-en", "/", language="en"),
    Shot("overview-phone", "/", size=PHONE),
    Shot("figure-zh", "/indicators/programmes.measures/?year=2020"),
    Shot("figure-en", "/indicators/programmes.measures/?year=2020", language="en"),
    Shot("figure-phone", "/indicators/programmes.measures/?year=2020", size=PHONE),
    Shot("ledger-zh", "/programmes/", "reform-clerk"),
    Shot("ledger-en", "/programmes/", "reform-clerk", language="en"),
    Shot("ledger-phone", "/programmes/", "reform-clerk", size=PHONE),
    Shot("measure-zh", "first measure", "reform-clerk"),
    Shot("measure-en", "first measure", "reform-clerk", language="en"),
    Shot("measure-phone", "first measure", "reform-clerk", size=PHONE),
    Shot("desk-zh", "/desk/", "reform-head"),
    Shot("board-zh", "/programmes/board/2020/12/", "reform-head"),
    Shot("board-en", "/programmes/board/2020/12/", "reform-head", language="en"),
    Shot("board-phone", "/programmes/board/2020/12/", "reform-head", size=PHONE),
)


@contextmanager
def sample_city() -> Iterator[str]:
    """The product on a free port with a sample city of its own; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="gongjian-pictures-") as folder:
        env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "GONGJIAN_MODE")}
        os.environ.clear()
        os.environ.update(env, GONGJIAN_VAR=folder, PORT=port, HOST="127.0.0.1")
        with step("the sample city"):
            run([str(PYTHON), "manage.py", "migrate", "--no-input"])
            run([str(PYTHON), "manage.py", "load_pack", "packs/weifang2020"])
        with subprocess.Popen([str(PYTHON), "manage.py", "serve"], cwd=ROOT, stdout=subprocess.DEVNULL) as server:
            try:
                address = f"http://127.0.0.1:{port}"
                wait_for(server, address)
                yield address
            finally:
                server.terminate()


def wait_for(server: subprocess.Popen, address: str) -> None:
    while server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=2):
            return
    raise StepError("The product did not start; what it said stands above.")


def sign_in(page: Page, address: str, account: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", account)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def take(browser: Browser, address: str, shot: Shot) -> None:
    width, height = shot.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    context.add_cookies([{"name": "django_language", "value": shot.language, "url": address}])
    page = context.new_page()
    if shot.account:
        sign_in(page, address, shot.account)
    page.goto(address + (first_measure(page, address) if shot.address == "first measure" else shot.address))
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{shot.name}.png")
    context.close()


def first_measure(page: Page, address: str) -> str:
    """Of the ledger's running measures the first, as a reader would open it."""
    page.goto(f"{address}/programmes/?state=running")
    link = page.locator('main a[href^="/programmes/measures/"]').first
    return str(link.get_attribute("href"))


def take_document() -> None:
    """The overview as an official document: its first page and the first of its annex."""
    missing = [name for name in ("soffice", "pdftoppm") if not shutil.which(name)]
    if missing:
        say(f"  ! {', '.join(missing)} missing: the picture of the document stays as it is")
        return
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "overview.docx"
        run([str(PYTHON), "manage.py", "overview", "2020", "--format", "docx", "-o", str(document)])
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(document)])
        target = str(PICTURES / "document")
        run(["pdftoppm", "-png", "-r", "70", "-f", "1", "-l", "1", "-singlefile", f"{folder}/overview.pdf", target])


def pictures() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sample_city() as address:
        with step(f"{len(SHOTS)} pictures"), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            for shot in SHOTS:
                take(browser, address, shot)
            browser.close()
        with step("the document"):
            take_document()


if __name__ == "__main__":
    main_of(pictures)
