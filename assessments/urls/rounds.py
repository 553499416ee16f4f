"""Addresses of a group's round for its leaders: under `omgang/<uuid:round>/`."""

from django.urls import path

from assessments.views import rounds

urlpatterns = [
    path("", rounds.overview, name="round"),
]
