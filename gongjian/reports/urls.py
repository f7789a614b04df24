"""Addresses: what everybody reads is under overview/, the editors' desk under overviews/."""

from django.urls import path

from gongjian.reports import views

READ = "overview/<int:year>/"
FROZEN = READ + "snapshots/<int:number>/"
DESK = "overviews/<int:year>/"
TAKEN = DESK + "snapshots/<int:number>/"

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path(READ, views.overview_year, name="overview_year"),
    path(READ + "document/", views.overview_docx, name="overview_docx"),
    path(FROZEN, views.snapshot, name="snapshot"),
    path(FROZEN + "document/", views.snapshot_docx, name="snapshot_docx"),
    path(FROZEN + "figures/<int:position>/", views.snapshot_figure, name="snapshot_figure"),
    path("overviews/", views.overview_list, name="overview_list"),
    path("overviews/add/", views.overview_add, name="overview_add"),
    path(DESK + "edit/", views.overview_edit, name="overview_edit"),
    path(DESK + "preview/", views.overview_preview, name="overview_preview"),
    path(DESK + "labels/", views.overview_labels, name="overview_labels"),
    path(DESK + "public-face/", views.overview_public_face, name="overview_public_face"),
    path(DESK + "snapshots/", views.snapshot_list, name="snapshot_list"),
    path(DESK + "snapshots/take/", views.snapshot_take, name="snapshot_take"),
    path(DESK + "snapshots/compare/", views.snapshot_compare, name="snapshot_compare"),
    path(TAKEN + "publish/", views.snapshot_publish, name="snapshot_publish"),
    path(TAKEN + "withdraw/", views.snapshot_withdraw, name="snapshot_withdraw"),
]
