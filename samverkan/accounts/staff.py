"""The staff: pages under one prefix that nobody else opens, and how one becomes one of them.

Staff are staff only in a session where they have given their second factor, not too long ago. The
model asks for that (`User.is_staff`), and so does the middleware, of every page under the prefix:
a new one cannot forget it.
"""

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samverkan.accounts.actions import InvitationRefused, accept_invitation
from samverkan.accounts.recent import ask_to_sign_in, ask_to_sign_in_again, find_time_of_proof
from samverkan.accounts.selectors import fetch_group_names, fetch_invitation, list_factors
from samverkan.models import User

STAFF_PREFIX = "/personal/"
STAFF_HOURS = 12  # that a second factor is good for, however much the session is used
METHODS = ["GET", "HEAD", "POST"]

# Of the groups that the program comes with: name and duties, in words that can be translated.
GROUPS = {
    "Innehållsredaktör": (
        gettext_lazy("Innehållsredaktör"),
        gettext_lazy("gör utkast, ändrar texterna i dem och ser hur frågorna fungerar"),
    ),
    "Publicerare": (
        gettext_lazy("Publicerare"),
        gettext_lazy("gör detsamma, publicerar och rättar det som är publicerat"),
    ),
    "Analytiker": (
        gettext_lazy("Analytiker"),
        gettext_lazy("ser hur frågorna fungerar, gör och publicerar den regionala översikten"),
    ),
    "Samverkansstöd": (
        gettext_lazy("Samverkansstöd"),
        gettext_lazy("godkänner samverkan som vill räknas med och hittas"),
    ),
}


class Authentication(AuthenticationMiddleware):
    """Django's, which also lets the visitor know whether this session gave a second factor, and
    has a session that is used live on (sessions.py).
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        visitor = request.user
        request.user = SimpleLazyObject(lambda: _vouch(request, visitor))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.session.accessed:
            request.session.renew()  # type: ignore[attr-defined]
        return response


def _vouch(request: HttpRequest, visitor: Any) -> Any:
    if visitor.is_authenticated:
        since = time.time() - STAFF_HOURS * 3600
        visitor.second_factor_given = find_time_of_proof(request, visitor, method="mfa") > since
    return visitor


class StaffOnly(MiddlewareMixin):
    """Lets nobody but staff into what is under the prefix: 404 to all others.

    Staff who have not given their second factor are led to it.
    """

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if not request.path_info.startswith(STAFF_PREFIX):
            return None
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        user = request.user
        if not isinstance(user, User):
            return ask_to_sign_in(request)
        if user.staff_since is None:
            raise Http404
        return None if user.is_staff else ask_to_sign_in_again(request)


def name_group(name: str) -> str:
    """What a group is called in the visitor's language; one of the site's own as it is stored."""
    return str(GROUPS.get(name, (name,))[0])


def say_group(name: str) -> str:
    return ": ".join(map(str, GROUPS.get(name, (name,))))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {"groups": [say_group(name) for name in fetch_group_names(request.user)]}
    return render(request, "account/staff.html", context)


@require_http_methods(METHODS)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is left to do before one is staff: sign in, a second factor, and to say yes."""
    invited, user = fetch_invitation(token, now=timezone.now()), request.user
    if invited is None:
        return render(request, "account/invitation_gone.html", status=404)
    if request.method == "POST":
        return _accept(request, token, user) if isinstance(user, User) else ask_to_sign_in(request)
    context = {}
    if isinstance(user, User):
        context["is_other"] = user.email != invited.email
        context["has_factor"] = list_factors(user).exists()
    return render(request, "account/invitation.html", context)


def _accept(request: HttpRequest, token: str, user: User) -> HttpResponse:
    try:
        accept_invitation(token=token, user=user, now=timezone.now())
    except InvitationRefused:
        return redirect("staff_invitation", token=token)  # the page says what is missing
    messages.success(request, _("Du hör nu till personalen."))
    return redirect("staff")
