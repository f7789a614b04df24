"""Applications to move a date or a goal: the list, one of them, applying, ruling, withdrawing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.files import file_response
from gongjian.core.form_pages import form_methods, form_page, or_404, posted, sent
from gongjian.core.tables import table_page
from gongjian.programmes.actions.adjustments import (
    apply_adjustment,
    approve_adjustment,
    refuse_adjustment,
    withdraw_adjustment,
)
from gongjian.programmes.forms.adjustments import AdjustmentForm, RuleForm
from gongjian.programmes.models import Adjustment
from gongjian.programmes.queries.adjustments import adjustments_visible_to
from gongjian.programmes.queries.ledger import with_verification
from gongjian.programmes.rules.adjustments import (
    can_apply_adjustment,
    can_rule_on_adjustment,
    can_withdraw_adjustment,
    changes_of,
    is_applicant,
    is_ruler,
)
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.tables.adjustments import AdjustmentFilter, AdjustmentTable
from gongjian.programmes.views.fetching import get_measure


def get_adjustment(request: HttpRequest, pk: int) -> Adjustment:
    people = ("applied_by__person", "ruled_by__person", "file")
    found = adjustments_visible_to(request.user).select_related("measure__lead_unit", "measure__campaign", *people)
    return get_object_or_404(found, pk=pk)


@login_required
@require_safe
def adjustment_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_ledger(request.user))
    context = {
        "empty": {
            "what": _("Applications to move a date or a goal will stand here, with the old and the new values."),
            "how": _("The lead unit applies on the measure's own page; the reform office rules on it."),
        }
    }
    return table_page(
        request,
        AdjustmentTable,
        adjustments_visible_to(request.user).select_related("measure__lead_unit"),
        filterset_class=AdjustmentFilter,
        template="programmes/adjustment_list.html",
        context=context,
    )


@login_required
@require_safe
def adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """Old beside new, why, and what was ruled."""
    found = get_adjustment(request, pk)
    steps = {step.sequence: step for step in found.measure.milestones.all()}
    context = {
        "adjustment": found,
        "measure": found.measure,
        "changes": changes_of(found, steps),
        "may_rule": can_rule_on_adjustment(request.user, found),
        "may_withdraw": can_withdraw_adjustment(request.user, found),
    }
    return render(request, "programmes/adjustment.html", context)


@login_required
@form_methods
def adjustment_apply(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number)
    or_404(can_apply_adjustment(request.user, found))
    steps = list(with_verification(found.milestones.all()))
    form = AdjustmentForm(*sent(request), measure=found, steps=steps)

    def act(reason: str, upload: Any, **said: Any) -> Adjustment:
        return apply_adjustment(found, form.wanted, reason=reason, file=upload, by=request.user)

    return form_page(
        request, form, act,
        template="programmes/adjustment_form.html",
        heading=_("Apply for an adjustment"),
        button=_("Apply"),
        back=found.get_absolute_url(),
        done=_("Applied for. The reform office rules on it; until then everything stays as it stands."),
        measure=found,
    )  # fmt: skip


def ruling_page(request: HttpRequest, adjustment: Adjustment, act: Any, *, required: bool, **page: Any) -> HttpResponse:
    form = RuleForm(posted(request), required=required)
    page |= {"template": "programmes/adjustment_rule.html", "adjustment": adjustment, "measure": adjustment.measure}
    steps = {step.sequence: step for step in adjustment.measure.milestones.all()}
    page["changes"] = changes_of(adjustment, steps)
    return form_page(request, form, act, back=adjustment.get_absolute_url(), to=adjustment, **page)


@login_required
@form_methods
def adjustment_approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_adjustment(request, pk)
    or_404(is_ruler(request.user, found.measure))
    return ruling_page(
        request,
        found,
        lambda ruling: approve_adjustment(found, ruling=ruling, by=request.user),
        required=False,
        heading=_("Approve the adjustment"),
        button=_("Approve"),
        done=_("Approved: it holds from today."),
    )


@login_required
@form_methods
def adjustment_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_adjustment(request, pk)
    or_404(is_ruler(request.user, found.measure))
    return ruling_page(
        request,
        found,
        lambda ruling: refuse_adjustment(found, ruling=ruling, by=request.user),
        required=True,
        heading=_("Refuse the adjustment"),
        button=_("Refuse"),
        done=_("Refused: everything stays as it stands."),
    )


@login_required
@form_methods
def adjustment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_adjustment(request, pk)
    or_404(is_applicant(request.user, found.measure))
    return ruling_page(
        request,
        found,
        lambda ruling: withdraw_adjustment(found, ruling=ruling, by=request.user),
        required=False,
        heading=_("Withdraw the application"),
        button=_("Withdraw"),
        done=_("Withdrawn: everything stays as it stands."),
    )


@login_required
@require_safe
def adjustment_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_adjustment(request, pk)
    or_404(found.file is not None)
    return file_response(found.file)
