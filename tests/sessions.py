"""Browsers that are signed in without asking for a code: as if they had just given it back."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from samverkan.models import User


def sign_in_as(user: User, *methods: str, browser: Client | None = None) -> Client:
    """A browser in which the account has just been signed in to, in these ways."""
    browser = browser or Client()
    browser.force_login(user)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time.time()} for method in methods or ("code",)
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return browser
