from django.urls import path

from gongjian.programmes.views import commitment_board, commitments, photos, pilots

_COMMITMENT = "commitments/<str:number>/"
_ATTAINMENT = "commitments/attainments/<int:pk>/"
_PHOTO = "commitments/photos/<int:pk>/"
_PILOT = "pilots/<str:number>/"
urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment_list"),
    path("commitment-board/", commitment_board.commitment_board, name="commitment_board"),
    path(_COMMITMENT, commitments.commitment, name="commitment"),
    path(f"{_ATTAINMENT}verify/", commitments.attainment_verify, name="attainment_verify"),
    path(f"{_ATTAINMENT}return/", commitments.attainment_return, name="attainment_return"),
    path(f"{_PHOTO}picture/", photos.photo, name="photo"),
    path(f"{_PHOTO}publish/", photos.photo_publish, name="photo_publish"),
    path(f"{_PHOTO}withdraw/", photos.photo_withdraw, name="photo_withdraw"),
    path(f"{_COMMITMENT}targets/", commitments.targets_edit, name="targets_edit"),
    path(f"{_COMMITMENT}targets/<int:sequence>/report/", commitments.attainment_add, name="attainment_add"),
    path(f"{_COMMITMENT}photos/add/", photos.photo_add, name="photo_add"),
    path("pilots/", pilots.pilot_list, name="pilot_list"),
    path(_PILOT, pilots.pilot, name="pilot"),
    path(f"{_PILOT}grant/", pilots.grant_edit, name="grant_edit"),
    path(f"{_PILOT}grant/file/", pilots.grant_file, name="grant_file"),
    path(f"{_PILOT}land/", pilots.pilot_land, name="pilot_land"),
]
