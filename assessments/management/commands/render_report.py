"""`manage.py render_report FILE --pdf OUT.pdf`: the PDF report that the web page gives."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from assessments.management.answers_file import read_answers
from assessments.results.files.pdf import render_pdf
from assessments.results.report.report import build_report
from assessments.results.rules.snapshot import PROGRAM, build_snapshot
from samverkan.operation.commands import BadInput, JsonCommand
from samverkan.site.release import VERSION


class Command(JsonCommand):
    help = "Makes the PDF report of a samverkan-answers/1 file (- for standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--pdf", metavar="OUT.pdf", required=True)

    def run(self, **options: Any) -> None:
        pdf = options["pdf"]
        published, answers = read_answers(options["file"])
        snapshot = build_snapshot(
            published.content, answers, revision=published.revision, sha256=published.sha256
        )
        snapshot[PROGRAM] = VERSION
        snapshot["date"] = snapshot["date"] or timezone.localdate().isoformat()
        content = render_pdf(build_report(snapshot, published.content))
        try:
            Path(pdf).write_bytes(content)
        except (OSError, ValueError) as error:
            raise BadInput(f"{pdf}: {getattr(error, 'strerror', None) or error}") from error
        self.stderr.write(f"{pdf}: {len(content)} bytes")
