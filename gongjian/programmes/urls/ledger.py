from django.urls import path

from gongjian.programmes import views

_MEASURE = "measures/<str:number>/"
urlpatterns = [
    path("", views.measure_list, name="measure_list"),
    path("add/", views.measure_add, name="measure_add"),
    path("print/", views.measure_print, name="measure_print"),
    path("export/", views.measure_export, name="measure_export"),
    path("import/", views.measure_import, name="measure_import"),
    path("import/template/", views.import_template, name="import_template"),
    path("import/<int:pk>/", views.import_check, name="import_check"),
    path("campaigns/", views.campaign_list, name="campaign_list"),
    path("campaigns/add/", views.campaign_add, name="campaign_add"),
    path("campaigns/<slug:code>/", views.campaign, name="campaign"),
    path("campaigns/<slug:code>/edit/", views.campaign_edit, name="campaign_edit"),
    path(_MEASURE, views.measure, name="measure"),
    path(f"{_MEASURE}edit/", views.measure_edit, name="measure_edit"),
    path(f"{_MEASURE}milestones/", views.measure_milestones, name="measure_milestones"),
    path(f"{_MEASURE}propose/", views.measure_move, {"move": "propose"}, name="measure_propose"),
    path(f"{_MEASURE}establish/", views.measure_move, {"move": "establish"}, name="measure_establish"),
    path(f"{_MEASURE}return/", views.measure_move, {"move": "return_measure"}, name="measure_return"),
    path(f"{_MEASURE}start/", views.measure_move, {"move": "start"}, name="measure_start"),
    path(
        f"{_MEASURE}apply-strike-off/",
        views.measure_move,
        {"move": "apply_strike_off"},
        name="measure_apply_strike_off",
    ),
    path(f"{_MEASURE}strike-off/", views.measure_move, {"move": "strike_off"}, name="measure_strike_off"),
    path(
        f"{_MEASURE}return-strike-off/",
        views.measure_move,
        {"move": "return_strike_off"},
        name="measure_return_strike_off",
    ),
    path(f"{_MEASURE}suspend/", views.measure_move, {"move": "suspend"}, name="measure_suspend"),
    path(f"{_MEASURE}resume/", views.measure_move, {"move": "resume"}, name="measure_resume"),
    path(f"{_MEASURE}merge/", views.measure_merge, name="measure_merge"),
    path(f"{_MEASURE}remove/", views.measure_remove, name="measure_remove"),
    path(f"{_MEASURE}restore/", views.measure_restore, name="measure_restore"),
    path(f"{_MEASURE}milestones/<int:sequence>/evidence/", views.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/verify/", views.evidence_verify, name="evidence_verify"),
    path("evidence/<int:pk>/return/", views.evidence_return, name="evidence_return"),
    path("evidence/<int:pk>/file/", views.evidence_file, name="evidence_file"),
]
