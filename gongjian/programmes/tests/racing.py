"""Several people at once, for the tests of races. Real locks and connections: these need PostgreSQL."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime
from threading import Barrier
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from gongjian.core import clock


def at_once(*acts: Callable[[], Any], moment: datetime | None = None) -> list[Any]:
    """What each answers when all begin together, each on a connection of its own; a refusal as the error.

    `moment`: when it is in the city meanwhile (its clock is each thread's own).
    """
    start = Barrier(len(acts))

    def attempt(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            with clock.at(moment) if moment else nullcontext():
                return act()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


def refusals(answers: Iterable[Any]) -> list[ValidationError]:
    return [answer for answer in answers if isinstance(answer, ValidationError)]
