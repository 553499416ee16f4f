"""What all pages about the content share: who may open them, and how they are answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from model_content.models import Edition
from model_content.rights import EDIT
from model_content.selectors.drafts import find_edition
from samverkan.admin.site import StrictAdmin
from samverkan.models import User


def get_user(request: HttpRequest) -> User:
    """The account of whoever asks: under the staff's prefix there is one."""
    assert isinstance(request.user, User)
    return request.user


def read_key(text: str) -> int:
    """The key that an address or a field names; 0, which nothing has, if it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def not_found_if_gone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that answers 404 where somebody else deletes what it is about before it has done."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    return answer


class ContentAdmin(StrictAdmin):
    """Rights come from groups with one permission each (model_content/rights.py).

    What is done is kept in the history of the content (`ContentChange`). With a draft its history
    goes too: who deleted it is kept in that of the admin, and shown below the list of editions.
    """

    def has_module_permission(self, request: HttpRequest) -> bool:
        return get_user(request).has_perm(EDIT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return get_user(request).has_perm(EDIT)

    def has_add_permission(self, request: HttpRequest, *parent: Any) -> bool:
        return get_user(request).has_perm(EDIT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return get_user(request).has_perm(EDIT)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return get_user(request).has_perm(EDIT)

    def answer(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> TemplateResponse:
        """A page in the admin's frame."""
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        name = f"admin/model_content/{template}.html"
        return TemplateResponse(request, name, {**frame, **context})


class EditionPages(ContentAdmin):
    """Pages about one edition, beside Django's own.

    A family of pages is a class of its own that adds to `get_urls` with `edition_path`; all are
    put together in `EditionAdmin`.
    """

    def edition_path(
        self, slug: str, view: Callable[..., HttpResponseBase], name: str, *, route: str = ""
    ) -> URLPattern:
        """The address of a page about one edition: `admin:model_content_edition_<name>`."""
        full = route or f"<int:object_id>/{slug}/"
        guarded = self.admin_site.admin_view(not_found_if_gone(view))
        return path(full, guarded, name=f"model_content_edition_{name}")

    def load_edition(self, request: HttpRequest, object_id: int, *permissions: str) -> Edition:
        """The edition, for whoever has all the permissions (by default that of editors).

        Raises:
            PermissionDenied: a permission is missing.
            Http404: there is no such edition.
        """
        if not get_user(request).has_perms(permissions or (EDIT,)):
            raise PermissionDenied
        found = find_edition(object_id)
        if found is None:
            raise Http404
        return found
