"""The editions: the list of them, and the pages about each."""

from django.contrib import admin
from django.http import HttpRequest

from model_content.admin.checking import CheckingPages
from model_content.admin.history import HistoryPages
from model_content.admin.lifecycle import LifecyclePages
from model_content.admin.moving import MovingPages
from model_content.admin.outline import OutlinePages
from model_content.models import Edition


@admin.register(Edition)
class EditionAdmin(CheckingPages, MovingPages, LifecyclePages, HistoryPages, OutlinePages):
    def has_add_permission(self, request: HttpRequest, *parent: object) -> bool:
        """A draft is made from another edition, never from nothing."""
        return False
