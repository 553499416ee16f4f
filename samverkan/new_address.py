"""Another e-mail address for an account: a code is mailed to it, and giving it back is the proof.

Whether the new address already has an account is said only to whoever reads its mail.
"""

import logging
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from samverkan.accounts import TOO_MANY, CodeForm
from samverkan.actions import AddressTaken, change_address
from samverkan.forms import EmailField, make_helper
from samverkan.mail import MAIL_FAILURES
from samverkan.models import User
from samverkan.recent import keep_only_this, recent_only

logger = logging.getLogger(__name__)

KEY = "new_address"
"""Where the session has the address, its code, when it was sent and how often it was wrong."""

NOT_SENT = gettext_lazy("Mejlet gick inte iväg. Försök igen om en stund.")


class NewAddressForm(forms.Form):
    """The address to change to."""

    email = EmailField(label=gettext_lazy("Ny e-postadress"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = make_helper(Field("email", autocomplete="email", inputmode="email"))


@require_http_methods(["GET", "HEAD", "POST"])
@recent_only
def ask_for_address(request: HttpRequest) -> HttpResponse:
    """Ask for the new address, and mail it a code."""
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="request_login_code", key=email):
            status = 429
            form.add_error("email", TOO_MANY)
        elif not _send_code(request, email):
            status = 503
            form.add_error(None, NOT_SENT)
        else:
            return redirect("confirm_address")
    return render(request, "account/new_address.html", {"form": form}, status=status)


def _send_code(request: HttpRequest, email: str) -> bool:
    code = get_adapter().generate_login_code()
    text = render_to_string("account/email/new_address_message.txt", {"code": code})
    if not _mail(_("Er kod för att byta adress"), text, email):
        return False
    request.session[KEY] = {"email": email, "code": code, "at": time.time(), "wrong": 0}
    return True


def _mail(subject: str, text: str, email: str) -> bool:
    try:
        send_mail(subject, text, None, [email])
    except MAIL_FAILURES as error:
        # The class only: an SMTP error's text holds the address.
        logger.error("mail about an address could not be sent: %s", type(error).__name__)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@recent_only
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Take the code back, and change the address."""
    asked = request.session.get(KEY)
    if asked is None or time.time() - asked["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        return redirect("change_address")
    is_post = request.method == "POST"
    form = CodeForm(request.POST if is_post else None, code=asked["code"])
    if is_post and form.is_valid():
        return _change(request, asked["email"])
    if is_post and _count_wrong(request, asked) >= settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
        messages.error(request, _("Det blev för många försök. Begär en ny kod."))
        return redirect("change_address")
    context = {"form": form, "email": asked["email"]}
    status = 422 if is_post else 200
    return render(request, "account/confirm_address.html", context, status=status)


def _count_wrong(request: HttpRequest, asked: dict[str, Any]) -> int:
    """How many codes have been wrong, this one among them; after the last none is right."""
    wrong = int(asked["wrong"]) + 1
    if wrong >= settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
        del request.session[KEY]
    else:
        request.session[KEY] = {**asked, "wrong": wrong}
    return wrong


def _change(request: HttpRequest, email: str) -> HttpResponse:
    assert isinstance(request.user, User)
    former = request.user.email
    del request.session[KEY]
    try:
        change_address(user=request.user, email=email)
    except AddressTaken:
        messages.error(
            request,
            _("Adressen har redan ett eget konto. Radera det först, eller välj en annan adress."),
        )
        return redirect("change_address")
    keep_only_this(request)
    text = render_to_string("account/email/address_changed_message.txt")
    _mail(_("Er adress hos Samverkanskollen är ändrad"), text, former)
    messages.success(request, _("Adressen är ändrad. Nästa gång loggar ni in med den nya."))
    return redirect("mfa_index")
