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
CHUNK, FEW = 1024, 16
Packed = bytes | bytearray | memoryview
WRONG_TYPE = "wrong_type"
ODD_LENGTH, TOO_FEW, TOO_MANY, TWICE, UNKNOWN = "odd_length", "too_few", "too_many", "twice", "unknown_subject"


class BadChoice(ValueError):
    """A ballot that may not be cast. `code`: too_few, too_many, twice, unknown_subject, wrong_type; odd_length when
    unpacked."""

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
    numbers = list(islice(chosen, ask.most + 1))  # one more is too many already, however many follow
    if any(isinstance(one, bool) or not isinstance(one, int) for one in numbers):
        raise BadChoice(WRONG_TYPE)
    if len(numbers) > ask.most:
        raise BadChoice(TOO_MANY)
    if any(not 0 <= one <= HIGHEST for one in numbers):
        raise BadChoice(UNKNOWN)
    packed = pack(f">{len(numbers)}H", *sorted(numbers))
    if reason := _fault(packed, ask, frozenset(ask.subjects)):
        raise BadChoice(reason)
    return packed


def unpack_choices(packed: Packed) -> tuple[int, ...]:
    """The subjects' numbers of a packed ballot. Raises BadChoice for bytes that are none."""
    if len(packed) % 2:
        raise BadChoice(ODD_LENGTH)
    return unpack(f">{len(packed) // 2}H", packed)


def count_choices(ballots: Iterable[Packed], ask: Ask) -> Choices:
    """All ballots counted, in one pass and with flat memory. Empty bytes are a blank ballot.

    Ballots are checked again, many at a time: one that was altered in its table counts as invalid, with its reason.
    A piece that holds such a one is halved until it stands among few, which are looked at one by one.
    """
    known = frozenset(ask.subjects)
    lengths = {2 * many for many in range(ask.least, ask.most + 1)}
    total: Counter[int] = Counter()
    invalid: Counter[str] = Counter()
    valid = blank = 0
    stream = iter(ballots)
    while chunk := list(islice(stream, CHUNK)):
        pieces = [chunk]
        while pieces:
            piece = pieces.pop()
            counted = _count_sound(piece, known, lengths)
            if counted is not None:
                valid += len(piece)
                total.update(counted)
            elif len(piece) > FEW:
                pieces += [piece[: len(piece) // 2], piece[len(piece) // 2 :]]
            else:
                for ballot in piece:
                    if not len(ballot):
                        blank += 1
                    elif reason := _fault(ballot, ask, known):
                        invalid[reason] += 1
                    else:
                        valid += 1
                        total.update(unpack_choices(ballot))
    return Choices({one: total[one] for one in sorted(known)}, valid, blank, dict(sorted(invalid.items())))


def _count_sound(piece: Sequence[Packed], known: frozenset[int], lengths: set[int]) -> Counter[int] | None:
    """The votes of a piece, or None when one of its ballots is of another length, or chooses one twice or unknown."""
    if not set(map(len, piece)) <= lengths:
        return None
    numbers = array("H", b"".join(piece))
    if _ascents(piece) != len(numbers):
        return None
    if byteorder == "little":
        numbers.byteswap()
    counted = Counter(numbers)
    return counted if counted.keys() <= known else None


def _ascents(piece: Sequence[Packed]) -> int:
    """In how many places a number is greater than the one before it, each ballot between two zeros.

    All pairs are compared in one subtraction of two long integers: with the top bit of every 16 set, it stays set
    where nothing had to be borrowed. As many ascents as numbers: every ballot ascends strictly from above 0.
    """
    row = b"\0\0" + b"\0\0".join(piece) + b"\0\0"
    pairs = len(row) // 2 - 1
    guard = int.from_bytes(b"\x80\0" * pairs, "big")
    later, earlier = int.from_bytes(row[2:], "big"), int.from_bytes(row[:-2], "big")
    if (later | earlier) & guard:
        return -1
    return (((later | guard) - earlier - int.from_bytes(b"\0\1" * pairs, "big")) & guard).bit_count()


def _fault(ballot: Packed, ask: Ask, known: frozenset[int]) -> str:
    """Why one ballot is invalid; empty when it is not."""
    if len(ballot) % 2:
        return ODD_LENGTH
    if not ask.least <= len(ballot) // 2 <= ask.most:
        return TOO_FEW if len(ballot) // 2 < ask.least else TOO_MANY
    numbers = unpack_choices(ballot)
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return TWICE
    return "" if known.issuperset(numbers) else UNKNOWN
