"""Why a light is what it is, in words; frozen with it in both languages."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from gongjian.algorithms import lights
from gongjian.algorithms.lights import Reason, Verdict

LENGTHS = {"zh-hans": 300, "en": 500}
WORDS: dict[str, str | Promise] = {
    lights.STRUCK_OFF: gettext_lazy("struck off"),
    lights.NO_REPORT: gettext_lazy("no report this month"),
    lights.BEHIND: gettext_lazy("%(number)s points behind plan (planned %(planned)s%%, verified %(verified)s%%)"),
    lights.OVERDUE: gettext_lazy("milestone %(step)s %(number)s days overdue"),
    lights.REJECTED: gettext_lazy("evidence of milestone %(step)s returned"),
    lights.UNPROVED: gettext_lazy("declared complete, %(number)s%% not verified"),
    lights.ON_COURSE: gettext_lazy("as planned (planned %(planned)s%%, verified %(verified)s%%)"),
}


def in_words(verdicts: Iterable[Verdict]) -> Iterable[tuple[str, str]]:
    """The reasons of each as (Chinese, English)."""
    verdicts = list(verdicts)
    both = []
    for language, length in LENGTHS.items():
        with override(language):
            both.append([said(verdict, language)[:length] for verdict in verdicts])
    return zip(*both, strict=True)


def said(verdict: Verdict, language: str) -> str:
    return _said(verdict.reasons, verdict.planned, verdict.verified, language)


@lru_cache(maxsize=4096)
def _said(reasons: Sequence[Reason], planned: int, verified: int, language: str) -> str:
    parts = [
        str(WORDS[reason.code])
        % {"number": reason.number, "step": reason.step, "planned": planned, "verified": verified}
        for reason in reasons
    ]
    return _("; ").join(parts)
