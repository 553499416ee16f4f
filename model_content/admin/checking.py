"""The pages "Kontrollera" and "Jämför" of an edition."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _

from model_content.actions.words import NotAWord, add_known_word
from model_content.admin.base import EditionPages, get_user
from model_content.differences import arrange_diff, list_counts
from model_content.findings import group_by_theme
from model_content.models import Edition
from model_content.selectors.checking import (
    choose_other,
    fetch_check,
    fetch_diff,
    fetch_editions,
)


class CheckingPages(EditionPages):
    def get_urls(self) -> list[URLPattern]:
        return [
            self.edition_path("kontrollera", self.check_view, "check"),
            self.edition_path("jamfor", self.compare_view, "compare"),
            *super().get_urls(),
        ]

    def check_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What stops the edition from being published, and what to look at; POST adds a word."""
        edition = self.load_edition(request, object_id)
        if request.method == "POST":
            self._add_word(request)
            return redirect("admin:model_content_edition_check", edition.pk)
        checked = fetch_check(edition)
        context = {
            "edition": edition,
            "checked": checked,
            "errors": group_by_theme(checked.errors, checked.places),
            "warnings": group_by_theme(checked.warnings, checked.places),
        }
        title = _("Kontrollera %(edition)s") % {"edition": edition.code}
        return self.answer(request, "edition/check", title, context)

    def _add_word(self, request: HttpRequest) -> None:
        try:
            known = add_known_word(word=request.POST.get("word", ""), user=get_user(request))
        except NotAWord:
            messages.error(request, _("Ordet gick inte att lägga till."))
        else:
            said = _("”%(word)s” finns nu i ordlistan.") % {"word": known.word}
            messages.success(request, said)

    def compare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What differs from another edition, given by `?med=`, to this."""
        edition = self.load_edition(request, object_id)
        editions = fetch_editions()
        asked = request.GET.get("med")
        other = _find(editions, asked) if asked else choose_other(edition, editions)
        context: dict[str, Any] = {
            "edition": edition,
            "other": other,
            "others": [found for found in editions if found.pk != edition.pk],
        }
        if other is not None:
            diff = fetch_diff(other, edition)
            context |= {"counts": list_counts(diff.diff), "sections": arrange_diff(diff)}
        title = _("Jämför %(edition)s") % {"edition": edition.code}
        return self.answer(request, "edition/compare", title, context)


def _find(editions: list[Edition], key: str) -> Edition:
    """The edition with this key.

    Raises:
        Http404: there is none.
    """
    for edition in editions:
        if str(edition.pk) == key:
            return edition
    raise Http404
