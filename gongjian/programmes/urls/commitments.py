from django.urls import path

from gongjian.programmes.views import commitment_board, commitments, photos, pilots

_MEASURE = "measures/<str:number>/"
_ATTAINMENT = "attainments/<int:pk>/"
_PHOTO = "photos/<int:pk>/"
urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment_list"),
    path("commitments/board/", commitment_board.commitment_board, name="commitment_board"),
    path(f"{_MEASURE}commitment/", commitments.commitment, name="commitment"),
    path(f"{_MEASURE}targets/", commitments.targets_edit, name="targets_edit"),
    path(f"{_MEASURE}targets/<int:sequence>/report/", commitments.attainment_add, name="attainment_add"),
    path(f"{_ATTAINMENT}verify/", commitments.attainment_verify, name="attainment_verify"),
    path(f"{_ATTAINMENT}return/", commitments.attainment_return, name="attainment_return"),
    path(f"{_MEASURE}photos/add/", photos.photo_add, name="photo_add"),
    path(f"{_PHOTO}picture/", photos.photo, name="photo"),
    path(f"{_PHOTO}publish/", photos.photo_publish, name="photo_publish"),
    path(f"{_PHOTO}withdraw/", photos.photo_withdraw, name="photo_withdraw"),
    path("pilots/", pilots.pilot_list, name="pilot_list"),
    path(f"{_MEASURE}pilot/", pilots.pilot, name="pilot"),
    path(f"{_MEASURE}grant/", pilots.grant_edit, name="grant_edit"),
    path(f"{_MEASURE}land/", pilots.pilot_land, name="pilot_land"),
    path(f"{_MEASURE}grant/file/", pilots.grant_file, name="grant_file"),
]
