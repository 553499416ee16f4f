"""Addresses of a collaboration for its members: under `samverkan/`."""

from django.urls import path

from assessments.views import collaborations, drafts

urlpatterns = [
    path("<uuid:public_id>/", collaborations.overview, name="collaboration"),
    path("<uuid:public_id>/omgangar/ny/", drafts.new, name="new_round"),
]
