from django.urls import path

from gongjian.programmes.views import findings, inspections, steering, visits

_INSPECTION = "inspections/<slug:code>/"
_FINDING = "findings/<int:pk>/"
urlpatterns = [
    path("inspections/", inspections.inspection_list, name="inspection_list"),
    path("inspections/add/", steering.inspection_add, name="inspection_add"),
    # The phone's worker answers for everything under inspections/visits/ (static/programmes/visit.js).
    path("inspections/visits/worker.js", visits.visit_worker, name="visit_worker"),
    path("inspections/visits/add/<slug:code>/", visits.visit_add, name="visit_add"),
    path("inspections/visits/photos/<int:pk>/", visits.visit_photo, name="visit_photo"),
    path("inspections/visits/<int:pk>/", visits.visit, name="visit"),
    path(_INSPECTION, inspections.inspection, name="inspection"),
    path(f"{_INSPECTION}edit/", steering.inspection_edit, name="inspection_edit"),
    path(f"{_INSPECTION}team/", steering.inspection_team, name="inspection_team"),
    path(f"{_INSPECTION}declare/", steering.inspection_declare, name="inspection_declare"),
    path(f"{_INSPECTION}draw/", steering.inspection_draw, name="inspection_draw"),
    path(f"{_INSPECTION}choose/", steering.inspection_choose, name="inspection_choose"),
    path(f"{_INSPECTION}start/", steering.inspection_start, name="inspection_start"),
    path(f"{_INSPECTION}end-visits/", steering.inspection_end_visits, name="inspection_end_visits"),
    path(f"{_INSPECTION}finish/", steering.inspection_finish, name="inspection_finish"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/print/", findings.finding_print, name="finding_print"),
    path(_FINDING, findings.finding, name="finding"),
    path(f"{_FINDING}report/", findings.finding_report, name="finding_report"),
    path(f"{_FINDING}accept/", findings.finding_accept, name="finding_accept"),
    path(f"{_FINDING}return/", findings.finding_return, name="finding_return"),
    path(f"{_FINDING}extend/", findings.extension_apply, name="extension_apply"),
    path(f"{_FINDING}file/", findings.finding_file, name="finding_file"),
    path("findings/extensions/<int:pk>/rule/", findings.extension_rule, name="extension_rule"),
]
