"""Browsers that are signed in without asking for a code: as if they had just given it back."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.test import Client

from samverkan.models import User
from samverkan.sessions import SessionStore


def sign_in_as(user: User, *methods: str, browser: Client | None = None) -> Client:
    """A browser in which the account has just been signed in to, in these ways."""
    browser = browser or Client()
    if settings.SESSION_COOKIE_NAME in browser.cookies:
        browser.force_login(user)
        session = browser.session
    else:  # the same, with the session stored once instead of four times
        session = SessionStore()
        session[SESSION_KEY] = user._meta.pk.value_to_string(user)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        update_last_login(User, user)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time.time()} for method in methods or ("code",)
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser
