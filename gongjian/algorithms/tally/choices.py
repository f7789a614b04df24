"""Counting public ballots that each choose some of many subjects, a million in less than a second.

A packed ballot is its subjects' numbers, ascending, two bytes each, the high byte first: what a binary column holds.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from struct import pack, unpack
from sys import byteorder

HIGHEST = 32767  # the top bit of each pair of bytes is the guard of the comparison in `_ascents`
CHUNK = 8192
ODD_LENGTH, TOO_FEW, TOO_MANY, TWICE, UNKNOWN = "odd_length", "too_few", "too_many", "twice", "unknown_subject"


class BadChoice(ValueError):
    """A ballot that may not be cast. `code`: too_few, too_many, twice, unknown_subject; odd_length when unpacked."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Choices:
    """Votes by subject's number, 0 for whom nobody chose; ballots that counted, blank ones, invalid ones by reason."""

    votes: Mapping[int, int]
    valid: int
    blank: int
    invalid: Mapping[str, int]

    @property
    def cast(self) -> int:
        return self.valid + self.blank + sum(self.invalid.values())


@dataclass(frozen=True)
class Ask:
    """The subjects' numbers (1 to 32767), and how few and how many different ones a ballot chooses."""

    subjects: Sequence[int]
    least: int = 1
    most: int = 10

    def __post_init__(self) -> None:
        if not self.subjects or min(self.subjects) < 1 or max(self.subjects) > HIGHEST:
            raise ValueError(f"Subjects are numbered from 1 to {HIGHEST}.")
        if not 1 <= self.least <= self.most:
            raise ValueError("A ballot chooses one subject or more.")


def pack_choices(chosen: Iterable[int], ask: Ask) -> bytes:
    """A ballot as bytes, whatever order its subjects were chosen in. Raises BadChoice; blank is too few here."""
    numbers = sorted(chosen)
    packed = pack(f">{len(numbers)}H", *numbers) if all(0 <= one <= HIGHEST for one in numbers) else b""
    if reason := UNKNOWN if numbers and not packed else _fault(packed, ask, frozenset(ask.subjects)):
        raise BadChoice(reason)
    return packed


def unpack_choices(packed: bytes) -> tuple[int, ...]:
    """The subjects' numbers of a packed ballot. Raises BadChoice for bytes that are none."""
    if len(packed) % 2:
        raise BadChoice(ODD_LENGTH)
    return unpack(f">{len(packed) // 2}H", packed)


def count_choices(ballots: Iterable[bytes], ask: Ask) -> Choices:
    """All ballots counted, in one pass and with flat memory. Empty bytes are a blank ballot.

    Ballots are checked again, many at a time: one that was altered in its table counts as invalid, with its reason.
    """
    known = frozenset(ask.subjects)
    lengths = {2 * many for many in range(ask.least, ask.most + 1)}
    total: Counter[int] = Counter()
    valid = blank = 0
    invalid: Counter[str] = Counter()
    stream = iter(ballots)
    while chunk := [bytes(one) if type(one) is not bytes else one for one in islice(stream, CHUNK)]:
        counted = _count_sound(chunk, known) if set(map(len, chunk)) <= lengths else None
        if counted is None:
            sound = []
            for ballot in chunk:
                if not ballot:
                    blank += 1
                elif reason := _fault(ballot, ask, known):
                    invalid[reason] += 1
                else:
                    sound.append(ballot)
            chunk, counted = sound, _count_sound(sound, known) or Counter()
        valid += len(chunk)
        total.update(counted)
    return Choices({one: total[one] for one in sorted(known)}, valid, blank, dict(sorted(invalid.items())))


def _count_sound(chunk: list[bytes], known: frozenset[int]) -> Counter[int] | None:
    """Votes of ballots of even length, or None when one of them holds a subject twice, unordered or unknown."""
    numbers = array("H", b"".join(chunk))
    if _ascents(chunk) != len(numbers):
        return None
    if byteorder == "little":
        numbers.byteswap()
    counted = Counter(numbers)
    return counted if counted.keys() <= known else None


def _ascents(chunk: list[bytes]) -> int:
    """In how many places a number is greater than the one before it, each ballot between two zeros.

    All pairs are compared in one subtraction of two long integers: with the top bit of every 16 set, it stays set
    where nothing had to be borrowed. As many ascents as numbers: every ballot ascends strictly from above 0.
    """
    row = b"\0\0" + b"\0\0".join(chunk) + b"\0\0"
    pairs = len(row) // 2 - 1
    guard = int.from_bytes(b"\x80\0" * pairs, "big")
    later, earlier = int.from_bytes(row[2:], "big"), int.from_bytes(row[:-2], "big")
    if (later | earlier) & guard:
        return -1
    return (((later | guard) - earlier - int.from_bytes(b"\0\1" * pairs, "big")) & guard).bit_count()


def _fault(ballot: bytes, ask: Ask, known: frozenset[int]) -> str:
    """Why one ballot is invalid; empty when it is not."""
    if len(ballot) % 2:
        return ODD_LENGTH
    if not ask.least <= len(ballot) // 2 <= ask.most:
        return TOO_FEW if len(ballot) // 2 < ask.least else TOO_MANY
    numbers = unpack_choices(ballot)
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return TWICE
    return "" if known.issuperset(numbers) else UNKNOWN
