"""Addresses for those who answer in a group: the links that join a round."""

from django.urls import path

from assessments.views import respond

urlpatterns = [
    path("g/<str:signed>/", respond.join, name="join"),
    path("i/<str:signed>/", respond.join, name="invited"),
]
