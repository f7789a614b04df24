"""Ways of telling people besides the inbox. A channel is a class with `send(notification)`."""

import json
import os
import urllib.request
from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.module_loading import import_string

from gongjian.core.models import Notification


class Channel(Protocol):
    def send(self, notification: Notification) -> None: ...


class SmsGateway(Protocol):
    """What a city's SMS provider must offer. Raises on failure."""

    def send(self, phone: str, text: str) -> None: ...


class EmailChannel:
    """E-mail to recipients who have an address."""

    def send(self, notification: Notification) -> None:
        address = getattr(notification.recipient, "email", "")
        if address:
            body = f"{notification.title}\n\n{notification.body}".strip()
            send_mail(notification.title, body, None, [address])


class SmsChannel:
    """A text message (title only) through the gateway named by settings.SMS_GATEWAY."""

    def send(self, notification: Notification) -> None:
        phone = getattr(notification.recipient, "phone", "")
        if phone:
            import_string(settings.SMS_GATEWAY)().send(phone, notification.title)


class FileSmsGateway:
    """For a machine without a provider: writes what would be sent to var/sms.log."""

    def send(self, phone: str, text: str) -> None:
        with (settings.VAR_DIR / "sms.log").open("a", encoding="utf-8") as log:
            log.write(f"{timezone.now().isoformat()} {phone} {text}\n")


class HttpSmsGateway:
    """Posts {"phone", "text"} as JSON to SMS_GATEWAY_URL with SMS_GATEWAY_TOKEN as bearer token."""

    def send(self, phone: str, text: str) -> None:
        request = urllib.request.Request(  # noqa: S310  the operator's own address
            os.environ["SMS_GATEWAY_URL"],
            json.dumps({"phone": phone, "text": text}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['SMS_GATEWAY_TOKEN']}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            if answer.status >= 300:
                raise OSError(f"SMS gateway answered {answer.status}")
