"""The second factor: a code from an app, a passkey, and recovery codes to write down.

What of django-allauth's `mfa` is ours. An account that has set one up is asked for it after the
code by mail; a passkey, which is kept behind a finger, a face or a PIN, also signs in by itself.
What an app's codes are made from is stored encrypted, so a copy of the database gives no codes.
"""

import hmac
import json
import struct
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import delete_and_cleanup, post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from crispy_forms.layout import Field
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from samverkan import unsaved
from samverkan.accounts import ask_to_sign_in, wait_for_code
from samverkan.forms import LineField, make_helper
from samverkan.models import User
from samverkan.selectors import fetch_second_factors

View = Callable[..., HttpResponse]

RECENT_MINUTES = 15
"""Minutes after signing in that one may change how one signs in."""

WRONG_APP_CODE = gettext_lazy("Koden stämmer inte. Skriv den som appen visar just nu.")
WRONG_PASSKEY = gettext_lazy(
    "Passnyckeln gick inte att använda här. Försök igen, eller välj ett annat sätt."
)
USED_CODE_SECONDS = 120
"""Longer than any code from an app is good for, so that none is good twice."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks the program about."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_APP_CODE}

    def build_totp_svg(self, url: str) -> str:
        # On white, with its margin, in the dark theme too: cameras ask for it.
        drawn = str(segno.make(url, micro=False).svg_inline(border=4, light="#fff"))
        return drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)

    def encrypt(self, text: str) -> str:
        return _make_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _make_cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002
        return "passkey"  # the pages say when it was added, which tells one from another


def _make_cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hmac.digest(key.encode(), b"second factor", "sha256") for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


def find_time_of_proof(
    request: HttpRequest, user: User, *, method: str | None = None
) -> float | None:
    """When this session last signed in as `user`, in seconds since 1970; None: it has not.

    Args:
        method: only in this way; "mfa" is a second factor.
    """
    records = get_authentication_records(request, user)
    times = [record["at"] for record in records if method in (None, record["method"])]
    return max(times, default=None)


def recent_only(view: View) -> View:
    """A page that changes how one signs in: only for whoever has just done so, in full."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return ask_to_sign_in(request)
        proved = find_time_of_proof(request, request.user)
        if proved is None or time.time() - proved > RECENT_MINUTES * 60:
            return ask_to_sign_in_again(request)
        return view(request, *args, **kwargs)

    return wrapped


def ask_to_sign_in_again(request: HttpRequest) -> HttpResponse:
    """Lead to both steps and back; what was written meanwhile is shown, and kept."""
    if unsaved.has_texts(request):
        return unsaved.answer_unsaved(request, unsaved.Why.SECOND_FACTOR)
    return redirect(f"{reverse('sign_in_again')}?{urlencode({'next': request.get_full_path()})}")


# Forms --------------------------------------------------------------------------------------------


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """A code from the app, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _make_code_field(self, _("Kod från appen, eller en reservkod"))

    def clean_code(self) -> str:
        code: str = super().clean_code()
        name = f"second factor {self.user.pk} {''.join(filter(str.isalnum, code))}"
        if not cache.add(name, 1, timeout=USED_CODE_SECONDS):
            raise ValidationError(WRONG_APP_CODE)
        return code


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code from an app, which shows that it has been set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _make_code_field(self, _("Kod från appen"))


def _make_code_field(form: Any, label: str) -> None:
    field = form.fields["code"]
    field.label = label
    field.error_messages["required"] = _("Skriv koden.")
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    form.helper = make_helper(Field("code", spellcheck="false"))


class PasskeyAnswer(forms.JSONField):
    """What a passkey has answered; whatever a browser may send instead is said to be wrong."""

    def __init__(self, kind: Any) -> None:
        wrong = {"required": WRONG_PASSKEY, "invalid": WRONG_PASSKEY}
        super().__init__(widget=forms.HiddenInput, error_messages=wrong)
        self.kind = kind

    def clean(self, value: Any) -> Any:
        answer = super().clean(value)
        try:
            self.kind.from_dict(answer)
        except (AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
            raise ValidationError(WRONG_PASSKEY) from error
        return answer


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second factor."""

    credential = PasskeyAnswer(AuthenticationResponse)


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey and nothing else."""

    credential = PasskeyAnswer(AuthenticationResponse)


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that a browser has just made."""

    name = LineField(required=False)
    credential = PasskeyAnswer(RegistrationResponse)
    passwordless = None  # all of them are


