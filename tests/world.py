"""A diagnosis as the tests see it: made and changed through the actions, as the program does."""

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from assessments.core.links import LinkKind, sign_link
from assessments.filling.actions.answers import save_entries
from assessments.filling.actions.diagnoses import start_diagnosis
from assessments.filling.selectors.sheets import Stored, fetch_answers, find_instrument
from assessments.instruments.entries import Entry, Saved, make_seen
from assessments.methods.stages.instrument import name_comment
from assessments.models import Assessment, Respondent, Snapshot
from assessments.results.actions import store_snapshot
from model_content.selectors.editions import PublishedEdition, fetch_edition

NAME = "Kompetens i älvdalen"
SCOPE = "vuxenutbildningen i fyra kommuner, men inte yrkeshögskolan"

EXAMPLE = Path(__file__).parent.parent / "assessments" / "example_answers.json"


def read_example_fields() -> dict[str, str]:
    """The answers of the shipped example as field values."""
    return dict(_read_example())


@cache
def _read_example() -> dict[str, str]:
    given = json.loads(EXAMPLE.read_text(encoding="utf-8"))["respondents"][0]
    fields = {k: str(v) for part in ("markers", "statements") for k, v in given[part].items()}
    fields |= {name_comment(code): text for code, text in given.get("comments", {}).items()}
    return fields | {k: given[k] for k in ("self_placement", "outlook") if k in given}


def fill_in_everything(published: PublishedEdition) -> dict[str, str]:
    """An answer to every field there is, comments included."""
    edition = published.content
    fields = {marker.code: "2" for marker in edition.markers}
    fields |= {statement.code: "3" for statement in edition.statements}
    fields |= {name_comment(a.code): f"Om {a.title}" for a in edition.aspects}
    return fields | {"self_placement": "etablering", "outlook": "continue"}


class Diagnosis:
    """One collaboration's round, with its links and ways to answer it."""

    def __init__(self, respondent: Respondent, token: str, published: PublishedEdition) -> None:
        self.respondent = respondent
        self.token = token
        self.published = published

    def __deepcopy__(self, memo: dict[int, Any]) -> "Diagnosis":
        """A copy with the same edition, which is immutable and large."""
        return Diagnosis(deepcopy(self.respondent, memo), self.token, self.published)

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.select_related("collaboration").get(
            pk=self.respondent.assessment_id
        )

    @property
    def read_token(self) -> str:
        """The secret part of the link to read."""
        assessment = self.assessment
        return sign_link(LinkKind.READ, assessment.public_id, assessment.read_generation)

    def url(self, name: str, *args: Any) -> str:
        """An address behind the link to answer."""
        return reverse(name, args=[self.token, *args])

    def read_url(self, name: str = "read", *args: Any) -> str:
        """An address behind the link to read."""
        return reverse(name, args=[self.read_token, *args])

    @property
    def answers(self) -> dict[str, Stored]:
        return fetch_answers(self.respondent.pk)

    @property
    def values(self) -> dict[str, str]:
        return {field: answer.value for field, answer in self.answers.items()}

    def see(self, field: str) -> str:
        """The mark that a page shown now would have for the field."""
        answer = self.answers.get(field)
        return make_seen(answer.value, answer.revision) if answer else make_seen("", 0)

    def save(self, fields: Mapping[str, str]) -> list[Saved]:
        """Enter values on a page that has just been shown."""
        answers = self.answers
        entries = []
        for field, value in fields.items():
            stored = answers.get(field)
            seen = make_seen(stored.value, stored.revision) if stored else make_seen("", 0)
            entries.append(Entry(field, value, seen))
        return self.enter(*entries)

    def enter(self, *entries: Entry) -> list[Saved]:
        results, _answers = save_entries(
            sheet=self.respondent,
            instrument=find_instrument(self.respondent, self.published),
            entries=entries,
        )
        return results

    def show(self) -> Snapshot:
        """Ask for the result."""
        return store_snapshot(
            respondent=Respondent.objects.get(pk=self.respondent.pk), published=self.published
        )

    def form(self, fields: Mapping[str, str], **more: str) -> dict[str, str]:
        """A page as a browser posts it: each field with the mark it was shown with."""
        marks = {f"seen.{field}": self.see(field) for field in fields}
        return {**marks, **fields, **more}

    def body(self, field: str, value: object, **more: object) -> dict[str, Any]:
        """One answer as the page's script sends it."""
        sent = {"field": field, "value": value, "seen": self.see(field), "sent": []}
        return {**sent, **more}


def start(name: str = NAME, scope: str = SCOPE, people: int = 1) -> Diagnosis:
    """Start a diagnosis on the edition in use."""
    published = fetch_edition()
    respondent, token = start_diagnosis(
        published=published,
        name=name,
        scope=scope,
        answered="alone" if people == 1 else "together",
        people=people,
    )
    return Diagnosis(respondent, token, published)
