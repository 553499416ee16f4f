"""Addresses of a collaboration for its members: under `samverkan/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
