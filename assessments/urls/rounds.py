"""Addresses of a group's round for its leaders: under `omgang/<uuid:public_id>/`."""

from django.urls import path

from assessments.views import drafts, rounds

urlpatterns = [
    path("", rounds.overview, name="round"),
    path("installningar/", drafts.edit, name="edit_round"),
    path("radera/", drafts.delete, name="delete_round"),
    path("oppna/", drafts.open_, name="open_round"),
    path("forlang/", rounds.extend, name="extend_round"),
    path("stang/", rounds.close, name="close_round"),
    path("oppna-igen/", rounds.reopen, name="reopen_round"),
    path("ta-bort-svarande/", rounds.remove_respondent, name="remove_respondent"),
]
