"""What holds on every address: headers, cookies, tokens, hosts, redirects, uploads, hostile addresses."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gongjian.core.models import StoredFile
from tests.test_permissions import address_of, lines
from tests.world import ARGUMENTS, BACKEND, PASSWORD, ROLES

pytestmark = pytest.mark.django_db

NOT_HTML = ("core:healthz", "core:robots")
JUNK = (
    "sort=--x,id&page=zz&per_page=7&q=%00%27%22%3E%3Cscript%3Ealert(7)%3C/script%3E&year=%00&state=%00&export=exe"
    "&from=%27&to=999999999999999999999&until=x&tab=%00&days=-1&start=0000-00-00&mine=%00&kind[]=1&paper=A9&today=x"
)


def seen_as(row, answer):
    """The roles that a line gives this answer."""
    return [role for role in ROLES if row[role] == answer]


def shown(*, method="GET", answers=("page",)):
    """(address, role) for every line somebody gets one of these answers from."""
    for row in lines():
        roles = [role for answer in answers for role in seen_as(row, answer)]
        if row["method"] == method and roles:
            yield row["address"], roles[-1]


def address(city, name):
    world, _clients = city
    return reverse(address_of(name), kwargs=ARGUMENTS[name](world) if name in ARGUMENTS else {})


def ask(city, role, path, method="get", data=None, **headers):
    """Ask, read the answer to its end, take everything back."""
    _world, clients = city
    with transaction.atomic():
        response = getattr(clients[role], method)(path, data or {}, **headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response, body.decode("utf-8", "replace")


# --- headers and what stands in the page --------------------------------------------------------
@pytest.mark.parametrize(("name", "role"), list(shown()), ids=lambda value: value)
def test_a_page_carries_the_policy_and_nothing_the_policy_would_refuse(name, role, city):
    response, text = ask(city, role, address(city, name))
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    is_picture = response["Content-Type"].startswith("image/")  # what somebody handed in: it runs nothing at all
    runs = r"^sandbox;" if is_picture else r"script-src 'self'( 'nonce-[\w-]+')?(;|$)"
    assert re.search(runs, policy), policy
    assert not is_picture or "script-src" not in policy
    assert "http" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    if name in NOT_HTML or is_picture:
        return
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<[^>]+\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\b(src|nonce|type=\"application/json\"))", text)
    outside = [url for url in re.findall(r"(?:src|href|action)=\"([^\"]+)\"", text) if urlsplit(url).netloc]
    assert outside == []


@pytest.fixture
def _passwords_of_the_city(settings):
    """The city was built before the tests' quick digests; attempts are counted for this test alone."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.PASSWORD_HASHERS = [*project.PASSWORD_HASHERS, "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.mark.usefixtures("_passwords_of_the_city")
def test_cookies_cannot_be_read_by_scripts_and_do_not_travel(city):
    client = Client()
    with transaction.atomic():
        client.post("/accounts/login/", {"login": "reader", "password": PASSWORD})
        transaction.set_rollback(True)
    cookie = client.cookies[project.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["expires"] == ""  # gone with the browser


def test_a_private_answer_is_kept_by_nobody(city):
    for name in ("core:inbox", "programmes:measure_list", "organizations:person_list"):
        response, _text = ask(city, "reform_office", address(city, name))
        assert "Cookie" in response["Vary"], name


# --- tokens ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "role"), list(shown(method="POST", answers=("page", "refused", "go"))), ids=lambda value: value
)
def test_nothing_is_changed_without_the_forms_token(name, role, city):
    world, _clients = city
    client = Client(enforce_csrf_checks=True)
    with transaction.atomic():
        if role != "visitor":
            client.force_login(world.account(role), backend=BACKEND)
        response = client.post(address(city, name))
        transaction.set_rollback(True)
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


# --- hosts and redirects --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "host", ["evil.example", "reform.example.evil.example", "reform.example@evil.example", "x y", ""]
)
def test_a_foreign_host_is_refused(city, settings, host):
    settings.ALLOWED_HOSTS = ["reform.example"]
    assert Client().get("/inbox/", headers={"Host": host}, SERVER_NAME="evil.example").status_code == 400
    assert Client().get("/robots.txt", headers={"Host": "reform.example"}).status_code == 200


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
@pytest.mark.parametrize("name", ["account_login", "account_reauthenticate", "account_change_password"])
@pytest.mark.usefixtures("_passwords_of_the_city")
def test_signing_in_leads_nowhere_outside(city, target, name):
    client = Client()
    with transaction.atomic():
        response = client.post(
            reverse("account_login") + f"?next={target}", {"login": "reader", "password": PASSWORD, "next": target}
        )
        assert response.status_code == 302
        assert not urlsplit(response.url).netloc
        assert "evil" not in response.url
        text = client.get(reverse(name) + f"?next={target}").content.decode()
        transaction.set_rollback(True)
    assert f'href="{target}' not in text


