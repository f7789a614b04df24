import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, transaction
from django.test import RequestFactory
from django.utils import timezone

from gongjian.core import jobs, views
from gongjian.core.audit import record, seal_records
from gongjian.core.models import AuditRecord, Job, Notification
from gongjian.core.notifications import notify
from gongjian.core.tests.factories import account, records, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(client):
    who = account("li", "reader")
    sign_in(client, who)
    return who


@pytest.fixture
def auditor(client):
    who = account("auditor", "audit_admin")
    sign_in(client, who)
    return who


# --- the reader's settings ----------------------------------------------------------------------
def test_the_language_is_kept_and_leads_back(client):
    response = client.post("/settings/language/", {"language": "en", "next": "/healthz?x=1"})
    assert response.url == "/healthz?x=1"
    cookie = client.cookies[project.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("en", "Lax", True)


@pytest.mark.parametrize("secure", [True, False])
def test_what_a_reader_sets_travels_as_the_session_does(client, settings, secure):
    settings.SESSION_COOKIE_SECURE = secure
    client.post("/settings/language/", {"language": "en"})
    client.post("/settings/type/", {"large": "1"})
    assert len(client.cookies) == 2
    assert {bool(cookie["secure"]) for cookie in client.cookies.values()} == {secure}


@pytest.mark.parametrize("language", ["de", "", "../zh", "<script>", "en\r\nX: y"])
def test_a_language_that_is_not_spoken_here_is_ignored(client, language):
    client.post("/settings/language/", {"language": language})
    assert project.LANGUAGE_COOKIE_NAME not in client.cookies


def test_large_type_is_one_click_away_and_back(client):
    client.post("/settings/type/", {"large": "1", "next": "/"})
    assert 'class="large-type"' in client.get("/no-such-page/").content.decode()
    client.post("/settings/type/", {"large": "0", "next": "/"})
    assert 'class="large-type"' not in client.get("/no-such-page/").content.decode()


OUTSIDE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "///evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "core:audit_list",
    "\x01//evil.example",
    "",
]


@pytest.mark.parametrize("target", OUTSIDE)
@pytest.mark.parametrize("address", ["/settings/language/", "/settings/type/"])
def test_nobody_is_led_to_another_host(client, address, target):
    assert client.post(address, {"next": target, "language": "en"}).url == "/"


@pytest.mark.parametrize("target", OUTSIDE)
def test_a_line_of_the_inbox_leads_nowhere_outside(client, li, target):
    (line,) = notify([li], title="x", url=target, kind="test")
    assert client.post(f"/inbox/{line.pk}/").url == "/inbox/"


@pytest.mark.parametrize("address", ["/settings/language/", "/settings/type/", "/settings/stay/", "/inbox/read/"])
def test_what_changes_something_is_not_done_by_looking_and_a_page_says_so(client, li, address):
    response = client.get(address)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "不能直接打开" in response.content.decode()


