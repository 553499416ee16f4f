"""The page of the recovery codes: they are shown where and when they are made, and never again.

Only their hashes are stored (codes.py). For the quarter of an hour in which the page is open to
whoever has made them, the shared cache keeps them encrypted, under the key of the session.
"""

import json

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.utils import decrypt, encrypt
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverkan.accounts.actions import make_recovery_codes
from samverkan.accounts.recent import RECENT_MINUTES, recent_only
from samverkan.accounts.selectors import SecondFactors, fetch_second_factors
from samverkan.models import User


def make_and_keep(request: HttpRequest) -> None:
    """Make new recovery codes, and keep them for the page to show."""
    assert isinstance(request.user, User)
    made = make_recovery_codes(user=request.user)
    cache.set(_name(request), encrypt(json.dumps(made)), timeout=RECENT_MINUTES * 60)


def _name(request: HttpRequest) -> str:
    return f"recovery codes {request.session.session_key}"


def _find_new(request: HttpRequest, factors: SecondFactors) -> list[str]:
    """Those that this session has just made, but for any that has been used."""
    kept = cache.get(_name(request))
    made: dict[str, str] = json.loads(decrypt(kept)) if kept else {}
    return [code for code, stored in made.items() if stored in factors.code_hashes]


@require_http_methods(["GET", "HEAD", "POST"])
@recent_only
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the codes that have just been made, or how many are left; make new ones on POST."""
    assert isinstance(request.user, User)
    factors = fetch_second_factors(request.user)
    if not factors.has_any:
        raise Http404
    if request.method == "POST":
        make_and_keep(request)
        messages.success(request, _("Här är nya reservkoder. De gamla fungerar inte längre."))
        return redirect("mfa_view_recovery_codes")
    wanted = get_next_redirect_url(request) or reverse("mfa_index")
    context = {"codes": _find_new(request, factors), "factors": factors, "wanted": wanted}
    return render(request, "mfa/recovery_codes/index.html", context)
