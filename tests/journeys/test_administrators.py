"""Three administrators, none of whom can do another's work; and the auditor's export."""

import subprocess
import sys

import pytest

from tests.journeys.conftest import ROOT, opened, sign_in

pytestmark = pytest.mark.journey


def test_a_new_colleague_gets_an_account_a_duty_and_a_password_from_two_different_hands(browser, own_server):
    with opened(browser) as system, opened(browser) as security, opened(browser) as colleague:
        sign_in(system, own_server, "system")
        system.goto(f"{own_server}/organizations/people/add/")
        system.fill("[name=code]", "xin-lai")
        system.fill("[name=name]", "辛来")
        system.locator("main form button.primary").click()
        system.wait_for_url("**/people/xin-lai/")
        system.goto(f"{own_server}/organizations/people/xin-lai/account/")
        system.fill("[name=username]", "xin-lai")
        system.locator("main form button.primary").click()
        system.wait_for_load_state()
        # The system administrator can neither set a password nor give a duty.
        assert system.goto(f"{own_server}/organizations/accounts/xin-lai/password/").status == 404
        system.goto(f"{own_server}/organizations/units/")
        system.locator("table.list tbody td.main a").first.click()
        assert system.locator("a[href$='/duties/']").count() == 0

        sign_in(security, own_server, "security")
        security.goto(f"{own_server}/organizations/accounts/xin-lai/password/")
        security.locator("main form button.primary").click()
        security.locator("main code").first.wait_for()
        password = security.locator("main code").first.inner_text().strip()
        assert security.goto(f"{own_server}/organizations/people/add/").status == 404

        sign_in(colleague, own_server, "xin-lai", password)
        colleague.wait_for_url("**/password/change/")  # a one-time password opens only this page
        colleague.goto(f"{own_server}/inbox/")
        assert "/password/change/" in colleague.url
        colleague.fill("[name=oldpassword]", password)
        for name in ("password1", "password2"):
            colleague.fill(f"[name={name}]", "Gongjian-Xin-01")
        colleague.locator("main form button.primary, main form button[type=submit]").first.click()
        colleague.wait_for_url(lambda url: "/password/change/" not in url)
        assert colleague.goto(f"{own_server}/inbox/").status == 200
        assert colleague.goto(f"{own_server}/programmes/").status == 404  # no post, no ledger


def test_whoever_guesses_passwords_is_locked_out_and_let_in_again_by_the_security_administrator(browser, own_server):
    with opened(browser) as guesser, opened(browser) as security:
        for _ in range(5):
            guesser.goto(f"{own_server}/accounts/login/")
            guesser.fill("[name=login]", "reform-clerk")
            guesser.fill("[name=password]", "wrong-password")
            guesser.press("[name=password]", "Enter")
            guesser.wait_for_load_state()
        guesser.goto(f"{own_server}/accounts/login/")
        guesser.fill("[name=login]", "reform-clerk")
        guesser.fill("[name=password]", "Gaige-2020")
        guesser.press("[name=password]", "Enter")
        guesser.wait_for_load_state()
        assert "锁定" in guesser.locator("main").inner_text()
        sign_in(security, own_server, "security")
        security.goto(f"{own_server}/organizations/accounts/reform-clerk/unlock/")
        security.locator("main form button.primary").click()
        security.wait_for_load_state()
        sign_in(guesser, own_server, "reform-clerk")
        assert guesser.goto(f"{own_server}/inbox/").status == 200


def test_the_auditor_reads_the_chain_and_exports_it_and_it_is_checked_without_the_application(page, own_server):
    sign_in(page, own_server, "audit")
    page.goto(f"{own_server}/audit/")
    assert "登录" in page.locator("table.list tbody").inner_text()
    page.locator("table.list tbody td a").first.click()
    page.wait_for_url("**/audit/*/")
    page.goto(f"{own_server}/audit/seals/")
    for _second in range(60):  # the sealer works every five seconds; a whole city's records take it a while
        if page.locator("table.list tbody tr").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    assert page.locator("table.list tbody tr").count() >= 1
    with page.expect_download() as waiting:
        page.locator(".acts a.primary").click()
    checker = [sys.executable, "-I", str(ROOT / "bin" / "check_seal.py"), str(waiting.value.path())]
    answer = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
    assert answer.stdout.rstrip().endswith("whole")
    for address in ("/programmes/", "/organizations/sessions/", "/organizations/people/add/", "/overviews/"):
        assert page.goto(own_server + address).status == 404
