"""Rate limits per address and hour, counted in the database so that all workers share them."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from assessments.actions import count_use


def is_over_limit(request: HttpRequest, action: str) -> bool:
    """Count one more use of `action` (a key of `RATE_LIMITS`) and tell whether it is too many."""
    key = f"{action}:{find_client_address(request)}"
    # Keyed, so that the table does not show who has been here.
    digest = hmac.digest(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hex()
    return count_use(key=digest, now=timezone.now()) > settings.RATE_LIMITS[action]


def find_client_address(request: HttpRequest) -> str:
    """The address of whoever asks, past the proxies that are our own."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted: int = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted and hops[-trusted]:
        return hops[-trusted]
    address: str = request.META.get("REMOTE_ADDR", "")
    return address
