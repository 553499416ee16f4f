"""What was written in a form that could not be saved: it is shown, and waits while one signs in.

Whatever the reason (`Why`), one and the same page holds what was written. Where signing in helps,
the form is also kept, in the shared cache under a name that only the visitor's session knows, so
that it can be saved afterwards without being written again.

Nothing is kept of those who answer by a link: for them the page itself holds all.
"""

import re
import secrets
import time
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache as shared_cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from samverkan.submitted import form_tokens

KEPT_SECONDS: Final = 3600  # for somebody who has to sign in: mail may be slow
MOST_CHARACTERS: Final = 100_000  # a longer form is shown, but not kept
SESSION_KEY: Final = "unsaved"
ACCOUNT_PREFIX: Final = "/konto/"  # where codes are written: nothing of that is shown again or kept

# What choices, marks and days look like; anything else is a text that somebody has written.
_CODE = re.compile(r"[a-z0-9_.:-]*")


class Why(TextChoices):
    SIGNED_OUT = "signed_out", _("Du är inte inloggad")
    SECOND_FACTOR = "second_factor", _("Logga in igen för att spara")
    OLD_PAGE = "old_page", _("Sidan hade blivit för gammal")
    NO_RIGHT = "no_right", _("Du får läsa men inte ändra")
    PUBLISHED = "published", _("Utgåvan är inte längre ett utkast")
    GONE = "gone", _("Det du skrev kunde inte sparas")
    CHANGED = "changed", _("Det du skrev kunde inte sparas")
    WAITING = "waiting", _("Spara det du skrev")  # it was kept, and whoever wrote it has signed in


STATUSES: Final = {Why.GONE: 404, Why.CHANGED: 409, Why.WAITING: 200}  # 403 for all others
SIGN_IN_HELPS: Final = {Why.SIGNED_OUT, Why.SECOND_FACTOR}
CAN_BE_SAVED: Final = SIGN_IN_HELPS | {Why.OLD_PAGE, Why.WAITING}


class NotSaved(PermissionDenied):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


# What was written ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """A field of a posted form; what is not a text goes along unseen."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        if self.name.startswith("seen.") or self._own_name in ("seen", form_tokens.FIELD):
            return False
        return not _CODE.fullmatch(self.value) or bool(self.value and self._own_name in _labels())

    @property
    def label(self) -> Any:
        return _labels().get(self._own_name, "")

    @property
    def _own_name(self) -> str:
        return self.name.rpartition("-")[2]  # without a prefix, as where a page has several forms


@cache
def _labels() -> dict[str, Any]:
    """The name of each field for text in all forms → its label, empty where those differ."""
    labels: dict[str, Any] = {}
    kinds: list[Any] = [forms.Form]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        for name, field in getattr(kind, "base_fields", {}).items():
            is_text = isinstance(field.widget, forms.TextInput | forms.Textarea)
            if is_text and not isinstance(field.widget, forms.DateInput):
                label = field.label or ""
                if str(labels.setdefault(name, label)) != str(label):
                    labels[name] = ""
    return labels


def read_written(request: HttpRequest) -> list[Written]:
    """The fields of the form that was posted, empty if there is none that may be shown again.

    A file is never among them, nor anything of a form that another site has sent.
    """
    if request.method != "POST" or request.path.startswith(ACCOUNT_PREFIX):
        return []
    if not (getattr(request, "csrf_processing_done", False) or _is_from_here(request)):
        return []
    try:
        fields = list(request.POST.lists())
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return []
    return [
        Written(name, str(value).replace("\r\n", "\n"))
        for name, values in fields
        if name != "csrfmiddlewaretoken"
        for value in (values[-1:] if name == form_tokens.FIELD else values)
    ]


