"""The program on a database of its own, at a time of its own. To be imported before Django is."""

import os
import random
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent

END = "2026-12-01 09:00"
"""When the last row was written."""

READ = "2026-12-01 09:30"
"""When everything is read."""

LATER = "2026-12-01 09:40"
"""When it is tried to sign in to each account."""

SECRET_KEY = "carried-over-" * 5
"""What the links and the second factors of the rows are signed and encrypted with."""

_moment = [datetime.fromisoformat(READ).replace(tzinfo=ZoneInfo("Europe/Stockholm"))]


def set_time(text: str) -> None:
    """Set the time of day in Sweden, such as `2026-11-21 14:32`."""
    _moment[0] = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Stockholm"))


def start(url: str, *, seed: int | None = None) -> None:
    """Load the program on the database of this URL; its clock stands still.

    Args:
        seed: what random numbers are made from, so that all ids and links are the same each time.
    """
    os.environ.update(
        DJANGO_SETTINGS_MODULE="samverkan.settings",
        SAMVERKAN_DATABASE_URL=url,
        SAMVERKAN_SECRET_KEY=SECRET_KEY,
        SAMVERKAN_LOG_LEVEL="ERROR",
        SAMVERKAN_DELETION_LOG=f"{tempfile.mkdtemp()}/deletions.log",
        SAMVERKAN_SITE_URL="",
    )
    if seed is not None:
        made = random.Random(seed)
        os.urandom = random._urandom = made.randbytes
    from django.utils import timezone

    timezone.now = lambda: _moment[0]
    time.time = lambda: _moment[0].timestamp()

    import django
    from django.test.utils import override_settings, setup_test_environment

    django.setup()
    setup_test_environment()
    from django.conf import settings

    folder = tempfile.mkdtemp()
    caches = dict(settings.CACHES)
    caches["reports"] = {**caches["reports"], "LOCATION": folder}
    tasks = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    override_settings(CACHES=caches, TASKS=tasks).enable()
