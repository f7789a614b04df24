"""What the audit chain wants to know about the running request, without passing it through every call."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestFacts:
    id: str = ""
    address: str = ""


_NO_FACTS = RequestFacts()
_facts: ContextVar[RequestFacts] = ContextVar("request_facts", default=_NO_FACTS)


def request_facts() -> RequestFacts:
    """Facts of the running request or command; empty strings outside one."""
    return _facts.get()


@contextmanager
def request_context(facts: RequestFacts) -> Iterator[None]:
    token = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(token)