def test_there_is_no_signing_up_no_password_by_mail_and_no_admin_site(city):
    for path in (
        "/admin/",
        "/accounts/social/",
        "/accounts/confirm-email/",
        "/api/",
        "/media/",
        "/static/../manage.py",
    ):
        response, _text = ask(city, "visitor", path)
        assert response.status_code in (404, 400), path
    response, _text = ask(city, "visitor", "/accounts/signup/", "post", {"username": "x", "password1": "Xy-123456789"})
    assert response.status_code in (404, 405)


# --- uploads --------------------------------------------------------------------------------------
HOSTILE = {
    "报告.pdf": b"<!doctype html><script>alert(1)</script>",
    "../../x.xlsx": b"MZ\x90\x00" + b"\x00" * 200,
    "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a.csv": b"\x00\x01\x02",
    "empty.xlsx": b"",
}
UPLOADS = [
    ("programmes:measure_import", "reform_office", "upload", {}),
    ("programmes:evidence_add", "handler", "upload", {"title": "验收报告"}),
    ("indicators:observation_attach", "figure_reporter", "document", {}),
    ("indicators:observation_import", "figure_reporter", "upload", {}),
]


@pytest.mark.parametrize(("name", "role", "field", "more"), UPLOADS, ids=lambda value: str(value))
@pytest.mark.parametrize("file", list(HOSTILE))
def test_a_hostile_file_is_refused_beside_its_field_and_kept_nowhere(city, name, role, field, more, file):
    before = StoredFile.objects.count()
    path = address(city, name)
    _response, form = ask(city, role, path)
    field = re.search(r'<input type="file" name="(\w+)"', form).group(1)
    response, text = ask(city, role, path, "post", more | {field: SimpleUploadedFile(file, HOSTILE[file])})
    assert response.status_code in (200, 422)
    assert f'id="id_{field}_error"' in text
    assert StoredFile.objects.count() == before


@pytest.mark.parametrize("name", ["programmes:evidence_file", "indicators:observation_document"])
def test_what_was_uploaded_is_answered_as_nothing_a_browser_runs(city, name):
    response, _body = ask(city, "reform_office", address(city, name))
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]


# --- hostile addresses ----------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "role"), list(shown(answers=("page", "file"))), ids=lambda value: value)
def test_junk_behind_the_question_mark_is_no_failure_and_comes_back_harmless(name, role, city):
    response, text = ask(city, role, f"{address(city, name)}?{JUNK}")
    assert response.status_code < 500
    assert "<script>alert(7)" not in text


PARTS = [
    "%00",
    "a%00b",
    "..%2f..%2fetc%2fpasswd",
    "%ff",
    "%F0%9F%92%A9",
    "x" * 3000,
    "'%20OR%201=1--",
    "%3Cscript%3E",
    "9" * 30,
]


def with_arguments():
    for row in {address_of(row["address"]) for row in lines()}:
        if row in ARGUMENTS:
            yield row


@pytest.mark.parametrize("part", PARTS)
def test_hostile_parts_of_an_address_find_nothing(city, part):
    """In the place of a record's name or number, on every address that has one."""
    world, clients = city
    for name in sorted(with_arguments()):
        arguments = ARGUMENTS[name](world)
        for argument, value in arguments.items():
            marked = reverse(name, kwargs=arguments).replace(f"/{value}/", f"/{part}/", 1)
            for role in ("reform_office", "system", "audit"):
                with transaction.atomic():
                    status = clients[role].get(marked).status_code
                    transaction.set_rollback(True)
                assert status in (404, 405, 400), (argument, marked[:100], role, status)


def test_the_address_of_a_request_is_written_into_no_log_line_of_its_own_making(city, caplog):
    """A line break in an address does not begin a new line of the log."""
    ask(city, "visitor", "/x%0aERROR%20forged")
    assert not any(record.getMessage().startswith("ERROR forged") for record in caplog.records)
    assert all("\n" not in record.getMessage() for record in caplog.records)
