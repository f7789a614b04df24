import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.test import TestCase

from gongjian.core.channels import FileSmsGateway, HttpSmsGateway
from gongjian.core.models import Notification
from gongjian.core.notifications import notify, send_later
from gongjian.core.tests.factories import account

sent = []


class Deaf:
    def send(self, notification):
        raise OSError("the line is dead")


class Good:
    def send(self, notification):
        sent.append(notification.pk)


class Gateway:
    def send(self, phone, text):
        sent.append((phone, text))


HERE = "gongjian.core.tests.test_notifications."


@pytest.fixture(autouse=True)
def _nothing_sent(db):
    sent.clear()


def test_each_account_gets_one_line_and_closed_ones_none():
    li, wang = account("li"), account("wang")
    closed = account("gone")
    closed.is_active = False
    lines = notify([li, wang, li, closed], title="请办理", url="/x/", kind="test")
    assert {line.recipient for line in lines} == {li, wang}
    assert Notification.objects.count() == 2


def test_a_title_too_long_is_cut_rather_than_refused():
    (line,) = notify([account("li")], title="长" * 500, kind="test")
    line.refresh_from_db()
    assert len(line.title) == 200


def test_telling_nobody_does_nothing():
    assert notify([], title="x", kind="test") == []


def test_channels_are_asked_only_after_commit(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.NOTIFICATION_CHANNELS = [HERE + "Good"]
    with TestCase.captureOnCommitCallbacks() as waiting:
        (line,) = notify([account("li")], title="x", kind="test")
        assert sent == []
    for call in waiting:
        call()
    assert sent == [line.pk]


def test_a_channel_that_fails_stops_no_other_and_no_other_line(settings, caplog):
    settings.NOTIFICATION_CHANNELS = [HERE + "Deaf", HERE + "Good", "no.such.Channel", HERE + "Good"]
    lines = notify([account("li"), account("wang")], title="x", kind="test")
    send_later.call([line.pk for line in lines])
    assert sorted(sent) == [lines[0].pk] * 2 + [lines[1].pk] * 2
    assert "the line is dead" in caplog.text


def test_mail_goes_to_those_who_have_an_address(settings):
    settings.NOTIFICATION_CHANNELS = ["gongjian.core.channels.EmailChannel"]
    li, wang = account("li"), account("wang")
    li.person.email = "li@example.gov.cn"
    li.person.save()
    lines = notify([li, wang], title="标题\nBcc: all@example.com", body="正文", kind="test")
    send_later.call([line.pk for line in lines])
    assert not mail.outbox  # a title with a line break would forge a header: refused, and logged
    Notification.objects.update(title="标题")
    send_later.call([line.pk for line in lines])
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["li@example.gov.cn"], "标题")


def test_a_text_message_goes_through_the_gateway_named_in_the_settings(settings):
    settings.NOTIFICATION_CHANNELS = ["gongjian.core.channels.SmsChannel"]
    settings.SMS_GATEWAY = HERE + "Gateway"
    li, wang = account("li"), account("wang")
    li.person.phone = "13812345678"
    li.person.save()
    lines = notify([li, wang], title="请办理", kind="test")
    send_later.call([line.pk for line in lines])
    assert sent == [("13812345678", "请办理")]


def test_without_a_provider_the_message_is_written_to_a_file(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    FileSmsGateway().send("13812345678", "请办理")
    assert "13812345678 请办理" in (tmp_path / "sms.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(("status", "good"), [(200, True), (202, True), (500, False), (401, False)])
def test_the_http_gateway_posts_json_with_its_token_and_raises_on_failure(monkeypatch, status, good):
    seen = []

    class Provider(BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append(
                (self.headers["Authorization"], json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            )
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.handle_request, daemon=True).start()
    monkeypatch.setenv("SMS_GATEWAY_URL", f"http://127.0.0.1:{server.server_port}/sms")
    monkeypatch.setenv("SMS_GATEWAY_TOKEN", "t-1")
    try:
        if good:
            HttpSmsGateway().send("138", "文")
        else:
            with pytest.raises(OSError, match=r"HTTP Error|answered"):
                HttpSmsGateway().send("138", "文")
    finally:
        server.server_close()
    assert seen == [("Bearer t-1", {"phone": "138", "text": "文"})]
