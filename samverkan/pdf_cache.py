"""Finished PDF files, kept by what they were made of: content, language, look and library."""

import fcntl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language, override

LOOK_OF_ALL = (
    "samverkan/pdf.py",
    "samverkan/pdf_letters.py",
    "samverkan/pdf_tags.py",
    "samverkan/templatetags",
    "samverkan/formats",
    "samverkan/locale",
    "static/css/report.css",
    "static/fonts/pdf",
    "templates/components",
)
"""What every PDF file looks like depends on these, besides what is its own."""

TURNS = 64
"""Files that can be made at the same time without waiting for each other, at most."""


def fetch_pdf(digest: str, made_from: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
    """The PDF file of the content with this hash; `make` is called unless it has been made before.

    Args:
        digest: the hash of all content that is printed.
        made_from: files and folders of the project that decide how this kind of file looks.
        make: makes the file.
    """
    key = name_key(digest, made_from)
    pdf: bytes | None = caches["reports"].get(key)
    if pdf is None:
        with _wait_for_turn(key):
            pdf = caches["reports"].get(key)  # somebody else may have made it meanwhile
            if pdf is None:
                pdf = make()
                caches["reports"].set(key, pdf)
    return pdf


@contextmanager
def _wait_for_turn(key: str) -> Iterator[None]:
    """Let one at a time make a file, among all threads and processes of this machine.

    There are `TURNS` lock files, which are never removed; two keys may share one, and then wait for
    each other in vain, which does no harm. The lock goes with the process, however it ends.
    """
    folder = Path(settings.CACHES["reports"]["LOCATION"])  # type: ignore[index]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = int(sha256(key.encode()).hexdigest(), 16) % TURNS
    with (folder / f"turn-{number}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def forget_pdfs(digests: Collection[str], made_from: tuple[str, ...]) -> None:
    """Drop the files of this content, in their present look and every language."""
    keys = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            keys += [name_key(digest, made_from) for digest in digests]
    caches["reports"].delete_many(keys)


def forget_old_pdfs(*, now: datetime) -> None:
    """Delete files past their time; nobody asks for one that has an older look any more.

    The cache itself deletes a file only when it is asked for, or when there are too many.
    """
    oldest = (now - timedelta(days=settings.REPORTS_KEPT_DAYS)).timestamp()
    folder: str | Path = settings.CACHES["reports"]["LOCATION"]  # type: ignore[index]
    for file in Path(folder).glob("*.djcache"):
        with suppress(FileNotFoundError):  # another process may be doing the same
            if file.stat().st_mtime <= oldest:
                file.unlink()


def name_key(digest: str, made_from: tuple[str, ...]) -> str:
    """The key of a file in the cache `reports`."""
    return f"{digest}-{get_language()}-{compute_look(made_from)}"


@cache
def compute_look(made_from: tuple[str, ...]) -> str:
    """The hash of everything that decides how a file looks, the library's version included."""
    look = sha256(version("weasyprint").encode())
    for name in LOOK_OF_ALL + made_from:
        path = Path(settings.BASE_DIR) / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                look.update(file.read_bytes())
    return look.hexdigest()[:16]
