"""The words for what differs between two editions, arranged as a page shows it."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from model_content.domain.content import SOURCE_LANGUAGE, Edition
from model_content.domain.diff import TEXTS, Change, ChangeKind, Diff, Difference, Piece
from model_content.findings import PARTS, name_language
from model_content.labels import BOXES, say_boxes
from model_content.models import SuggestionOutlook
from model_content.selectors.checking import Compared

WHAT: Final[dict[str, Promise]] = {
    "stages": gettext_lazy("Stadium"),
    "aspects": gettext_lazy("Aspekt"),
    "markers": gettext_lazy("Markör"),
    "statements": gettext_lazy("Påstående"),
    "success_factors": gettext_lazy("Framgångsfaktor"),
    "pitfalls": gettext_lazy("Fallgrop"),
    "suggestions": pgettext_lazy("one", "Förslag"),
    "dialogue_questions": gettext_lazy("Fråga att prata om"),
    "quotes": pgettext_lazy("one", "Citat"),
    "cases": pgettext_lazy("one", "Fall"),
    "sources": gettext_lazy("Källa"),
}

KINDS: Final[dict[ChangeKind, Promise]] = {
    ChangeKind.ADDED: gettext_lazy("Tillagt"),
    ChangeKind.REMOVED: gettext_lazy("Borttaget"),
    ChangeKind.REWORDED: gettext_lazy("Omformulerat"),
    ChangeKind.MOVED: gettext_lazy("Flyttat"),
    ChangeKind.CHANGED: gettext_lazy("Ändrad uppgift"),
}

FIELDS: Final[dict[str, Promise]] = {
    **PARTS,
    "name": gettext_lazy("Namn"),
    "text": gettext_lazy("Text"),
    "attribution": gettext_lazy("Vem som säger det"),
    "locator": gettext_lazy("Avsnitt"),
    "publisher": gettext_lazy("Utgivare"),
    "cross_cutting": gettext_lazy("Genomgående"),
    "lasting": gettext_lazy("Bestående"),
    "closing": gettext_lazy("Avslutande"),
    "outlook": gettext_lazy("Gäller bara"),
    "source": gettext_lazy("Källa"),
    "year": gettext_lazy("År"),
    "types": gettext_lazy("Typ av samverkan"),
    "levels": gettext_lazy("Nivå"),
    "geography": gettext_lazy("Geografisk utbredning"),
    "priority": gettext_lazy("Prioritet"),
    "position": gettext_lazy("Plats"),
}

Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a change: what it is called, its language, and both sides in pieces.

    `language` is empty for what is not a text. Where the text is all there is
    (`is_named` is False) its name says nothing.
    """

    label: str
    is_named: bool
    language: str
    before: Pieces
    after: Pieces


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in words: `title` says what kind of thing it is about, `about` which one."""

    kind: ChangeKind
    kind_name: Promise
    title: str
    about: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Section:
    """The changes in one place; `level` is 2 for a stage or a list of the edition, 3 under it."""

    title: str
    level: int
    entries: list[Entry]


def list_counts(diff: Diff) -> list[tuple[Promise, int]]:
    """How many changes there are of each kind; without any, nothing."""
    return [(KINDS[kind], count) for kind, count in diff.counts.items() if count]


def arrange_diff(compared: Compared) -> list[Section]:
    """Arrange the changes by stage and aspect, then cases and sources; only what differs."""
    entries: dict[tuple[str, str, str], list[Entry]] = {}
    for change in compared.diff.changes:
        entries.setdefault(_place(change), []).append(_describe(change, compared))
    sections: list[Section] = []
    shown = ""
    for place in _order(compared):
        if place not in entries:
            continue
        titles = _name_place(place, compared)
        if len(titles) > 1 and shown != place[1]:
            sections.append(Section(titles[0], 2, []))
        shown = place[1]
        sections.append(Section(titles[-1], len(titles) + 1, entries[place]))
    return sections


def _place(change: Change) -> tuple[str, str, str]:
    """Cases and sources stand in no stage; all of each stand together."""
    what = "" if change.stage else change.what
    return what, change.stage, change.aspect


def _order(compared: Compared) -> list[tuple[str, str, str]]:
    """Every place, in the order of the later edition; what only the earlier has comes last."""
    places: dict[str, dict[str, None]] = {}
    for edition in (compared.after, compared.before):
        for stage in edition.stages:
            aspects = places.setdefault(stage.code, {"": None})
            aspects |= dict.fromkeys(aspect.code for aspect in stage.aspects)
    of_stages = [("", stage, aspect) for stage, aspects in places.items() for aspect in aspects]
    return [*of_stages, ("cases", "", ""), ("sources", "", "")]


def _name_place(place: tuple[str, str, str], compared: Compared) -> list[str]:
    what, stage, aspect = place
    if what:
        return [_("Fall") if what == "cases" else _("Källor")]
    titles = [_title(stage, compared)]
    return [*titles, _title(aspect, compared)] if aspect else titles


def _title(code: str, compared: Compared) -> str:
    """The name of a stage, an aspect, a case or a source, in the later edition if it is there."""
    for edition in (compared.after, compared.before):
        if (found := _find(code, edition)) is not None:
            return found or code
    return code


def _find(code: str, edition: Edition) -> str | None:
    if place := edition.stage_by_code.get(code) or edition.aspect_by_code.get(code):
        return place.title
    if case := edition.case_by_code.get(code):
        return case.name
    source = edition.source_by_key.get(code)
    return source.title if source else None


def _describe(change: Change, compared: Compared) -> Entry:
    is_titled = change.what in ("stages", "aspects", "cases", "sources")
    about = _title(change.code, compared) if is_titled else change.about
    rows = [_describe_field(field, compared) for field in change.fields]
    return Entry(change.kind, KINDS[change.kind], str(WHAT[change.what]), about, rows)


def _describe_field(field: Difference, compared: Compared) -> Row:
    label = str(FIELDS[field.field])
    if field.language:
        language = name_language(field.language)
        label = _("%(field)s på %(language)s") % {"field": label, "language": language}
    if field.field in TEXTS:
        is_named = field.field != "text" or bool(field.language)
        return Row(label, is_named, field.language or SOURCE_LANGUAGE, *field.words)
    before, after = (_say(field.field, v, compared) for v in (field.before, field.after))
    return Row(label, True, "", (Piece(before, differs=True),), (Piece(after, differs=True),))


def _say(field: str, value: Any, compared: Compared) -> str:
    """A value that is not a text, in words."""
    if field == "position":
        where, number = value
        said = _("nummer %(number)s") % {"number": number}
        return f"{_title(where, compared)}, {said}" if where else said
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if not value:
        return _("inget")
    if field in BOXES:
        return say_boxes(field, value)
    if field == "outlook":
        return str(SuggestionOutlook(value).label)
    return _title(value, compared) if field == "source" else str(value)
