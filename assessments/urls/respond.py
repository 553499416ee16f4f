"""Addresses for those who answer in a group: the links that join a round."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
