"""Sessions: how long they last, and that those of somebody signed in are renewed by being used."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from samverkan.submitted import unsaved

RENEWED_AFTER = timedelta(days=1)  # of its time; it writes a row and sends the cookie anew


class SessionStore(DatabaseStore):
    """Django's, which also knows when the stored session ends."""

    ends_at: datetime | None = None

    def get_session_cookie_age(self) -> int:
        """Seconds: two weeks, or as long as what a visitor who is not signed in waits for."""
        if SESSION_KEY in self:
            return settings.SESSION_COOKIE_AGE
        is_kept = unsaved.SESSION_KEY in self
        return unsaved.KEPT_SECONDS if is_kept else settings.ACCOUNT_LOGIN_TIMEOUT

    def _get_session_from_db(self) -> Any:
        stored = super()._get_session_from_db()  # type: ignore[misc]
        self.ends_at = stored.expire_date if stored else None
        return stored

    def renew(self) -> None:
        """Have it saved with its whole time, if somebody is signed in and a day of it is used."""
        whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        renewed_from = timezone.now() + whole - RENEWED_AFTER
        if self.ends_at is not None and SESSION_KEY in self and self.ends_at < renewed_from:
            self.modified = True
