"""The program as in production, with one view more to compare with and files of its own."""

import os
from pathlib import Path

FOLDER = Path(os.environ["BENCHMARK_FOLDER"])

os.environ |= {
    "SAMVERKAN_ENV": "production",
    "SAMVERKAN_SECRET_KEY": "signs-nothing-but-what-is-thrown-away-when-the-benchmark-is-over",
    "SAMVERKAN_ALLOWED_HOSTS": "127.0.0.1",
    "SAMVERKAN_TRUSTED_PROXIES": "1",
}
os.environ.setdefault("SAMVERKAN_DATABASE_URL", f"sqlite:///{FOLDER / 'benchmark.sqlite3'}")

from samverkan.settings import *  # noqa: E402, F403  # after the variables that it reads
from samverkan.settings import CACHES, LOGGING  # noqa: E402

ROOT_URLCONF = "tests.benchmarks.urls"
STATIC_ROOT = FOLDER / "static"
CACHES["reports"]["LOCATION"] = REPORTS_FOLDER = FOLDER / "reports"
LOGGING["root"]["level"] = "WARNING"
