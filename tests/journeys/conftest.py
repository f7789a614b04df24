"""A running product and a real browser. Nothing here reaches into the product: it is used as people use it.

`server` serves the sample city and is only looked at; `own_server` is a fresh copy that a journey may change.
Every page fails its journey on an error in the console (the content policy's refusals among them), on a script
that fails, and on a request that leaves the host.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
SAMPLE_PASSWORD = "Gaige-2020"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """SQLite in a folder of its own, whatever database the other tests run on."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "GONGJIAN_MODE", "DEBUG")}
    return kept | {"GONGJIAN_VAR": str(folder), "HOST": "127.0.0.1"} | more


def prepared(folder: Path, kind: str) -> Path:
    command = [sys.executable, str(ROOT / "tests" / "journeys" / "prepare.py"), kind]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True, timeout=300)
    return folder


@pytest.fixture(scope="session")
def city(tmp_path_factory, worker_id):
    """A data folder with the sample city loaded; copied, never served itself. Loaded once for all processes of a run:
    whoever comes second waits for the first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "city"
    with (folder.parent / "city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.copytree(prepared(tmp_path_factory.mktemp("city"), "city"), folder)
    return folder


@contextmanager
def served(folder: Path):
    """`manage.py serve` on a free port: web server, worker and sealer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    with (folder / "serve.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment(folder, PORT=str(port)), stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, folder / "serve.log")
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/robots.txt", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The product does not answer.\n{log.read_text()}")


@pytest.fixture(scope="session")
def server(city, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "var"
    shutil.copytree(city, folder)
    with served(folder) as address:
        yield address


@pytest.fixture
def own_server(city, tmp_path):
    """A city of one's own; `.folder` of the string's test is `own_folder`."""
    shutil.copytree(city, tmp_path / "var")
    with served(tmp_path / "var") as address:
        yield address


@pytest.fixture(scope="session")
def small_world(tmp_path_factory):
    """The permission table's world, served: (address of the server, the table's addresses in it)."""
    folder = prepared(tmp_path_factory.mktemp("world"), "world")
    addresses = json.loads((folder / "addresses.json").read_text(encoding="utf-8"))
    with served(folder) as address:
        yield address, addresses


# --- the browser ----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def browser():
    """A browser runs an event loop in this thread; Django's tests of the same process must not mind."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed. As root: apt install chromium")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Watch:
    """What a page did that it should not have done."""

    def __init__(self, page: Page):
        self.wrongs: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrongs.append(f"script: {error}"))
        page.on("request", self._asked)

    def _heard(self, message) -> None:
        expected = "the server responded with a status of 4" in message.text  # a 404 that was asked for
        if message.type == "error" and not expected:
            self.wrongs.append(f"console: {message.text}")

    def _asked(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.wrongs.append(f"left the host: {request.url}")


@contextmanager
def opened(browser: Browser, size=DESK, *, language="", **options):
    """A page in a context of its own, watched."""
    context = browser.new_context(viewport=size, accept_downloads=True, **options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    watch = Watch(page)
    try:
        yield page
    finally:
        context.close()
    assert watch.wrongs == []


@pytest.fixture
def page(browser):
    with opened(browser) as page:
        yield page


@pytest.fixture
def phone(browser):
    with opened(browser, PHONE, has_touch=True) as page:
        yield page


@pytest.fixture
def plain(browser):
    """A browser without JavaScript."""
    with opened(browser, java_script_enabled=False) as page:
        yield page


def sign_in(page: Page, server: str, name: str, password: str = SAMPLE_PASSWORD) -> None:
    page.goto(f"{server}/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
