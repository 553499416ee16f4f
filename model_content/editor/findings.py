"""The words for what a check of an edition finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from model_content.domain.checks import Finding, Kind
from model_content.domain.document import Node
from model_content.words import name_language, say_field, say_kind

MISSING, LENGTH, READING, SPELLING, REPEATED, TRANSLATION = (
    gettext_lazy("Saknas eller stämmer inte"),
    gettext_lazy("För långt eller för kort"),
    gettext_lazy("Svårt att läsa"),
    gettext_lazy("Stavning"),
    gettext_lazy("Sägs två gånger"),
    gettext_lazy("Inte översatt"),
)
THEMES: Final[dict[Kind, Promise]] = {
    Kind.LONG: LENGTH,
    Kind.FEW_WORDS: LENGTH,
    Kind.MANY_WORDS: LENGTH,
    Kind.LIX: READING,
    Kind.HEAVY: READING,
    Kind.TWO_THINGS: READING,
    Kind.SPELLING: SPELLING,
    Kind.REPEATED: REPEATED,
    Kind.OUTDATED: TRANSLATION,
    Kind.UNTRANSLATED: TRANSLATION,
}
ORDER: Final = (MISSING, LENGTH, READING, SPELLING, REPEATED, TRANSLATION)
"""The headings in the order they are shown; what has no other stands under the first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in words, and the part that it is about; `word` is a misspelled word."""

    finding: Finding
    words: str
    title: str
    part: str
    node: Node | None
    word: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The findings under one heading, in content order."""

    title: Promise
    entries: list[Entry]


def group_by_theme(findings: Iterable[Finding]) -> list[Theme]:
    """Put findings under their headings; a heading without any is left out."""
    given: dict[Promise, list[Entry]] = {}
    for finding in findings:
        given.setdefault(THEMES.get(finding.kind, MISSING), []).append(_make_entry(finding))
    return [Theme(title, given[title]) for title in ORDER if title in given]


def _make_entry(finding: Finding) -> Entry:
    node = finding.node
    return Entry(
        finding=finding,
        words=describe_finding(finding),
        title=node.place.title if node else _("Utgåvan"),
        part=_name_part(finding),
        node=node,
        word=finding.text if finding.kind is Kind.SPELLING else "",
    )


def _name_part(finding: Finding) -> str:
    """The text or list that a finding is about, with the number of the text in its list."""
    node = finding.node
    if node is None or not finding.field:
        return ""
    if node.schema.title != "text":
        return say_field(node.kind, finding.field)
    return f"{say_kind(node.kind)} {node.index + 1}"


def describe_finding(finding: Finding) -> str:
    """Say in one or two sentences what is wrong and what is asked for."""
    kind = finding.node.kind if finding.node else "edition"
    values: dict[str, Any] = {
        "found": finding.found,
        "least": finding.least,
        "most": finding.most,
        "text": finding.text,
        "part": say_field(kind, finding.field).lower() if finding.field else "",
        "language": name_language(finding.language) if finding.language else "",
    }
    return _choose_words(finding) % values


def _choose_words(finding: Finding) -> str:
    found = finding.found
    if finding.kind is Kind.UNTRANSLATED:
        return ngettext(
            "%(found)s text saknas på %(language)s: ”%(text)s”",
            "%(found)s texter saknas på %(language)s, först: ”%(text)s”",
            found,
        )
    if finding.kind is Kind.OUTDATED:
        return ngettext(
            "Den svenska texten har ändrats, men inte översättningen till %(language)s.",
            "De svenska texterna har ändrats, men inte %(found)s översättningar till %(language)s.",
            found,
        )
    return str(_SAY[finding.kind])


_SAY: Final[dict[Kind, Promise]] = {
    Kind.EMPTY: gettext_lazy("Fyll i %(part)s."),
    Kind.TOO_FEW: gettext_lazy("För få %(part)s: %(found)s. Det behövs minst %(least)s."),
    Kind.TOO_MANY: gettext_lazy("För många %(part)s: %(found)s. Behåll högst %(most)s."),
    Kind.LONG: gettext_lazy("%(found)s tecken. Korta till högst %(most)s."),
    Kind.FEW_WORDS: gettext_lazy("%(found)s ord. Skriv minst %(least)s och högst %(most)s."),
    Kind.MANY_WORDS: gettext_lazy("%(found)s ord. Skriv högst %(most)s."),
    Kind.LIX: gettext_lazy(
        "Svår att läsa: LIX är %(found)s och ska vara under %(most)s. Välj kortare ord."
    ),
    Kind.SOURCE: gettext_lazy("Ange källan."),
    Kind.HEAVY: gettext_lazy(
        "Texten är tung: LIX är %(found)s. Under %(most)s är lätt att läsa. "
        "Dela långa meningar och välj kortare ord."
    ),
    Kind.FEW_QUOTES: gettext_lazy("Utgåvan har %(found)s citat. Den bör ha minst %(least)s."),
    Kind.WANTED: gettext_lazy("Få %(part)s: %(found)s. Det bör finnas minst %(least)s."),
    Kind.TWO_THINGS: gettext_lazy(
        "Ordet ”och” kan binda ihop två saker. Fråga i så fall bara om en av dem."
    ),
    Kind.MOVED: gettext_lazy(
        "Flyttad hit, och har kvar sin kod %(text)s. Svar jämförs över tid genom koden."
    ),
    Kind.REPEATED: gettext_lazy("Samma text står också i ”%(text)s”."),
    Kind.SPELLING: gettext_lazy("”%(text)s” finns inte i ordlistan."),
}
