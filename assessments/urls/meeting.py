"""Addresses of a round's meeting: under `omgang/<uuid:public_id>/mote/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
