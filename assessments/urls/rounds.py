"""Addresses of a group's round for its leaders: under `omgang/<uuid:public_id>/`."""

from django.urls import path

from assessments.views import keeping, rounds, steering_link

urlpatterns = [
    path("", rounds.overview, name="round"),
    path("arkiv.zip", keeping.archive, name="archive"),
    path("styrgrupp/", steering_link.show, name="steering_link"),
    path("styrgrupp/ta-bort/", steering_link.revoke, name="revoke_steering_link"),
]
