"""Addresses for the steering group, by its link: under `s/<str:signed>/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
