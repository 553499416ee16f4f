"""What may be shown of a round that several answered separately: decided here and nowhere else.

The stored document of such a round is made through `disclose` and holds only what may be shown.
Page, report, files, a later round's comparison and statistics are made from it, so none of them can
show more. Nothing here depends on the day or on the order of the respondents.

Levels of an anonymous round with the smallest group `k` (method.md):

* `all`, from `k` respondents: everything below. An open round, where everyone has been told that
  small groups show, is always here (with somebody in it), and as if `k` were 1.
* `joint`, from 3: joint stage, scores and bands only.
* `nothing`, below 3: how many answered, and the diagnosis of no answers at all.

Each question is treated as the round is, by how many answered it (with a value or "vet ej"). At
`all` one that fewer than `k` answered counts as unanswered in all that is computed, and its code is
listed under `withheld`. At `joint` that goes for fewer than 3 answers, and for one or two values
among "vet ej"; all others are `uncounted`: in means only. Own placements, self-placements, outlook
and votes are shown, and count in what is computed, where at least `k` gave one.

The one breakdown: see `breakdown`. With the weighting `organisation` the weighted mean beside the
distribution is a second sum of the same answers, and may tell two parts apart: of two parties with
six and one, the one. Where it would (`_is_telling`), everybody's answers count the same, and
`weighting` says so. At `joint`, without distributions, it stays.

What remains: where all in a group answer alike, its figure is everyone's answer; whoever knows the
answers of all others in a group can subtract them; and with three weights and few answers, one can
guess from what whole numbers can add up to. Statistics over many collaborations: see pooling.py.

Example: of twelve respondents, `k` = 5, eleven answered `varfor.1`: shown with its distribution.
Four answered `nytta.1`: withheld. Of four in all, it would count in the score of Nytta.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from assessments.methods.stages import compute_diagnosis, dump_diagnosis
from assessments.methods.stages.answers import BY_ORGANISATION, BY_RESPONDENT, Answers, Respondent
from assessments.methods.stages.priorities import count_wishes
from assessments.results.rules.breakdown import (
    Breakdown,
    Label,
    choose_by_raters,
    choose_by_unsure,
    describe_groups,
    describe_hidden,
    describe_participation,
    divide_respondents,
    find_silent,
    has_rated,
)
from assessments.results.rules.counting import (
    count_answers_by_value,
    count_by_value,
    shuffle_comments,
)
from assessments.rounds.rules.terms import ORGANISATION, RoundTerms
from model_content.domain.content import Edition

ALL: Final = "all"
JOINT: Final = "joint"
NOTHING: Final = "nothing"

LEAST_FOR_JOINT: Final = 3
"""Respondents from which an anonymous round has a joint result, and answers from which a mean."""

OPEN_SMALLEST: Final = 1

PROPOSED: Final = ("priorities", "carry_over", "prepare")
"""What a diagnosis proposes; nothing, where nobody was asked how well things work."""

UNTOLD: Final[Mapping[str, Any]] = {"outlook": None, "votes": ()}
"""What a respondent has not said, where too few have said it."""


def find_level(respondents: int, terms: RoundTerms) -> str:
    """Tell how much may be shown of a round that so many have answered."""
    if not respondents or (terms.anonymous and respondents < LEAST_FOR_JOINT):
        return NOTHING
    return ALL if respondents >= find_smallest(terms) else JOINT


def find_smallest(terms: RoundTerms) -> int:
    return terms.smallest_group if terms.anonymous else OPEN_SMALLEST


def disclose(edition: Edition, answers: Answers, terms: RoundTerms) -> dict[str, Any]:
    """Compute a round's result, as much of it as its terms let be shown: parts of its document.

    `weighting` is how the answers were weighted, which may be another way than the round's. Of
    `diagnosis`, `basis` and an aspect's `dont_know_share`, `agreement` and `respondents` are null
    where they may not be shown. `counts` are those of the questions shown with a distribution.
    """
    level, smallest = find_level(len(answers.respondents), terms), find_smallest(terms)
    people = answers.respondents if level != NOTHING else ()
    is_all = level == ALL
    withheld = _find_withheld(edition, people, level, smallest)
    told = _find_told(people, smallest)
    used = replace(answers, respondents=tuple(_drop(r, withheld, told) for r in people))
    breakdown = divide_respondents(used.respondents, terms, smallest)
    asked = {marker.code: [marker.code] for marker in edition.markers}
    asked |= {aspect.code: [s.code for s in aspect.statements] for aspect in edition.aspects}
    chosen = {code: choose_by_raters(breakdown, questions) for code, questions in asked.items()}
    unsure = {a.code: choose_by_unsure(breakdown, asked[a.code]) for a in edition.aspects}
    if is_all and answers.weighting == BY_ORGANISATION:
        pairs = [(question, chosen[code]) for code, given in asked.items() for question in given]
        if breakdown.kind != ORGANISATION or any(_is_telling(q, breakdown, c) for q, c in pairs):
            used = replace(used, weighting=BY_RESPONDENT)
    diagnosis = dump_diagnosis(
        compute_diagnosis(edition, used, least=smallest, has_spread=is_all)
    ) | ({key: [] for key in PROPOSED} if terms.is_short else {})
    counts = count_answers_by_value(used.respondents)
    order = [question for questions in asked.values() for question in questions]
    return {
        "disclosure": level,
        "weighting": used.weighting,
        "diagnosis": diagnosis,
        "counts": counts if is_all else {},
        "comments": shuffle_comments(people) if is_all else [],
        "took_part": describe_participation(breakdown),
        "silent": find_silent(breakdown, terms) if is_all else [],
        "groups": describe_groups(edition, breakdown, chosen, unsure),
        "hidden": describe_hidden(breakdown) if is_all else [],
        "votes": dict(count_wishes(edition, used.respondents).votes),
        "uncounted": [] if is_all else [code for code in order if code in counts],
        "withheld": [code for code in order if code in withheld],
    }


# What few have given ------------------------------------------------------------------------------


def _find_withheld(
    edition: Edition, respondents: Sequence[Respondent], level: str, smallest: int
) -> frozenset[str]:
    def is_enough(code: str, by_value: Mapping[str, int]) -> bool:
        given = sum(by_value.values())
        if level == ALL:
            return given >= smallest
        values = sum(count for value, count in by_value.items() if value.isdigit())
        # Without values they all do not know. Of a marker they may all say that it does not fit,
        # too, but not some of them: left out or not would tell them how many the others are.
        is_same = not values and (len(by_value) == 1 or code not in edition.marker_codes)
        return (given if is_same else values) >= LEAST_FOR_JOINT

    counts = count_answers_by_value(respondents)
    return frozenset(code for code, by_value in counts.items() if not is_enough(code, by_value))


def _find_told(respondents: Sequence[Respondent], smallest: int) -> Collection[str]:
    """Which of `outlook` and `votes` so many have given that they may count."""
    return [n for n in UNTOLD if sum(bool(getattr(r, n)) for r in respondents) >= smallest]


def _drop(respondent: Respondent, codes: Collection[str], told: Collection[str]) -> Respondent:
    return replace(
        respondent,
        markers={c: a for c, a in respondent.markers.items() if c not in codes},
        statements={c: a for c, a in respondent.statements.items() if c not in codes},
        **{name: nothing for name, nothing in UNTOLD.items() if name not in told},
    )


def _is_telling(question: str, breakdown: Breakdown, shown: Collection[Label]) -> bool:
    """Whether a weighted mean tells parts apart, of those who rated the question and whose party is
    not shown for it.

    Not where all weigh the same, nor where those of each weight are enough. Nor with three weights
    or more: a sum of some of them takes one weight to 0 and another to 1, and leaves a third in it.
    """
    pairs = zip(breakdown.respondents, breakdown.labels, strict=True)
    rated = [label for respondent, label in pairs if has_rated(respondent, question)]
    sizes = Counter(rated)
    hidden = Counter(sizes[label] if label else 1 for label in rated if label not in shown)
    return len(hidden) == 2 and min(hidden.values()) < breakdown.smallest


# A new vote at a meeting --------------------------------------------------------------------------


def disclose_vote(
    ballots: Sequence[Mapping[str, str]], smallest: int
) -> dict[str, dict[str, int]] | None:
    """Question → how many gave each answer, of a vote on some questions; None if nothing is shown.

    Of each question nothing is if fewer than `smallest` answered it. It is told once: of two
    results the difference would be what those between had answered. What was answered in the round
    is of other answers, so from the two together no part of either follows.
    """
    counts = count_by_value(ballots)
    return {code: c for code, c in counts.items() if sum(c.values()) >= smallest} or None
