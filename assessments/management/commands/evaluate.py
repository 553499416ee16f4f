"""`manage.py evaluate FILE`: a tool's sheets in, its result out; nothing stored is changed."""

import json
from typing import Any

from django.core.management.base import CommandParser

from assessments.instruments.json_input import AnswersError, load_json, read_object, show_value
from assessments.management.answers_file import read_bytes
from assessments.methods.sheets.json_input import parse_sheets
from assessments.methods.sheets.outcome import evaluate
from assessments.methods.sheets.rules import RULES
from assessments.results.rules.snapshot import RESULT_FORMAT, SHEET_FORMAT
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.tools import Tool
from model_content.selectors.tools import NoSuchTool, fetch_tool, list_tools
from samverkan.operation.commands import BadInput, JsonCommand


class Command(JsonCommand):
    help = "Computes the result of a samverkan-sheet/1 file (- for standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def run(self, **options: Any) -> str:
        try:
            document = read_object("document", load_json(read_bytes(options["file"])))
            tool = _find_tool(document)
            outcome = evaluate(tool, RULES[tool.key], parse_sheets(document, tool))
        except AnswersError as error:
            raise BadInput(str(error)) from error
        named = {"instrument": tool.key, "edition": tool.code}
        result = {"format": RESULT_FORMAT, **named, **outcome.dump()}
        return json.dumps(result, ensure_ascii=False, indent=1)


def _find_tool(document: Any) -> Tool:
    """The tool that the document names, in the edition that it names or else the one in use."""
    if document.get("format") != SHEET_FORMAT:
        raise AnswersError("format", f"{show_value(document.get('format'))} is not {SHEET_FORMAT}")
    keys = [each.content.key for each in list_tools(SOURCE_LANGUAGE)]
    if not keys:
        raise BadInput("instrument: none is published; run manage.py seed_content")
    key, code = document.get("instrument"), document.get("edition")
    if key not in keys or key not in RULES:
        raise AnswersError("instrument", f"{show_value(key)} is not one of {', '.join(keys)}")
    if code is not None and not isinstance(code, str):
        raise AnswersError("edition", f"{show_value(code)} is not a text")
    try:
        return fetch_tool(key, code, SOURCE_LANGUAGE).content
    except NoSuchTool:
        raise AnswersError("edition", f"{show_value(code)} is no edition of {key}") from None