def test_what_is_only_read_takes_nothing_and_a_page_says_so_in_the_readers_language(client, li):
    client.cookies[project.LANGUAGE_COOKIE_NAME] = "en"
    response = client.post("/inbox/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "Nothing can be sent here" in response.content.decode()


def test_a_wrong_method_is_answered_to_strangers_too(client, db):
    text = client.get("/settings/language/").content.decode()
    assert "<main" in text and "不能直接打开" in text


# --- inbox ----------------------------------------------------------------------------------------
def test_the_inbox_shows_ones_own_lines_and_nobody_elses(client, li):
    notify([li], title="有新的批示", body="第一行\n<b>第二行</b>", url="/healthz", kind="test")
    notify([account("wang")], title="别人的事项", kind="test")
    text = client.get("/inbox/").content.decode()
    assert "有新的批示" in text
    assert "别人的事项" not in text
    assert "&lt;b&gt;第二行" in text


def test_opening_a_line_marks_it_read_and_leads_to_its_matter(client, li):
    (line,) = notify([li], title="有新的批示", url="/healthz", kind="test")
    assert client.post(f"/inbox/{line.pk}/").url == "/healthz"
    line.refresh_from_db()
    read_at = line.read_at
    assert read_at is not None
    client.post(f"/inbox/{line.pk}/")
    line.refresh_from_db()
    assert line.read_at == read_at
    assert "有新的批示" not in client.get("/inbox/").content.decode()
    assert "有新的批示" in client.get("/inbox/?tab=read").content.decode()


def test_somebody_elses_line_does_not_exist(client, li):
    (line,) = notify([account("wang")], title="别人的事项", url="/", kind="test")
    assert client.post(f"/inbox/{line.pk}/").status_code == 404
    line.refresh_from_db()
    assert line.read_at is None


def test_all_can_be_marked_as_read_at_once_but_only_ones_own(client, li):
    other = account("wang")
    notify([li, other], title="x", kind="test")
    client.post("/inbox/read/")
    assert list(Notification.objects.filter(read_at=None).values_list("recipient", flat=True)) == [other.pk]


@pytest.mark.parametrize("query", ["", "page=2", "page=99", "page=x", "tab=nonsense", "tab=read&page=-1"])
def test_a_long_inbox_comes_in_pages_and_junk_is_no_error(client, li, query):
    Notification.objects.bulk_create(Notification(recipient=li, kind="t", title=f"第{n}件") for n in range(70))
    assert client.get(f"/inbox/?{query}").status_code == 200
    assert "第0件" in client.get("/inbox/?page=3").content.decode()


def test_an_empty_inbox_says_what_will_appear(client, li):
    assert "没有未读通知" in client.get("/inbox/").content.decode()


# --- jobs -----------------------------------------------------------------------------------------
def test_a_jobs_page_shows_its_progress_and_its_fragment_only_that(client, li):
    job = jobs.open_job("导入举措", by=li)
    jobs.report(job, 25, 100)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "25 / 100" in page
    assert "hx-get" in page
    fragment = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "25 / 100" in fragment
    assert "<html" not in fragment


def test_a_job_that_has_ended_is_no_longer_asked_for(client, li):
    job = jobs.open_job("导入举措", by=li)
    jobs.finish(job, url="/healthz", message="好了")
    text = client.get(job.get_absolute_url()).content.decode()
    assert "hx-get" not in text
    assert 'href="/healthz"' in text


def test_somebody_elses_job_does_not_exist(client, li):
    job = jobs.open_job("x", by=account("wang"))
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.get("/jobs/999999/").status_code == 404
    assert Job.objects.count() == 1


# --- the audit's screens --------------------------------------------------------------------------
AUDIT = ["/audit/", "/audit/seals/", "/audit/export/"]


@pytest.mark.parametrize("duties", [(), ("reader",), ("reform_office",), ("system_admin",), ("security_admin",)])
def test_the_audit_does_not_exist_for_others(client, duties):
    records(1)
    sign_in(client, account("x", *duties))
    for address in [*AUDIT, f"/audit/{AuditRecord.objects.first().pk}/"]:
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", AUDIT)
def test_a_visitor_is_asked_to_sign_in(client, address):
    assert client.get(address).url.startswith("/accounts/login/")


def test_the_auditor_sees_the_chain_a_record_and_its_seal(client, auditor):
    records(2, subject="<b>甲</b>")
    row = AuditRecord.objects.first()
    assert "尚未封存" in client.get(f"/audit/{row.pk}/").content.decode()
    seal = seal_records()
    text = client.get(f"/audit/{row.pk}/").content.decode()
    assert seal.seal in text
    assert "&lt;b&gt;甲" in text
    assert "<b>甲" not in text
    assert seal.seal in client.get("/audit/seals/").content.decode()
    assert "新增人员" in client.get("/audit/").content.decode()
    assert "person.added" in text
    assert client.get("/audit/999999/").status_code == 404


def test_a_record_is_shown_in_the_words_people_know_and_survives_the_end_of_its_kind(client, auditor):
    records(1)
    row = AuditRecord.objects.get()
    client.cookies[project.LANGUAGE_COOKIE_NAME] = "en"
    text = client.get(f"/audit/{row.pk}/").content.decode()
    for words in ("the system", "English name", "person"):
        assert words in text
    row.pk, row.subject_type = None, "gone.thing"
    row.save(force_insert=True)
    assert "gone.thing" in client.get(f"/audit/{row.pk}/").content.decode()


@pytest.mark.parametrize(
    ("wanted", "found"), [("person.added", True), ("account.signed_in", False), ("person.a", True), ("'", True)]
)
def test_the_chain_is_filtered_by_an_action_and_what_is_none_is_not_in_force(client, auditor, wanted, found):
    records(1, subject="甲某")
    assert ("甲某" in client.get("/audit/", {"action": wanted}).content.decode()) == found


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "新增人员"), ("en", "added the person")])
def test_the_action_is_chosen_among_words_in_the_readers_language(client, auditor, language, words):
    client.cookies[project.LANGUAGE_COOKIE_NAME] = language
    records(1)
    text = client.get("/audit/", {"action": "person.added"}).content.decode()
    assert f'<option value="person.added" selected>{words}</option>' in text
    assert f"{words} <span" in text  # the chip that takes the filter away


