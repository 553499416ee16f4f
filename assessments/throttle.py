"""Rate limits per address, or account, and hour; in the database, shared by all workers."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from assessments.actions.site import count_use, take_uses
from samverkan.models import User
from samverkan.shared_cache import hash_name
from samverkan.visitors import find_client_address


def is_over_limit(request: HttpRequest, action: str) -> bool:
    """Count one more use of `action` (a key of `RATE_LIMITS`) and tell whether it is too many."""
    key = hash_name(f"{action}:{find_client_address(request)}")
    return count_use(key=key, now=timezone.now()) > settings.RATE_LIMITS[action]


def may_mail(user: User, amount: int) -> bool:
    """Count this many mails to a group, unless the account has then sent too many this hour."""
    limit = settings.RATE_LIMITS["invite"]
    key = hash_name(f"invite:{user.pk}")
    return take_uses(key=key, amount=amount, limit=limit, now=timezone.now())
