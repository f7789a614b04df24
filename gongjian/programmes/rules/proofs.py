"""What a kind of campaign asks for besides what every measure needs before it is struck off."""

from django.utils.translation import gettext as _

from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries.commitments import standing_of
from gongjian.programmes.queries.pilots import grant_of

Kind = Campaign.Kind


def proofs_missing(measure: Measure) -> list[str]:
    """In words; empty when nothing is missing, and for kinds that ask for nothing more."""
    if measure.campaign.kind == Kind.LIVELIHOOD_COMMITMENTS:
        return _of_commitment(measure)
    if measure.campaign.kind == Kind.PILOT_POLICIES:
        return _of_pilot(measure)
    return []


def _of_commitment(measure: Measure) -> list[str]:
    """All that was promised, verified, and a photograph of it."""
    standing = standing_of(measure)
    if not standing.targets:
        return [_("First say in numbers what was promised: the commitment has no targets.")]
    missing = []
    behind = [target for target in standing.targets if target.percent != 100]
    if behind:
        titles = _(", ").join(f"{target.label} {_percent(target.percent)}" for target in behind)
        missing.append(_("Not all that was promised has been reached and verified: %(titles)s.") % {"titles": titles})
    if not standing.photos:
        missing.append(_("A photograph of what was done is missing."))
    return missing


def _percent(percent: object) -> str:
    return _("(nothing verified yet)") if percent is None else f"{percent}%"


def _of_pilot(measure: Measure) -> list[str]:
    grant = grant_of(measure)
    if grant is None:
        return [_("Enter first who granted this pilot policy, and by which document.")]
    if grant.landed_on is None:
        return [_("No document has landed this pilot policy yet: name it first.")]
    return []
