from django.urls import path

from gongjian.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("dues/", views.dues, name="dues"),
    path("search/", views.find, name="search"),
]
