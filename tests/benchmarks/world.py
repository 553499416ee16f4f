"""Respondents who have answered everything and have a result, made through the actions."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.fields import make_seen
from tests.world import Diagnosis, fill_in_everything, read_example_fields, start


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
