"""Moving content: an edition as a file to save, and a file as a new draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from model_content.actions.importing import ContentFaulty, import_edition
from model_content.admin.base import EditionPages, get_user
from model_content.admin.uploads import BoundedHandler
from model_content.domain.uploads import MOST_BYTES, Refusal, UploadRefused
from model_content.edition_files import make_edition_file
from model_content.fault_words import say_fault, say_refusal, show
from model_content.models import Edition
from model_content.rights import EDIT
from model_content.selectors.drafts import fetch_export

MOST_FAULTS = 100
"""Faults that the page lists; it says how many more there are."""


class MovingPages(EditionPages):
    def get_urls(self) -> list[URLPattern]:
        export = self.edition_path(
            "export", self.export, "export", route="<int:object_id>/export/<slug:name>/"
        )
        read_in = self.edition_path("las-in", self.read_in, "import", route="las-in/")
        return [export, read_in, *super().get_urls()]

    @method_decorator(require_safe)
    def export(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        """An edition of any state as a file."""
        edition = self.load_edition(request, object_id)
        response = make_edition_file(name, fetch_export(edition))
        if response is None:
            raise Http404
        return response

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(csrf_exempt)
    def read_in(self, request: HttpRequest) -> HttpResponse:
        """The form for a file. What is sent is not read before it is known who sends it.

        The handler must be there before the check of the form's secret, which reads what was sent:
        so the check stands inside, at `_read_in`.
        """
        if not get_user(request).has_perm(EDIT):
            raise PermissionDenied
        request.upload_handlers = [BoundedHandler(request)]
        return self._read_in(request)

    @method_decorator(csrf_protect)
    def _read_in(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._show_form(request)
        try:
            draft = _import(request)
        except UploadRefused as refused:
            return self._show_form(request, refusal=say_refusal(refused))
        except ContentFaulty as faulty:
            said = [say_fault(e, faulty.document) for e in faulty.errors[:MOST_FAULTS]]
            more = len(faulty.errors) - len(said)
            return self._show_form(request, faults=said, more=more)
        messages.success(
            request, _("Filen är inläst. Den är nu utkastet %(code)s.") % {"code": draft.code}
        )
        return redirect("admin:model_content_edition_change", draft.pk)

    def _show_form(self, request: HttpRequest, **said: Any) -> HttpResponse:
        context = {"megabytes": MOST_BYTES // 1_000_000, **said}
        page = self.answer(request, "edition/import", _("Läs in en utgåva"), context)
        page.status_code = 422 if said else 200
        return page


def _import(request: HttpRequest) -> Edition:
    """The draft that the sent file has become."""
    file = request.FILES.get("file")
    if any(getattr(handler, "is_too_large", False) for handler in request.upload_handlers):
        raise UploadRefused(Refusal.TOO_LARGE)
    if file is None:
        raise UploadRefused(Refusal.NOTHING)
    return import_edition(
        data=file.read(),
        user=get_user(request),
        year=timezone.localdate().year,
        reason=_("Inläst från filen %(name)s") % {"name": show(file.name or "")},
    )
