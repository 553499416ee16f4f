"""The words for the content's codes: the boxes of a case's form, and where a passage stands."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from model_content.domain.content import Case, Edition, Quote, Sourced
from model_content.domain.reading import SourceUse
from model_content.models import EditionStatus

Label = str | Promise

NOT_IN_BUSINESS: Final = "2"
"""The box that stands as a heading over 2a–2d on the form."""

TYPE_LABELS: dict[str, Label] = {
    "1": _("Affärsdrivande nätverk"),
    NOT_IN_BUSINESS: _("Icke affärsdrivande nätverk"),
    "2a": _("Kunskapsnätverk"),
    "2b": _("Dela på kostnaderna"),
    "2c": _("Ge varandra jobb"),
    "2d": _("Myndighetssamverkan"),
}

LEVEL_LABELS: dict[str, Label] = {
    "1": _("Mellan aktörer"),
    "2": _("Mellan aktör och arbetsplats"),
    "3": _("Mellan arbetsplatser"),
}

GEOGRAPHY_LABELS: dict[str, Label] = {
    "1": _("Lokalt"),
    "2": _("Regionalt"),
    "3": _("Nationellt"),
}

PRIORITY_LABELS: dict[str, Label] = {
    "1": _("Hög"),
    "2": pgettext_lazy("priority", "Medel"),
    "3": _("Låg"),
}


OPTIONS: Final[dict[str, dict[str, Label]]] = {
    "types": TYPE_LABELS,
    "levels": LEVEL_LABELS,
    "geography": GEOGRAPHY_LABELS,
    "priority": PRIORITY_LABELS,
    "outlook": {
        "end": _("de som avslutar"),
        "redefine": _("de som tar en ny inriktning"),
    },
}
"""The labels of each field where one or several of some codes are chosen."""


def label_codes(labels: dict[str, Label], codes: Sequence[str]) -> list[Label]:
    """The words for the ticked boxes; a box that has no words yet is shown by its code."""
    return [labels.get(code, code) for code in codes]


def say_options(field: str, value: Sequence[str] | str) -> str:
    """What is chosen in a field, in words: a list of codes, or one."""
    codes = [value] if isinstance(value, str) else value
    return ", ".join(map(str, label_codes(OPTIONS[field], codes)))


def label_kind(case: Case) -> list[Label]:
    """The kinds of collaboration in short: without the heading where a box under it is ticked."""
    under_heading = [code for code in case.types if code != NOT_IN_BUSINESS]
    return label_codes(TYPE_LABELS, under_heading or case.types)


def say_in_one(labels: Sequence[Label]) -> str:
    """Several labels as one phrase, with a capital only at its beginning."""
    return capfirst(", ".join(str(label).lower() for label in labels))


def say_years(case: Case) -> str:
    """When a collaboration began and ended, as far as the source tells; else empty."""
    if case.start and case.end:
        return f"{case.start}–{case.end}"
    if case.start:
        return _("från %(start)s") % {"start": case.start}
    return _("till %(end)s") % {"end": case.end} if case.end else ""


def cite_passage(edition: Edition, passage: Sourced | Quote) -> str:
    """Where a passage stands: the publisher, the year and the section."""
    source = edition.source_by_key.get(passage.source)
    if source is None:
        return passage.locator
    name = f"{source.publisher} {source.year}" if source.year else source.publisher
    if passage.locator[:1].isdigit():
        return _("%(name)s, avsnitt %(section)s") % {"name": name, "section": passage.locator}
    if passage.locator:
        return _("%(name)s, ”%(section)s”") % {"name": name, "section": passage.locator}
    return name


def say_taken(use: SourceUse) -> list[str]:
    """What has been taken from a source, with how many of each; what is none is left out."""
    factors = use.success_factors
    said = [
        (factors, ngettext("framgångsfaktor", "framgångsfaktorer", factors)),
        (use.pitfalls, ngettext("fallgrop", "fallgropar", use.pitfalls)),
        (use.quotes, ngettext("citat", "citat", use.quotes)),
        (use.cases, ngettext("samverkansgrupp", "samverkansgrupper", use.cases)),
    ]
    return [f"{number} {noun}" for number, noun in said if number]


def say_state(edition: Any) -> str:
    """The state of an edition that has `is_current` (selectors/drafts.py)."""
    if edition.status == EditionStatus.PUBLISHED:
        return str(_("I bruk nu") if edition.is_current else _("Publicerad tidigare"))
    if edition.status == EditionStatus.RETIRED:
        return str(_("Tagen ur bruk"))
    return str(edition.get_status_display())
