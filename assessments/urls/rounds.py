"""Addresses of a group's round for its leaders: under `omgang/<uuid:public_id>/`."""

from django.urls import path

from assessments.views import rounds

urlpatterns = [
    path("", rounds.overview, name="round"),
]
