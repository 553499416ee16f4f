"""Signing in with a code by mail: what of django-allauth is ours.

Only the views named in urls.py exist. There is no password and no signing up: whoever gives back
the code that was mailed to an address is signed in to the account of that address.
"""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from crispy_forms.layout import Field
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from samverkan import unsaved
from samverkan.actions import prepare_account
from samverkan.forms import EmailField, make_helper
from samverkan.mail import MAIL_FAILURES
from samverkan.visitors import find_client_address

logger = logging.getLogger(__name__)

TOO_MANY = _("Det har gått för många koder på kort tid. Vänta en stund och försök sedan igen.")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks the program about."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _(
            "Koden stämmer inte. Kontrollera att det är koden i det senaste mejlet."
        ),
        "too_many_login_attempts": _("Det blev för många försök. Begär en ny kod."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return find_client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # every answer is a page, whatever the request calls itself

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session.set_expiry(None)  # as long as the settings say, no longer as a short wait

    def logout(self, request: HttpRequest) -> None:
        def sign_out() -> None:
            super(Adapter, self).logout(request)

        if request.POST.get("next"):  # to sign in again (second_factor.sign_in_again)
            unsaved.carry_over(request, sign_out)
        else:
            unsaved.forget(request)
            sign_out()

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if unsaved.is_waiting(request):
            return reverse("unsaved")
        wanted: str = super().get_login_redirect_url(request)
        return wanted

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("account_login")


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """The address that a code is mailed to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField(label=_("E-postadress"))
        self.helper = make_helper(Field("email", autocomplete="email", inputmode="email"))

    def clean_email(self) -> str:
        """Count the try, and find or make the account: the same for every address."""
        email: str = self.cleaned_data["email"]
        super().clean_email()
        user = prepare_account(email=email)
        self._user = user if user.is_active else None
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Kod")
        self.fields["code"].error_messages["required"] = _("Skriv koden från mejlet.")
        self.helper = make_helper(
            Field(
                "code",
                autocomplete="one-time-code",
                autocapitalize="characters",
                spellcheck="false",
            )
        )
        del self.fields["code"].widget.attrs["placeholder"]


class SignIn(RequestLoginCodeView):  # type: ignore[misc]
    """Ask for a code."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever waits for a code may ask for another one, or correct the address."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "organisation": settings.OIDC["name"]}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except MAIL_FAILURES as error:
            # The class only: an SMTP error's text holds the address.
            logger.error("the code could not be mailed: %s", type(error).__name__)
            form.add_error(None, _("Mejlet gick inte iväg. Försök igen om en stund."))
            return self._show(form, 503)
        wait_for_code(self.request)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if form.has_error("email", "too_many_login_attempts"):
            del form.errors["email"]
            form.add_error("email", TOO_MANY)
            return self._show(form, 429)
        return self._show(form, 422)

    def _show(self, form: SignInForm, status: int) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = status
        return response


class Confirm(ConfirmLoginCodeView):  # type: ignore[misc]
    """Give back the code."""

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if response.status_code == 200:
            response.status_code = 422
        return response


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to signing in and back; what is posted cannot be sent on, and is shown and kept."""
    if request.method == "POST":
        return unsaved.answer_unsaved(request, unsaved.Why.SIGNED_OUT)
    return redirect_to_login(request.get_full_path())


def wait_for_code(request: HttpRequest) -> None:
    """Keep what is known of a visitor who is not signed in only as long as a code is good for."""
    if unsaved.SESSION_KEY not in request.session:  # what waits to be saved waits for longer
        request.session.set_expiry(settings.ACCOUNT_LOGIN_TIMEOUT)


_reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])
sign_in = _reads_or_posts(SignIn.as_view())
confirm = _reads_or_posts(Confirm.as_view())
sign_out = _reads_or_posts(LogoutView.as_view())