def list_texts(written: list[Written]) -> list[Written]:
    """What somebody has written in words, to be shown."""
    return [field for field in written if field.is_text]


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of our own sent the form, which its security code does not show."""
    here = f"{request.scheme}://{request.get_host()}"
    if (origin := request.headers.get("Origin")) is not None:
        return origin == here
    return request.headers.get("Referer", "").startswith(f"{here}/")


# The page -----------------------------------------------------------------------------------------


def answer_unsaved(request: HttpRequest, why: Why) -> HttpResponse:
    written = read_written(request)
    is_kept = why in SIGN_IN_HELPS and _keep(request, written)
    return _render(request, why, written, request.get_full_path(), is_kept)


def has_texts(request: HttpRequest) -> bool:
    return bool(list_texts(read_written(request)))


def _render(
    request: HttpRequest, why: Why, written: list[Written], path: str, is_kept: bool = False
) -> HttpResponse:
    texts = list_texts(written)
    context = {
        "why": why,
        "is_staff_page": path.startswith("/personal/"),
        "texts": texts,
        "hidden": [field for field in written if field not in texts],
        "can_be_saved": why in CAN_BE_SAVED and bool(texts) and not _is_removal(written),
        "path": path,
        "is_kept": is_kept,
        "way_in": _find_way_in(request, why, is_kept),
    }
    return render(request, "unsaved.html", context, status=STATUSES.get(why, 403))


def _is_removal(written: list[Written]) -> bool:
    """A button that takes something away is not to be pressed again by one that says “Spara”."""
    return any(f.name == "remove" or (f.name, f.value) == ("do", "remove") for f in written)


def _find_way_in(request: HttpRequest, why: Why, is_kept: bool) -> str:
    """Where to sign in, and from there to what is kept; empty if that does not help."""
    if why not in SIGN_IN_HELPS:
        return ""
    page, wanted = reverse("account_login"), ""
    if why is Why.SECOND_FACTOR:
        page, wanted = reverse("sign_in_again"), request.get_full_path()
    if is_kept:
        wanted = reverse("unsaved")
    return f"{page}?{urlencode({'next': wanted})}" if wanted else page


# Kept while somebody signs in ---------------------------------------------------------------------


def _keep(request: HttpRequest, written: list[Written]) -> bool:
    """Keep a form for whoever has to sign in, and tell whether that was done."""
    size = sum(len(field.name) + len(field.value) for field in written)
    if not list_texts(written) or size > MOST_CHARACTERS or _is_removal(written):
        return False
    if not ratelimit.consume(request, action="unsaved"):
        return False
    forget(request)
    name = secrets.token_urlsafe(24)
    fields = [(field.name, field.value) for field in written]
    shared_cache.set(f"unsaved {name}", (request.get_full_path(), fields), KEPT_SECONDS)
    request.session[SESSION_KEY] = {
        "name": name,
        "until": time.time() + KEPT_SECONDS,
        # Whose it is: of somebody who is not signed in any longer, the form tells.
        "account": form_tokens.name_visitor(request) or form_tokens.read_writer(request),
    }
    return True


def _fetch(request: HttpRequest) -> Any:
    """The address and the fields of the form that is kept for the visitor, if one is."""
    kept = request.session.get(SESSION_KEY)
    return shared_cache.get(f"unsaved {kept['name']}") if kept else None


def is_waiting(request: HttpRequest) -> bool:
    """Whether the visitor, who is signed in, has something kept. Asks the session only."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["until"] < time.time():
        return False
    return kept["account"] in ("", form_tokens.name_account(request.user.pk))


def forget(request: HttpRequest) -> None:
    if kept := request.session.pop(SESSION_KEY, None):
        shared_cache.delete(f"unsaved {kept['name']}")


class ForgetWhenSaved(MiddlewareMixin):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.method == "POST" and response.status_code < 400 and request.session.accessed:
            found = _fetch(request)
            if found and found[0] == request.get_full_path():
                forget(request)
        return response


@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """What somebody wrote before signing in, with a button to save it; POST throws it away."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("unsaved"))
    found = _fetch(request) if is_waiting(request) else None
    if request.method == "POST":
        forget(request)
        return redirect("mine")
    if found is None:
        messages.info(request, _("Här finns ingen text som väntar på att sparas."))
        return redirect("mine")
    path, fields = found
    return _render(request, Why.WAITING, [Written(*field) for field in fields], path)
