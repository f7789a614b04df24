"""A unit's approval chain."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gongjian.core.form_pages import REFUSED, form_methods, or_404, posted
from gongjian.organizations.queries import units_visible_to
from gongjian.programmes.actions.chains import set_approval_chain
from gongjian.programmes.forms.reporting import ChainForm
from gongjian.programmes.queries.reporting import posts_for_chain, steps_of
from gongjian.programmes.rules.reporting import can_set_chain


@login_required
@form_methods
def approval_chain(request: HttpRequest, code: str) -> HttpResponse:
    """Which posts sign a unit's reports, in which order."""
    unit = get_object_or_404(units_visible_to(request.user), code=code)
    or_404(can_set_chain(request.user, unit))
    held = [{"title": step.title, "title_en": step.title_en, "post": step.post_id} for step in steps_of(unit)]
    choices = {"posts": posts_for_chain(unit)}
    formset = ChainForm(posted(request), initial=held, prefix="step", form_kwargs=choices)
    problems: list[str] = []
    if formset.is_valid():
        try:
            set_approval_chain(unit, formset.steps, by=request.user)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("Approval chain saved."))
            return redirect("programmes:approval_chain", unit.code)
    context = {"unit": unit, "formset": formset, "problems": problems}
    return render(request, "programmes/chain.html", context, status=REFUSED if formset.is_bound else 200)
