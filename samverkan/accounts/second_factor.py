"""The second factor: a code from an app, a passkey, and recovery codes to write down.

What of django-allauth's `mfa` is ours. An account that has set one up is asked for it after the
code by mail; a passkey, which is kept behind a finger, a face or a PIN, also signs in by itself.
What an app's codes are made from is stored encrypted, so a copy of the database gives no codes; if
the program's key is replaced, a recovery code lets in and the app is added anew.
"""

import hmac
import json
import struct
from base64 import urlsafe_b64encode
from textwrap import wrap
from typing import Any, cast

import segno
from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from crispy_forms.layout import Field
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DeleteView
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from samverkan.accounts import recent
from samverkan.accounts.actions import make_recovery_codes, remove_factor, use_recovery_code
from samverkan.accounts.recent import recent_only
from samverkan.accounts.selectors import fetch_second_factors, list_factors
from samverkan.accounts.sign_in import as_page
from samverkan.forms import LineField, make_helper
from samverkan.models import User

WRONG_APP_CODE = gettext_lazy("Koden stämmer inte. Skriv den som appen visar just nu.")
WRONG_PASSKEY = gettext_lazy(
    "Passnyckeln gick inte att använda här. Försök igen, eller välj ett annat sätt."
)
USED_CODE_SECONDS = 120  # longer than any code from an app is good for, so that none is good twice


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
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


# Forms --------------------------------------------------------------------------------------------


class _WithCode:
    """A form of allauth's with a field for a code, in our words."""

    helper = make_helper(Field("code", spellcheck="false"))
    label: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = self.label
        field.error_messages["required"] = _("Skriv koden.")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class SecondFactorForm(_WithCode, AuthenticateForm):  # type: ignore[misc]
    label = gettext_lazy("Kod från appen, eller en reservkod")

    def clean_code(self) -> str:
        """Take the code of the app or a recovery code, and remember which of them it was."""
        forget_tries = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        found = self._find_app(code) or use_recovery_code(user=self.user, code=code)
        if found is None:
            raise ValidationError(WRONG_APP_CODE)
        found.user = self.user
        self.authenticator = found
        forget_tries()
        return code

    def _find_app(self, code: str) -> Authenticator | None:
        factors = fetch_second_factors(self.user)
        app = None if factors.is_app_lost else factors.app
        if app is None or not app.wrap().validate_code(code):
            return None
        name = f"second factor {self.user.pk} {''.join(filter(str.isalnum, code))}"
        return app if cache.add(name, 1, timeout=USED_CODE_SECONDS) else None


class AppForm(_WithCode, ActivateTOTPForm):  # type: ignore[misc]
    label = gettext_lazy("Kod från appen")


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
    credential = PasskeyAnswer(AuthenticationResponse)


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    credential = PasskeyAnswer(AuthenticationResponse)


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    name = LineField(required=False)
    credential = PasskeyAnswer(RegistrationResponse)
    passwordless = None  # all of them are


# Signing in ---------------------------------------------------------------------------------------


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        factors = fetch_second_factors(self.stage.login.user)
        if factors.app is None or factors.is_app_lost:
            context["form"].fields["code"].label = _("Reservkod")
        options = json.dumps(context["js_data"]["request_options"])
        return {**context, "factors": factors, "options": options}


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in with a passkey only: the page's script asks what it is to sign, and posts the answer.

    It asks when the button is used, so whoever only looks at the page gets no session.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "credential" not in request.POST and not get_adapter().is_ajax(request):
            return redirect("account_login")  # and count nothing
        return super().dispatch(request, *args, **kwargs)

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever waits for a code may use a passkey instead."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().post(request) if "credential" in request.POST else super().get(request)


# What is set up -----------------------------------------------------------------------------------


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return recent.ask_to_sign_in(request)
    return render(request, "mfa/index.html", {"factors": fetch_second_factors(request.user)})


