"""Photographs of commitments: added, looked at, shown to the public, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core import clock
from gongjian.core.files import IMAGES, picture_response
from gongjian.core.form_pages import form_methods, form_page, or_404, posted, sent
from gongjian.programmes.actions.photos import add_photo, publish_photo, withdraw_photo
from gongjian.programmes.forms.commitments import PhotoForm
from gongjian.programmes.forms.tasks import ReasonForm
from gongjian.programmes.models import Photo
from gongjian.programmes.queries.commitments import commitments_visible_to, photos_visible_to
from gongjian.programmes.rules.commitments import can_add_photo, can_publish_photo, can_withdraw_photo
from gongjian.programmes.views.commitments import get_commitment


@login_required
@form_methods
def photo_add(request: HttpRequest, number: str) -> HttpResponse:
    found = get_commitment(request, number)
    or_404(can_add_photo(request.user, found))
    return form_page(
        request,
        PhotoForm(*sent(request), initial={"taken_on": clock.today()}),
        lambda **said: add_photo(found, by=request.user, **said),
        template="programmes/commitment_form.html",
        heading=_("Add a photograph"),
        button=_("Save"),
        back=reverse("programmes:commitment", args=[number]),
        done=_("Saved. The reform office decides whether the public sees it."),
        to=reverse("programmes:commitment", args=[number]),
        measure=found,
    )


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself: for whoever may see the commitment, and for everybody once it is shown to the public."""
    found = get_object_or_404(photos_visible_to(request.user).select_related("file"), pk=pk)
    if found.file.kind not in IMAGES:
        raise Http404
    response = picture_response(found.file)
    response["Cache-Control"] = "private, max-age=60"  # hidden again, it is gone within the minute
    return response


def get_photo(request: HttpRequest, pk: int) -> Photo:
    """One of a commitment this account may see; that everybody sees it gives nobody a right over it."""
    visible = Photo.objects.filter(measure__in=commitments_visible_to(request.user))
    return get_object_or_404(visible.select_related("measure__lead_unit", "measure__campaign"), pk=pk)


@login_required
@require_POST
def photo_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to the public, or hide it again (`show=no`)."""
    found = get_photo(request, pk)
    or_404(can_publish_photo(request.user, found))
    try:
        shown = publish_photo(found, is_public=request.POST.get("show") != "no", by=request.user)
        messages.success(request, _("Shown to the public.") if shown.is_public else _("Hidden from the public."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("programmes:commitment", found.measure.number)


@login_required
@form_methods
def photo_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_photo(request, pk)
    or_404(can_withdraw_photo(request.user, found))
    address = reverse("programmes:commitment", args=[found.measure.number])
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda reason: withdraw_photo(found, reason=reason, by=request.user),
        template="programmes/commitment_form.html",
        heading=_("Withdraw a photograph"),
        button=_("Withdraw"),
        back=address,
        lead=found.caption,
        consequence=_(
            "One photograph disappears from this page and from the public board; the record and your reason stay."
        ),
        done=_("Withdrawn."),
        to=address,
        measure=found.measure,
    )
