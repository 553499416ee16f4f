"""The editions: the list of them, and the pages about each."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from model_content.admin.checking import CheckingPages
from model_content.admin.lifecycle import LifecyclePages
from model_content.admin.moving import MovingPages
from model_content.models import Edition, EditionStatus


@admin.register(Edition)
class EditionAdmin(CheckingPages, MovingPages, LifecyclePages):
    list_display = ("code", "status", "published_at", "based_on")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(status=EditionStatus.PREVIEW)

    def has_add_permission(self, request: HttpRequest, *parent: Any) -> bool:
        """A draft is made from another edition, never from nothing."""
        return False
