"""Signing in through an organisation (OpenID Connect): what of django-allauth is ours.

What the organisation's provider vouches for is an address, exactly what a code by mail proves. The
account is that of the address, and nothing of what the provider says is stored: neither who
somebody is there, nor their name, nor a token.

    email_verified: true             → the address counts
    email_verified is not said       → only in a domain of SAMVERKAN_OIDC_TRUSTED_DOMAINS
    email_verified is anything else  → refused

Where SAMVERKAN_OIDC_TRUSTED_DOMAINS has any domain, an address in another never counts.
"""

import logging
from collections.abc import Mapping
from typing import Any

from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from samverkan.accounts.actions import prepare_account
from samverkan.mail import read_address

logger = logging.getLogger(__name__)

PROVIDER = "organisation"


def find_address(claims: Mapping[str, Any]) -> str | None:
    """The address that the provider vouches for, in its one form; None: it vouches for none."""
    email = claims.get("email")
    try:
        email = read_address(email if isinstance(email, str) else "")
    except ValidationError:
        return None
    trusted = settings.OIDC_TRUSTED_DOMAINS
    if trusted and email.rpartition("@")[2] not in trusted:
        return None
    is_verified = claims.get("email_verified")
    return email if is_verified is True or (is_verified is None and trusted) else None


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, request: HttpRequest, **asked: Any) -> list[SocialApp]:
        """The one provider of the settings; the table in the database is not used."""
        if not settings.OIDC["name"]:
            return []
        oidc = settings.OIDC
        options = {"server_url": oidc["server_url"], "scope": ["openid", "email"]}
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name=oidc["name"],
            client_id=oidc["client_id"],
            secret=oidc["client_secret"],
            settings={**options, "oauth_pkce_enabled": True},
        )
        return [app]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Say whose account it is, before allauth would store anything of what it has been told."""
        said = sociallogin.account.extra_data
        address = find_address(said.get("userinfo") or said.get("id_token") or {})
        # Both answers must have the same subject (OpenID Connect Core 5.3.2).
        subjects = {answer["sub"] for answer in said.values() if "sub" in answer}
        if address is None or len(subjects) != 1:
            raise ImmediateHttpResponse(_refuse(request, "unverified", 403))
        sociallogin.user = prepare_account(email=address)
        sociallogin.account.uid = ""

    def on_authentication_error(self, request: HttpRequest, *about: Any, **more: Any) -> None:
        error = more.get("exception")
        if error is not None:  # the class only: its text may hold what the provider said
            logger.error("the organisation's provider failed: %s", type(error).__name__)
        was_cancelled = request.GET.get("error") == "access_denied"
        reason, status = ("cancelled", 200) if was_cancelled else ("failed", 401)
        raise ImmediateHttpResponse(_refuse(request, reason, status))


def _refuse(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    context = {"reason": reason, "organisation": settings.OIDC["name"]}
    return render(request, "account/organisation_refused.html", context, status=status)


@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the visitor to the organisation's provider, by a page of ours.

    Not by a redirect: the security policy lets forms lead to our own addresses only.
    """
    if not settings.OIDC["name"]:
        raise Http404
    if not ratelimit.consume(request, action="organisation"):
        return _refuse(request, "too_many", 429)
    try:
        response: HttpResponse = views.login(request, provider_id)
    except (RequestException, OAuth2Error, KeyError) as error:
        logger.error("the organisation's provider does not answer: %s", type(error).__name__)
        return _refuse(request, "failed", 503)
    if not isinstance(response, HttpResponseRedirect):
        return response
    context = {"address": response.url, "organisation": settings.OIDC["name"]}
    return render(request, "account/organisation.html", context)


@require_safe
def callback(request: HttpRequest, provider_id: str) -> Any:
    if not settings.OIDC["name"]:
        raise Http404
    return views.callback(request, provider_id)
