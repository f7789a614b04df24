"""Pages of units, posts, people, accounts and the calendar."""

from django.http import Http404


def _coming(request, **rest):
    raise Http404


unit_list = _coming
unit_add = _coming
unit = _coming
unit_edit = _coming
unit_dissolve = _coming
post_add = _coming
division_list = _coming
division_add = _coming
division = _coming
division_edit = _coming
post_edit = _coming
post_duties = _coming
appointment_add = _coming
appointment_end = _coming
person_list = _coming
person_add = _coming
person = _coming
person_edit = _coming
person_phone = _coming
account_open = _coming
account_close = _coming
account_reopen = _coming
account_password = _coming
account_second_factor = _coming
account_unlock = _coming
session_list = _coming
session_end = _coming
me = _coming
calendar = _coming
notice_import = _coming
notice_edit = _coming
