import time
from http.cookies import SimpleCookie

import pytest
from django.conf import settings as project
from django.test import RequestFactory

from gongjian.core.middleware import LAST_SEEN, client_address
from gongjian.core.tests.factories import account, sign_in


@pytest.fixture
def signed_in(db, client):
    sign_in(client, account("li", "reader"))
    return client


def left_alone(client, minutes):
    session = client.session
    session[LAST_SEEN] = int(time.time()) - minutes * 60 - 5
    session.save()


@pytest.mark.parametrize("sane", ["a" * 8, "0" * 40, "trace-01.AB_c"])
def test_a_sane_request_id_is_kept(db, client, sane):
    assert client.get("/robots.txt", headers={"X-Request-ID": sane})["X-Request-ID"] == sane


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "short",
        "a" * 41,
        "<script>alert(1)</script>",
        "a b c d e f g",
        "x'; DROP TABLE--",
        "编号编号编号编号",
        "aaaaaaaa\n",
        "../../etc/passwd",
    ],
)
def test_a_hostile_request_id_is_replaced(db, client, hostile):
    found = client.get("/robots.txt", HTTP_X_REQUEST_ID=hostile)["X-Request-ID"]
    assert found != hostile
    assert len(found) == 32
    assert found.isalnum()


@pytest.mark.parametrize(
    ("cookie", "language"),
    [
        ("", "zh-hans"),
        ("en", "en"),
        ("zh-hans", "zh-hans"),
        ("de", "zh-hans"),
        ("<x>", "zh-hans"),
        ("../en", "zh-hans"),
        ("EN", "zh-hans"),
    ],
)
def test_the_language_is_the_readers_choice_and_chinese_without_one(db, client, cookie, language):
    client.cookies = SimpleCookie({project.LANGUAGE_COOKIE_NAME: cookie} if cookie else {})
    response = client.get("/no-such-page/", headers={"Accept-Language": "en,de;q=0.8"})
    assert response["Content-Language"] == language


def test_whoever_does_nothing_for_half_an_hour_is_signed_out(signed_in):
    left_alone(signed_in, project.IDLE_MINUTES)
    assert "/accounts/login" in signed_in.get("/inbox/").url
    assert "_auth_user_id" not in signed_in.session


def test_whoever_does_something_stays(signed_in):
    signed_in.get("/inbox/")
    left_alone(signed_in, project.IDLE_MINUTES - 1)
    assert signed_in.get("/inbox/").status_code == 200
    assert time.time() - signed_in.session[LAST_SEEN] < 5


def test_polling_for_progress_is_not_doing_something(signed_in):
    signed_in.get("/inbox/")
    left_alone(signed_in, 10)
    before = signed_in.session[LAST_SEEN]
    signed_in.get("/inbox/?polling=1")
    signed_in.get("/inbox/", headers={"X-Polling": "1"})
    assert signed_in.session[LAST_SEEN] == before


def test_a_fragment_asked_for_after_the_end_reloads_the_page_instead_of_holding_the_sign_in_form(signed_in):
    left_alone(signed_in, project.IDLE_MINUTES)
    response = signed_in.get("/inbox/?polling=1", headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"
    assert not response.content


def test_saying_one_is_still_there_keeps_the_session(signed_in):
    signed_in.get("/inbox/")
    left_alone(signed_in, project.IDLE_MINUTES - 1)
    assert signed_in.post("/settings/stay/", headers={"X-Requested-With": "fetch"}).status_code == 204
    assert time.time() - signed_in.session[LAST_SEEN] < 5


def test_the_address_behind_our_proxy_is_the_last_one_it_reports(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"})
    assert client_address(request) == "10.0.0.9"
    settings.BEHIND_PROXY = True
    assert client_address(request) == "10.1.2.3"
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9")) == "10.0.0.9"
    long = RequestFactory().get("/", headers={"X-Forwarded-For": "x" * 500})
    assert len(client_address(long)) == 45


@pytest.mark.parametrize("path", ["/indicators/a%00b/", "/programmes/measures/%00/", "/%00"])
def test_an_address_with_a_nul_names_nothing(db, client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()
