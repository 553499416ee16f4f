"""Respondents who have answered everything and have a result, made through the actions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from assessments.core.links import LinkKind, sign_link
from assessments.instruments.entries import make_seen
from assessments.methods.stages.answers import PERSPECTIVES
from assessments.methods.stages.instrument import COMMENT_PREFIX, name_comment
from assessments.rounds.actions.rounds import hand_in
from model_content.selectors.editions import fetch_edition
from tests.group import Group, make_group
from tests.world import Diagnosis, fill_in_everything, read_example_fields, start

PARTIES = 6


@dataclass(frozen=True)
class Person:
    """A diagnosis, and what its pages know of each question: the answer and the seen mark."""

    diagnosis: Diagnosis
    known: dict[str, tuple[str, str]]

    def url(self, name: str, *arguments: object) -> str:
        return self.diagnosis.url(name, *arguments)


def make_people(count: int) -> list[Person]:
    """Make `count` diagnoses; no two have the same answers."""
    return [_make_person(number) for number in range(count)]


def make_result(respondents: int) -> str:
    """The address to read the result of a closed round that so many have answered, all otherwise.

    They come from the model's four perspectives and from six parties; each comments on something.
    """
    parties = [f"Part {number}" for number in range(PARTIES)]
    group = make_group(f"{respondents} svarande", leader=f"leder.{respondents}@kommun.example")
    group.open(people=respondents, organisations=parties, weighting="organisation")
    aspects = list(fetch_edition().content.aspect_by_code)
    for number in range(respondents):
        fields = {
            code: str((number + int(value)) % 4 + 1) if value.isdecimal() and "." in code else value
            for code, value in read_example_fields().items()
            if not code.startswith(COMMENT_PREFIX)
        }
        fields |= {marker: str(number % 4) for marker in fields if marker.rpartition(".m")[1]}
        fields |= {name_comment(aspects[number % len(aspects)]): f"Kommentar {number}"}
        group.answer(
            fields,
            perspective=PERSPECTIVES[number % len(PERSPECTIVES)],
            organisation=parties[number % PARTIES],
        )
    group.close()
    assessment = group.round
    token = sign_link(LinkKind.READ, assessment.public_id, assessment.read_generation)
    return reverse("read", args=[token])


def make_members(count: int) -> tuple[Group, list[Person]]:
    """A round that is open, and `count` respondents of it who have answered everything."""
    group = make_group("Alla på en gång", leader="leder.alla@kommun.example")
    group.open(people=count)
    return group, [_make_member(group, number) for number in range(count)]


def _make_member(group: Group, number: int) -> Person:
    respondent, token = group.begin(perspective=PERSPECTIVES[number % len(PERSPECTIVES)])
    diagnosis = Diagnosis(respondent, token, fetch_edition())
    fields = {c: v for c, v in read_example_fields().items() if not c.startswith(COMMENT_PREFIX)}
    diagnosis.save(fields)
    edition = diagnosis.published.content
    questions = edition.marker_codes | edition.statement_codes
    known = {code: (v, make_seen(v, 1)) for code, v in fields.items() if code in questions}
    return Person(diagnosis, known)


def count_handed_in(group: Group, people: Iterable[Person]) -> int:
    """Let everybody hand in and close the round: how many its result holds."""
    for person in people:
        respondent = person.diagnosis.respondent
        hand_in(respondent=respondent, invitation=None, today=timezone.localdate())
    respondents: int = group.close().document["respondents"]
    return respondents


def find_lost(people: Iterable[Person]) -> list[str]:
    """The answers that the server has confirmed but not stored."""
    return [
        f"{field} is {stored!r}, not {person.known[field][0]!r}"
        for person in people
        for field, stored in person.diagnosis.values.items()
        if field in person.known and stored != person.known[field][0]
    ]


def _make_person(number: int) -> Person:
    diagnosis = start(name=f"Samverkan {number}")
    fields = fill_in_everything(diagnosis.published) | read_example_fields()
    edition = diagnosis.published.content
    statements = sorted(edition.statement_codes)
    for index, code in enumerate(statements[number % 3 :: 3]):
        fields[code] = str((number + index) % 5 + 1)
    diagnosis.save(fields)
    diagnosis.show()
    return Person(
        diagnosis,
        {
            code: (fields[code], make_seen(fields[code], 1))
            for code in (*edition.marker_codes, *statements)
        },
    )
