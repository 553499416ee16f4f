"""Addresses of a collaboration's plan: under `samverkan/<uuid:collaboration>/plan/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
