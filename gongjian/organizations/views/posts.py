"""Posts, their duties, and who holds them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from gongjian.core.form_pages import form_page, or_404, posted
from gongjian.organizations import actions, rules
from gongjian.organizations.forms import AppointmentForm, DutiesForm, EndForm, NewPostForm, PostForm
from gongjian.organizations.models import Duty, Post
from gongjian.organizations.queries import (
    appointments_visible_to,
    not_over,
    posts_visible_to,
    units_in_scope,
    units_visible_to,
)


@login_required
@require_http_methods(["GET", "POST"])
def post_add(request: HttpRequest, code: str) -> HttpResponse:
    unit = get_object_or_404(units_visible_to(request.user), code=code)
    or_404(rules.can_edit_post(request.user, unit))
    return form_page(
        request,
        NewPostForm(posted(request)),
        lambda **values: actions.add_post(unit=unit, by=request.user, **values),
        heading=_("Add a post"),
        lead=_("In %(unit)s. The security administrator then gives it its duties.") % {"unit": unit.label},
        button=_("Add the post"),
        back=unit.get_absolute_url(),
        to=unit,
        done=_("The post has been added."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def post_edit(request: HttpRequest, code: str) -> HttpResponse:
    post = get_object_or_404(posts_visible_to(request.user), code=code)
    or_404(rules.can_edit_post(request.user, post.unit))
    return form_page(
        request,
        PostForm(posted(request), instance=post),
        lambda **values: actions.edit_post(post, by=request.user, **values),
        heading=_("Change %(post)s") % {"post": post.label},
        lead=post.unit.label,
        button=_("Save"),
        back=post.unit.get_absolute_url(),
        to=post.unit,
        done=_("Saved."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def post_duties(request: HttpRequest, code: str) -> HttpResponse:
    post = get_object_or_404(posts_visible_to(request.user), code=code)
    or_404(rules.can_set_duties(request.user, post))
    scopes = units_in_scope(request.user, Duty.SECURITY_ADMIN).filter(ended_on__isnull=True)
    now = {"duties": post.duties, "scope": post.scope}
    return form_page(
        request,
        DutiesForm(posted(request), scopes=scopes, initial=now),
        lambda **values: actions.set_post_duties(post, by=request.user, **values),
        heading=_("Duties of %(post)s") % {"post": post.label},
        lead=post.unit.label,
        consequence=held_by(post),
        button=_("Set the duties"),
        back=post.unit.get_absolute_url(),
        to=post.unit,
        done=_("The duties have been set."),
    )


def held_by(post: Post) -> str:
    """Who is concerned by a change of the duties."""
    names = [str(row.person) for row in post.appointments.filter(not_over()).select_related("person")]
    if not names:
        return ""
    words = ngettext(
        "One person holds this post, and has the new duties at once: %(names)s.",
        "%(count)s people hold this post, and have the new duties at once: %(names)s.",
        len(names),
    )
    return words % {"count": len(names), "names": "、".join(names[:10])}


@login_required
@require_http_methods(["GET", "POST"])
def appointment_add(request: HttpRequest, code: str) -> HttpResponse:
    post = get_object_or_404(posts_visible_to(request.user), code=code)
    or_404(rules.can_appoint(request.user, post))
    duties = "、".join(str(label) for label in post.duty_labels) or _("none")
    words = _("In %(unit)s. Duties: %(duties)s; they count in %(scope)s.")
    return form_page(
        request,
        AppointmentForm(posted(request)),
        lambda **values: actions.appoint(post, by=request.user, **values),
        heading=_("Appoint to %(post)s") % {"post": post.label},
        lead=words % {"unit": post.unit.label, "duties": duties, "scope": post.scope.label},
        button=_("Appoint"),
        back=post.unit.get_absolute_url(),
        to=post.unit,
        done=_("The appointment has been made."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(appointments_visible_to(request.user), pk=pk)
    post = appointment.post
    or_404(rules.can_appoint(request.user, post))
    words = _("%(person)s loses the duties of this post after the last day.")
    return form_page(
        request,
        EndForm(posted(request)),
        lambda until: actions.end_appointment(appointment, until=until, by=request.user),
        heading=_("End the appointment of %(person)s") % {"person": appointment.person.label},
        lead=f"{post.unit.label} · {post.label}",
        consequence=words % {"person": appointment.person.label},
        button=_("End the appointment"),
        back=post.unit.get_absolute_url(),
        to=post.unit,
        done=_("The appointment has been given its last day."),
    )
