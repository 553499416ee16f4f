"""What publishing, retiring and taking up an edition would lead to, before it is done."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from model_content.domain.codes import next_edition
from model_content.domain.lifecycle import Change, State, check_change
from model_content.models import Edition, EditionStatus


class Running(NamedTuple):
    """What is being answered on an edition."""

    rounds: int
    diagnoses: int


CountRounds = Callable[[Collection[int]], Mapping[int, Running]]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a change leads to, and what it leaves alone.

    Attributes:
        now: the edition in use, None before anything has been published.
        then: the edition in use once it is done.
        running: editions on which something is being answered, with how much; nothing happens to
            it. The newest edition first.
    """

    now: Edition | None
    then: Edition
    running: tuple[tuple[Edition, Running], ...]


def fetch_consequences(edition: Edition, change: Change) -> Consequences:
    """Say what a change of an edition's state would lead to. Two queries.

    Raises:
        ChangeRefused: it is not allowed.
    """
    rows = Edition.objects.exclude(status=EditionStatus.PREVIEW).order_by("-in_use_since", "-pk")
    editions = list(rows)
    published = [e for e in editions if e.status == EditionStatus.PUBLISHED]
    others = [e for e in published if e != edition]
    now = published[0] if published else None
    check_change(change, State(edition.status), others=len(others), is_current=now == edition)
    count: CountRounds = import_string(settings.COUNT_ROUNDS_OF_EDITIONS)
    counts = count([e.pk for e in editions])
    return Consequences(
        now=now,
        then=others[0] if change is Change.RETIRED else edition,
        running=tuple((e, counts[e.pk]) for e in editions if e.pk in counts),
    )


def suggest_code(year: int) -> str:
    """The code that a draft made now would get."""
    return next_edition(year, set(Edition.objects.values_list("code", flat=True)))
