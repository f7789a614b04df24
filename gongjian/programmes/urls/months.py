from django.urls import path

from gongjian.programmes.views import months, rulebooks

_MONTH = "months/<int:year>/<int:month>/"
urlpatterns = [
    path("months/", months.month_list, name="month_list"),
    path("months/open/", months.month_open, name="month_open"),
    path(_MONTH, months.month, name="month"),
    path(f"{_MONTH}freeze/", months.month_freeze, name="month_freeze"),
    path("months/rulebook/<int:year>/", rulebooks.rulebook, name="rulebook"),
]
