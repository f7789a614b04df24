"""An inspection planned and steered: plan, team, declarations, sample, start, end of the visits, finish."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.programmes.actions.inspections import (
    choose_sample,
    declare,
    draw_sample,
    edit_inspection,
    end_visits,
    finish_inspection,
    plan_inspection,
    set_team,
    start_inspection,
)
from gongjian.programmes.forms.inspections import (
    ChooseForm,
    ConfirmForm,
    DeclarationForm,
    DrawForm,
    EndVisitsForm,
    InspectionForm,
    TeamForm,
)
from gongjian.programmes.queries.inspections import place_of
from gongjian.programmes.rules.inspections import can_end_visits, can_plan
from gongjian.programmes.views.inspections import get_inspection


@login_required
@form_methods
def inspection_add(request: HttpRequest) -> HttpResponse:
    or_404(can_plan(request.user))
    return form_page(
        request,
        InspectionForm(posted(request), initial={"year": clock.today().year}),
        lambda code, title, **values: plan_inspection(code, title, by=request.user, **values),
        heading=_("Plan an inspection"),
        button=_("Save"),
        back=reverse("programmes:inspection_list"),
        done=_("Planned. Now name the team and draw the sample."),
    )


@login_required
@form_methods
def inspection_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    or_404(can_plan(request.user))
    return form_page(
        request,
        InspectionForm(posted(request), inspection=found),
        lambda **values: edit_inspection(found, values, by=request.user),
        heading=_("Edit the inspection"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
    )


@login_required
@form_methods
def inspection_team(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    or_404(can_plan(request.user))
    return form_page(
        request,
        TeamForm(posted(request), inspection=found),
        lambda members, leader: set_team(found, list(members), leader=leader, by=request.user),
        heading=_("The inspection's team"),
        button=_("Save"),
        back=found.get_absolute_url(),
        lead=_("Whoever is new reads in the inbox that a declaration of interests is due."),
        done=_("Saved. New members have been told."),
    )


@login_required
@form_methods
def inspection_declare(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    place = place_of(request.user, found)
    or_404(place is not None)
    given = place.declared_at is not None
    conflicts = list(place.conflicts.all())
    initial = {"conflicts": conflicts, "none": given and not conflicts, "words": place.words}
    return form_page(
        request,
        DeclarationForm(posted(request), initial=initial),
        lambda conflicts, words: declare(found, conflicts, by=request.user, words=words),
        heading=_("Declaration of interests"),
        button=_("Declare"),
        back=found.get_absolute_url(),
        lead=found.label,
        consequence=_("You will not visit measures that these units, or your own, lead or support."),
        done=_("Declared."),
        to=found,
    )


@login_required
@form_methods
def inspection_draw(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    or_404(can_plan(request.user))
    return form_page(
        request,
        DrawForm(posted(request)),
        lambda **said: draw_sample(found, by=request.user, **said),
        heading=_("Draw the sample"),
        button=_("Draw"),
        back=found.get_absolute_url(),
        lead=_(
            "Seed, candidates and shares are kept, so that anybody can draw again. How often was drawn is kept too."
        ),
        done=_("Drawn."),
    )


@login_required
@form_methods
def inspection_choose(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    or_404(can_plan(request.user))
    numbers = "\n".join(found.measures.order_by("number").values_list("number", flat=True))
    return form_page(
        request,
        ChooseForm(posted(request), year=found.year, initial={"measures": numbers}),
        lambda measures, reason: choose_sample(found, measures, by=request.user, reason=reason),
        heading=_("Choose the sample by hand"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
    )


@login_required
@form_methods
def inspection_start(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    or_404(can_plan(request.user))
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: start_inspection(found, by=request.user),
        heading=_("Start the inspection"),
        button=_("Start"),
        back=found.get_absolute_url(),
        lead=found.label,
        consequence=_("The team is told and may record visits. Plan, team and sample stay as they are."),
        done=_("The team is on site."),
    )


@login_required
@form_methods
def inspection_end_visits(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    or_404(can_end_visits(request.user, found))
    return form_page(
        request,
        EndVisitsForm(posted(request)),
        lambda reason: end_visits(found, by=request.user, reason=reason),
        heading=_("End the visits"),
        button=_("End the visits"),
        back=found.get_absolute_url(),
        lead=found.label,
        consequence=_(
            "No visit can be recorded afterwards. Ask the team first whether its phones have sent everything."
        ),
        done=_("The visits have ended; what was found is being rectified."),
    )


@login_required
@form_methods
def inspection_finish(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    or_404(can_plan(request.user))
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: finish_inspection(found, by=request.user),
        heading=_("Finish the inspection"),
        button=_("Finish"),
        back=found.get_absolute_url(),
        lead=found.label,
        consequence=_("Every unit that was visited gets its score; nothing of the inspection changes afterwards."),
        done=_("Finished; the units read their scores."),
    )
