"""Reads an edition's rows as one outline: stages, their aspects, and everything in them.

The number of queries is fixed: one for each kind of row, whatever the size.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from model_content.domain.content import ASPECT_TEXTS, CASE_TEXTS, STAGE_TEXTS, TEXT
from model_content.domain.languages import has_words
from model_content.models import (
    SOURCED_TEXTS,
    Aspect,
    Case,
    DialogueQuestion,
    Edition,
    Pitfall,
    Question,
    Quote,
    Source,
    Stage,
    SuccessFactor,
    Suggestion,
)

TEXTS: dict[type, tuple[str, ...]] = {
    Stage: STAGE_TEXTS,
    Aspect: ASPECT_TEXTS,
    Case: CASE_TEXTS,
    Source: (),
}
"""What can be translated of a row; of all others it is `TEXT`."""


@dataclass(frozen=True)
class Item:
    """A row in the outline, with the lists of rows under it.

    `missing` names the languages, of those asked about, that a text of the row is not translated
    to, with the number of such texts. `first` and `last` say whether it can be moved up or down.
    """

    row: Any
    model: str
    anchor: str
    missing: Mapping[str, int]
    groups: tuple["Group", ...] = ()
    first: bool = False
    last: bool = False

    @property
    def count(self) -> int:
        """How many rows stand under it."""
        return sum(1 + item.count for group in self.groups for item in group.items)


@dataclass(frozen=True)
class Group:
    """The rows of one kind under a row (or the edition, where `parent` is None)."""

    model: str
    slot: str
    parent: Any
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Outline:
    """An edition in content order.

    `missing` counts the texts without a translation, per language, of the whole edition; `begun`
    are the languages that some text is translated to; `found` counts the rows kept by a filter.
    """

    groups: tuple[Group, ...]
    missing: Mapping[str, int]
    begun: frozenset[str]
    found: int


@dataclass
class _Rows:
    edition: Edition
    languages: tuple[str, ...]
    missing: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    begun: set[str] = field(default_factory=set)


def fetch_outline(
    edition: Edition, *, languages: Iterable[str] = (), keep: Callable[[Item], bool] | None = None
) -> Outline:
    """Fetch an edition as an outline. Ten queries.

    Args:
        languages: those that the missing translations are counted of.
        keep: which rows to show, with what they stand under; by default all.
    """
    rows = _Rows(edition, tuple(languages))
    groups = (
        _fetch_stages(rows),
        _group(rows, Case, "cases", edition, _fetch_cases(edition)),
        _group(rows, Source, "sources", edition, Source.objects.filter(edition=edition)),
    )
    found = 0
    if keep is not None:
        groups = tuple(_prune(group, keep) for group in groups)  # type: ignore[assignment]
        found = sum(keep(item) for group in groups for item in _walk(group))
    return Outline(
        groups=groups, missing=dict(rows.missing), begun=frozenset(rows.begun), found=found
    )


def _fetch_cases(edition: Edition) -> Iterable[Case]:
    return Case.objects.filter(edition=edition).select_related("source")


def _fetch_stages(rows: _Rows) -> Group:
    edition = rows.edition
    under_stage: dict[int, list[Any]] = defaultdict(list)
    under_aspect: dict[int, list[Any]] = defaultdict(list)
    aspects: dict[int, list[Any]] = defaultdict(list)
    stages = list(Stage.objects.filter(edition=edition))
    for aspect in Aspect.objects.filter(edition=edition):
        aspects[aspect.stage_id].append(aspect)
    for question in Question.objects.filter(edition=edition):
        under = under_aspect[question.aspect_id] if question.aspect_id else None
        (under_stage[question.stage_id or 0] if under is None else under).append(question)
    parts = {
        model: _fetch_parts(model, edition)
        for model in (SuccessFactor, Pitfall, Suggestion, DialogueQuestion, Quote)
    }
    items = []
    for stage in stages:
        listed = [
            _item(
                rows, aspect,
                (
                    _group(rows, Question, "statements", aspect, under_aspect[aspect.pk]),
                    *(
                        _group(rows, model, str(model._meta.model_name), aspect, found[aspect.pk])
                        for model, found in parts.items()
                    ),
                ),
            )
            for aspect in aspects[stage.pk]
        ]  # fmt: skip
        markers = _group(rows, Question, "markers", stage, under_stage[stage.pk])
        groups = (markers, Group("aspect", "aspects", stage, _number(listed)))
        items.append(_item(rows, stage, groups))
    return Group("stage", "stages", edition, _number(items))


def _fetch_parts(model: Any, edition: Edition) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = model.objects.filter(aspect__edition=edition)
    for row in rows.select_related("source") if model in SOURCED_TEXTS else rows:
        found[row.aspect_id].append(row)
    return found


def _group(rows: _Rows, model: Any, slot: str, parent: Any, found: Iterable[Any]) -> Group:
    items = [_item(rows, row) for row in found]
    return Group(model._meta.model_name, slot, parent, _number(items))


def _number(items: list[Item]) -> tuple[Item, ...]:
    end = len(items) - 1
    return tuple(replace(item, first=i == 0, last=i == end) for i, item in enumerate(items))


def _item(rows: _Rows, row: Any, groups: tuple[Group, ...] = ()) -> Item:
    missing = find_untranslated(row, rows.languages)
    for language, number in missing.items():
        rows.missing[language] += number
    rows.begun.update(getattr(row, "translations", ()))
    model = str(row._meta.model_name)
    return Item(row=row, model=model, anchor=find_anchor(row), missing=missing, groups=groups)


def find_untranslated(row: Any, languages: Iterable[str]) -> dict[str, int]:
    """How many of a row's texts are not translated, for each language where any is not."""
    texts = [key for key in TEXTS.get(type(row), TEXT) if has_words(getattr(row, key) or "")]
    translations = getattr(row, "translations", {})
    counted = {
        language: sum(not translations.get(language, {}).get(key) for key in texts)
        for language in languages
    }
    return {language: number for language, number in counted.items() if number}


