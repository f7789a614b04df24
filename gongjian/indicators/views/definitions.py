"""Defining figures."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.form_pages import form_methods, form_page, sent
from gongjian.indicators.actions import add_definition, edit_definition
from gongjian.indicators.forms import DefinitionForm
from gongjian.indicators.queries import definition_named
from gongjian.indicators.rules import can_define


@login_required
@form_methods
def definition_add(request: HttpRequest) -> HttpResponse:
    if not can_define(request.user):
        raise Http404
    return form_page(
        request,
        DefinitionForm(*sent(request), user=request.user),
        lambda **typed: add_definition(by=request.user, **typed),
        done=_("Defined. Now its first value can be reported."),
        heading=_("Define a figure"),
        lead=_("One figure, one definition: it is used by its name everywhere."),
        button=_("Define it"),
        back=reverse("indicators:figure_list"),
    )


@login_required
@form_methods
def definition_edit(request: HttpRequest, name: str) -> HttpResponse:
    definition = definition_named(name, request.user)
    if definition is None or not can_define(request.user, definition.owner):
        raise Http404
    return form_page(
        request,
        DefinitionForm(*sent(request), user=request.user, definition=definition),
        lambda **typed: edit_definition(definition, by=request.user, **typed),
        done=_("Saved."),
        heading=definition.label,
        lead=_("Edit the definition of %(name)s. Published snapshots keep what they said.") % {"name": name},
        button=_("Save"),
        back=definition.get_absolute_url(),
    )
