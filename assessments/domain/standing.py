"""A result in short: what a later result keeps of an earlier one, to be compared with it.

A report is always made from one snapshot. What it says about the time before must therefore be in
that snapshot: when a result is stored, the earlier one's place, certainty, scores, bands and
priorities are put into it under the key `earlier`, with the titles of that time. No answers, no
comments and no distributions are among them.

`choose_earlier` says which result is the earlier one. A result that is asked for again within two
weeks is most often a correction, not a new occasion. So it is the newest that is at least
`OCCASION` older, and without one that old the newest from any earlier day: never one from the same
day, so that asking twice changes nothing.

Questions may have been worded anew in between, in another edition or by a textual correction. Which
aspects that concerns, and whether it concerns the markers, is stored with the earlier result too:
only then are both revisions of the content at hand.

Example: results of 1 March and 1 September, corrected on 2 September. Both those of September are
compared with March; were there none from March, the second would be compared with 1 September.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from assessments.domain.certainty import Certain
from assessments.domain.limits import read_limits
from assessments.methods.stages import compute_direction
from assessments.methods.stages.placement import BETWEEN
from model_content.domain.content import Edition, Marker, Statement

Questions = Mapping[str, Sequence[Marker | Statement]]
"""What is asked, by the code of the aspect or the stage."""

OCCASION: Final = timedelta(days=14)
"""How much older a result is that was made on another occasion."""


MOST_RESULTS: Final = 30
"""Results that a round keeps whatever refers to them, and new ones that it may store in an hour."""


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


@dataclass(frozen=True)
class Standing(Certain):
    """A result in short.

    Attributes:
        edition: code of the edition that was answered.
        revision: number of its revision.
        day: when the result was asked for, None if that is not known.
        answered: `alone`, `together`, `separately` or None.
        people: how many took part or were asked, None if that is not known.
        respondents: how many sets of answers there were.
        certainty: a code of the placement.
        direction: `end` or `redefine` for a group heading there, otherwise None.
        places: the position: one stage, two in stage order when between, or none.
        aspects: every aspect of the edition, in content order.
        start_here: codes of the aspects to begin with, the first one first.
        reworded: codes of the aspects whose statements were worded otherwise then than in the later
            result that this is kept in.
        markers_reworded: some marker was.
    """

    edition: str
    revision: int
    day: date | None
    answered: str | None
    people: int | None
    respondents: int
    certainty: str
    direction: str | None
    places: tuple[Named, ...]
    aspects: tuple[AspectStanding, ...]
    start_here: tuple[str, ...]
    reworded: tuple[str, ...] = ()
    markers_reworded: bool = False


def choose_earlier(days: Mapping[int, date], today: date) -> int | None:
    """Choose which earlier result a new one is compared with.

    Args:
        days: the day of each earlier result, by its number.
        today: the day of the new one.

    Returns:
        The number of the result, None if there is none from an earlier day.
    """
    return _find_newest(days, today - OCCASION) or _find_newest(days, today - timedelta(days=1))


def _find_newest(days: Mapping[int, date], latest: date) -> int | None:
    return max((number for number, day in days.items() if day <= latest), default=None)


def choose_kept(days: Mapping[int, date], today: date, referred: Iterable[date] = ()) -> set[int]:
    """Choose which results of a round are kept when a new one has been stored.

    The newest `MOST_RESULTS`; the first; the one that was the newest on each of the `referred`
    days, when something was said of it; and whatever a result made today or later may be compared
    with: the last of each day within `OCCASION`, and the newest from before.

    Args:
        days: the day of each result, by its number.
        today: the day of the newest.
        referred: days on which something that is kept was said of what was then the newest.
    """
    kept = {*sorted(days)[-MOST_RESULTS:], *sorted(days)[:1]}
    latest = [today - timedelta(days=n) for n in range(OCCASION.days + 1)]
    found = (_find_newest(days, day) for day in (*latest, *referred))
    return kept | {number for number in found if number is not None}


def read_standing(snapshot: Mapping[str, Any], edition: Edition) -> Standing:
    """Read a result in short from its snapshot.

    Args:
        snapshot: a document of the newest snapshot format.
        edition: the revision of the content that the snapshot names.
    """
    diagnosis = snapshot["diagnosis"]
    return Standing(
        edition=snapshot["edition"]["code"],
        revision=snapshot["edition"]["revision"],
        day=_parse_day(snapshot["date"]),
        answered=snapshot["answered"],
        people=snapshot["people"],
        respondents=snapshot["respondents"],
        certainty=diagnosis["certainty"],
        direction=compute_direction(edition, diagnosis["stage"], diagnosis["outlook"]),
        places=_find_places(diagnosis, edition),
        aspects=tuple(
            AspectStanding(
                code=result["code"],
                title=edition.aspect_by_code[result["code"]].title,
                score=_read_score(result["score"]),
                band=result["band"],
            )
            for result in diagnosis["aspects"]
        ),
        start_here=tuple(diagnosis["priorities"][: int(read_limits(snapshot).start_here)]),
    )


def _find_places(diagnosis: Mapping[str, Any], edition: Edition) -> tuple[Named, ...]:
    codes = {diagnosis["stage"]}
    if diagnosis["certainty"] == BETWEEN:
        codes.add(diagnosis["runner_up"])
    return tuple(Named(stage.code, stage.title) for stage in edition.stages if stage.code in codes)


def note_rewording(standing: Standing, before: Edition, after: Edition) -> Standing:
    """Note what of the questions has been worded anew since an earlier result.

    An aspect or a stage that only one of the revisions has is new or dropped, not worded anew.

    Args:
        before: the revision that the earlier result names.
        after: the one that the later result names, in the same language.
    """
    return replace(
        standing,
        reworded=_find_reworded(
            {aspect.code: aspect.statements for aspect in before.aspects},
            {aspect.code: aspect.statements for aspect in after.aspects},
            after.language,
        ),
        markers_reworded=bool(
            _find_reworded(
                {stage.code: stage.markers for stage in before.stages},
                {stage.code: stage.markers for stage in after.stages},
                after.language,
            )
        ),
    )


def _find_reworded(had: Questions, has: Questions, language: str) -> tuple[str, ...]:
    both = [code for code in has if code in had]
    return tuple(code for code in both if _is_reworded(had[code], has[code], language))


def _is_reworded(
    had: Sequence[Marker | Statement], has: Sequence[Marker | Statement], language: str
) -> bool:
    """Whether something else is asked: the order is no wording, and to be translated is none."""
    before, after = ({question.code: question for question in each} for each in (had, has))
    return before.keys() != after.keys() or any(
        then.text != now.text and (language in then.translations) == (language in now.translations)
        for then, now in ((before[code], now) for code, now in after.items())
    )


def dump_standing(standing: Standing) -> dict[str, Any]:
    """Give a result in short as the JSON that a later snapshot holds under `earlier`."""
    document = _dump(standing)
    if standing.reworded:
        document["reworded"] = list(standing.reworded)
    if standing.markers_reworded:
        document["markers_reworded"] = True
    return document


def _dump(standing: Standing) -> dict[str, Any]:
    return {
        "edition": {"code": standing.edition, "revision": standing.revision},
        "date": standing.day.isoformat() if standing.day else None,
        "answered": standing.answered,
        "people": standing.people,
        "respondents": standing.respondents,
        "certainty": standing.certainty,
        "direction": standing.direction,
        "places": [{"code": stage.code, "title": stage.title} for stage in standing.places],
        "aspects": [_dump_aspect(aspect) for aspect in standing.aspects],
        "start_here": list(standing.start_here),
    }


def parse_standing(document: Mapping[str, Any]) -> Standing:
    """Read what `dump_standing` gave."""
    return Standing(
        edition=document["edition"]["code"],
        revision=document["edition"]["revision"],
        day=_parse_day(document["date"]),
        answered=document["answered"],
        people=document["people"],
        respondents=document["respondents"],
        certainty=document["certainty"],
        direction=document["direction"],
        places=tuple(Named(**place) for place in document["places"]),
        aspects=tuple(_parse_aspects(document["aspects"])),
        start_here=tuple(document["start_here"]),
        reworded=tuple(document.get("reworded", ())),
        markers_reworded=document.get("markers_reworded", False),
    )


def _dump_aspect(aspect: AspectStanding) -> dict[str, Any]:
    score = None if aspect.score is None else float(aspect.score)
    return {"code": aspect.code, "title": aspect.title, "score": score, "band": aspect.band}


def _parse_aspects(documents: Iterable[Mapping[str, Any]]) -> Iterable[AspectStanding]:
    for given in documents:
        score = _read_score(given["score"])
        yield AspectStanding(given["code"], given["title"], score, given["band"])


def _read_score(score: float | None) -> Fraction | None:
    """The decimal number that is written in the document, not the binary one nearest to it."""
    return None if score is None else Fraction(str(score))


def _parse_day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
