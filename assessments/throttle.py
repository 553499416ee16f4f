"""Rate limits per address and hour, counted in the database so that all workers share them."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from assessments.actions import count_use
from samverkan.visitors import find_client_address


def is_over_limit(request: HttpRequest, action: str) -> bool:
    """Count one more use of `action` (a key of `RATE_LIMITS`) and tell whether it is too many."""
    key = f"{action}:{find_client_address(request)}"
    # Keyed, so that the table does not show who has been here.
    digest = hmac.digest(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hex()
    return count_use(key=digest, now=timezone.now()) > settings.RATE_LIMITS[action]
