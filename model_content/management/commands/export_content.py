"""`manage.py export_content`: an edition as one `samverkan-content/1` document."""

import json
from typing import Any

from django.core.management.base import CommandParser

from model_content.domain.codec import dump_edition
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.management.missing import say_what_is_missing
from model_content.selectors.drafts import find_edition_by_code
from model_content.selectors.editions import NoPublishedEdition, fetch_edition, fetch_export
from samverkan.operation.commands import BadInput, JsonCommand


class Command(JsonCommand):
    help = "Prints the published (or named) edition as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", metavar="CODE")

    def run(self, **options: Any) -> str:
        return json.dumps(_fetch(options["edition"]), ensure_ascii=False, indent=1)


def _fetch(code: str | None) -> dict[str, Any]:
    try:
        return dump_edition(fetch_edition(code, language=SOURCE_LANGUAGE).content)
    except NoPublishedEdition as error:
        draft = find_edition_by_code(code) if code else None
        if draft is None:
            raise BadInput(say_what_is_missing(code)) from error
        return fetch_export(draft)