def find_anchor(row: Any) -> str:
    """Where a row stands on the outline's page: its code, or its kind and number."""
    own = getattr(row, "code", None) or getattr(row, "key", None)
    return str(own or f"{row._meta.model_name}-{row.pk}")


def find_part(outline: Outline, anchor: str) -> tuple[str, str]:
    """The part of an edition in which something stands, and the aspect if it stands in one.

    A part is a stage, or the list of cases or sources: the anchor of the one, the slot of the
    other. Both are empty where there is nothing with this anchor.
    """
    for group in outline.groups:
        if group.slot != "stages":
            if anchor == group.slot or any(item.anchor == anchor for item in group.items):
                return group.slot, ""
            continue
        for stage in group.items:
            aspects = [item for item in stage.groups[1].items if _has(item, anchor)]
            if aspects or _has(stage, anchor):
                return stage.anchor, aspects[0].anchor if aspects else ""
    return "", ""


def choose_part(outline: Outline, part: str) -> tuple[Group, ...]:
    """The lists of one part of an edition, as `find_part` names it."""
    chosen = []
    for group in outline.groups:
        if group.slot == part:
            chosen.append(group)
        items = tuple(item for item in group.items if item.anchor == part)
        if group.slot == "stages" and items:
            chosen.append(replace(group, items=items))
    return tuple(chosen)


def _has(item: Item, anchor: str) -> bool:
    rows = (row for group in item.groups for row in _walk(group))
    return item.anchor == anchor or any(row.anchor == anchor for row in rows)


def _prune(group: Group, keep: Callable[[Item], bool]) -> Group:
    items = []
    for item in group.items:
        inner = tuple(_prune(each, keep) for each in item.groups)
        if keep(item) or any(each.items for each in inner):
            items.append(replace(item, groups=inner))
    return replace(group, items=tuple(items))


def _walk(group: Group) -> Iterator[Item]:
    for item in group.items:
        yield item
        for inner in item.groups:
            yield from _walk(inner)
