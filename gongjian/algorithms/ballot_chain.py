"""Ballots made verifiable: what a voter holds, what is published at closing, what an auditor can open.

The phone makes up a secret. From it come the *receipt*, by which the voter finds the ballot in the published chain and
may change it until closing, and the *salt*, which keeps the published digest of a ballot from being guessed (there are
only so many ways to mark one). At closing the valid ballots, in an order drawn at random, form a numbered chain with
an explicit end; its root is published with the result. Page: docs/algorithms/ballot_chain.md.
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongjian.algorithms.seal import canonical, digest

SECRET = re.compile(r"[0-9a-f]{32,64}")  # at least 128 bits, in hexadecimal
RECEIPT = re.compile(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){4}")
LEFT_OUT, ALTERED, REORDERED, ADDED = "left_out", "altered", "reordered", "added"
ENDLESS, UNOPENED, NOT_SEALED = "endless", "unopened", "not_sealed"


@dataclass(frozen=True)
class Opened:
    """A ballot as the auditor's export opens it: `content` is what it says (group, marks), `salt` what seals it."""

    receipt: str
    salt: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One published line: its number from 1, the voter's receipt, the sealed ballot, and the link that holds it."""

    number: int
    receipt: str
    sealed: str
    link: str


@dataclass(frozen=True)
class Chain:
    """What is published. `head` says what was voted on and how. The end mark: `count` lines, `superseded` ballots that
    their voters replaced, and the root over it all."""

    head: Mapping[str, Any]
    lines: tuple[Line, ...]
    count: int
    superseded: int
    root: str
    algorithm: str = "sm3"


@dataclass(frozen=True)
class Fault:
    """One thing wrong, at a line's number (0: the chain as a whole). `kind`: left_out (a number is missing), altered (a
    line does not fit its link, or a ballot its seal), reordered, added (a number twice, or beyond the end mark), endless
    (the root does not close what stands there), unopened (a line no ballot opens), not_sealed (a ballot no line seals)."""

    kind: str
    number: int
    receipt: str = ""


def receipt_of(secret: str, algorithm: str = "sm3") -> str:
    """What the voter keeps and may show: twenty letters in groups of four. Raises ValueError for no secret of ours."""
    letters = b32encode(bytes.fromhex(_derived("receipt", secret, algorithm))).decode()[:20]
    return "-".join(letters[start : start + 4] for start in range(0, 20, 4))


def salt_of(secret: str, algorithm: str = "sm3") -> str:
    """What seals the voter's ballot. From it nobody finds the secret. Raises ValueError for no secret of ours."""
    return _derived("salt", secret, algorithm)


def _derived(purpose: str, secret: str, algorithm: str) -> str:
    if not SECRET.fullmatch(secret):
        raise ValueError("A secret is 32 to 64 hexadecimal digits.")
    return digest(f"{purpose}\n{secret}".encode(), algorithm)


def sealed(ballot: Opened, algorithm: str = "sm3") -> str:
    """The digest of a ballot under its salt: says nothing of its content to who does not hold the salt."""
    return digest(ballot.salt.encode() + b"\n" + canonical(ballot.content), algorithm)


def chain_of(head: Mapping[str, Any], ballots: Sequence[Opened], superseded: int, algorithm: str = "sm3") -> Chain:
    """The chain over ballots in the order given: the caller has drawn it at random, so that it tells no order of voting.

    Raises ValueError for a receipt that comes twice or a count below 0.
    """
    if len({ballot.receipt for ballot in ballots}) < len(ballots):
        raise ValueError("Each ballot has a receipt of its own.")
    if superseded < 0:
        raise ValueError("Superseded ballots are counted from 0.")
    link, lines = _begin(head, algorithm), []
    for number, ballot in enumerate(ballots, 1):
        closed = sealed(ballot, algorithm)
        link = _next(link, number, ballot.receipt, closed, algorithm)
        lines.append(Line(number, ballot.receipt, closed, link))
    return Chain(head, tuple(lines), len(lines), superseded, _end(link, len(lines), superseded, algorithm), algorithm)


def _begin(head: Mapping[str, Any], algorithm: str) -> str:
    return digest(b"begin\n" + canonical(head), algorithm)


def _next(link: str, number: int, receipt: str, closed: str, algorithm: str) -> str:
    return digest(f"line\n{link}\n{number}\n{receipt}\n{closed}".encode(), algorithm)


def _end(link: str, count: int, superseded: int, algorithm: str) -> str:
    return digest(f"end\n{link}\n{count}\n{superseded}".encode(), algorithm)


def check_chain(chain: Chain, root: str) -> Iterator[Fault]:
    """What is wrong with a published chain against the root that was published with the result.

    Each line is checked on the link that stands before it, so that one altered line is named and not all behind it;
    who rewrites every link after it as well fails at the root.
    """
    yield from _check_numbers(chain)
    link = _begin(chain.head, chain.algorithm)
    before = 0
    for line in chain.lines:
        follows = line.number == before + 1  # elsewhere the number has been found wrong already
        if follows and _next(link, line.number, line.receipt, line.sealed, chain.algorithm) != line.link:
            yield Fault(ALTERED, line.number, line.receipt)
        link, before = line.link, line.number
    if _end(link, chain.count, chain.superseded, chain.algorithm) != root:
        yield Fault(ENDLESS, 0)


def _check_numbers(chain: Chain) -> Iterator[Fault]:
    numbers, seen = [line.number for line in chain.lines], set()
    present = set(numbers)
    yield from (Fault(LEFT_OUT, number) for number in range(1, chain.count + 1) if number not in present)
    highest = 0
    for line in chain.lines:
        if line.number in seen or not 1 <= line.number <= chain.count:
            yield Fault(ADDED, line.number, line.receipt)
        elif line.number < highest:
            yield Fault(REORDERED, line.number, line.receipt)
        seen.add(line.number)
        highest = max(highest, line.number)


def check_ballots(chain: Chain, ballots: Iterable[Opened]) -> Iterator[Fault]:
    """What is wrong with opened ballots against a chain: each opens its line, and every line is opened."""
    lines, seen = {line.receipt: line for line in chain.lines}, set()
    for ballot in ballots:
        line = lines.get(ballot.receipt)
        if line is None or ballot.receipt in seen:
            yield Fault(NOT_SEALED, 0, ballot.receipt)
        elif sealed(ballot, chain.algorithm) != line.sealed:
            yield Fault(ALTERED, line.number, ballot.receipt)
        seen.add(ballot.receipt)
    for line in chain.lines:
        if line.receipt not in seen:
            yield Fault(UNOPENED, line.number, line.receipt)
