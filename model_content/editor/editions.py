"""What becomes of an edition: a new draft of it, taking it up, deleting it, and files.

Each page says what will happen before it does; nothing happens on GET.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from model_content.actions import editions as actions
from model_content.domain.codes import next_edition
from model_content.domain.lifecycle import Change
from model_content.editor.base import answer, edition_page, get_user, link_outline, say_why_not
from model_content.editor.faults import say_fault, say_refusal, show
from model_content.files import FORMATS, MOST_BYTES, Refusal, UploadRefused, name_file
from model_content.models import Edition
from model_content.rights import EDIT, PUBLISH
from model_content.selectors.codes import list_editions_codes
from model_content.selectors.drafts import fetch_consequences
from model_content.selectors.editions import fetch_file

MOST_FAULTS = 100
"""Faults of a file that the page lists; it says how many more there are."""

FORM_BYTES = 10_000
"""What the rest of the form may take; `files.read_file` says what is too much of the file."""


@edition_page()
def copy(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Make a draft of an edition, whatever its state."""
    year = timezone.localdate().year
    if request.method == "POST":
        draft = actions.copy_edition(edition_id=edition.pk, user=get_user(request), year=year)
        messages.success(request, _("Utkastet %(code)s är gjort.") % {"code": draft.code})
        return redirect(link_outline(draft))
    title = _("Nytt utkast av %(code)s") % {"code": edition.code}
    context = {
        "edition": edition,
        "what": "copy",
        "code": next_edition(year, list_editions_codes()),
    }
    return answer(request, "confirm", title, context)


@edition_page(PUBLISH)
def take_up(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take an edition that has been published into use again; of a tool a new draft is made."""
    if edition.tool:
        raise Http404
    with say_why_not(request):
        consequences = fetch_consequences(edition, Change.TAKEN_UP)
        if request.method != "POST":
            title = _("Ta %(code)s i bruk") % {"code": edition.code}
            context = {"edition": edition, "what": "take_up", "consequences": consequences}
            return answer(request, "confirm", title, context)
        user, now = get_user(request), timezone.now()
        actions.take_up_edition(edition_id=edition.pk, user=user, now=now)
        messages.success(request, _("%(code)s är i bruk igen.") % {"code": edition.code})
    return redirect(link_outline(edition))


@edition_page(of_draft=True)
def delete(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Delete a draft: whatever has been published stays readable."""
    if request.method != "POST":
        title = _("Ta bort %(code)s") % {"code": edition.code}
        return answer(request, "confirm", title, {"edition": edition, "what": "delete"})
    with say_why_not(request):
        actions.delete_draft(edition_id=edition.pk, user=get_user(request))
        messages.success(request, _("Utkastet %(code)s är borttaget.") % {"code": edition.code})
        return redirect("admin:index")
    return redirect(link_outline(edition))


# Files --------------------------------------------------------------------------------------------


@require_safe
@edition_page()
def export(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """An edition of any state as a file."""
    if name not in FORMATS or (edition.tool and name != "json"):
        raise Http404
    _ending, content_type, write = FORMATS[name]
    document = fetch_file(edition)
    response = HttpResponse(write(document), content_type=content_type)
    filename = name_file(document, name)
    response["Content-Disposition"] = content_disposition_header(True, filename) or ""
    return response


class BoundedHandler(MemoryFileUploadHandler):
    """Django's, which keeps a file in memory: one that is too large is read and thrown away.

    No other page takes files (`FILE_UPLOAD_HANDLERS` is empty), so this one says so itself.
    """

    def handle_raw_input(self, *sent: Any, **more: Any) -> None:
        _data, _about, length, *_rest = sent
        self.activated = length <= MOST_BYTES + FORM_BYTES


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def read_in(request: HttpRequest) -> HttpResponse:
    """The form for a file. What is sent is not read before it is known who sends it.

    The handler must be there before the check of the form's secret, which reads what was sent: so
    the check stands inside, at `_read_in`.
    """
    if not get_user(request).has_perm(EDIT):
        raise PermissionDenied
    request.upload_handlers = [BoundedHandler(request)]
    return _read_in(request)


@csrf_protect
def _read_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show_form(request)
    try:
        draft = _import(request)
    except UploadRefused as refused:
        return _show_form(request, refusal=say_refusal(refused))
    except actions.ContentFaulty as faulty:
        said = [say_fault(e, faulty.document) for e in faulty.errors[:MOST_FAULTS]]
        more = len(faulty.errors) - len(said)
        return _show_form(request, faults=said, more=more)
    done = _("Filen är inläst. Den är nu utkastet %(code)s.") % {"code": draft.code}
    messages.success(request, done)
    return redirect(link_outline(draft))


def _show_form(request: HttpRequest, **said: Any) -> HttpResponse:
    context = {"megabytes": MOST_BYTES // 1_000_000, **said}
    return answer(request, "import", _("Läs in en utgåva"), context, 422 if said else 200)


def _import(request: HttpRequest) -> Edition:
    """The draft that the sent file has become."""
    file = request.FILES.get("file")
    if not all(getattr(handler, "activated", True) for handler in request.upload_handlers):
        raise UploadRefused(Refusal.TOO_LARGE)
    if file is None:
        raise UploadRefused(Refusal.NOTHING)
    return actions.import_edition(
        data=file.read(),
        user=get_user(request),
        year=timezone.localdate().year,
        reason=_("Inläst från filen %(name)s") % {"name": show(file.name or "")},
    )
