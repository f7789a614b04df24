"""The circular of a review: worded, issued, read by officers and, where public, by everybody."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.documents import write_docx
from gongjian.core.exports import disposition
from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.programmes.actions.circulars import circulate_review, publish_circular, withdraw_circular, word_circular
from gongjian.programmes.forms.reviews import CircularForm, IssueForm, ReasonForm
from gongjian.programmes.models import Review
from gongjian.programmes.queries.circulars import (
    content_in,
    demand_in_words,
    document_of,
    first_words,
    item_heading,
    lights_in_words,
    parts_of,
)
from gongjian.programmes.queries.reviews import agenda_of, circulars_visible_to, public_circulars, takes_part
from gongjian.programmes.rules.reviews import can_run_reviews
from gongjian.programmes.tables.reviews import light_mark
from gongjian.programmes.views.reviews import done, get_review

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
State = Review.State


def get_circular(request: HttpRequest, year: int, month: int) -> Review:
    return get_object_or_404(circulars_visible_to(request.user), month__year=year, month__month=month)


def reading() -> str:
    return get_language() or "zh-hans"


@require_safe
def circular_list(request: HttpRequest) -> HttpResponse:
    """What the public may read, latest first."""
    circulars = [(review, content_in(review, reading())) for review in public_circulars()]
    return render(request, "programmes/circular_list.html", {"circulars": circulars})


@require_safe
def circular(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_circular(request, year, month)
    content = content_in(found, reading())
    context = {
        "review": found,
        "content": content,
        "lights": lights_in_words(content),
        "items": [
            {
                "heading": item_heading(item),
                "light": light_mark(item["light"], item["light_words"]),
                "parts": parts_of(item | {"demands": []}),
                "demands": [demand_in_words(demand) for demand in item["demands"]],
            }
            for item in content["items"]
        ],
        "may_run": can_run_reviews(request.user),
        "is_inside": takes_part(request.user),
    }
    return render(request, "programmes/circular.html", context)


@require_safe
def circular_docx(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The red-headed document, made of what was circulated and nothing else."""
    found = get_circular(request, year, month)
    content = content_in(found, reading())
    name = f"{content['number']} {content['title']}.docx"
    headers = {"Content-Disposition": disposition(name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(write_docx(document_of(content, reading())), content_type=WORD, headers=headers)


@login_required
@form_methods
def circular_words(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user) and found.state == State.HELD)
    opening, closing = first_words(found)
    written = {"opening": found.opening or opening, "closing": found.closing or closing}
    return form_page(
        request,
        CircularForm(posted(request), initial=written),
        lambda **values: word_circular(found, by=request.user, **values),
        heading=_("Word the circular"),
        lead=_("The lights, the items with their comments and the demands are put in between by themselves."),
        button=_("Save and go on"),
        back=found.get_absolute_url(),
        done=_("Saved. Nothing is sent yet."),
        to=f"{found.get_absolute_url()}issue/",
    )


@login_required
@form_methods
def circular_issue(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user) and found.state == State.HELD)
    items = agenda_of(found)
    silent = items.filter(strengths="", problems="", demands=None).count()
    counts = {"items": items.count(), "silent": silent}
    return form_page(
        request,
        IssueForm(posted(request)),
        lambda is_public: circulate_review(found, is_public=is_public, by=request.user),
        heading=_("Issue the circular"),
        consequence=_(
            "It is numbered, sent to all lead units and never changes again: %(items)s items, "
            "%(silent)s of them without any comment."
        )
        % counts,
        button=_("Issue"),
        back=found.get_absolute_url(),
        done=lambda issued: _("Issued as %(number)s.") % {"number": issued.number},
        to=found,
    )


@login_required
@require_POST
def circular_publish(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user))
    return done(request, found, lambda: publish_circular(found, by=request.user), _("Visitors may read it now."))


@login_required
@form_methods
def circular_withdraw(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user) and found.state == State.CIRCULATED and found.is_public)
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda reason: withdraw_circular(found, reason=reason, by=request.user),
        heading=_("Take the circular back from the public"),
        consequence=_("Visitors can no longer read it. Inside the house it stays as it was issued."),
        button=_("Take back"),
        back=found.get_absolute_url(),
        done=_("Taken back."),
        to=found,
    )
