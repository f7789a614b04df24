"""The day a trial city lives in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.form_pages import form_methods, form_page, or_404
from gongjian.core.language import day as written
from gongjian.programmes.actions.city_day import move_city_day
from gongjian.programmes.forms.reporting import CityDayForm
from gongjian.programmes.rules.rounds import can_move_city_day


@login_required
@form_methods
def city_day(request: HttpRequest) -> HttpResponse:
    """See and move the city's day; in production there is no such page."""
    or_404(can_move_city_day(request.user))
    form = CityDayForm(request.POST if request.method == "POST" else None, initial={"day": clock.today()})
    words = {"city": written(clock.today()), "real": written(timezone.localdate())}
    return form_page(
        request,
        form,
        lambda day: move_city_day(day, by=request.user),
        heading=_("Day of the trial city"),
        lead=_("In the city it is %(city)s; in reality %(real)s.") % words,
        button=_("Move the day"),
        back="/",
        consequence=_("Every day between has its round: months are opened, people reminded, letters proposed."),
        done=lambda today: _("In the city it is now %(day)s.") % {"day": written(today)},
        to=lambda today: request.path,
    )
