"""Looking from outside, looking back, splitting: pages of one form each, from the measure's page."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.files import file_response
from gongjian.core.form_pages import REFUSED, form_methods, form_page, or_404, posted, sent
from gongjian.programmes.actions.checks import look_back, record_outside_check
from gongjian.programmes.actions.splits import split_measure
from gongjian.programmes.forms.adjustments import (
    LookBackForm,
    OutsideCheckForm,
    PartsForm,
    SplitReasonForm,
    units_for_parts,
)
from gongjian.programmes.models import Adjustment, Finding, Measure, Milestone
from gongjian.programmes.queries.adjustments import checks_visible_to
from gongjian.programmes.queries.story import Life
from gongjian.programmes.rules.adjustments import can_apply_adjustment, changes_of
from gongjian.programmes.rules.states import MOVES, can_move, is_duty_of
from gongjian.programmes.rules.strike_off import can_look_back, can_record_check
from gongjian.programmes.views.fetching import get_measure


def looks_of(life: Life, steps: Sequence[Milestone]) -> dict[str, Any]:
    """What a measure's page says of adjustments, outside checks, look-backs, visits and splits."""
    by_order = {step.sequence: step for step in steps}
    adjusted = [one for one in reversed(life.adjustments) if one.state == Adjustment.State.APPROVED]
    for adjustment in adjusted:
        adjustment.changes = changes_of(adjustment, by_order)
    return {
        "adjusted": adjusted,
        "waiting": next((one for one in life.adjustments if one.state == Adjustment.State.APPLIED), None),
        "checks": life.checks,
        "look_backs": life.look_backs,
        "parts": life.parts,
        "merged": life.merged,
        "last_visit": next(iter(life.visits), None),
        "open_findings": [one for one in life.findings if one.state != Finding.State.CLOSED],
    }


def further_moves(user: object, measure: Measure) -> list[dict[str, Any]]:
    """Links beside the moves of the table: what this person may also do now."""
    found = []
    for may, title, name in (
        (can_apply_adjustment, _("Apply for an adjustment"), "adjustment_apply"),
        (can_record_check, _("Enter an outside check"), "outside_check_add"),
        (can_look_back, _("Look back"), "measure_look_back"),
    ):
        if may(user, measure) and (name != "outside_check_add" or measure.is_felt_by_public):
            found.append({"title": title, "url": reverse(f"programmes:{name}", args=[measure.number])})
    return found


@login_required
@form_methods
def outside_check_add(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number)
    or_404(can_record_check(request.user, found))
    return form_page(
        request,
        OutsideCheckForm(*sent(request)),
        lambda **said: record_outside_check(found, by=request.user, **said),
        template="programmes/measure_form_page.html",
        heading=_("Enter an outside check"),
        lead=_("Somebody who has no part in the measure looked whether the public feels its result."),
        button=_("Enter"),
        back=found.get_absolute_url(),
        done=_("Entered."),
        to=found,
        measure=found,
    )


@login_required
@require_safe
def outside_check_file(request: HttpRequest, pk: int) -> HttpResponse:
    check = get_object_or_404(checks_visible_to(request.user).select_related("file"), pk=pk)
    or_404(check.file is not None)
    return file_response(check.file)


@login_required
@form_methods
def measure_look_back(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number)
    or_404(can_look_back(request.user, found))

    def act(holds: bool, milestones: list[int], words: str) -> Any:
        return look_back(found, holds, words=words, milestones=milestones, by=request.user)

    return form_page(
        request,
        LookBackForm(posted(request), steps=list(found.milestones.all())),
        act,
        template="programmes/measure_form_page.html",
        heading=_("Look back"),
        lead=_("What was struck off is looked at again. Where it does not hold the measure runs again from today."),
        button=_("Record"),
        back=found.get_absolute_url(),
        done=_("Recorded."),
        to=found,
        measure=found,
    )


@login_required
@form_methods
def measure_split(request: HttpRequest, number: str) -> HttpResponse:
    """Several measures in the place of one: their quantities sum to its own, no date lies behind its own."""
    found = get_measure(request, number)
    or_404(is_duty_of(request.user, found, "split"))
    parts = PartsForm(posted(request), prefix="part", form_kwargs={"units": units_for_parts(request.user)})
    reason = SplitReasonForm(posted(request))
    problems: list[str] = []
    if request.method == "POST" and parts.is_valid() and reason.is_valid():
        try:
            made = split_measure(found, parts.parts, reason=reason.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("Split into %(count)s measures.") % {"count": len(made)})
            return redirect(found)
    context = {"measure": found, "formset": parts, "form": reason, "problems": problems, "move": MOVES["split"]}
    context["can_move"] = can_move(request.user, found, "split")
    return render(request, "programmes/measure_split.html", context, status=REFUSED if parts.is_bound else 200)
