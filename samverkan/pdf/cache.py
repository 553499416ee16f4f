"""Finished PDF files, kept by what they were made of: content, language, look and library.

A file is made once, however many ask for it, also where several machines share what they make, and
one at a time on each: others wait for their turn, a few in each process and not for long, so that
there is always somebody who answers.
"""

import fcntl
import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import IO, Final

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.utils.translation import get_language, override

from samverkan.pdf.maker import LONGEST, Busy, TooMuch, make_apart

logger = logging.getLogger(__name__)

# What every PDF file looks like depends on these, besides what is its own.
LOOK_OF_ALL = (
    "samverkan/pdf",
    "samverkan/templatetags",
    "samverkan/formats",
    "samverkan/locale",
    "static/css/report.css",
    "static/fonts/pdf",
    "templates/components",
)

LONGEST_TURN: Final = 35  # seconds; with the making a minute, as long as most proxies wait
SECONDS_AHEAD: Final = 5  # of the processor, for a file that nobody has asked for
TOO_MUCH: Final = b""  # what is kept instead of a file that takes too much …
TOO_MUCH_KEPT: Final = 3600  # … and for how many seconds it is not tried again

_waiting = BoundedSemaphore(3)


def allow_waiting(number: int) -> None:
    """Let so many threads of this process make or wait for files at a time."""
    global _waiting
    _waiting = BoundedSemaphore(number)


def fetch_pdf(
    digest: str, made_from: tuple[str, ...], render: Callable[[], str], *styles: str
) -> bytes:
    """The PDF file of the content with this hash, made unless it has been made before.

    Args:
        digest: the hash of all content that is printed.
        made_from: files and folders of the project that decide how this kind of file looks.
        render: gives the page that it is made of.
        styles: the page's style sheets in `static/css/`, in order.

    Raises `maker.NotMade`, which `samverkan.middleware.Failures` answers.
    """
    key = name_key(digest, made_from)
    pdf: bytes | None = caches["reports"].get(key)
    if pdf is None:
        with _wait_for_turn(key):
            pdf = caches["reports"].get(key)  # somebody else may have made it meanwhile
            if pdf is None:
                pdf = _make(key, render(), styles)
    if pdf == TOO_MUCH:
        raise TooMuch
    return pdf


def make_unkept(html: str, *styles: str) -> bytes:
    """The PDF file of a page that is kept nowhere: it goes with what it was made of.

    Raises as `fetch_pdf`.
    """
    digest = sha256(html.encode()).hexdigest()
    try:
        return fetch_pdf(digest, (), lambda: html, *styles)
    finally:
        forget_pdfs([digest], ())


def make_ahead(
    digest: str, made_from: tuple[str, ...], render: Callable[[], str], *styles: str
) -> None:
    """Make the file unless there is one, if it is no great work: nobody waits for it yet.

    Raises as `fetch_pdf`; then it is left to whoever asks for it.
    """
    reports, key = caches["reports"], name_key(digest, made_from)
    if not reports.has_key(key):
        with _take_turn(key):
            if not reports.has_key(key):
                reports.set(key, make_apart(render(), *styles, seconds=SECONDS_AHEAD))


def _make(key: str, html: str, styles: tuple[str, ...]) -> bytes:
    try:
        pdf = make_apart(html, *styles)
    except TooMuch:
        logger.warning("a PDF file of %d characters takes too much: not made", len(html))
        caches["reports"].set(key, TOO_MUCH, TOO_MUCH_KEPT)
        return TOO_MUCH
    except Busy as busy:
        logger.warning("a PDF file was not made: %s", busy)
        raise
    except RuntimeError as error:  # its words are ours
        logger.error("a PDF file was not made: %s", error)
        raise
    caches["reports"].set(key, pdf)
    return pdf


@contextmanager
def _wait_for_turn(key: str) -> Iterator[None]:
    waiting = _waiting
    if not waiting.acquire(blocking=False):
        raise Busy
    try:
        with _take_turn(key):
            yield
    finally:
        waiting.release()


@contextmanager
def _take_turn(key: str) -> Iterator[None]:
    settings.REPORTS_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = monotonic() + LONGEST_TURN
    with _claim(key, until), (settings.REPORTS_FOLDER / "turn.lock").open("ab") as file:
        _wait_until(lambda: _lock(file), until, 0.05)
        yield


@contextmanager
def _claim(key: str, until: float) -> Iterator[None]:
    """Be the one that makes this file, of all machines that share them; a claim ends by itself."""
    reports, claim = caches["reports"], f"{key}-claimed"
    if not isinstance(reports, DatabaseCache):
        yield
        return
    _wait_until(lambda: reports.add(claim, "", LONGEST_TURN + LONGEST), until, 0.25)
    try:
        yield
    finally:
        reports.delete(claim)


def _wait_until(is_ours: Callable[[], bool], until: float, pause: float) -> None:
    while not is_ours():
        if monotonic() > until:
            raise Busy
        sleep(pause)


def _lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def forget_pdfs(digests: Collection[str], made_from: tuple[str, ...]) -> None:
    keys = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            keys += [name_key(digest, made_from) for digest in digests]
    caches["reports"].delete_many(keys)


def forget_old_pdfs(*, now: datetime) -> None:
    """Delete files past their time: the cache does it only when one is asked for."""
    oldest = (now - timedelta(days=settings.REPORTS_KEPT_DAYS)).timestamp()
    for file in settings.REPORTS_FOLDER.glob("*.djcache"):
        with suppress(FileNotFoundError):  # another process may be doing the same
            if file.stat().st_mtime <= oldest:
                file.unlink()


def name_key(digest: str, made_from: tuple[str, ...]) -> str:
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
