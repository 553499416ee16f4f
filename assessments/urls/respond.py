"""Addresses for those who answer in a group: the links that join a round, and one's own answers."""

from django.urls import path

from assessments.filling.views import respond

urlpatterns = [
    path("g/<str:signed>/", respond.join, name="join"),
    path("i/<str:signed>/", respond.invited, name="invited"),
    path("d/<str:token>/om-dig/", respond.background, name="background"),
    path("d/<str:token>/lamna-in/", respond.hand_in, name="hand_in"),
    path("d/<str:token>/tack/", respond.handed_in, name="handed_in"),
]
