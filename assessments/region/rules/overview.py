"""The regional overview of a year: which figures there are, and the document that holds them.

Each collaboration counts once, by the newest result of the year that names a stage: of the whole
before one of a part, a whole round before a short one. So nothing that is counted in one year is
counted in another, and no two years differ by a few: all answers are new. The one thing that is not
asked anew is the kind (the boxes of the profile); it is told where those that came and went since
it was told before are as many as it takes themselves (`apart.may_follow`).

What not all were asked of is told among those who were: those with a valid answer or a don't-know
of the aspect, those who voted, those with a result of the year before too. How many they are is
told where those who were not are as many as it takes themselves.

How many collaborations it takes to say something is decided in apart.py, and nowhere else. The
document (`samverkan-region/1`) holds what may be said, by codes of the edition that it names. It is
never changed: page, PDF and open data are made from it.

Example: `{"format": "samverkan-region/1", "year": 2026, "collaborations": 41, "stages":
[{"codes": ["initiativ", "uppstart"], "collaborations": 17}, …], "weak": [{"code": "forankring",
"collaborations": 22, "number": null}], …}`
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from assessments.meeting.rules.meeting import Outcome
from assessments.methods.stages.aspects import ADDRESS, NOT_RATED, STRENGTH
from assessments.region.rules.apart import (
    LEAST,
    Group,
    Led,
    choose_apart,
    count_apart,
    divide,
    is_enough,
    tell,
)
from assessments.results.rules.comparison import Verdict, judge_change

FORMAT: Final = "samverkan-region/1"

MOST_WANTED: Final = 3
"""How many of the aspects with votes are what a collaboration most wants to work on."""

SIZES: Final = {"1": 1, "2-9": 9, "10-19": 19, "20-": None}
"""Groups by how many were asked, each up to and including this number."""

DONE, LATE = "done", "late"

MOVED_ON, STAYED, MOVED_BACK = "on", "same", "back"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one collaboration adds to a year; `kinds` are boxes as `types.2a`.

    `assessed` are the aspects it has answered of, `compared` those it has a score of in both years.
    `moved` is where it is since the year before, None without a result then. `decisions` are by
    outcome, `actions` are `DONE` or `LATE`.
    """

    number: int
    led: Led
    stage: str
    people: int
    kinds: frozenset[str] = frozenset()
    assessed: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    moved: str | None = None
    compared: frozenset[str] = frozenset()
    better: frozenset[str] = frozenset()
    worse: frozenset[str] = frozenset()
    decisions: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[str, int] = field(default_factory=dict)
    tools: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Amount:
    """How many collaborations have what has this code, None where nearly all have.

    `number` is how many of something (decisions, actions) they have in all. `assessed` is of how
    many it is told, None where that is (nearly) all.
    """

    code: str
    collaborations: int | None
    number: int | None = None
    assessed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The stored document. A list holds what may be said, the most first; what is not in it is
    had by few, or cannot be told without showing one of them.
    """

    format: str = FORMAT
    year: int
    made_on: date
    edition: str
    revision: int
    collaborations: int
    stages: tuple[Group, ...] = ()
    sizes: tuple[Group, ...] = ()
    kinds: tuple[Amount, ...] = ()
    weak: tuple[Amount, ...] = ()
    strong: tuple[Amount, ...] = ()
    wanted: tuple[Amount, ...] = ()
    decisions: tuple[Amount, ...] = ()
    actions: tuple[Amount, ...] = ()
    tools: tuple[Amount, ...] = ()
    moved: tuple[Amount, ...] = ()
    better: tuple[Amount, ...] = ()
    worse: tuple[Amount, ...] = ()


def make_overview(
    counted: Sequence[Facts],
    *,
    year: int,
    made_on: date,
    edition: str,
    revision: int,
    stages: Sequence[str],
    tells_kinds: bool = True,
) -> Overview | None:
    """Make the document of a year, None where there are too few to say anything.

    Args:
        counted: the collaborations that have agreed to it and are approved.
        edition: code of the edition that it is read by, with its revision.
        stages: the codes of its stages, in order.
        tells_kinds: whether the kinds may be told, beside those of the years before.
    """
    about: dict[str, Any] = {
        "year": year, "made_on": made_on, "edition": edition, "revision": revision,
    }  # fmt: skip
    counted = [each for each in counted if each.stage in stages]
    if not is_enough([each.led for each in counted]):
        return None
    # Which are apart is chosen once, of all. Chosen among those who have something, it would tell
    # on which side two are that have a leader in common.
    apart = choose_apart([each.led for each in counted])
    counted = [f if n in apart else replace(f, led=()) for n, f in enumerate(counted)]
    weak, strong = _tell_apart(
        counted, lambda f: f.weak, lambda f: f.strong, lambda f, code: code in f.assessed
    )
    better, worse = _tell_apart(
        counted, lambda f: f.better, lambda f: f.worse, lambda f, code: code in f.compared
    )
    moved_on, moved_back = _tell_apart(
        counted,
        lambda f: frozenset({MOVED_ON} if f.moved == MOVED_ON else ()),
        lambda f: frozenset({MOVED_ON} if f.moved == MOVED_BACK else ()),
        lambda f, _code: f.moved is not None,
    )
    moved = [*moved_on, *(replace(each, code=MOVED_BACK) for each in moved_back)]
    return Overview(
        **about,
        collaborations=len(counted),
        stages=divide([(s, [f.led for f in counted if f.stage == s]) for s in stages]),
        sizes=divide([(s, [f.led for f in counted if find_size(f) == s]) for s in SIZES]),
        kinds=_tell_each(counted, lambda f: f.kinds) if tells_kinds else (),
        weak=weak,
        strong=strong,
        wanted=_tell_each(counted, lambda f: f.wanted, lambda f, _code: bool(f.wanted)),
        decisions=_tell_sums(counted, lambda f: f.decisions, list(Outcome)),
        actions=_tell_sums(counted, lambda f: f.actions, [DONE, LATE]),
        tools=_tell_each(counted, lambda f: f.tools),
        moved=tuple(moved),
        better=better,
        worse=worse,
    )


def find_size(facts: Facts) -> str:
    return next(code for code, most in SIZES.items() if most is None or facts.people <= most)


Has = Callable[[Facts], Iterable[str]]
Asked = Callable[[Facts, str], bool]


def _is_asked(_facts: Facts, _code: str) -> bool:
    return True


def _tell(counted: Sequence[Facts], code: str, has: Has, asked: Asked) -> tuple[Amount, ...]:
    """What is told of those who were asked of it."""
    among = [f for f in counted if asked(f, code)]
    others = [f.led for f in counted if not asked(f, code)]
    if not is_enough([f.led for f in among]):
        return ()
    told = tell(
        [f.led for f in among if code in has(f)], [f.led for f in among if code not in has(f)]
    )
    assessed = len(among) if count_apart(others) >= LEAST else None
    return (Amount(code, told.collaborations, assessed=assessed),) if told else ()


def _tell_each(counted: Sequence[Facts], has: Has, asked: Asked = _is_asked) -> tuple[Amount, ...]:
    codes = sorted({code for facts in counted for code in has(facts)})
    return _sort(
        (amount for code in codes for amount in _tell(counted, code, has, asked)), len(counted)
    )


def _tell_sums(
    counted: Sequence[Facts], count: Callable[[Facts], Mapping[str, int]], codes: Sequence[str]
) -> tuple[Amount, ...]:
    """With how many there are in all, in the order of the codes."""
    return tuple(
        Amount(code, amount.collaborations, sum(count(f).get(code, 0) for f in counted))
        for code in codes
        for amount in _tell(
            counted, code, lambda f: [c for c, n in count(f).items() if n], _is_asked
        )
    )


def _tell_apart(
    counted: Sequence[Facts], one: Has, other: Has, asked: Asked
) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
    """What two that exclude each other are told of; the other not where both would tell the rest:
    those between them, who may be few.
    """
    ones, others = _tell_each(counted, one, asked), []
    told = {amount.code: amount for amount in ones}
    for amount in _tell_each(counted, other, asked):
        code = amount.code
        between = [f.led for f in counted if asked(f, code) and code not in {*one(f), *other(f)}]
        is_alone = code not in told
        if is_alone or (told[code].collaborations is not None and count_apart(between) >= LEAST):
            others.append(amount)
    return ones, tuple(others)


def _sort(amounts: Iterable[Amount], counted: int) -> tuple[Amount, ...]:
    """Nearly all first, then the largest share; those alike by code."""

    def rank(amount: Amount) -> tuple[bool, Fraction, str]:
        number = amount.collaborations
        share = Fraction(number or 0, amount.assessed or counted)
        return number is not None, -share, amount.code

    return tuple(sorted(amounts, key=rank))


# What a collaboration adds ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountedResult:
    """Parts of a result's document, as they stand in it; `joint` is what the group itself says.

    `of_whole` and `is_short` tell whether it is of the whole collaboration, and of a short round.
    """

    of_whole: bool
    is_short: bool | None
    date: str
    edition: str
    revision: int
    people: int | None
    stage: str | None
    joint: str | None
    aspects: Sequence[Mapping[str, Any]]
    votes: Mapping[str, int] | None
    own_votes: Sequence[str] | None

    @property
    def place(self) -> str | None:
        return self.joint or self.stage

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """The one with the highest counts for its collaboration."""
        return self.of_whole, not self.is_short, self.date

    def find_band(self, band: str) -> frozenset[str]:
        return frozenset(each["code"] for each in self.aspects if each["band"] == band)

    @property
    def wanted(self) -> frozenset[str]:
        votes = self.votes or dict.fromkeys(self.own_votes or (), 1)
        ordered = sorted(votes, key=lambda code: (-votes[code], code))
        return frozenset(ordered[:MOST_WANTED])


def read_facts(
    number: int,
    led: Led,
    now: CountedResult,
    before: CountedResult | None,
    stages: Sequence[str],
    reworded: Iterable[str] = (),
    **more: Any,
) -> Facts:
    """What a collaboration's result of the year adds, held against that of the year before.

    Args:
        reworded: aspects whose statements were worded otherwise then: no change is told of them.
        more: the fields that no result holds.
    """
    moved, compared, better, worse = None, set[str](), set[str](), set[str]()
    if before and before.place in stages and now.place in stages:
        step = stages.index(now.place) - stages.index(before.place)
        moved = MOVED_ON if step > 0 else MOVED_BACK if step else STAYED
        scores = {each["code"]: each["score"] for each in before.aspects}
        for each in now.aspects:
            code, score, then = each["code"], each["score"], scores.get(each["code"])
            if score is not None and then is not None and code not in reworded:
                compared.add(code)
                verdict = judge_change(Fraction(str(score)) - Fraction(str(then)))
                (better if verdict is Verdict.BETTER else set()).add(code)
                (worse if verdict is Verdict.WORSE else set()).add(code)
    return Facts(
        number=number,
        led=led,
        stage=now.place or "",
        people=now.people or 1,
        assessed=frozenset(a["code"] for a in now.aspects if a["band"] != NOT_RATED),
        weak=now.find_band(ADDRESS),
        strong=now.find_band(STRENGTH),
        wanted=now.wanted,
        moved=moved,
        compared=frozenset(compared),
        better=frozenset(better),
        worse=frozenset(worse),
        **more,
    )
