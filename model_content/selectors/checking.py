"""Reads what the pages "Kontrollera" and "Jämför" need, beside the editions' documents."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from model_content.domain.checks import (
    Finding,
    check_edition,
    find_spelling,
    find_warnings,
    list_own_texts,
)
from model_content.domain.content import Edition as EditionContent
from model_content.domain.content import parse_edition
from model_content.domain.diff import Diff, compare_editions
from model_content.models import (
    Aspect,
    Case,
    DialogueQuestion,
    Edition,
    KnownWord,
    Pitfall,
    Question,
    Quote,
    Stage,
    SuccessFactor,
    Suggestion,
)
from model_content.selectors.drafts import staff_editions
from model_content.selectors.editions import fetch_current_id, fetch_document
from model_content.spelling import find_misspelled
from samverkan.site.languages import INTERFACE

PARTS = {
    "success_factors": SuccessFactor,
    "pitfalls": Pitfall,
    "suggestions": Suggestion,
    "dialogue_questions": DialogueQuestion,
    "quotes": Quote,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A row that a finding is about: its model's name and key, and what editors call it."""

    model: str
    pk: int
    title: str

    @property
    def form(self) -> str:
        """The name of the address of the row's form."""
        return f"admin:model_content_{self.model}_change"

    @property
    def anchor(self) -> str:
        """Where the row stands in the outline, of a text that has no code."""
        return f"{self.model}-{self.pk}"


Places = dict[tuple[str, int | None], Place]
"""By a code and None; of an aspect's texts, by `<code>/<part>` and the index in the list."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in an edition; `is_spelled` is False where spelling could not be checked."""

    errors: list[Finding]
    warnings: list[Finding]
    is_spelled: bool
    places: Places


def fetch_check(edition: Edition) -> Checked:
    """Check an edition as its rows say now."""
    content = parse_edition(fetch_document(edition))
    known = KnownWord.objects.values_list("word", flat=True)
    misspelled = find_misspelled((own.text for own in list_own_texts(content)), known)
    spelling = find_spelling(content, misspelled or [])
    return Checked(
        errors=check_edition(content),
        warnings=[*find_warnings(content, [code for code, _name in INTERFACE]), *spelling],
        is_spelled=misspelled is not None,
        places=fetch_places(edition),
    )


def fetch_places(edition: Edition) -> Places:
    """The rows of an edition: one query for each kind of row."""
    places: Places = {}
    for model, title in ((Stage, "title"), (Aspect, "title"), (Question, "text"), (Case, "name")):
        rows = model.objects.filter(edition=edition).values_list("code", "pk", title)
        name = str(model._meta.model_name)
        places |= {(code, None): Place(name, pk, said) for code, pk, said in rows}
    for part, texts in PARTS.items():
        places |= _fetch_places_of_part(edition, part, texts)
    return places


def _fetch_places_of_part(edition: Edition, part: str, model: Any) -> Places:
    rows = model.objects.filter(aspect__edition=edition).order_by("aspect_id", "order")
    count: Counter[str] = Counter()
    places: Places = {}
    name = str(model._meta.model_name)
    for code, title, pk in rows.values_list("aspect__code", "aspect__title", "pk"):
        places[f"{code}/{part}", count[code]] = Place(name, pk, title)
        count[code] += 1
    return places


# Comparing ----------------------------------------------------------------------------------------


def fetch_editions() -> list[Edition]:
    """Every edition that staff see, the newest first."""
    return list(staff_editions().order_by("-pk"))


def choose_other(edition: Edition, editions: list[Edition]) -> Edition | None:
    """The edition to compare with: the one it was made from, else the one in use, else another."""
    others = [other for other in editions if other.pk != edition.pk]
    current = fetch_current_id()
    others.sort(key=lambda other: (other.code != edition.based_on, other.pk != current))
    return others[0] if others else None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two editions and what differs from the first to the second."""

    before: EditionContent
    after: EditionContent
    diff: Diff


def fetch_diff(before: Edition, after: Edition) -> Compared:
    """Compare two editions as their rows say now."""
    old, new = parse_edition(fetch_document(before)), parse_edition(fetch_document(after))
    return Compared(old, new, compare_editions(old, new))
