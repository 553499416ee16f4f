"""Finished PDF files, kept by what they were made of, and forgotten with the diagnosis."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language

from model_content.domain.hashing import compute_sha256

MADE_FROM = (
    "templates/report",
    "templates/components",
    "static/css/report.css",
    "static/fonts/pdf",
    "assessments/domain",
    "assessments/labels.py",
    "assessments/pdf.py",
    "assessments/pdf_tags.py",
    "assessments/pictures.py",
    "assessments/templatetags",
)
"""What a PDF looks like depends on these, besides the snapshot."""


def fetch_pdf(snapshot: Mapping[str, Any]) -> bytes:
    """The report of a snapshot as a PDF file, made unless it has been made before."""
    key = _name_key(compute_sha256(snapshot))
    pdf: bytes | None = caches["reports"].get(key)
    if pdf is None:
        from assessments.pdf import render_pdf  # WeasyPrint is loaded when first needed
        from assessments.selectors import fetch_report

        pdf = render_pdf(fetch_report(snapshot))
        caches["reports"].set(key, pdf)
    return pdf


def forget_pdfs(hashes: Iterable[str]) -> None:
    """Drop the files of these snapshots, in the present look of the report."""
    caches["reports"].delete_many([_name_key(digest) for digest in hashes])


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


def _name_key(digest: str) -> str:
    return f"{digest}-{get_language()}-{compute_look()}"


@cache
def compute_look() -> str:
    """The hash of everything that decides how a report looks, the library's version included."""
    from weasyprint import __version__

    look = sha256(__version__.encode())
    for name in MADE_FROM:
        path = Path(settings.BASE_DIR) / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                look.update(file.read_bytes())
    return look.hexdigest()[:16]
