"""The words for what a check of an edition finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from model_content.domain.checks import Finding, Kind
from model_content.selectors.checking import Place, Places
from samverkan.site.languages import CONTENT

PARTS: Final[dict[str, Promise]] = {
    "title": gettext_lazy("Namn"),
    "summary": gettext_lazy("Sammanfattning"),
    "description": gettext_lazy("Beskrivning"),
    "success_factors": gettext_lazy("Framgångsfaktorer"),
    "pitfalls": gettext_lazy("Fallgropar"),
    "suggestions": gettext_lazy("Förslag"),
    "dialogue_questions": gettext_lazy("Frågor att prata om"),
    "quotes": gettext_lazy("Citat"),
    "start": gettext_lazy("Start"),
    "end": gettext_lazy("Slut"),
    "initiators_and_purpose": gettext_lazy("Initiativtagare och syfte"),
    "results": gettext_lazy("Resultat"),
}
"""The texts and lists that a finding may be about."""

LANGUAGES: Final = dict(CONTENT)

MISSING, LENGTH, READING, SPELLING, REPEATED, TRANSLATION = (
    gettext_lazy("Saknas eller stämmer inte"),
    gettext_lazy("För långt eller för kort"),
    gettext_lazy("Svårt att läsa"),
    gettext_lazy("Stavning"),
    gettext_lazy("Sägs två gånger"),
    gettext_lazy("Inte översatt"),
)
THEMES: Final[dict[Kind, Promise]] = {
    Kind.LENGTH: LENGTH,
    Kind.LONG_TITLE: LENGTH,
    Kind.WORDS: LENGTH,
    Kind.LONG_QUOTE: LENGTH,
    Kind.LIX: READING,
    Kind.DESCRIPTION_LIX: READING,
    Kind.TWO_THINGS: READING,
    Kind.SPELLING: SPELLING,
    Kind.REPEATED: REPEATED,
    Kind.UNTRANSLATED: TRANSLATION,
}
ORDER: Final = (MISSING, LENGTH, READING, SPELLING, REPEATED, TRANSLATION)
"""The headings in the order they are shown; what has no other stands under the first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in words, and the row that it is about, if that can be edited.

    `word` is a misspelled word.
    """

    finding: Finding
    words: str
    title: str
    part: str
    place: Place | None
    anchor: str
    word: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The findings under one heading, in content order."""

    title: Promise
    entries: list[Entry]


def group_by_theme(findings: Iterable[Finding], places: Places) -> list[Theme]:
    """Put findings under their headings; a heading without any is left out."""
    given: dict[Promise, list[Entry]] = {}
    for finding in findings:
        theme = THEMES.get(finding.kind, MISSING)
        given.setdefault(theme, []).append(_make_entry(finding, places))
    return [Theme(title, given[title]) for title in ORDER if title in given]


def _make_entry(finding: Finding, places: Places) -> Entry:
    whole = places.get((finding.code, None))
    text = places.get((f"{finding.code}/{finding.part}", finding.index))
    return Entry(
        finding=finding,
        words=describe_finding(finding),
        title=(whole.title.strip() if whole else "") or finding.code,  # what a link says
        part=_name_part(finding),
        place=text or whole,
        anchor=text.anchor if text else finding.code,
        word=finding.text if finding.kind is Kind.SPELLING else "",
    )


def _name_part(finding: Finding) -> str:
    """The text or list that a finding is about, with the number of the text in its list."""
    if finding.part not in PARTS:
        return ""
    number = "" if finding.index is None else f" {finding.index + 1}"
    return f"{PARTS[finding.part]}{number}"


def describe_finding(finding: Finding) -> str:
    """Say in one or two sentences what is wrong and what is asked for."""
    return _SAY[finding.kind](finding)


def name_language(code: str) -> str:
    """A language's name, or its code where the name is not known."""
    return str(LANGUAGES.get(code, code))


def _part(finding: Finding) -> str:
    return str(PARTS.get(finding.part, finding.part)).lower()


