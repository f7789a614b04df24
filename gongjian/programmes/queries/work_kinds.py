"""What can wait for somebody: the shape in which each noun tells the desk of its work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class WorkKind:
    """One kind of work, e.g. "sign a monthly report".

    `waiting(user)` gives the records on which this account must act next, `under_way(user)` those it has done its
    part of and that are not finished. `due` and `since` name date fields of the record (`due` may be ""; a path with
    __ is fine). `related` is what `words` and `get_absolute_url` of a record need, for select_related; `words` says what it is.
    """

    key: str
    title: str | Promise
    waiting: Callable[[Any], QuerySet]
    due: str
    since: str
    under_way: Callable[[Any], QuerySet] | None = None
    related: tuple[str, ...] = ()
    words: Callable[[Any], str] = str
