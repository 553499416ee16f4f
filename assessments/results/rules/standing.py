"""A result in short: what a later result keeps of an earlier one, to be compared with it.

A report is always made from one snapshot. What it says about the time before must therefore be in
that snapshot: when a result is stored, the earlier one's place, certainty, scores, bands and
priorities are put into it under the key `earlier`, with the titles of that time. No answers, no
comments and no distributions are among them.

`choose_earlier` says which result is the earlier one. A result that is asked for again within two
weeks is most often a correction, not a new occasion. So it is the newest that is at least
`OCCASION` older, without one that old the newest from any earlier day, and without any the first
of the same day, so that asking twice changes nothing.

Questions may have been worded anew in between, in another edition or by a textual correction. Which
aspects that concerns, and whether it concerns the markers, is stored with the earlier result too:
only then are both revisions of the content at hand.

Example: results of 1 March and 1 September, corrected on 2 September. Both those of September are
compared with March; were there none from March, the second would be compared with 1 September.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from assessments.core.rules.limits import read_limits
from assessments.meeting.rules.meeting import MEETING
from assessments.methods.stages import compute_direction
from assessments.methods.stages.placement import BETWEEN, CLEAR, INSUFFICIENT, LIKELY, UNCLEAR
from model_content.domain.content import Edition, Marker, Stage, Statement

Questions = Mapping[str, Sequence[Marker | Statement]]
"""What is asked, by the code of the aspect or the stage."""

EARLIER: Final = "earlier"
"""The optional key of a result that holds an earlier one in short."""

OCCASION: Final = timedelta(days=14)
"""How much older a result is that was made on another occasion."""


MOST_RESULTS: Final = 30
"""Results that a round keeps whatever refers to them, and new ones that it may store in an hour."""


class Certain:
    """A result, whole or in short: it has a certainty and a number of respondents."""

    certainty: str
    respondents: int

    # One set of answers: by one person, or by the group together.
    is_single = property(lambda self: self.respondents == 1)
    is_between = property(lambda self: self.certainty == BETWEEN)
    is_likely = property(lambda self: self.certainty == LIKELY)
    is_clear = property(lambda self: self.certainty == CLEAR)
    is_insufficient = property(lambda self: self.certainty == INSUFFICIENT)
    is_unclear = property(lambda self: self.certainty == UNCLEAR)


def find_places(
    stages: Iterable[Stage], certainty: str, stage: str | None, runner_up: str | None
) -> tuple[Stage, ...]:
    """The position: one stage, two in stage order when between, or none."""
    codes = {stage, runner_up if certainty == BETWEEN else None}
    return tuple(stage for stage in stages if stage.code in codes)


@dataclass(frozen=True, slots=True)
class Named:
    """A stage as it was called in the edition that was answered."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class AspectStanding:
    """How well an aspect worked; `score` is 1–5 as stored (four decimals), None without one."""

    code: str
    title: str
    score: Fraction | None
    band: str


