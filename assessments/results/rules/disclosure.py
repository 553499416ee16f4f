"""What may be shown of a round that several answered separately: decided here and nowhere else.

The stored document of such a round is made through `disclose` and holds only what may be shown.
Page, report, files, the comparison of a later round and statistics are made from that document,
so none of them can show more. There is only ever one set of answers (an anonymous round is never
reopened), and nothing here depends on the day or on the order of the respondents: two documents
of the same round disclose the same.

Levels, for `n` respondents of an anonymous round with the smallest group `k` (method.md):

* `all`, from `k`: everything below. An open round, where everyone has been told that small groups
  show, is always here (with somebody in it), and as if `k` were 1.
* `joint`, from 3: joint stage, scores and bands only.
* `nothing`, below 3: how many answered, and the diagnosis of no answers at all.

Each question is treated as the round is, by how many answered it (with a value or "vet ej"): those
who answer what few others answer are a small group too. So at `all` a question that fewer than `k`
answered counts as unanswered in all that is computed, and its code is listed under `withheld`. At
`joint` that goes for fewer than 3 answers, and for one or two values among "vet ej"; all others
are `uncounted`: in means only (score, band, progress). Of an aspect with an uncounted statement no
agreement, contested or "X av Y" is shown. `divided` and own placements, self-placements, outlook
and votes are shown where at least `k` gave one; where fewer did, outlook and votes have no part in
anything that is computed either (the order of what to strengthen, what to prepare, what contradicts
itself). What a result rests on (`basis`, from method 2) is shown at `all` only, where it follows
from the distributions: each marker counts as known, "vet ej", left out or unanswered by them.

The one breakdown: see `breakdown`. What is left is the weighting. With `organisation` an answer
weighs one over how many of its party rated the question. The weighted mean beside the distribution
is then a second sum of the same answers, and from two sums two parts can be told apart: of two
parties with six and one, the one. Within a party that is shown all weigh the same. So unless, of
those who rated a question and whose party is not shown for it,

* all weigh the same, or those of each weight are at least `k`, or
* there are three different weights or more: then no sum is that of a set of respondents (it would
  take one weight to 0 and another to 1, and a third lies elsewhere),

for every question, every respondent's answers count the same in the whole result of the round, and
the document says so (`weighting` besides the `weighting` of `round`). The alternative, means
without distributions, would leave a group with nothing to talk about. At `joint` there are no
distributions, and the weighting stays.

What remains: where everyone in a group answers alike, its figure is everyone's answer, as in any
distribution; whoever knows the answers of all others in a group can subtract them; and with three
weights and few answers, one can guess from what whole numbers can add up to.

Statistics over rounds of many collaborations: see pooling.py.

Worked example: twelve respondents, `k` = 5. Eleven answered `varfor.1`: shown with its
distribution. Four answered `nytta.1`: withheld. Were there four respondents in all, `nytta.1` would
count in the score of Nytta, without numbers.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from assessments.methods.stages import Diagnosis, compute_diagnosis, dump_diagnosis
from assessments.methods.stages.answers import (
    BY_ORGANISATION,
    BY_RESPONDENT,
    Answer,
    Answers,
    Respondent,
)
from assessments.methods.stages.placement import CLEAR, LIKELY, LIKELY_BELOW, Placement
from assessments.methods.stages.priorities import Wishes, compute_priorities, count_wishes
from assessments.results.rules.breakdown import (
    Breakdown,
    Chosen,
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
from assessments.rounds.rules.terms import ORGANISATION, RoundTerms
from model_content.domain.content import Aspect, Edition

ALL: Final = "all"
JOINT: Final = "joint"
NOTHING: Final = "nothing"

LEAST_FOR_JOINT: Final = 3
"""Respondents from which an anonymous round has a joint result, and answers from which a mean."""

OPEN_SMALLEST: Final = 1
"""The smallest group of an open round."""

PROPOSED: Final = ("priorities", "carry_over", "prepare")
"""What a diagnosis proposes; nothing, where nobody was asked how well things work."""

ENOUGH_WEIGHTS: Final = 3
"""Different weights of those not shown from which no sum of some of them can be worked out."""


def find_level(respondents: int, terms: RoundTerms) -> str:
    """Tell how much may be shown of a round that so many have answered."""
    if not respondents or (terms.anonymous and respondents < LEAST_FOR_JOINT):
        return NOTHING
    return ALL if respondents >= find_smallest(terms) else JOINT


def disclose(edition: Edition, answers: Answers, terms: RoundTerms) -> dict[str, Any]:
    """Compute a round's result, as much of it as its terms let be shown: parts of its document.

    `weighting` is how the answers were weighted, which may be another way than the round's. Of
    `diagnosis`, an aspect's `dont_know_share`, `agreement` and `respondents` are null where they
    may not be shown. `counts` are those of the questions that are shown with their distribution.
    """
    level = find_level(len(answers.respondents), terms)
    if level == NOTHING:
        nobody = compute_diagnosis(edition, replace(answers, respondents=()))
        lists = ("comments", "silent", "groups", "hidden", "uncounted", "withheld")
        return {
            "disclosure": level,
            "weighting": answers.weighting,
            "diagnosis": _leave_out_basis(dump_diagnosis(nobody)),
            **{key: {} for key in ("counts", "took_part", "votes")},
            **{key: [] for key in lists},
        }
    smallest = find_smallest(terms)
    withheld = _find_withheld(edition, answers.respondents, level, smallest)
    told = _find_told(answers.respondents, smallest)
    respondents = tuple(_drop(r, withheld, told) for r in answers.respondents)
    used = replace(answers, respondents=respondents)
    breakdown = divide_respondents(used.respondents, terms, smallest)
    chosen = {a.code: choose_by_raters(breakdown, _list_statements(a)) for a in edition.aspects}
    chosen |= {m.code: choose_by_raters(breakdown, [m.code]) for m in edition.markers}
    unsure = {a.code: choose_by_unsure(breakdown, _list_statements(a)) for a in edition.aspects}
    is_all = level == ALL
    if is_all and _is_weighting_telling(edition, used, breakdown, chosen):
        used = replace(used, weighting=BY_RESPONDENT)
    uncounted = frozenset() if is_all else frozenset(count_answers_by_value(used.respondents))
    diagnosis = compute_diagnosis(edition, used)
    wishes = count_wishes(edition, used.respondents)
    shown = _restrict_diagnosis(edition, diagnosis, smallest, uncounted, wishes)
    if terms.is_short:
        shown |= {key: [] for key in PROPOSED}
    return {
        "disclosure": level,
        "weighting": used.weighting,
        "diagnosis": shown if is_all else _leave_out_basis(shown),
        "counts": count_answers_by_value(used.respondents, leave_out=uncounted),
        "comments": shuffle_comments(answers.respondents) if is_all else [],
        "took_part": describe_participation(breakdown),
        "silent": find_silent(answers.respondents, terms) if is_all else [],
        "groups": describe_groups(edition, breakdown, chosen, unsure),
        "hidden": describe_hidden(breakdown) if is_all else [],
        "votes": dict(wishes.votes),
        "uncounted": _put_in_order(edition, uncounted),
        "withheld": _put_in_order(edition, withheld),
    }


def count_answers_by_value(
    respondents: Iterable[Respondent], leave_out: Collection[str] = ()
) -> dict[str, dict[str, int]]:
    """Count the answers to each question, by value."""
    counts: dict[str, Counter[str]] = {}
    for respondent in respondents:
        for code, value in _list_answers(respondent):
            if code not in leave_out:
                counts.setdefault(code, Counter())[str(value)] += 1
    return {code: dict(sorted(counts[code].items())) for code in sorted(counts)}


def shuffle_comments(respondents: Iterable[Respondent]) -> list[dict[str, str]]:
    """All comments, in an order that says nothing about who wrote which.

    The order is that of the texts' hashes: as good as chance, yet the same every time.
    """
    comments = [
        {"aspect": code, "text": text}
        for respondent in respondents
        for code, text in respondent.comments.items()
    ]
    return sorted(comments, key=_hash_comment)


def _hash_comment(comment: Mapping[str, str]) -> tuple[str, str]:
    # By aspect where the same was written twice, lest the order be that of the respondents.
    return hashlib.sha256(comment["text"].encode()).hexdigest(), comment["aspect"]


def find_smallest(terms: RoundTerms) -> int:
    return terms.smallest_group if terms.anonymous else OPEN_SMALLEST


def _list_answers(respondent: Respondent) -> list[tuple[str, Answer]]:
    return [*respondent.markers.items(), *respondent.statements.items()]


def _list_statements(aspect: Aspect) -> list[str]:
    return [statement.code for statement in aspect.statements]


def _put_in_order(edition: Edition, codes: Collection[str]) -> list[str]:
    markers = [marker.code for marker in edition.markers]
    statements = [code for aspect in edition.aspects for code in _list_statements(aspect)]
    return [code for code in (*markers, *statements) if code in codes]


# Questions that few answered ----------------------------------------------------------------------


def _find_withheld(
    edition: Edition, respondents: Sequence[Respondent], level: str, smallest: int
) -> frozenset[str]:
    counts = count_answers_by_value(respondents)
    if level == ALL:
        return frozenset(c for c, values in counts.items() if sum(values.values()) < smallest)
    markers = edition.marker_codes
    return frozenset(c for c, v in counts.items() if not _is_usable(v, is_marker=c in markers))


def _is_usable(by_value: Mapping[str, int], *, is_marker: bool) -> bool:
    """Whether a question counts at `joint`: three values, or three who all do not know.

    Of a marker without values these are all "vet ej" or all "passar inte oss": whether it is left
    out would tell those who said the one how many said the other.
    """
    values = sum(count for value, count in by_value.items() if value.isdigit())
    is_same = len(by_value) == 1 or not is_marker
    enough = sum(by_value.values()) >= LEAST_FOR_JOINT
    return values >= LEAST_FOR_JOINT or (not values and is_same and enough)


def _find_told(respondents: Sequence[Respondent], smallest: int) -> Collection[str]:
    """Which of `outlook` and `votes` so many have given that they may count."""
    given = {
        "outlook": sum(bool(r.outlook) for r in respondents),
        "votes": sum(bool(r.votes) for r in respondents),
    }
    return [name for name, count in given.items() if count >= smallest]


def _drop(respondent: Respondent, codes: Collection[str], told: Collection[str]) -> Respondent:
    return replace(
        respondent,
        outlook=respondent.outlook if "outlook" in told else None,
        votes=respondent.votes if "votes" in told else (),
        markers={c: a for c, a in respondent.markers.items() if c not in codes},
        statements={c: a for c, a in respondent.statements.items() if c not in codes},
    )


# Weighting ----------------------------------------------------------------------------------------


def _is_weighting_telling(
    edition: Edition, answers: Answers, breakdown: Breakdown, chosen: Chosen
) -> bool:
    """Whether a weighted mean would tell parts apart, beside what else is shown."""
    if answers.weighting != BY_ORGANISATION:
        return False
    asked = [(marker.code, [marker.code]) for marker in edition.markers]
    asked += [(aspect.code, _list_statements(aspect)) for aspect in edition.aspects]
    return breakdown.kind != ORGANISATION or any(
        _is_telling(code, breakdown, chosen[figure]) for figure, codes in asked for code in codes
    )


def _is_telling(code: str, breakdown: Breakdown, shown: Collection[Label]) -> bool:
    pairs = zip(breakdown.respondents, breakdown.labels, strict=True)
    rated = [label for respondent, label in pairs if has_rated(respondent, code)]
    sizes = Counter(rated)
    hidden = Counter(sizes[label] if label else 1 for label in rated if label not in shown)
    return 1 < len(hidden) < ENOUGH_WEIGHTS and min(hidden.values()) < breakdown.smallest


# The diagnosis ------------------------------------------------------------------------------------


def _restrict_diagnosis(
    edition: Edition,
    diagnosis: Diagnosis,
    smallest: int,
    uncounted: frozenset[str],
    wishes: Wishes,
) -> dict[str, Any]:
    closed = {
        aspect.code
        for aspect in edition.aspects
        if not uncounted.isdisjoint(_list_statements(aspect))
    }
    document = dump_diagnosis(_reorder(edition, _unsplit(diagnosis, smallest), closed, wishes))
    for counted in ("own_placements", "self_placements"):
        if sum(document[counted].values()) < smallest:
            document[counted] = {}
    shown = [code for code in diagnosis.contested_markers if code not in uncounted]
    document["contested_markers"] = shown
    for aspect in document["aspects"]:
        if aspect["code"] in closed:
            aspect |= {"dont_know_share": None, "agreement": None, "respondents": None}
            aspect["contested"] = False
    return document


def _leave_out_basis(document: dict[str, Any]) -> dict[str, Any]:
    return document | ({"basis": None} if "basis" in document else {})


def _unsplit(diagnosis: Diagnosis, smallest: int) -> Diagnosis:
    """Say nothing of a group being divided where too few own placements tell so."""
    if not diagnosis.divided or sum(diagnosis.own_placements.values()) >= smallest:
        return diagnosis
    margin = diagnosis.margin
    is_certain = (margin is None or margin >= LIKELY_BELOW) and not diagnosis.basis.is_thin
    was_clear = diagnosis.certainty == LIKELY and is_certain
    certainty = CLEAR if was_clear else diagnosis.certainty
    return replace(diagnosis, divided=False, certainty=certainty)


def _reorder(
    edition: Edition, diagnosis: Diagnosis, closed: Collection[str], wishes: Wishes
) -> Diagnosis:
    """Order the priorities without the don't-know shares that are not shown."""
    placement = Placement(
        stage=diagnosis.stage,
        runner_up=diagnosis.runner_up,
        margin=diagnosis.margin,
        certainty=diagnosis.certainty,
        distances=diagnosis.distances,
        progress=diagnosis.progress,
        marker_means={},
        basis=diagnosis.basis,
        in_place=diagnosis.in_place,
    )
    aspects = [
        replace(a, dont_know_share=None) if a.code in closed else a for a in diagnosis.aspects
    ]
    actions = compute_priorities(edition, placement, aspects, wishes)
    return replace(diagnosis, priorities=actions.priorities, carry_over=actions.carry_over)


# A new vote at a meeting --------------------------------------------------------------------------


def disclose_vote(
    ballots: Sequence[Mapping[str, str]], smallest: int
) -> dict[str, dict[str, int]] | None:
    """Question → how many gave each answer, of a vote on some questions; None if nothing is shown.

    Nothing is from fewer than `smallest` ballots, and of each question nothing if fewer answered
    it. It is told once: of two results the difference would be what those between had answered.
    What was answered in the round is of other answers, so from the two together no part of either
    follows.
    """
    if len(ballots) < smallest:
        return None
    counts: dict[str, Counter[str]] = {}
    for ballot in ballots:
        for code, value in ballot.items():
            counts.setdefault(code, Counter())[value] += 1
    shown = {code: dict(sorted(c.items())) for code, c in counts.items() if c.total() >= smallest}
    return shown or None
