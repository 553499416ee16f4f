"""An edition in another language than Swedish, as far as it is translated.

Every text that has a translation is replaced by it; one that has none stays Swedish, as
`Untranslated`, so that a page can say which language it is in. Names (of groups, people, documents)
are the same in all languages.

Example: where only the title of `varfor` is translated, `localise(edition, "en")` gives an edition
whose aspect is called "Why?" and whose description is the Swedish one, marked.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from html import escape
from typing import Any

from model_content.domain.content import SOURCE_LANGUAGE


class Untranslated(str):
    """A Swedish text that stands where another language is read; templates mark it as Swedish."""

    __slots__ = ()

    def __html__(self) -> str:
        return f'<span lang="{SOURCE_LANGUAGE}">{escape(self)}</span>'


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a year is the same in every language."""
    return any(sign.isalpha() for sign in text)


def localise_part(part: Any, language: str, texts_of: Mapping[type, tuple[str, ...]]) -> Any:
    """The part with all that stands in it, in a language; `texts_of` is what can be translated."""
    texts = getattr(part, "translations", {}).get(language, {})
    changed: dict[str, Any] = {
        key: texts.get(key) or (Untranslated(value) if has_words(value) else value)
        for key in texts_of[type(part)]
        if (value := getattr(part, key))
    }
    for name in part.__dataclass_fields__:
        if _is_list_of_parts(values := getattr(part, name)):
            changed[name] = tuple(localise_part(value, language, texts_of) for value in values)
    if hasattr(part, "language"):
        changed["language"] = language
    return replace(part, **changed)


def _is_list_of_parts(values: object) -> bool:
    return isinstance(values, tuple) and bool(values) and is_dataclass(values[0])
