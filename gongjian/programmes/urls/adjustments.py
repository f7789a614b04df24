from django.urls import path

from gongjian.programmes.views import adjustments as views
from gongjian.programmes.views import checks

_ONE = "adjustments/<int:pk>/"
_MEASURE = "measures/<str:number>/"
urlpatterns = [
    path("adjustments/", views.adjustment_list, name="adjustment_list"),
    path(_ONE, views.adjustment, name="adjustment"),
    path(f"{_ONE}approve/", views.adjustment_approve, name="adjustment_approve"),
    path(f"{_ONE}refuse/", views.adjustment_refuse, name="adjustment_refuse"),
    path(f"{_ONE}withdraw/", views.adjustment_withdraw, name="adjustment_withdraw"),
    path(f"{_ONE}file/", views.adjustment_file, name="adjustment_file"),
    path(f"{_MEASURE}adjust/", views.adjustment_apply, name="adjustment_apply"),
    path(f"{_MEASURE}outside-check/", checks.outside_check_add, name="outside_check_add"),
    path("outside-checks/<int:pk>/file/", checks.outside_check_file, name="outside_check_file"),
    path(f"{_MEASURE}look-back/", checks.measure_look_back, name="measure_look_back"),
    path(f"{_MEASURE}split/", checks.measure_split, name="measure_split"),
]