def test_the_exported_chain_has_the_code_beside_its_words(client, auditor):
    records(1)
    text = b"".join(client.get("/audit/?export=csv").streaming_content).decode()
    assert "新增人员,person.added" in text


def test_a_browser_in_a_note_is_named_shortly_in_the_list_and_kept_whole_in_the_record(client, auditor):
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/120 Safari/537"
    who = account("b", "system_admin")
    with transaction.atomic():
        row = record(who, "account.signed_in", by=who, before={}, note=agent)
    listed = client.get("/audit/").content.decode()
    assert "Chrome · Linux" in listed
    assert "AppleWebKit" not in listed
    assert agent in client.get(f"/audit/{row.pk}/").content.decode()


@pytest.mark.parametrize("sealed", [True, False])
def test_whoever_exports_the_chain_leaves_a_record(client, auditor, sealed):
    if sealed:
        records(1)
        seal_records()
    client.get("/audit/export/")
    exported = AuditRecord.objects.get(action="audit.exported")
    assert exported.actor_id == str(auditor.pk)
    assert exported.changes == {}


def test_what_the_auditor_exports_is_accepted_without_the_application(client, auditor, tmp_path):
    records(5)
    seal_records()
    response = client.get("/audit/export/")
    assert response["Content-Disposition"].startswith("attachment;")
    file = tmp_path / "chain.jsonl"
    file.write_bytes(b"".join(response.streaming_content))
    checker = [sys.executable, "-I", str(project.BASE_DIR / "bin" / "check_seal.py"), str(file)]
    answer = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
    assert "5 records" in answer.stdout
    lines = file.read_text(encoding="utf-8").splitlines()
    forged = json.loads(lines[2])
    forged["record"]["content"]["actor"] = "somebody else"
    lines[2] = json.dumps(forged)
    file.write_text("\n".join(lines), encoding="utf-8")
    answer = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "altered" in answer.stdout


# --- for machines ---------------------------------------------------------------------------------
def test_health_is_well_when_the_sealer_keeps_up(client):
    assert client.get("/healthz").json() == {"database": "up", "oldest_unsealed_seconds": 0, "sealer": "ok"}


def test_health_is_503_when_a_record_waits_too_long_for_its_seal(client, monkeypatch):
    records(1)
    later = timezone.now() + timedelta(minutes=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["sealer"]) == (503, "late")


def test_health_is_503_without_a_database_and_says_nothing_of_its_inside(client, monkeypatch):
    def gone():
        raise DatabaseError("connection to server at db.internal failed")

    monkeypatch.setattr(views, "unsealed_records", gone)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "down"})


# --- what went wrong ------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "没有这个页面"), ("en", "There is no such page")])
def test_an_address_that_is_not_there_says_so_in_the_readers_language(client, language, words):
    client.cookies[project.LANGUAGE_COOKIE_NAME] = language
    response = client.get("/nothing/<script>alert(1)</script>/")
    assert response.status_code == 404
    assert words in response.content.decode()
    assert "<script>alert" not in response.content.decode()


def test_a_refusal_says_why_and_whom_to_ask():
    request = RequestFactory().get("/")
    text = views.permission_denied(request, PermissionDenied("只有牵头单位可以提交。")).content.decode()
    assert "只有牵头单位可以提交。" in text
    assert views.permission_denied(request, PermissionDenied()).status_code == 403


def test_a_form_sent_without_its_token_is_refused_with_what_to_do(client):
    client.handler.enforce_csrf_checks = True
    response = client.post("/settings/language/", {"language": "en"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_a_request_that_cannot_be_read_is_400(client):
    assert views.bad_request(RequestFactory().get("/"), SuspiciousOperation()).status_code == 400
    body = "&".join(f"a{n}=1" for n in range(project.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    response = client.post("/settings/language/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "无法读取" in response.content.decode()


def test_a_failure_shows_a_page_that_needs_no_database(client, monkeypatch, django_db_blocker):
    client.raise_request_exception = False

    def fail(*_args, **_kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(views, "unsealed_records", fail)
    monkeypatch.setattr(views, "JsonResponse", fail)
    with django_db_blocker.block():
        response = client.get("/healthz", headers={"X-Request-ID": "abcdefgh-123"})
    text = response.content.decode()
    assert response.status_code == 500
    assert "abcdefgh-123" in text
    assert "系统出错" in text
    assert "Something went wrong" in text
    assert "secret inside" not in text
