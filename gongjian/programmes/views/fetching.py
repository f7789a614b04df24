"""Finding what an address names, or 404 for whoever may not see it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.queries import evidence_visible_to, measures_visible_to


def get_measure(request: HttpRequest, number: str, *, with_removed: bool = False) -> Measure:
    measures = measures_visible_to(request.user, with_removed=with_removed)
    related = (
        "campaign",
        "provincial_action",
        "lead_unit",
        "responsible_person",
        "liaison",
        "merged_into",
        "split_from",
    )
    return get_object_or_404(measures.select_related(*related), number=number)


def get_evidence(request: HttpRequest, pk: int) -> Evidence:
    evidence = evidence_visible_to(request.user).select_related("milestone__measure__lead_unit", "file")
    return get_object_or_404(evidence, pk=pk)
