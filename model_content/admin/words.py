"""The words of the pages where content is edited: fields, kinds of rows, states, languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from model_content.domain.checks import LEAST, MARKERS, QUOTES, STATEMENTS
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.diff import Piece, compare_words
from model_content.labels import BOXES, say_boxes
from model_content.models import Question, QuestionKind, SuggestionOutlook
from samverkan.site.languages import CONTENT

LANGUAGES = {code: name for code, name in CONTENT if code != SOURCE_LANGUAGE}
"""The languages that texts may be translated to."""

GROUPS = {
    "stages": gettext_lazy("Stadier"),
    "aspects": gettext_lazy("Aspekter"),
    "markers": gettext_lazy("Markörer"),
    "statements": gettext_lazy("Påståenden"),
    "successfactor": gettext_lazy("Framgångsfaktorer"),
    "pitfall": gettext_lazy("Fallgropar"),
    "suggestion": gettext_lazy("Förslag"),
    "dialoguequestion": gettext_lazy("Frågor att prata om"),
    "quote": gettext_lazy("Citat"),
    "cases": gettext_lazy("Fall"),
    "sources": gettext_lazy("Källor"),
}

ADD = {
    "aspects": gettext_lazy("Lägg till aspekt"),
    "markers": gettext_lazy("Lägg till markör"),
    "statements": gettext_lazy("Lägg till påstående"),
    "successfactor": gettext_lazy("Lägg till framgångsfaktor"),
    "pitfall": gettext_lazy("Lägg till fallgrop"),
    "suggestion": gettext_lazy("Lägg till förslag"),
    "dialoguequestion": gettext_lazy("Lägg till fråga att prata om"),
    "quote": gettext_lazy("Lägg till citat"),
    "cases": gettext_lazy("Lägg till fall"),
    "sources": gettext_lazy("Lägg till källa"),
}


AT_LEAST = {
    "successfactor": LEAST["success_factors"],
    "pitfall": LEAST["pitfalls"],
    "suggestion": LEAST["suggestions"],
    "dialoguequestion": LEAST["dialogue_questions"],
}
"""The lists of an aspect that may be of any length from this number on."""

NUMBERS = {
    "markers": f"{MARKERS[0]}–{MARKERS[-1]}",
    "statements": str(STATEMENTS),
    "quote": f"{QUOTES[0]}–{QUOTES[-1]}",
}
"""How many there should be in the other lists of a stage or an aspect (domain/checks.py)."""


@dataclass(frozen=True)
class FieldChange:
    """A field of a row before and after, in words; None where there was or is nothing.

    `language` is that of a text, empty for what is no text of the content.
    """

    label: str
    language: str
    before: str | None
    after: str | None

    @property
    def words(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Both texts in pieces, with what only one of them has marked."""
        return compare_words(self.before or "", self.after or "")


def say_kind(row: Any) -> str:
    """What a row is, such as "Markör"."""
    if hasattr(row, "get_kind_display"):
        return str(row.get_kind_display())
    return capfirst(str(row._meta.verbose_name))


def say_model(model: Any, *, is_of_stage: bool) -> str:
    """What a row was, such as "markör", though it may be gone: of questions only stages' are."""
    if model is not Question:
        return str(model._meta.verbose_name)
    kind = QuestionKind.MARKER if is_of_stage else QuestionKind.STATEMENT
    return str(kind.label).lower()


def say_number(slot: str) -> str:
    """How many there should be in a list of the outline; empty where any number will do."""
    if slot in AT_LEAST:
        return _("minst %(number)d") % {"number": AT_LEAST[slot]}
    return NUMBERS.get(slot, "")


def list_changes(
    model: Any,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    sources: Mapping[str, str] | None = None,
) -> list[FieldChange]:
    """What differs between two sets of values, as they are kept in the history.

    Args:
        sources: what sources are called, by their key; others are shown by it.
    """
    named = [_name_source(values or {}, sources or {}) for values in (before, after)]
    old, new = (dict(_flatten(model, values)) for values in named)
    fields = list(dict.fromkeys((*old, *new)))
    return [
        FieldChange(*field, old.get(field), new.get(field))
        for field in fields
        if (old.get(field) or "") != (new.get(field) or "")
    ]


def _name_source(values: Mapping[str, Any], sources: Mapping[str, str]) -> Mapping[str, Any]:
    key = values.get("source")
    return {**values, "source": sources.get(key, key)} if key else values


def _flatten(model: Any, values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Label and language → what it says."""
    for name, value in values.items():
        if name == "translations":
            for language, texts in value.items():
                said = LANGUAGES.get(language, language)
                for key, text in texts.items():
                    yield (f"{say_field(model, key)} ({said})", language), text
        elif name == "order":
            yield (_("Plats"), ""), str(value)
        elif name not in ("belonged_to", "parts"):
            is_text = isinstance(value, str) and name not in ("priority", "outlook")
            language = SOURCE_LANGUAGE if is_text else ""
            yield (say_field(model, name), language), _say_value(name, value)


def say_field(model: Any, name: str) -> str:
    """The name of a field, as a label."""
    if name == "source":  # the column has no words of its own
        return _("Källa")
    return capfirst(str(model._meta.get_field(name).verbose_name))


def _say_value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if name in BOXES:
        return say_boxes(name, value)
    if name == "outlook":
        return str(dict(SuggestionOutlook.choices).get(value, ""))
    return "" if value is None else str(value)
