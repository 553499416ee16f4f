"""What becomes of an edition: a new draft of it, publishing, retiring, taking up, deleting.

Each page says what will happen before it does; nothing happens on GET.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from model_content.actions.drafts import copy_edition, delete_draft
from model_content.actions.revisions import (
    DraftChanged,
    EditionNotReady,
    publish_edition,
    retire_edition,
    take_up_edition,
)
from model_content.admin.base import EditionPages, get_user, not_found_if_gone
from model_content.domain.checks import check_edition
from model_content.domain.content import parse_edition
from model_content.domain.hashing import compute_seal
from model_content.domain.lifecycle import Change, ChangeRefused
from model_content.findings import group_by_theme
from model_content.models import Edition, EditionStatus
from model_content.rights import EDIT, PUBLISH
from model_content.selectors.checking import fetch_places
from model_content.selectors.editions import fetch_document
from model_content.selectors.lifecycle import fetch_consequences, suggest_code

REFUSED = {
    "state": gettext_lazy(
        "Det går inte i det läge som utgåvan är i nu. Någon annan kan ha hunnit före."
    ),
    "last": gettext_lazy(
        "Det är den enda publicerade utgåvan. Publicera en annan först, annars finns inget att "
        "svara på."
    ),
    "current": gettext_lazy("Utgåvan är redan i bruk."),
}
"""Why a change is refused, by the code of `ChangeRefused`."""


class LifecyclePages(EditionPages):
    """A confirmation on GET, the change on POST."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.edition_path("nytt-utkast", self.copy_view, "copy"),
            self.edition_path("publicera", self.publish_view, "publish"),
            self.edition_path("ta-ur-bruk", self.retire_view, "retire"),
            self.edition_path("ta-i-bruk", self.take_up_view, "take_up"),
            *super().get_urls(),
        ]

    def copy_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Make a draft of an edition, whatever its state."""
        edition = self.load_edition(request, object_id, EDIT)
        year = timezone.localdate().year
        if request.method == "POST":
            draft = copy_edition(edition_id=edition.pk, user=get_user(request), year=year)
            said = _("Utkastet %(code)s är gjort.") % {"code": draft.code}
            messages.success(request, said)
            return _go_to(draft)
        title = _("Nytt utkast av %(code)s") % {"code": edition.code}
        context = {"edition": edition, "code": suggest_code(year)}
        return self.answer(request, "edition/copy", title, context)

    def publish_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.load_edition(request, object_id, PUBLISH)

        def publish() -> str:
            user, seal = get_user(request), request.POST.get("seal", "")
            publish_edition(edition_id=edition.pk, user=user, now=timezone.now(), seal=seal)
            return _("%(code)s är publicerad och i bruk.") % {"code": edition.code}

        title = _("Publicera %(code)s") % {"code": edition.code}
        return self._confirm(request, edition, Change.PUBLISHED, publish, title)

    def retire_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.load_edition(request, object_id, PUBLISH)

        def retire() -> str:
            retire_edition(edition_id=edition.pk, user=get_user(request))
            return _("%(code)s är tagen ur bruk.") % {"code": edition.code}

        title = _("Ta %(code)s ur bruk") % {"code": edition.code}
        return self._confirm(request, edition, Change.RETIRED, retire, title)

    def take_up_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.load_edition(request, object_id, PUBLISH)

        def take_up() -> str:
            take_up_edition(edition_id=edition.pk, user=get_user(request), now=timezone.now())
            return _("%(code)s är i bruk igen.") % {"code": edition.code}

        title = _("Ta %(code)s i bruk igen") % {"code": edition.code}
        return self._confirm(request, edition, Change.TAKEN_UP, take_up, title)

    def _confirm(
        self,
        request: HttpRequest,
        edition: Edition,
        change: Change,
        do: Callable[[], str],
        title: str,
    ) -> HttpResponse:
        """Ask before a change, or do it; `do` says what has been done."""
        try:
            if request.method == "POST" and _has_done(request, do):
                return _go_to(edition)
            consequences = fetch_consequences(edition, change)
        except ChangeRefused as refused:
            messages.error(request, str(REFUSED[refused.code]))
            return _go_to(edition)
        except EditionNotReady:
            messages.error(request, _("Utgåvan har fel som måste rättas. Inget har ändrats."))
            return redirect(request.path)
        context = {
            "edition": edition,
            "change": change.value,
            "consequences": consequences,
            **(_examine(edition) if change is Change.PUBLISHED else {}),
        }
        return self.answer(request, "edition/confirm", title, context)

    # Deleting ---------------------------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts: whatever has been published stays readable."""
        is_draft = obj is None or obj.status == EditionStatus.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The editions, not the hundreds of texts in each; those that are no drafts hinder."""
        editions = list(objs)
        protected = [str(e) for e in editions if e.status != EditionStatus.DRAFT]
        counts = {str(self.opts.verbose_name_plural): len(editions)}
        return [str(e) for e in editions], counts, set(), protected

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        edition = context["object"]
        title = _("Ta bort %(code)s") % {"code": edition.code}
        whole = {**context, "title": title, "edition": edition}
        return super().render_delete_form(request, whole)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_draft(edition_id=obj.pk)

    @method_decorator(not_found_if_gone)
    def delete_view(self, request: HttpRequest, object_id: str, *more: Any) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, *more)
        except ChangeRefused as refused:  # it was published while this was asked
            messages.error(request, str(REFUSED[refused.code]))
            return redirect("admin:model_content_edition_change", object_id)


def _go_to(edition: Edition) -> HttpResponse:
    return redirect("admin:model_content_edition_change", edition.pk)


def _has_done(request: HttpRequest, do: Callable[[], str]) -> bool:
    """Do it and say so; False if it was decided about another draft than there is now."""
    try:
        messages.success(request, do())
    except DraftChanged:
        said = _(
            "Någon har ändrat utkastet sedan ni öppnade sidan. Titta igen innan ni publicerar."
        )
        messages.warning(request, said)
        return False
    return True


def _examine(draft: Edition) -> dict[str, Any]:
    """What stops publishing, each fault with its place, and the seal of what has been looked at."""
    document = fetch_document(draft)
    faults = check_edition(parse_edition(document))
    themes = group_by_theme(faults, fetch_places(draft)) if faults else []
    return {"faults": themes, "seal": compute_seal(document)}
