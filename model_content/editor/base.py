"""What all pages about the content share: who may open them, and how they are answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from model_content.actions.editions import DraftChanged, EditionNotReady
from model_content.actions.parts import (
    CannotRestore,
    PartGone,
    PartInUse,
    PartNamed,
)
from model_content.domain.document import Node, find
from model_content.domain.lifecycle import ChangeRefused
from model_content.models import Edition, EditionStatus
from model_content.rights import EDIT
from model_content.selectors.drafts import find_edition
from model_content.selectors.editions import fetch_document
from samverkan.merging import Stale
from samverkan.models import User

BACK: Final = "fran"
"""The part of an address that says which page of the editor one came from."""

WHY_NOT: Final[dict[type[Exception], Promise]] = {
    DraftChanged: _(
        "Någon har ändrat utkastet sedan ni öppnade sidan. Titta igen innan ni publicerar."
    ),
    EditionNotReady: _("Utgåvan har fel som måste rättas. Inget har ändrats."),
    Stale: _("Texten har ändrats sedan ni öppnade sidan. Titta igen."),
    PartGone: _("Texten har ändrats sedan ni öppnade sidan. Titta igen."),
    PartInUse: _("Källan kan inte tas bort: texter eller fall hänvisar till den. Ändra dem först."),
    PartNamed: _(
        "Det går inte att flytta eller ta bort: verktygets resultat bygger på hur det står."
    ),
    CannotRestore: _(
        "Det går inte att återställa: det som texten hörde till eller vilade på finns inte "
        "kvar, eller så står den, eller något i den, redan i utkastet."
    ),
    ChangeRefused: _(
        "Det går inte i det läge som utgåvan är i nu. Någon annan kan ha hunnit före."
    ),
}
"""What is said where an action refuses to do what was asked."""

View = Callable[..., HttpResponseBase]


def get_user(request: HttpRequest) -> User:
    """The account of whoever asks: under the staff's prefix there is one."""
    assert isinstance(request.user, User)
    return request.user


def edition_page(
    *rights: str, of_draft: bool = False, is_sent: bool = False
) -> Callable[[View], View]:
    """A page about one edition, for whoever has all the rights (by default that of editors).

    The view is given the edition: if so, only a draft, and only what is sent with POST. It answers
    404 where there is none, also where somebody else deletes what it is about before it has done.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer_page(
            request: HttpRequest, pk: int, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not get_user(request).has_perms(rights or (EDIT,)):
                raise PermissionDenied
            edition = find_edition(pk)
            # No database can even look for NUL or half a character.
            if edition is None or not all(str(said).isprintable() for said in kwargs.values()):
                raise Http404
            if (of_draft and not is_draft(edition)) or (is_sent and request.method != "POST"):
                raise PermissionDenied
            try:
                return view(request, edition, *args, **kwargs)
            except ObjectDoesNotExist as error:
                raise Http404 from error

        return answer_page

    return decorate


@contextmanager
def say_why_not(request: HttpRequest) -> Iterator[None]:
    """Where an action refuses what is asked inside, say why and go on after it."""
    try:
        yield
    except tuple(WHY_NOT) as refused:
        said = WHY_NOT[type(refused)]
        if isinstance(refused, ChangeRefused) and refused.code == "current":
            said = _("Utgåvan är redan i bruk.")
        messages.error(request, str(said))


def is_draft(edition: Edition) -> bool:
    return bool(edition.status == EditionStatus.DRAFT)


def load_node(edition: Edition, key: str) -> tuple[dict[str, Any], Node]:
    """What the edition says, and a part of it; 404 if there is no such part."""
    document = fetch_document(edition)
    node = find(document, key)
    if node is None:
        raise Http404
    return document, node


def answer(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the admin's frame."""
    frame = {**admin.site.each_context(request), "title": title, "here": request.get_full_path()}
    name = f"editor/{template}.html"
    return TemplateResponse(request, name, {**frame, **context}, status=status)


def link_outline(edition: Edition, node: Node | None = None) -> str:
    """The contents of an edition, opened where a part stands."""
    outline = reverse("edition", args=[edition.pk])
    if node is None:
        return outline
    return f"{outline}?{urlencode({'oppen': node.key})}#{quote(node.anchor)}"


def find_way_back(request: HttpRequest, edition: Edition, node: Node | None = None) -> str:
    """The page of the editor that one came from, at the part; by default the contents."""
    came_from = request.GET.get(BACK, "")
    is_ours = came_from.startswith(reverse("admin:index")) and ".." not in came_from
    if not is_ours or not url_has_allowed_host_and_scheme(came_from, None):
        return link_outline(edition, node)
    plain = came_from.partition("#")[0]
    return f"{plain}#{quote(node.anchor)}" if node else plain
