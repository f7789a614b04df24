from django.urls import URLPattern, path

from gongjian.programmes.views import agendas, circulars, halls, reviews

_REVIEW = "reviews/<int:year>/<int:month>/"
_ITEM = "reviews/items/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.review_list, name="review_list"),
    path("reviews/prepare/", reviews.review_prepare, name="review_prepare"),
    path("circulars/", circulars.circular_list, name="circular_list"),
    path(_REVIEW, reviews.review, name="review"),
    path(f"{_REVIEW}edit/", reviews.review_edit, name="review_edit"),
    path(f"{_REVIEW}rebuild/", reviews.review_rebuild, name="review_rebuild"),
    path(f"{_REVIEW}print/", reviews.review_print, name="review_print"),
    path(f"{_REVIEW}start/", reviews.review_start, name="review_start"),
    path(f"{_REVIEW}next/", reviews.review_next, name="review_next"),
    path(f"{_REVIEW}close/", reviews.review_close, name="review_close"),
    path(f"{_REVIEW}hall/", halls.review_hall, name="review_hall"),
    path(f"{_REVIEW}hall/now/", halls.hall_now, name="hall_now"),
    path(f"{_REVIEW}words/", circulars.circular_words, name="circular_words"),
    path(f"{_REVIEW}issue/", circulars.circular_issue, name="circular_issue"),
    path(f"{_REVIEW}circular/", circulars.circular, name="circular"),
    path(f"{_REVIEW}circular/docx/", circulars.circular_docx, name="circular_docx"),
    path(f"{_REVIEW}publish/", circulars.circular_publish, name="circular_publish"),
    path(f"{_REVIEW}withdraw/", circulars.circular_withdraw, name="circular_withdraw"),
    path(f"{_REVIEW}add/", agendas.agenda_add, name="agenda_add"),
    path(f"{_ITEM}move/", agendas.agenda_move, name="agenda_move"),
    path(f"{_ITEM}drop/", agendas.agenda_drop, name="agenda_drop"),
    path(f"{_ITEM}restore/", agendas.agenda_restore, name="agenda_restore"),
    path(f"{_ITEM}statement/", agendas.agenda_statement, name="agenda_statement"),
    path(f"{_ITEM}file/", agendas.agenda_file, name="agenda_file"),
    path(f"{_ITEM}comment/", agendas.agenda_comment, name="agenda_comment"),
    path(f"{_ITEM}demand/", agendas.agenda_demand, name="agenda_demand"),
]
