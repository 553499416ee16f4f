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

from model_content.domain.content import KINDS, SOURCE_LANGUAGE, Edition

TEXTS: Mapping[type, tuple[str, ...]] = {kind.cls: kind.translated for kind in KINDS.values()}
"""What can be translated of each part of an edition."""


class Untranslated(str):
    """A Swedish text that stands where another language is read; templates mark it as Swedish."""

    __slots__ = ()

    def __html__(self) -> str:
        return f'<span lang="{SOURCE_LANGUAGE}">{escape(self)}</span>'


def localise(edition: Edition, language: str) -> Edition:
    """Give the edition in a language; in Swedish it is the edition itself.

    What is given is for reading: it cannot be dumped to the document it came from.
    """
    if language == SOURCE_LANGUAGE:
        return edition
    return replace(
        edition,
        language=language,
        stages=tuple(localise_part(stage, language) for stage in edition.stages),
        cases=tuple(localise_part(case, language) for case in edition.cases),
        sources=tuple(localise_part(source, language) for source in edition.sources),
    )


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a year is the same in every language."""
    return any(sign.isalpha() for sign in text)


def localise_part(
    part: Any, language: str, texts_of: Mapping[type, tuple[str, ...]] = TEXTS
) -> Any:
    """The part with all that stands in it, in a language; `texts_of` is what can be translated."""
    texts = part.translations.get(language, {})
    changed: dict[str, Any] = {
        key: texts.get(key) or (Untranslated(value) if has_words(value) else value)
        for key in texts_of[type(part)]
        if (value := getattr(part, key))
    }
    for name in part.__dataclass_fields__:
        if _is_list_of_parts(values := getattr(part, name)):
            changed[name] = tuple(localise_part(value, language, texts_of) for value in values)
    return replace(part, **changed)


def _is_list_of_parts(values: object) -> bool:
    return isinstance(values, tuple) and bool(values) and is_dataclass(values[0])
