"""Addresses of a group's round for its leaders: under `omgang/<uuid:round>/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