def _numbers(finding: Finding) -> dict[str, Any]:
    return {
        "found": finding.found,
        "least": finding.least,
        "most": finding.most,
        "text": finding.text,
        "part": _part(finding),
        "language": name_language(finding.language),
    }


def _markers(finding: Finding) -> str:
    said = ngettext(
        "Stadiet har %(found)s markör. Det ska ha tre eller fyra.",
        "Stadiet har %(found)s markörer. Det ska ha tre eller fyra.",
        finding.found,
    )
    return said % _numbers(finding)


def _untranslated(finding: Finding) -> str:
    said = ngettext(
        "%(found)s text saknas på %(language)s: ”%(text)s”",
        "%(found)s texter saknas på %(language)s, först: ”%(text)s”",
        finding.found,
    )
    return said % _numbers(finding)


_SAY: Final[dict[Kind, Callable[[Finding], str]]] = {
    Kind.NO_STAGES: lambda f: _("Utgåvan har inga stadier."),
    Kind.NO_TITLE: lambda f: _("Namn eller sammanfattning saknas."),
    Kind.LONG_TITLE: lambda f: (
        _(
            "Namnet har %(found)s tecken. Korta till högst %(most)s: "
            "det ska få plats i modellens bild."
        )
        % _numbers(f)
    ),
    Kind.MARKERS: _markers,
    Kind.STATEMENTS: lambda f: (
        _("Aspekten har %(found)s påståenden. Den ska ha %(least)s.") % _numbers(f)
    ),
    Kind.TOO_FEW: lambda f: (
        _("För få %(part)s: %(found)s. Det behövs minst %(least)s.") % _numbers(f)
    ),
    Kind.LENGTH: lambda f: (
        _("Beskrivningen har %(found)s ord. Den ska ha %(least)s–%(most)s.") % _numbers(f)
    ),
    Kind.CODE: lambda f: _("Koden ska börja med ”%(text)s.”.") % _numbers(f),
    Kind.WORDS: lambda f: _("%(found)s ord. Skriv högst %(most)s.") % _numbers(f),
    Kind.LIX: lambda f: (
        _("Svår att läsa: LIX är %(found)s och ska vara under %(most)s. Välj kortare ord.")
        % _numbers(f)
    ),
    Kind.EMPTY: lambda f: _("Texten är tom."),
    Kind.MANY_QUOTES: lambda f: _("%(found)s citat. Behåll högst %(most)s.") % _numbers(f),
    Kind.LONG_QUOTE: lambda f: (
        _(
            "Citatet har %(found)s tecken. Korta till högst %(most)s. "
            "Skriv […] där något är utelämnat."
        )
        % _numbers(f)
    ),
    Kind.QUOTE_ATTRIBUTION: lambda f: _("Skriv vem som säger citatet."),
    Kind.QUOTE_SOURCE: lambda f: _("Ange citatets källa och avsnitt."),
    Kind.SOURCE: lambda f: _("Ange källa och avsnitt för ”%(text)s”.") % _numbers(f),
    Kind.CASE_FIELD: lambda f: _("Fyll i namn, initiativtagare och syfte, och resultat."),
    Kind.CASE_SOURCE: lambda f: _("Ange fallets källa."),
    Kind.DESCRIPTION_LIX: lambda f: (
        _(
            "Beskrivningen är tung: LIX är %(found)s. Under %(most)s är lätt att läsa. "
            "Dela långa meningar och välj kortare ord."
        )
        % _numbers(f)
    ),
    Kind.FEW_QUOTES: lambda f: (
        _("Utgåvan har %(found)s citat. Den bör ha minst %(least)s.") % _numbers(f)
    ),
    Kind.NO_QUOTE: lambda f: _("Aspekten har inget citat."),
    Kind.TWO_THINGS: lambda f: _(
        "Ordet ”och” kan binda ihop två saker. Fråga i så fall bara om en av dem."
    ),
    Kind.REPEATED: lambda f: _("Samma text står också i ”%(text)s”.") % _numbers(f),
    Kind.UNTRANSLATED: _untranslated,
    Kind.SPELLING: lambda f: _("”%(text)s” finns inte i ordlistan.") % _numbers(f),
}
