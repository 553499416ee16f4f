"""Rate limits per address and hour, counted in the database so that all workers share them."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from assessments.actions.site import count_use
from samverkan.shared_cache import hash_name
from samverkan.visitors import find_client_address


def is_over_limit(request: HttpRequest, action: str) -> bool:
    """Count one more use of `action` (a key of `RATE_LIMITS`) and tell whether it is too many."""
    key = hash_name(f"{action}:{find_client_address(request)}")
    return count_use(key=key, now=timezone.now()) > settings.RATE_LIMITS[action]
