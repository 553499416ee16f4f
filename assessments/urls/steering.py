"""Addresses for the steering group, by its link: under `s/<str:signed>/`."""

from django.urls import path

from assessments.views import steering

urlpatterns = [
    path("", steering.page, name="steering_report"),
    path("rapport/", steering.full_report, name="steering_full"),
    path("rapport/<int:number>/<str:name>", steering.file, name="steering_file"),
    path("kommentar/", steering.comment, name="steering_comment"),
    path("beslut/", steering.decide, name="steering_decision"),
]
