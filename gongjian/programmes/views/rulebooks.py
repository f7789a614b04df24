"""The rulebook of a year: every rule a city decides for itself, on one page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.programmes.actions.rulebooks import change_rules
from gongjian.programmes.forms.rulebooks import RulebookForm
from gongjian.programmes.models import Rulebook
from gongjian.programmes.queries.months import year_is_driven
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.rulebooks import can_set_rules


@login_required
@form_methods
def rulebook(request: HttpRequest, year: int) -> HttpResponse:
    or_404(can_set_rules(request.user))
    if not year_is_driven(year):
        raise Http404
    book = Rulebook.objects.filter(year=year).first()
    here = reverse("programmes:rulebook", args=[year])

    def act(version: int, **values: Any) -> Any:
        return change_rules(year, values, by=request.user, version=version)

    return form_page(
        request,
        RulebookForm(posted(request), rules=rules_for(year), version=book.version if book else 0),
        act,
        template="programmes/rulebook.html",
        heading=_("Rules of %(year)s") % {"year": year},
        lead=_("What the city decides for itself. Frozen months keep the rules they were frozen by."),
        button=_("Save"),
        back=reverse("programmes:month_list"),
        done=_("Saved. From now on these rules are in force."),
        to=here,
    )