# Signing in ---------------------------------------------------------------------------------------


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """Give the second factor, after the code by mail."""

    template_name = "account/second_factor.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        factors = fetch_second_factors(self.stage.login.user)
        context["factors"] = factors
        if factors.app is None:
            context["form"].fields["code"].label = _("Reservkod")
        context["options"] = json.dumps(context["js_data"]["request_options"])
        return context


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in with a passkey only: the page's script asks what it is to sign, and posts the answer.

    It asks when the button is used, so whoever only looks at the page gets no session.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asks = request.headers.get("Accept") == "application/json"
        if not asks and "credential" not in request.POST:
            return redirect("account_login")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever waits for a code may use a passkey instead."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "credential" in request.POST:
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        options = begin_authentication(user=None)
        wait_for_code(request)
        return JsonResponse(options)

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, WRONG_PASSKEY)
        return redirect("account_login")


@require_safe
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Say why somebody who is signed in has to do it again; the button signs out and leads there.

    The second factor is asked for as at any signing in, if there is one.
    """
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    wanted = get_next_redirect_url(request) or reverse("mfa_index")
    sign_in = f"{reverse('account_login')}?{urlencode({'next': wanted})}"
    return render(request, "account/sign_in_again.html", {"sign_in": sign_in})


# What is set up -----------------------------------------------------------------------------------


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in, and what can be added."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    context = {"factors": fetch_second_factors(request.user)}
    return render(request, "account/security.html", context)


class _Adding:
    """What adding an app and adding a passkey have in common."""

    request: HttpRequest
    did_generate_recovery_codes: bool

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        # Whoever has just used it has given it: this session need not be asked again.
        assert isinstance(self.request.user, User)
        factors = fetch_second_factors(self.request.user)
        post_authentication(self.request, self.pick(factors))
        return response

    def pick(self, factors: Any) -> Any:
        raise NotImplementedError

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response

    def get_success_url(self) -> str:
        """The recovery codes if they are new, and then where one was going."""
        wanted = get_next_redirect_url(self.request)
        if not self.did_generate_recovery_codes:
            return wanted or reverse("mfa_index")
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return reverse("mfa_view_recovery_codes") + query


class AddApp(_Adding, ActivateTOTPView):  # type: ignore[misc]
    """Set up an app that shows codes."""

    template_name = "account/add_app.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert isinstance(request.user, User)
        if fetch_second_factors(request.user).app is not None:
            return redirect("mfa_index")  # one is enough; it can be taken away there
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def pick(self, factors: Any) -> Any:
        return factors.app

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        key = context["form"].secret
        groups = [key[start : start + 4] for start in range(0, len(key), 4)]
        return {**context, "key": " ".join(groups)}


class AddPasskey(_Adding, AddWebAuthnView):  # type: ignore[misc]
    """Make a passkey, one that can sign in by itself."""

    template_name = "account/add_passkey.html"

    def pick(self, factors: Any) -> Any:
        return factors.passkeys[-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(AddWebAuthnView, self).get_context_data(**kwargs)
        options = begin_registration(self.request.user, passwordless=True)
        return {**context, "options": json.dumps(options)}


@require_http_methods(["GET", "HEAD", "POST"])
@recent_only
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the codes that are left, and make new ones on POST."""
    if request.method == "POST":
        assert isinstance(request.user, User)
        if not fetch_second_factors(request.user).codes_left:
            raise Http404
        generate_recovery_codes(request)
        messages.success(request, _("Här är nya reservkoder. De gamla fungerar inte längre."))
        return redirect("mfa_view_recovery_codes")
    codes, _may_see = view_recovery_codes(request)
    if codes is None:
        raise Http404
    wanted = get_next_redirect_url(request) or reverse("mfa_index")
    context = {"codes": codes.get_unused_codes(), "wanted": wanted}
    return render(request, "account/recovery_codes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@recent_only
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the app or a passkey, after a question. Staff keep at least one."""
    assert isinstance(request.user, User)
    factors = fetch_second_factors(request.user)
    factor = factors.find(pk)
    if factor is None:
        raise Http404
    must_stay = factors.is_last and request.user.staff_since is not None
    if request.method == "POST" and not must_stay:
        factor.user = request.user
        delete_and_cleanup(request, factor)
        messages.success(request, _("Borttagen. Den går inte längre att logga in med."))
        return redirect("mfa_index")
    context = {"factor": factor, "is_last": factors.is_last, "must_stay": must_stay}
    status = 422 if request.method == "POST" else 200
    return render(request, "account/remove_factor.html", context, status=status)


_reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])
second_factor = _reads_or_posts(SecondFactor.as_view())
passkey_sign_in = require_POST(PasskeySignIn.as_view())
add_app = _reads_or_posts(recent_only(AddApp.as_view()))
add_passkey = _reads_or_posts(recent_only(AddPasskey.as_view()))
