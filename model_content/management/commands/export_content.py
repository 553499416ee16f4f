"""`manage.py export_content`: an edition as one document, or the tools as a list of theirs."""

import json
from typing import Any

from django.core.management.base import CommandParser

from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.tools import dump_tool
from model_content.management.editions import load_edition
from model_content.selectors.editions import fetch_export
from model_content.selectors.tools import list_tools
from samverkan.operation.commands import BadInput, JsonCommand


class Command(JsonCommand):
    help = "Prints the published (or named) edition as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--edition", metavar="CODE")
        which.add_argument("--instruments", action="store_true", help="the tools, as a list")

    def run(self, **options: Any) -> str:
        is_tools, code = options["instruments"], options["edition"]
        exported: Any = _fetch_tools() if is_tools else fetch_export(load_edition(code))
        return json.dumps(exported, ensure_ascii=False, indent=1)


def _fetch_tools() -> list[dict[str, Any]]:
    """The published edition of every tool, as `samverkan-instrument/1`."""
    tools = list_tools(SOURCE_LANGUAGE)
    if not tools:
        raise BadInput("instruments: none is published; run manage.py seed_content")
    return [dump_tool(each.content) for each in tools]
