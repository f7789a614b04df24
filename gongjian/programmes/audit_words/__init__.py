"""What the audit chain's codes of the programme are called, noun by noun."""

from django.utils.functional import Promise

from gongjian.programmes.audit_words import (
    adjustments,
    commitments,
    forces,
    inspections,
    ledger,
    letters,
    lights,
    months,
    reporting,
    reviews,
)

WORDS: dict[str, str | Promise] = {
    **ledger.WORDS,
    **months.WORDS,
    **reporting.WORDS,
    **lights.WORDS,
    **forces.WORDS,
    **reviews.WORDS,
    **letters.WORDS,
    **inspections.WORDS,
    **adjustments.WORDS,
    **commitments.WORDS,
}
