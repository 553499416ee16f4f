"""What is worth keeping of a closed round when everything else is deleted, as one ZIP file.

It holds the report as it was printed, the answers as far as they may be shown, the questions of the
edition that was answered, and which method computed the result. The same result gives the same
bytes, so that an archive that is fetched twice is one.
"""

import io
import json
from collections.abc import Mapping
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from assessments.results.files.downloads import FILES, make_table, make_word
from assessments.results.files.language import in_language_of
from assessments.results.files.pdf import fetch_pdf
from assessments.results.rules.snapshot import upgrade_snapshot
from assessments.results.selectors import fetch_report
from model_content.domain.codec import dump_edition
from samverkan.pdf.maker import TooMuch

MADE: Final = (1980, 1, 1, 0, 0, 0)
"""The time that every file in the archive bears: the first that the format knows."""


def make_archive(snapshot: Mapping[str, Any]) -> bytes:
    newest = upgrade_snapshot(snapshot)
    with in_language_of(newest):
        files = _make_files(newest)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, MADE)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _make_files(snapshot: Mapping[str, Any]) -> dict[str, bytes]:
    report = fetch_report(snapshot)
    try:
        pdf = {FILES["pdf"]: fetch_pdf(snapshot)}
    except TooMuch:
        pdf = {}
    about = render_to_string("keeping/archive.txt", {"report": report, "has_pdf": bool(pdf)})
    return {
        _("LÄS MIG") + ".txt": about.encode(),
        **pdf,
        FILES["word"]: make_word(report),
        FILES["table"]: make_table(report),
        "resultat.json": _dump(snapshot),
        "fragor.json": _dump(dump_edition(report.edition)),
    }


def _dump(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
