"""Whose turn it is: one line in the inbox of each whom a step concerns.

The house keeps no language of an account, so lines are written in the city's own.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from gongjian.core.audit import Actor
from gongjian.core.notifications import notify
from gongjian.organizations.models import Account


def tell(
    readers: Iterable[Account],
    words: str | Promise,
    *,
    by: Actor,
    url: str,
    kind: str,
    body: str = "",
    **names: Any,
) -> None:
    """A line for each reader but the one who acted. `words` may name `names` as %(name)s."""
    concerned = [account for account in readers if account != by]
    with override(settings.LANGUAGE_CODE):
        title = str(words) % {name: str(value) for name, value in names.items()} if names else str(words)
    notify(concerned, title=title, body=body.strip(), url=url, kind=kind)
