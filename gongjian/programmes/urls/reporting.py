from django.urls import path

from gongjian.programmes.views import chains, claims, reporting, rulings, signing
from gongjian.programmes.views import city_day as days
from gongjian.programmes.views import report_lists as lists

_REPORT = "months/<int:year>/<int:month>/reports/<str:number>/"
urlpatterns = [
    path("reports/", lists.report_queue, name="report_queue"),
    path("reports/accept/", rulings.reports_accept, name="reports_accept"),
    path("months/<int:year>/<int:month>/reports/", lists.report_list, name="report_list"),
    path(_REPORT, reporting.report, name="report"),
    path(f"{_REPORT}autosave/", reporting.report_autosave, name="report_autosave"),
    path(f"{_REPORT}carry/", reporting.report_carry, name="report_carry"),
    path(f"{_REPORT}print/", reporting.report_print, name="report_print"),
    path(f"{_REPORT}send/", signing.report_send, name="report_send"),
    path(f"{_REPORT}sign/", signing.report_sign, name="report_sign"),
    path(f"{_REPORT}recall/", signing.report_recall, name="report_recall"),
    path(f"{_REPORT}accept/", rulings.report_accept, name="report_accept"),
    path(f"{_REPORT}return/", rulings.report_return, name="report_return"),
    path(f"{_REPORT}claims/<int:sequence>/", claims.report_claim, name="report_claim"),
    path(f"{_REPORT}claims/<int:sequence>/withdraw/", claims.claim_withdraw, name="claim_withdraw"),
    path(f"{_REPORT}claims/<int:sequence>/verify/", claims.claim_verify, name="claim_verify"),
    path("evidence/<int:pk>/withdraw/", claims.evidence_withdraw, name="evidence_withdraw"),
    path("measures/<str:number>/reports/", lists.measure_reports, name="measure_reports"),
    path("chains/<slug:code>/", chains.approval_chain, name="approval_chain"),
    path("city-day/", days.city_day, name="city_day"),
]
