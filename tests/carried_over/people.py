"""Fills in accounts: those who lead and read, the staff, second factors, sessions, invitations."""

import re
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.utils import timezone

from samverkan.actions import (
    accept_invitation,
    change_address,
    close_account,
    forget_second_factor,
    invite_staff,
    make_recovery_codes,
    prepare_account,
    remove_staff,
    set_staff_groups,
    use_recovery_code,
)
from samverkan.models import User

ANNA, BO, CIA, DISA = (f"{name}@kommun.example" for name in ("anna", "bo", "cia", "disa"))
EVA, PIA, SAM, RUT, NILS = (
    f"{name}@norrbotten.example" for name in ("eva", "pia", "sam", "rut", "nils")
)
TRIED = [
    *(f"{name}@kommun.example" for name in ("anna", "bo", "disa", "ny", "oppnad", "stangd")),
    EVA, NILS, PIA, RUT, SAM,
    *(f"{name}@norrbotten.example" for name in ("extra", "slutat", "tappat")),
]  # fmt: skip
"""The accounts that are signed in to, to see what they may do: one of each kind."""

APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

PASSKEY = {
    "id": "cGFzc255Y2tlbC1uci0x",
    "type": "public-key",
    "rawId": "cGFzc255Y2tlbC1uci0x",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
        "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YQ",
        "transports": ["internal"],
    },
    "clientExtensionResults": {"credProps": {"rk": True}},
    "authenticatorAttachment": "platform",
}
"""As a browser gives it; no real authenticator stands behind it."""


def sign_in(email: str) -> Client:
    """Sign in with the code that is mailed, as everybody does."""
    browser = Client()
    asked = browser.post("/konto/logga-in/", {"email": email})
    [code] = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)
    done = browser.post(asked.url, {"code": code})
    assert done.status_code == 302, done.content
    return browser


def make_staff(email: str, group: str = "", *, is_superuser: bool = False) -> User:
    """Somebody invited to the staff, who has signed in, added an app and accepted."""
    sign_in(email)
    user = User.objects.get(email=email)
    TOTP.activate(user, APP_SECRET)
    token = invite_staff(email=email, as_superuser=is_superuser, now=timezone.now())
    user.second_factor_given = True
    accept_invitation(token=token, user=user, now=timezone.now())
    if group:
        set_staff_groups(user_id=user.pk, groups=[Group.objects.get(name=group)])
    return user


def fill_staff() -> dict[str, User]:
    """Eva edits, Pia publishes too, Sam reads statistics, Rut may all, Nils nothing."""
    return {
        "rut": make_staff(RUT, is_superuser=True),
        "eva": make_staff(EVA, "Innehållsredaktör"),
        "pia": make_staff(PIA, "Publicerare"),
        "sam": make_staff(SAM, "Analytiker"),
        "nils": make_staff(NILS),
    }


def fill_accounts() -> dict[str, Any]:
    """Those who are no staff, or not any more; what of it is secret is returned."""
    for email in (ANNA, BO, CIA):
        sign_in(email)
    prepare_account(email=DISA)  # never signed in
    anna, bo = (User.objects.get(email=email) for email in (ANNA, BO))
    TOTP.activate(anna, APP_SECRET)
    codes = list(make_recovery_codes(user=anna))
    assert use_recovery_code(user=anna, code=codes[0])
    WebAuthn.add(bo, "passkey", PASSKEY)
    bo_codes = list(make_recovery_codes(user=bo))

    sign_in("stangd@kommun.example")
    close_account(email="stangd@kommun.example", is_closed=True)
    sign_in("oppnad@kommun.example")
    close_account(email="oppnad@kommun.example", is_closed=True)
    close_account(email="oppnad@kommun.example", is_closed=False)
    changed = prepare_account(email="gammal@kommun.example")
    change_address(user=changed, email="ny@kommun.example")

    # One who was staff and is no longer; one who has lost the second factor, and waits.
    make_staff("slutat@norrbotten.example", "Innehållsredaktör")
    remove_staff(email="slutat@norrbotten.example")
    lost = make_staff("tappat@norrbotten.example", "Publicerare")
    forget_second_factor(email=lost.email)
    # One with a right of their own besides the group's.
    extra = make_staff("extra@norrbotten.example", "Innehållsredaktör")
    extra.user_permissions.add(Permission.objects.get(codename="view_question_statistics"))
    return {
        "app": APP_SECRET,
        "codes of anna": codes,
        "codes of bo": bo_codes,
    }


def fill_what_is_under_way() -> dict[str, str]:
    """Sessions, an invitation, a code that is waited for, a form that waits: at the very end."""
    invited = invite_staff(
        email="inbjuden@norrbotten.example", as_superuser=True, now=timezone.now()
    )
    invite_staff(
        email="gammal-inbjudan@norrbotten.example",
        as_superuser=False,
        now=timezone.now() - timedelta(hours=71),
    )
    again = invite_staff(email="tappat@norrbotten.example", as_superuser=False, now=timezone.now())
    browser = sign_in(CIA)
    waiting = Client()
    waiting.post("/konto/logga-in/", {"email": DISA})
    assert Authenticator.objects.count() > 5
    return {
        "invitation of inbjuden": invited,
        "invitation of tappat": again,
        "session of cia": browser.cookies["sessionid"].value,
    }
