from django.urls import path

from gongjian.programmes.views import boards, dependencies, trends

_MONTH = "board/<int:year>/<int:month>/"
urlpatterns = [
    path("board/", boards.board_latest, name="board_latest"),
    path(_MONTH, boards.board, name="board"),
    path(f"{_MONTH}print/", boards.board_print, name="board_print"),
    path(f"{_MONTH}slipped/", boards.slipped, name="slipped"),
    path(f"{_MONTH}<str:number>/", boards.light, name="light"),
    path("board/trends/", trends.trend_list, name="trend_list"),
    path("board/trends/units/<slug:code>/", trends.unit_trend, name="unit_trend"),
    path("board/trends/campaigns/<slug:code>/", trends.campaign_trend, name="campaign_trend"),
    path("measures/<str:number>/lights/", trends.measure_trend, name="measure_trend"),
    path("measures/<str:number>/waits-for/", dependencies.dependency_add, name="dependency_add"),
    path("waits-for/<int:pk>/remove/", dependencies.dependency_remove, name="dependency_remove"),
]
