"""Addresses of a round's meeting: under `omgang/<uuid:round>/mote/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
