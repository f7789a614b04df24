"""A livelihood commitment and a pilot policy for the permission table."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.campaigns import add_campaign
from gongjian.programmes.actions.commitments import report_attainment, set_targets
from gongjian.programmes.actions.measures import add_measure, set_milestones
from gongjian.programmes.actions.moves import establish
from gongjian.programmes.actions.photos import add_photo, publish_photo
from gongjian.programmes.actions.pilots import enter_grant
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.rules.commitments import PlannedTarget
from gongjian.programmes.rules.plans import PlannedStep

YEAR = 2020
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63fccfc0f01f0005050202cf8fd6a30000000049454e44ae426082"
)


def commitments_of(world: Any) -> None:
    """A commitment with progress to verify and two photographs, one of them public; a pilot policy, granted."""
    lead = world.units["approval"]
    for kind, number in (
        (Campaign.Kind.LIVELIHOOD_COMMITMENTS, "promise"),
        (Campaign.Kind.PILOT_POLICIES, "pilot"),
    ):
        values = {"code": kind, "year": YEAR, "kind": kind, "title": str(kind), "lead_unit": lead, "is_public": True}
        campaign = add_campaign(values, by=SYSTEM)
        values = {"campaign": campaign, "title": f"举措{number}", "lead_unit": lead}
        measure = add_measure(number, values | {"start": date(2020, 1, 1), "due": date(2020, 12, 31)}, by=SYSTEM)
        set_milestones(measure, [PlannedStep(1, "节点", "Step", date(2020, 6, 28), 100)], by=SYSTEM)
        establish(measure, by=SYSTEM)
    promise, pilot = Measure.objects.get(number="promise"), Measure.objects.get(number="pilot")
    set_targets(promise, [PlannedTarget(1, "新增学位", "Places", Decimal(100), "个")], by=SYSTEM)
    progress = {"as_of": date(2020, 6, 1), "quantity": Decimal(60), "by": world.account("handler")}
    world.other["attainment"] = report_attainment(promise.targets.get(), **progress)
    for name in ("photo", "public_photo"):
        shown = {"caption": name, "taken_on": date(2020, 6, 1), "by": SYSTEM}
        world.other[name] = add_photo(promise, upload=SimpleUploadedFile("p.png", PIXEL), **shown)
    publish_photo(world.other["public_photo"], is_public=True, by=SYSTEM)
    values = {"granted_by": "商务部", "granted_document": "批复", "granted_on": date(2020, 1, 1)}
    enter_grant(pilot, values, by=SYSTEM)


def _of(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"pk": world.other[name].pk}


def _fixed(**arguments: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda world: arguments


COMMITMENT_ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programmes:commitment": _fixed(number="promise"),
    "programmes:targets_edit": _fixed(number="promise"),
    "programmes:attainment_add": _fixed(number="promise", sequence=1),
    "programmes:attainment_verify": _of("attainment"),
    "programmes:attainment_return": _of("attainment"),
    "programmes:photo_add": _fixed(number="promise"),
    "programmes:photo": _of("photo"),
    "programmes:photo#public": _of("public_photo"),
    "programmes:photo_publish": _of("photo"),
    "programmes:photo_withdraw": _of("photo"),
    "programmes:pilot": _fixed(number="pilot"),
    "programmes:grant_edit": _fixed(number="pilot"),
    "programmes:pilot_land": _fixed(number="pilot"),
    "programmes:grant_file": _fixed(number="pilot"),
}
