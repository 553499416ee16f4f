"""Addresses of a collaboration for its members: under `samverkan/`."""

from django.urls import path

from assessments.views import collaborations

urlpatterns = [
    path("<uuid:public_id>/", collaborations.overview, name="collaboration"),
]
