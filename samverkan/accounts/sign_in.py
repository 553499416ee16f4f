"""Signing in with a code by mail, and changing the address: what of django-allauth is ours.

There is no password and no signing up: whoever gives back the code that was mailed to an address is
signed in to the account of that address. Only the pages named in urls.py exist.
"""

import logging
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import AddEmailForm, ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.models import EmailAddress
from allauth.account.views import (
    ConfirmEmailVerificationCodeView,
    ConfirmLoginCodeView,
    EmailView,
    LogoutView,
    RequestLoginCodeView,
)
from allauth.core import context as current
from allauth.core import ratelimit
from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from samverkan.accounts.actions import AddressTaken, make_room_for_address, prepare_account
from samverkan.accounts.recent import View, keep_only_this, recent_only
from samverkan.forms import EmailField, make_helper
from samverkan.mail import MAIL_FAILURES
from samverkan.models import User
from samverkan.site.visitors import find_client_address
from samverkan.submitted import unsaved

logger = logging.getLogger(__name__)

# Code of a form's error → status of the page that shows it; 422 for all others.
STATUSES = {"too_many_codes": 429, "not_mailed": 503}


def as_page(view: View) -> View:
    """A page of django-allauth with the methods and statuses that all pages here have."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form is not None:
            errors = form.errors.as_data().values()
            codes = [error.code for each in errors for error in each]
            response.status_code = next((STATUSES[c] for c in codes if c in STATUSES), 422)
        return response

    return page


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": _("Du loggar redan in med den adressen."),
        "incorrect_code": _(
            "Koden stämmer inte. Kontrollera att det är koden i det senaste mejlet."
        ),
        "too_many_login_attempts": _("Det blev för många försök. Begär en ny kod."),
        "email_taken": _(
            "Adressen har redan ett eget konto. Radera det först, eller välj en annan adress."
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return find_client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page, whatever the request calls itself, but what a passkey signs."""
        asks = request.headers.get("Accept") == "application/json"
        return asks and request.path == reverse("mfa_login_webauthn")

    def logout(self, request: HttpRequest) -> None:
        if not request.POST.get("next"):  # with it one signs in again (recent.sign_in_again)
            unsaved.forget(request)
        kept = request.session.get(unsaved.SESSION_KEY)
        super().logout(request)
        if kept:
            request.session[unsaved.SESSION_KEY] = kept

    def get_login_redirect_url(self, request: HttpRequest) -> Any:
        waits = unsaved.is_waiting(request)
        return reverse("unsaved") if waits else super().get_login_redirect_url(request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("account_login")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Give the account the address whose code has been given back; other sessions end.

        Whether it has an account of its own is said here only, to whoever reads its mail.
        """
        assert isinstance(request.user, User)
        if email_address.user_id != request.user.pk:  # begun by another account in this browser
            messages.error(request, self.error_messages["incorrect_code"])
            return False
        former = request.user.email
        try:
            with transaction.atomic():
                make_room_for_address(user=request.user, email=email_address.email)
                if not super().confirm_email(request, email_address):
                    raise AddressTaken
        except AddressTaken:
            messages.error(request, self.error_messages["email_taken"])
            return False
        request.user.refresh_from_db()
        keep_only_this(request)
        self.send_mail("account/email/address_changed", former, {})
        messages.success(request, _("Adressen är ändrad. Nästa gång loggar du in med den nya."))
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except MAIL_FAILURES as error:
            # The class only: an SMTP error's text holds the address.
            logger.error("mail about an account could not be sent: %s", type(error).__name__)
            if "code" in context:  # without which one does not come further
                raise


# Forms --------------------------------------------------------------------------------------------


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    email = EmailField(label=_("E-postadress"))
    helper = make_helper(Field("email", autocomplete="email", inputmode="email"))

    def clean_email(self) -> str:
        """Count the try, and find or make the account: the same for every address."""
        email: str = self.cleaned_data["email"]
        _count_code(email)
        user = prepare_account(email=email)
        self._user = user if user.is_active else None
        return email


class AddressForm(AddEmailForm):  # type: ignore[misc]
    email = EmailField(label=_("Ny e-postadress"))
    helper = SignInForm.helper

    def clean_email(self) -> str:
        email: str = super().clean_email()
        _count_code(email)
        return email


def _count_code(email: str) -> None:
    if not ratelimit.consume(current.request, action="request_login_code", key=email):
        raise ValidationError(
            _("Det har gått för många koder på kort tid. Vänta en stund och försök sedan igen."),
            code="too_many_codes",
        )


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    _attributes = {"autocomplete": "one-time-code", "autocapitalize": "characters"}
    helper = make_helper(Field("code", **_attributes, spellcheck="false", placeholder=""))

    def __init__(self, *args: Any, user: Any = None, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Kod")
        self.fields["code"].error_messages["required"] = _("Skriv koden från mejlet.")


# Pages --------------------------------------------------------------------------------------------


class MailsCode:
    """The page of a form with the address that a code is mailed to."""

    def form_valid(self, form: forms.Form) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except MAIL_FAILURES:
            said = _("Mejlet gick inte iväg. Försök igen om en stund.")
            form.add_error(None, ValidationError(said, code="not_mailed"))
            return self.form_invalid(form)  # type: ignore[attr-defined]


class SignIn(MailsCode, RequestLoginCodeView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "organisation": settings.OIDC["name"]}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever waits for a code may ask for another one, or correct the address."""


class ConfirmSignIn(ConfirmLoginCodeView):  # type: ignore[misc]
    def form_valid(self, form: CodeForm) -> Any:
        """A code is good as long as the account still has the address that it was mailed to."""
        user, mailed = self.stage.login.user, self.stage.state.get("email")
        if user is not None and user.email == mailed:
            return super().form_valid(form)
        form.add_error("code", Adapter.error_messages["incorrect_code"])
        return self.form_invalid(form)


class ChangeAddress(MailsCode, EmailView):  # type: ignore[misc]
    """Ask for a code to change the address with; nothing else of allauth's page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super(EmailView, self).post(request, *args, **kwargs)


class ConfirmAddress(ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    def form_invalid(self, form: CodeForm) -> Any:
        response = super().form_invalid(form)
        return redirect("account_email") if response.status_code == 302 else response


sign_in = as_page(SignIn.as_view())
confirm = as_page(ConfirmSignIn.as_view())
sign_out = as_page(LogoutView.as_view())
change_address = as_page(recent_only(ChangeAddress.as_view()))
confirm_address = as_page(recent_only(ConfirmAddress.as_view()))
