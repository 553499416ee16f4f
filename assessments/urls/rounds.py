"""Addresses of a group's round for its leaders: under `omgang/<uuid:public_id>/`."""

from django.urls import path

from assessments.views import round_result, rounds

urlpatterns = [
    path("", rounds.overview, name="round"),
    path("resultat/", round_result.show, name="round_result"),
    path("resultat/<int:number>/", round_result.show, name="round_result_number"),
    path("resultat/<int:number>/<str:name>", round_result.download, name="round_file"),
]
