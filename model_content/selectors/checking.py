"""Reads what the page "Klart?" needs, beside the edition's document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model_content.domain.checks import (
    Finding,
    check_document,
    find_spelling,
    find_warnings,
    list_own_texts,
)
from model_content.models import KnownWord
from model_content.spelling import find_misspelled
from samverkan.site.languages import INTERFACE


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in an edition; `is_spelled` is False where spelling could not be checked."""

    errors: list[Finding]
    warnings: list[Finding]
    is_spelled: bool


def fetch_check(document: Mapping[str, Any]) -> Checked:
    """Check an edition as its document says now. One query."""
    misspelled = find_misspelled((text for _n, _f, text in list_own_texts(document)), list_words())
    spelling = find_spelling(document, misspelled or [])
    warnings = find_warnings(document, [code for code, _name in INTERFACE])
    return Checked(check_document(document), [*warnings, *spelling], misspelled is not None)


def list_words() -> list[str]:
    """The words that editors have added to the dictionary's own."""
    return list(KnownWord.objects.values_list("word", flat=True))