class _Adding:
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Add it; other sessions end, and this one has given it: it need not be asked again.

        Then come the recovery codes if they are new, and last the page that one was going to.
        """
        user = self.request.user
        assert isinstance(user, User)
        with transaction.atomic():
            super().form_valid(form)  # type: ignore[misc]
            recent.keep_only_this(self.request)
        recent.note_second_factor(self.request, user)
        wanted = get_next_redirect_url(self.request)
        if fetch_second_factors(user).codes_left:
            return redirect(wanted or "mfa_index")
        _renew_recovery_codes(self.request, user)
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return redirect(reverse("mfa_view_recovery_codes") + query)


class AddApp(_Adding, ActivateTOTPView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        assert isinstance(request.user, User)
        factors = fetch_second_factors(request.user)
        if factors.app is not None and not factors.is_app_lost:
            return redirect("mfa_index")  # one is enough; it can be taken away there
        # Past allauth's own look at whether there is one.
        return super(ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        lost = fetch_second_factors(form.user).app
        if lost is not None:
            remove_factor(factor=lost)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "key": " ".join(wrap(context["form"].secret, 4))}


class AddPasskey(_Adding, AddWebAuthnView):  # type: ignore[misc]
    """Make a passkey, one that can sign in by itself (static/js/passkey.js)."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = json.dumps(context["js_data"]["creation_options"])
        return {**context, "form": kwargs.get("form", self.get_form()), "options": options}


class RemoveFactor(DeleteView):  # type: ignore[type-arg]
    """Take away the app or a passkey, after a question. Staff keep at least one."""

    template_name = "mfa/remove.html"
    context_object_name = "factor"

    def get_queryset(self) -> QuerySet[Authenticator]:
        assert isinstance(self.request.user, User)
        return list_factors(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_last = self.get_queryset().count() == 1
        must_stay = is_last and self.object.user.staff_since is not None
        return super().get_context_data(is_last=is_last, must_stay=must_stay, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        context = self.get_context_data(form=form)
        if context["must_stay"]:
            return self.render_to_response(context)
        with transaction.atomic():
            remove_factor(factor=self.object)
            recent.keep_only_this(self.request)
        messages.success(self.request, _("Borttagen. Den går inte längre att logga in med."))
        return redirect("mfa_index")


# Recovery codes are shown where and when they are made, and never again: only their hashes are
# stored. For the quarter of an hour in which the page is open to whoever has made them, the shared
# cache keeps them encrypted, under the key of the session.


def _renew_recovery_codes(request: HttpRequest, user: User) -> None:
    made = encrypt(json.dumps(make_recovery_codes(user=user)))
    cache.set(_name_codes(request), made, timeout=recent.RECENT_MINUTES * 60)


def _name_codes(request: HttpRequest) -> str:
    return f"recovery codes {request.session.session_key}"


@recent_only
def show_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the codes that have just been made, or how many are left; make new ones on POST."""
    assert isinstance(request.user, User)
    factors = fetch_second_factors(request.user)
    if not factors.has_any:
        raise Http404
    if request.method == "POST":
        _renew_recovery_codes(request, request.user)
        messages.success(request, _("Här är nya reservkoder. De gamla fungerar inte längre."))
        return redirect("mfa_view_recovery_codes")
    kept = cache.get(_name_codes(request))
    made = json.loads(decrypt(kept)) if kept else {}
    left = [code for code, stored in made.items() if stored in factors.code_hashes]
    wanted = get_next_redirect_url(request) or reverse("mfa_index")
    context = {"codes": left, "factors": factors, "wanted": wanted}
    return render(request, "mfa/recovery_codes/index.html", context)


second_factor = as_page(SecondFactor.as_view())
passkey_sign_in = require_POST(PasskeySignIn.as_view())
add_app = as_page(recent_only(AddApp.as_view()))
add_passkey = as_page(recent_only(AddPasskey.as_view()))
take_away = as_page(recent_only(cast(recent.View, RemoveFactor.as_view())))
recovery_codes = as_page(show_recovery_codes)