class Standing(Certain):
    """A result in short, as `summarise` gives it; `people` and `day` are None if not known.

    `direction` is `end` or `redefine` for a group heading there, otherwise None. `start_here` are
    codes of the aspects to begin with, the first one first. `reworded` are codes of the aspects
    whose statements were worded otherwise then than in the later result that this is kept in.
    `number` is that of the result, None if it is of another round.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.number: int | None = document.get("number")
        self.edition: str = document["edition"]["code"]
        self.revision: int = document["edition"]["revision"]
        self.day = date.fromisoformat(document["date"]) if document["date"] else None
        self.answered: str | None = document["answered"]
        self.people: int | None = document["people"]
        self.respondents: int = document["respondents"]
        self.certainty: str = document["certainty"]
        self.direction: str | None = document["direction"]
        self.places = tuple(Named(**place) for place in document["places"])
        self.aspects = tuple(AspectStanding(**_read_score(a)) for a in document["aspects"])
        self.start_here: tuple[str, ...] = tuple(document["start_here"])
        self.reworded: tuple[str, ...] = tuple(document.get("reworded", ()))
        # Of a short round there is a place only, and nothing else to compare.
        self.is_short: bool = document.get("is_short", False)
        # The stage that the group itself said that it was in; empty if it said none.
        self.joint: str = document.get("joint", "")
        self.markers_reworded: bool = document.get("markers_reworded", False)


class Listed(Certain):
    """Where a result in a list places the collaboration."""

    direction: str | None = None

    def __init__(
        self, stages: Sequence[Stage], certainty: str, stage: str | None, runner_up: str | None
    ) -> None:
        self.certainty = certainty
        self.places = find_places(stages, certainty, stage, runner_up)

    @property
    def codes(self) -> list[str]:
        return [stage.code for stage in self.places]


def choose_earlier(days: Mapping[int, date], today: date) -> int | None:
    """The number of the earlier result that a new one of today is compared with; `days` has the day
    of each by its number."""
    day_before = today - timedelta(days=1)
    newest = _find_newest(days, today - OCCASION) or _find_newest(days, day_before)
    return newest or min(days, default=None)


def _find_newest(days: Mapping[int, date], latest: date) -> int | None:
    return max((number for number, day in days.items() if day <= latest), default=None)


def choose_kept(days: Mapping[int, date], today: date, referred: Iterable[date] = ()) -> set[int]:
    """Choose which results of a round are kept when a new one has been stored.

    The newest `MOST_RESULTS`; the first; the one that was the newest on each of the `referred`
    days, when something was said of it; and whatever a result made today or later may be compared
    with: the last of each day within `OCCASION`, and the newest from before. `days`
    has the day of each by its number.
    """
    kept = {*sorted(days)[-MOST_RESULTS:], *sorted(days)[:1]}
    latest = [today - timedelta(days=n) for n in range(OCCASION.days + 1)]
    found = (_find_newest(days, day) for day in (*latest, *referred))
    return kept | {number for number in found if number is not None}


def summarise(snapshot: Mapping[str, Any], edition: Edition) -> dict[str, Any]:
    """A result in short, as a later snapshot holds it under `earlier`."""
    diagnosis = snapshot["diagnosis"]
    said = edition.stage_by_code.get(snapshot.get(MEETING, {}).get("stage") or "")
    placed = (diagnosis["certainty"], diagnosis["stage"], diagnosis["runner_up"])
    return {
        "edition": {key: snapshot["edition"][key] for key in ("code", "revision")},
        **{key: snapshot[key] for key in ("date", "answered", "people", "respondents")},
        "certainty": diagnosis["certainty"],
        "direction": compute_direction(edition, diagnosis["stage"], diagnosis["outlook"]),
        "places": [
            {"code": stage.code, "title": stage.title}
            for stage in find_places(edition.stages, *placed)
        ],
        "aspects": [
            {
                "code": result["code"],
                "title": edition.aspect_by_code[result["code"]].title,
                "score": result["score"],
                "band": result["band"],
            }
            for result in diagnosis["aspects"]
        ],
        "start_here": diagnosis["priorities"][: int(read_limits(snapshot).start_here)],
        **({"joint": said.title} if said else {}),
        **({"is_short": True} if snapshot.get("round", {}).get("is_short") else {}),
    }


def _read_score(given: Mapping[str, Any]) -> dict[str, Any]:
    """With the decimal number that is written there, not the binary one nearest to it."""
    score = given["score"]
    return {**given, "score": None if score is None else Fraction(str(score))}


def note_rewording(before: Edition, after: Edition) -> dict[str, Any]:
    """What a result in short says of what has been worded anew since, nothing if nothing has.

    An aspect or a stage that only one of the revisions has is new or dropped, not worded anew.
    Both are in the same language.
    """
    reworded = _find_reworded(
        {aspect.code: aspect.statements for aspect in before.aspects},
        {aspect.code: aspect.statements for aspect in after.aspects},
        after.language,
    )
    markers_reworded = _find_reworded(
        {stage.code: stage.markers for stage in before.stages},
        {stage.code: stage.markers for stage in after.stages},
        after.language,
    )
    noted = {"reworded": reworded, "markers_reworded": bool(markers_reworded)}
    return {key: said for key, said in noted.items() if said}


def _find_reworded(had: Questions, has: Questions, language: str) -> list[str]:
    return [code for code in has if code in had and _is_reworded(had[code], has[code], language)]


def _is_reworded(
    had: Sequence[Marker | Statement], has: Sequence[Marker | Statement], language: str
) -> bool:
    """Whether something else is asked: the order is no wording, and to be translated is none."""
    before, after = ({question.code: question for question in each} for each in (had, has))
    return before.keys() != after.keys() or any(
        then.text != now.text and (language in then.translations) == (language in now.translations)
        for then, now in ((before[code], now) for code, now in after.items())
    )
