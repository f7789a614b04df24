"""What core's tests stand on: accounts with duties, uploads, records. Small on purpose."""

import io
import itertools
import zipfile
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from gongjian.core.audit import SYSTEM, record
from gongjian.organizations.models import Account, Appointment, Person, Post, Unit

_numbers = itertools.count(1)


def account(name: str = "", *duties: str) -> Account:
    """An account; with duties, its person holds one post over the whole city."""
    number = next(_numbers)
    name = name or f"account-{number}"
    person = Person.objects.create(code=f"p-{name}", name=f"人员{number}")
    if duties:
        post = Post.objects.create(code=f"post-{name}", unit=root(), title="岗位", scope=root(), duties=list(duties))
        Appointment.objects.create(post=post, person=person, since=timezone.localdate() - timedelta(days=9))
    return Account.objects.create(username=name, person=person)


def sign_in(client, who: Account) -> None:
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")


def root() -> Unit:
    unit, made = Unit.objects.get_or_create(code="city", defaults={"name": "试验市", "kind": Unit.Kind.CITY})
    if made:
        unit.path = f"/{unit.pk}/"
        unit.save(update_fields=["path"])
    return unit


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-whatever-the-browser-says")


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()


def records(count: int, *, subject: str = "人") -> None:
    for _ in range(count):
        number = next(_numbers)
        with transaction.atomic():
            record(Person.objects.create(code=f"r-{number}", name=f"{subject}{number}"), "person.added", by=SYSTEM)
