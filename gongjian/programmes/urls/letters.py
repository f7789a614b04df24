from django.urls import path

from gongjian.programmes.views import letter_paper as paper
from gongjian.programmes.views import letters as views

_LETTER = "letters/<int:pk>/"
urlpatterns = [
    path("letters/", views.letter_list, name="letter_list"),
    path("letters/propose/", views.letter_propose, name="letter_propose"),
    path(_LETTER, views.letter, name="letter"),
    path(f"{_LETTER}issue/", views.letter_issue, name="letter_issue"),
    path(f"{_LETTER}waive/", views.letter_waive, name="letter_waive"),
    path(f"{_LETTER}receive/", views.letter_receive, name="letter_receive"),
    path(f"{_LETTER}reply/", views.letter_reply, name="letter_reply"),
    path(f"{_LETTER}minutes/", views.letter_minutes, name="letter_minutes"),
    path(f"{_LETTER}close/", views.letter_close, name="letter_close"),
    path(f"{_LETTER}step-up/", views.letter_step_up, name="letter_step_up"),
    path(f"{_LETTER}print/", paper.letter_print, name="letter_print"),
    path(f"{_LETTER}docx/", paper.letter_docx, name="letter_docx"),
    path(f"{_LETTER}file/", paper.letter_file, name="letter_file"),
]
