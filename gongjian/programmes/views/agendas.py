"""An agenda's items: put on, taken off, ordered, stated by the unit, commented by the chair."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core import clock
from gongjian.core.files import file_response
from gongjian.core.form_pages import REFUSED, form_methods, form_page, or_404, posted, put_errors, sent
from gongjian.core.language import minute
from gongjian.programmes.actions.agendas import (
    add_item,
    drop_item,
    hand_in_statement,
    move_item,
    restore_item,
    set_demand,
    write_comment,
)
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.forms.reviews import CommentForm, DemandForm, ItemForm, ReasonForm, SeenForm, StatementForm
from gongjian.programmes.models import AgendaItem
from gongjian.programmes.queries.reviews import items_visible_to, with_demands
from gongjian.programmes.rules.agendas import can_arrange, can_state
from gongjian.programmes.rules.reviews import can_comment, can_run_reviews
from gongjian.programmes.views.reviews import done, get_review


def get_item(request: HttpRequest, pk: int) -> AgendaItem:
    return get_object_or_404(with_demands(items_visible_to(request.user)), pk=pk)


@login_required
@form_methods
def agenda_add(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_arrange(request.user, found))
    return form_page(
        request,
        ItemForm(posted(request), user=request.user),
        lambda **values: add_item(found, by=request.user, **values),
        heading=_("Put on the agenda"),
        button=_("Put on"),
        back=found.get_absolute_url(),
        done=_("Put on at the end of the agenda; the unit has been told."),
        to=found,
    )


@login_required
@require_POST
def agenda_move(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_item(request, pk)
    or_404(can_run_reviews(request.user))
    up = request.POST.get("direction") != "down"
    answer = done(request, item.review, lambda: move_item(item, by=request.user, up=up), "")
    answer["Location"] = item.get_absolute_url()
    return answer


@login_required
@form_methods
def agenda_drop(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_item(request, pk)
    or_404(can_arrange(request.user, item.review) and not item.is_dropped)
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda reason: drop_item(item, reason=reason, by=request.user),
        heading=_("Take off the agenda"),
        lead=f"{item.unit.label} · {item.label}",
        button=_("Take off"),
        back=item.get_absolute_url(),
        done=_("Taken off; the unit has been told. It can be put back."),
        to=item.review,
    )


@login_required
@require_POST
def agenda_restore(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_item(request, pk)
    or_404(can_run_reviews(request.user))
    return done(request, item.review, lambda: restore_item(item, by=request.user), _("Put back at the end."))


@login_required
@form_methods
def agenda_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """What the unit will say: typed, saved by itself while typing, or handed in as a file."""
    item = get_item(request, pk)
    or_404(can_state(request.user, item))
    form = StatementForm(*sent(request), item=item)
    if wants_quiet(request):
        return quiet(form, lambda base: hand_in_statement(item, form.typed, by=request.user, base=base))
    return form_page(
        request,
        form,
        lambda base, upload, **values: or_see_again(
            form, lambda: hand_in_statement(item, values, by=request.user, base=base, upload=upload)
        ),
        template="programmes/agenda_write.html",
        heading=_("Statement for the review"),
        button=_("Hand in"),
        back=item.get_absolute_url(),
        done=_("Handed in. It can be changed until the meeting begins."),
        to=item,
        item=item,
    )


@login_required
@form_methods
def agenda_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair's comment: strengths and problems here, each demand a task of its own."""
    item = get_item(request, pk)
    or_404(can_comment(request.user, item.review) and not item.is_dropped)
    form = CommentForm(posted(request), item=item)
    if wants_quiet(request):
        return quiet(form, lambda base: write_comment(item, form.typed, by=request.user, base=base))
    return form_page(
        request,
        form,
        lambda base, **values: or_see_again(form, lambda: write_comment(item, values, by=request.user, base=base)),
        template="programmes/agenda_write.html",
        heading=_("Comment"),
        button=_("Save"),
        back=item.get_absolute_url(),
        done=_("Saved."),
        to=item,
        item=item,
        commenting=True,
    )


def or_see_again(form: SeenForm, act: Any) -> AgendaItem:
    """The action; after a clash the form holds what stands now, so that whoever saves once more means it."""
    try:
        return act()
    except Clash as clash:
        form.see_again(clash.fields)
        raise


def wants_quiet(request: HttpRequest) -> bool:
    """Saved by itself while somebody types: answered to the page's script, not with a page."""
    return request.method == "POST" and request.headers.get("X-Requested-With") == "autosave"


def quiet(form: SeenForm, act: Any) -> JsonResponse:
    """When it was saved and what has been seen by now; or, with 422, what is wrong, field by field."""
    if form.is_valid():
        try:
            act(form.cleaned_data["base"])
        except ValidationError as error:
            put_errors(form, error)
        else:
            said = _("Saved by itself, %(time)s") % {"time": minute(clock.now())}
            return JsonResponse({"base": form.sealed(), "words": said})
    return JsonResponse({"errors": form.errors}, status=REFUSED)


@login_required
@form_methods
def agenda_demand(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_item(request, pk)
    or_404(can_comment(request.user, item.review) and not item.is_dropped)
    return form_page(
        request,
        DemandForm(posted(request), item=item),
        lambda title, **values: set_demand(item, title, by=request.user, **values),
        heading=_("Add a demand"),
        lead=f"{item.unit.label} · {item.label}",
        button=_("Add"),
        back=item.get_absolute_url(),
        done=_("Added; whoever owes it has been told. It stands on every agenda until it is closed."),
        to=item,
    )


@login_required
@require_safe
def agenda_file(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_item(request, pk)
    or_404(item.statement_file is not None)
    return file_response(item.statement_file)
