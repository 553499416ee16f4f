"""Addresses of a collaboration for its members: under `samverkan/`."""

from django.urls import path

from assessments.views import collaborations, drafts, keeping, members

urlpatterns = [
    path("ny/", collaborations.new, name="new_collaboration"),
    path("<uuid:public_id>/", collaborations.overview, name="collaboration"),
    path("<uuid:public_id>/omgangar/ny/", drafts.new, name="new_round"),
    path("<uuid:public_id>/lagring/", keeping.keeping, name="keeping"),
    path("<uuid:public_id>/radera/", keeping.delete, name="delete_collaboration"),
    path("<uuid:public_id>/allt.json", keeping.export, name="export_collaboration"),
    path("<uuid:public_id>/uppgifter/", collaborations.profile, name="profile"),
    path("<uuid:public_id>/delar/", collaborations.parts, name="parts"),
    path("<uuid:public_id>/medlemmar/", members.members, name="members"),
    path("<uuid:public_id>/lamna/", members.leave, name="leave"),
]
