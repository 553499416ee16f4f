"""Addresses of a collaboration's plan: under `samverkan/<uuid:public_id>/plan/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
