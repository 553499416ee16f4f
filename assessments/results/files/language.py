"""The language of a result: the one it was asked for in, whatever its reader has chosen.

A report is a document. Whoever opens it, on a page or as a file, reads the words that were put
before the group, so the whole page is in that language and not only the result on it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import override

from assessments.results.rules.snapshot import read_language


def in_language_of(snapshot: Mapping[str, Any]) -> override:
    """A context in which texts, content and numbers are in the language of a snapshot."""
    return override(read_language(snapshot))


def answer_in(language: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a request, made in this language whatever the visitor's is, and saying so."""
    with override(language):
        response = answer()
    response["Content-Language"] = language
    return response
