from django.urls import path

from gongjian.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.figure_list, name="figure_list"),
    path("definitions/add/", views.definition_add, name="definition_add"),
    path("observations/import/", views.observation_import, name="observation_import"),
    path("observations/import/<int:pk>/", views.observation_import_check, name="observation_import_check"),
    path("observations/template/", views.observation_template, name="observation_template"),
    path("observations/<int:pk>/correct/", views.observation_correct, name="observation_correct"),
    path("observations/<int:pk>/withdraw/", views.observation_withdraw, name="observation_withdraw"),
    path("observations/<int:pk>/attach/", views.observation_attach, name="observation_attach"),
    path("observations/<int:pk>/document/", views.observation_document, name="observation_document"),
    path("<str:name>/", views.figure, name="figure"),
    path("<str:name>/rows/", views.figure_rows, name="figure_rows"),
    path("<str:name>/card/", views.figure_card, name="figure_card"),
    path("<str:name>/edit/", views.definition_edit, name="definition_edit"),
    path("<str:name>/report/", views.observation_add, name="observation_add"),
]
