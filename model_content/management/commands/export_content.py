"""`manage.py export_content`: an edition as one document, or the tools as a list of theirs."""

import json
from typing import Any

from django.core.management.base import CommandParser

from model_content.domain.codec import dump_edition
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.tools import dump_tool
from model_content.management.missing import say_what_is_missing
from model_content.selectors.drafts import find_edition_by_code
from model_content.selectors.editions import NoPublishedEdition, fetch_edition, fetch_export
from model_content.selectors.tools import list_tools
from samverkan.operation.commands import BadInput, JsonCommand


class Command(JsonCommand):
    help = "Prints the published (or named) edition as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--edition", metavar="CODE")
        which.add_argument("--instruments", action="store_true", help="the tools, as a list")

    def run(self, **options: Any) -> str:
        exported = _fetch_tools() if options["instruments"] else _fetch(options["edition"])
        return json.dumps(exported, ensure_ascii=False, indent=1)


def _fetch_tools() -> list[dict[str, Any]]:
    """The published edition of every tool, as `samverkan-instrument/1`."""
    tools = list_tools(SOURCE_LANGUAGE)
    if not tools:
        raise BadInput("instruments: none is published; run manage.py seed_content")
    return [dump_tool(each.content) for each in tools]


def _fetch(code: str | None) -> dict[str, Any]:
    try:
        return dump_edition(fetch_edition(code, language=SOURCE_LANGUAGE).content)
    except NoPublishedEdition as error:
        draft = find_edition_by_code(code) if code else None
        if draft is None:
            raise BadInput(say_what_is_missing(code)) from error
        return fetch_export(draft)
