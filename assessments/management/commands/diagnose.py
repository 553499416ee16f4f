"""`manage.py diagnose FILE`: answers in, diagnosis out; nothing stored is read or changed."""

import json
from typing import Any

from django.core.management.base import CommandParser

from assessments.management.answers_file import read_answers
from assessments.methods.stages import compute_diagnosis, dump_diagnosis
from samverkan.operation.commands import JsonCommand


class Command(JsonCommand):
    help = "Computes the diagnosis of a samverkan-answers/1 file (- for standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def run(self, **options: Any) -> str:
        published, answers = read_answers(options["file"])
        diagnosis = compute_diagnosis(published.content, answers)
        return json.dumps(dump_diagnosis(diagnosis), ensure_ascii=False, indent=1)
