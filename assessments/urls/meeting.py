"""Addresses of a round's meeting: under `omgang/<uuid:public_id>/mote/`."""

from django.urls import path

from assessments.meeting import views as meetings

urlpatterns = [
    path("", meetings.meeting, name="meeting"),
    path("atgard/<int:action>/", meetings.action, name="meeting_action"),
    path("<slug:slug>/", meetings.meeting, name="meeting_subject"),
]
