"""Addresses of the overview: the start page, the year's page, the editor, snapshots and their comparison."""

from django.urls import path

from gongjian.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("overviews/", views.overview_list, name="overview_list"),
    path("overviews/add/", views.overview_add, name="overview_add"),
    path("overview/<int:year>/", views.overview_year, name="overview_year"),
    path("overview/<int:year>/document/", views.overview_docx, name="overview_docx"),
    path("overview/<int:year>/edit/", views.overview_edit, name="overview_edit"),
    path("overview/<int:year>/preview/", views.overview_preview, name="overview_preview"),
    path("overview/<int:year>/labels/", views.overview_labels, name="overview_labels"),
    path("overview/<int:year>/public-face/", views.overview_public_face, name="overview_public_face"),
    path("overview/<int:year>/snapshots/", views.snapshot_list, name="snapshot_list"),
    path("overview/<int:year>/snapshots/take/", views.snapshot_take, name="snapshot_take"),
    path("overview/<int:year>/snapshots/compare/", views.snapshot_compare, name="snapshot_compare"),
    path("overview/<int:year>/snapshots/<int:number>/", views.snapshot, name="snapshot"),
    path("overview/<int:year>/snapshots/<int:number>/document/", views.snapshot_docx, name="snapshot_docx"),
    path("overview/<int:year>/snapshots/<int:number>/publish/", views.snapshot_publish, name="snapshot_publish"),
    path("overview/<int:year>/snapshots/<int:number>/withdraw/", views.snapshot_withdraw, name="snapshot_withdraw"),
    path(
        "overview/<int:year>/snapshots/<int:number>/figures/<int:position>/",
        views.snapshot_figure,
        name="snapshot_figure",
    ),
]
