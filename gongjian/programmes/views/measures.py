"""A measure: its page, adding, editing, planning, removing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core import clock
from gongjian.core.form_pages import REFUSED, form_methods, form_page, or_404, posted
from gongjian.organizations.queries import calendar_now
from gongjian.organizations.rules.days import days_counter
from gongjian.programmes.actions.measures import (
    Clash,
    add_measure,
    edit_measure,
    remove_measure,
    restore_measure,
    seen_by_editor,
    set_milestones,
)
from gongjian.programmes.forms.measures import MeasureEditForm, MeasureForm, MoveForm, PlanForm
from gongjian.programmes.models import Measure
from gongjian.programmes.queries import with_verification
from gongjian.programmes.queries.story import life_of
from gongjian.programmes.rules.evidence import can_rule_on_evidence, can_submit_evidence, takes_evidence
from gongjian.programmes.rules.measures import (
    can_add_measure,
    can_edit_measure,
    can_remove_measure,
    can_restore_measure,
    can_set_milestones,
)
from gongjian.programmes.rules.reporting import can_withdraw_evidence
from gongjian.programmes.tables.ledger import prepare_measures
from gongjian.programmes.views.checks import further_moves, looks_of
from gongjian.programmes.views.fetching import get_measure
from gongjian.programmes.views.life import MOST_RECORDS, is_whole, life_story
from gongjian.programmes.views.steps import next_step, other_moves


@login_required
@require_safe
def measure(request: HttpRequest, number: str) -> HttpResponse:
    """One measure: state, the next thing to do, milestones with their evidence, its life story."""
    found = get_measure(request, number, with_removed=True)
    calendar = calendar_now()
    prepare_measures([found], calendar=calendar)
    steps = plan_of(found, request.user, days_counter(calendar, clock.today()))
    step = next_step(request.user, found, steps)
    life = life_of(found, request.user, most_records=None if is_whole(request) else MOST_RECORDS)
    context = {
        "measure": found,
        "supporting": list(found.supporting_units.all()),
        "steps": steps,
        "step": step,
        "moves": other_moves(request.user, found, step) + further_moves(request.user, found),
        "may_edit": can_edit_measure(request.user, found),
        "may_plan": can_set_milestones(request.user, found),
        "may_remove": can_remove_measure(request.user, found),
        "may_restore": can_restore_measure(request.user, found),
    }
    context |= looks_of(life, steps) | life_story(request, life, steps)
    return render(request, "programmes/measure.html", context)


def plan_of(measure: Measure, user: object, days_left: Any) -> list[Any]:
    """The milestones with their evidence and what this person may do about each."""
    milestones = with_verification(measure.milestones.all()).prefetch_related(
        "evidence__file", "evidence__submitted_by__person", "evidence__verified_by__person"
    )
    today = clock.today()
    steps = list(milestones)
    may_submit = can_submit_evidence(user, measure)
    for step in steps:
        step.measure = measure
        step.proofs = list(step.evidence.all())
        for proof in step.proofs:
            proof.milestone = step
            proof.may_rule = can_rule_on_evidence(user, proof)
            proof.may_withdraw = can_withdraw_evidence(user, proof)
        step.is_late = measure.is_open and not step.is_verified and step.due < today
        step.days = days_left(step.due) if measure.is_open and not step.is_verified else ""
        step.may_submit = may_submit and takes_evidence(step.proofs)
    return steps


@login_required
@form_methods
def measure_add(request: HttpRequest) -> HttpResponse:
    or_404(can_add_measure(request.user))
    return form_page(
        request,
        MeasureForm(posted(request), user=request.user, initial={"campaign": request.GET.get("campaign")}),
        lambda number, **values: add_measure(number, values, by=request.user),
        template="programmes/measure_form.html",
        heading=_("Add measure"),
        button=_("Save"),
        back=reverse("programmes:measure_list"),
        done=_("Saved. Now set its milestones."),
        to=lambda added: reverse("programmes:measure_milestones", args=[added.number]),
    )


@login_required
@form_methods
def measure_edit(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number)
    or_404(can_edit_measure(request.user, found))
    form = MeasureEditForm(posted(request), instance=found, user=request.user, seen=seen_by_editor(found))
    return form_page(
        request,
        form,
        lambda base, **values: edit_or_see_again(form, found, values, by=request.user, base=base),
        template="programmes/measure_form.html",
        heading=_("Edit measure"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        measure=found,
    )


def edit_or_see_again(
    form: MeasureEditForm, measure: Measure, values: dict[str, Any], *, by: Any, base: Any
) -> Measure:
    """The edit; after a clash the form holds what stands now in the fields that clashed, so that whoever saves once
    more means it. A field left alone stays as it was first seen: saving again must not undo what others made of it."""
    try:
        return edit_measure(measure, values, by=by, base=base)
    except Clash as clash:
        now = seen_by_editor(measure)
        form.see_again(base | {name: now[name] for name in clash.fields})
        raise


@login_required
@form_methods
def measure_milestones(request: HttpRequest, number: str) -> HttpResponse:
    """Plan the milestones of a measure that is not fixed yet."""
    found = get_measure(request, number)
    or_404(can_set_milestones(request.user, found))
    held = list(found.milestones.values("title", "title_en", "due", "weight"))
    formset = PlanForm(posted(request), initial=held, prefix="step")
    problems: list[str] = []
    if formset.is_valid():
        try:
            set_milestones(found, formset.steps, by=request.user)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("Milestones saved."))
            return redirect(found)
    context = {"measure": found, "formset": formset, "problems": problems}
    return render(request, "programmes/milestones.html", context, status=REFUSED if formset.is_bound else 200)


@login_required
@form_methods
def measure_remove(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number)
    or_404(can_remove_measure(request.user, found))
    return form_page(
        request,
        MoveForm(posted(request), says_why=True),
        lambda reason: remove_measure(found, by=request.user, reason=reason),
        template="programmes/measure_form_page.html",
        heading=_("Remove from the ledger"),
        lead=f"{found.number} · {found.lead_unit.label}",
        consequence=_(
            "One measure no longer counts and disappears from the lists; its milestones and evidence are kept. "
            "You can restore it at any time."
        ),
        button=_("Remove 1 measure"),
        back=found.get_absolute_url(),
        done=_("Removed. It can be restored on this page."),
        measure=found,
    )


@login_required
@require_POST
def measure_restore(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number, with_removed=True)
    or_404(can_restore_measure(request.user, found))
    try:
        restore_measure(found, by=request.user)
        messages.success(request, _("Restored."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("programmes:measure", number)
