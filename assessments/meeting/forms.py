"""The form in which a leader chooses the topics of a meeting: a row for each that there can be."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.meeting.rules.agenda import (
    MOST_TOPICS,
    Agenda,
    AgendaPage,
    count_minutes,
)

LAST = 99
"""The place of a topic that has none."""


@dataclass(frozen=True, slots=True)
class Row:
    """What can be a topic: whether it is one, in which place (from 1), and its minutes."""

    page: AgendaPage
    is_chosen: bool
    place: str
    minutes: int
    moved: int = 0  # −1 to an earlier place, 1 to a later one


def list_rows(agenda: Agenda, post: QueryDict | None) -> list[Row]:
    """The rows as they stand, or as they have been posted."""
    places = {page.slug: place for place, page in enumerate(agenda.topics, start=1)}
    if post is not None:
        return [_read_row(page, post, places.get(page.slug, LAST)) for page in agenda.known]
    others = (Row(page, False, "", page.minutes) for page in agenda.others)
    chosen = (Row(p, True, str(places[p.slug]), p.minutes) for p in agenda.topics)
    return [*chosen, *others]


def _read_row(page: AgendaPage, post: QueryDict, stood: int) -> Row:
    place = post.get(f"place.{page.slug}", "")[:2]
    now = _count_place(place)
    return Row(
        page,
        page.slug in post.getlist("topic"),
        place,
        count_minutes(post.get(f"minutes.{page.slug}", "")),
        (now > stood) - (now < stood),
    )


def _count_place(place: str) -> int:
    return int(place) if place.isdecimal() else LAST


def sort_rows(rows: Iterable[Row]) -> list[Row]:
    """The chosen, by place; of those alike, one that was moved there takes the place."""
    chosen = [row for row in rows if row.is_chosen]
    return sorted(chosen, key=lambda row: (_count_place(row.place), row.moved))


def check_rows(rows: Iterable[Row]) -> str:
    """What is wrong with the choice, empty if nothing is."""
    chosen = sum(row.is_chosen for row in rows)
    if not chosen:
        return _("Välj minst ett ämne.")
    if chosen > MOST_TOPICS:
        said = _("Ni har valt %(chosen)d ämnen. Välj högst %(most)d: fler hinner ni inte prata om.")
        return said % {"chosen": chosen, "most": MOST_TOPICS}
    return ""
