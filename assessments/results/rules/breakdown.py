"""Which groups of a round may be shown beside its total, and what is said of each.

A round is broken down by one thing, as its terms say: by party, by perspective or by second
perspective. Whoever gave none is in a group of its own. Nothing is crossed. The rule is:

    Every group that is shown holds at least `k`, and all hidden groups together hold nobody or at
    least `k`. The smallest group is hidden until that is so.

    Of parties, and of the second perspective, others know who belongs where. So that it shows of
    nobody whether they took part, the hidden groups of these together hold at least `k` also where
    one that was asked for has nobody. Which of the hidden groups somebody answered from is never
    said.

So nobody can work out a group smaller than `k`: figures of the whole, and of groups that have
nobody in common, give only figures of some of the shown groups together, with or without all hidden
ones together, and each of these holds at least `k`.

The same rule is applied once more to those who rated a question: of an aspect, statement by
statement, and its figures are shown for fewer groups where an answer is missing; of each marker,
and it counts in the place of those groups only. A group's place rests on values alone: left out is
what the whole round leaves out. That most of a group do not know an aspect shows in its band: so
the rule is applied to those who answered so too, and where it does not hold, the band is that of
the values. In an open round `k` is 1, and nothing is hidden.

A result stored when a round could have several breakdowns holds them all, and is shown as it is.

Example, `k` = 5: nine `drivande`, six `medverkande`, two `intressent`. The two are hidden, but then
those hidden are two; so `medverkande` are hidden too. Shown are the nine.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from assessments.methods.stages.answers import DONT_KNOW, SECOND_PERSPECTIVES, Respondent
from assessments.methods.stages.aspects import compute_aspects
from assessments.methods.stages.diagnose import round_number
from assessments.methods.stages.placement import compute_placement, find_left_out
from assessments.rounds.rules.terms import (
    ORGANISATION,
    SECOND_PERSPECTIVE,
    RoundTerms,
)
from model_content.domain.content import Edition
from samverkan.texts import fold_name, sort_key, unique_names

SMALL: Final = "small"
"""Why a group is hidden: it, or all that are hidden together, would be too few."""

Label = str | None
"""A group: a code or a name, None for those who gave none."""

Chosen = Mapping[str, Sequence[Label]]
"""The groups that a figure is shown for, by the code of the marker or the aspect."""


@dataclass(frozen=True)
class Breakdown:
    """How a round is broken down, by `kind` (None: it is not), with `k` as `smallest`.

    `labels` are the groups of the respondents. The groups that are `shown` have figures; of those
    `counted` it is said how many took part.
    """

    kind: str | None
    respondents: Sequence[Respondent]
    smallest: int
    labels: Sequence[Label]
    shown: Sequence[Label]
    counted: Sequence[Label]

    def get_members(self, label: Label) -> list[Respondent]:
        pairs = zip(self.respondents, self.labels, strict=True)
        return [respondent for respondent, given in pairs if given == label]


def divide_respondents(
    respondents: Sequence[Respondent], terms: RoundTerms, smallest: int
) -> Breakdown:
    """Divide the respondents by what the round is broken down by, and choose what may be shown."""
    kind = terms.breakdown
    labels = _label_respondents(respondents, terms) if kind else []
    asked = _list_asked(terms) if terms.anonymous else set()
    everybody = [range(len(labels))]
    counted = choose_shown(labels, everybody, smallest, has_silent=bool(asked - set(labels)))
    is_divided = len({*labels, *asked}) > 1
    return Breakdown(kind, respondents, smallest, labels, counted if is_divided else [], counted)


def _list_asked(terms: RoundTerms) -> set[Label]:
    """The groups that others know who belongs to, whether anybody answered or not."""
    known = {ORGANISATION: terms.organisations, SECOND_PERSPECTIVE: SECOND_PERSPECTIVES}
    return set(known.get(terms.breakdown or "", ()))


def choose_shown(
    labels: Sequence[Label],
    crowds: Sequence[Collection[int]],
    smallest: int,
    candidates: Collection[Label] | None = None,
    *,
    has_silent: bool = False,
) -> list[Label]:
    """Choose the groups that may be shown: by name, those who gave none last.

    Args:
        labels: the group of each respondent.
        crowds: numbers of respondents that a figure is about; the rule must hold for each crowd.
        smallest: `k`.
        candidates: the groups to choose from; without it, all.
        has_silent: nobody answered from a group of which that must not show.
    """
    crowded = [Counter(labels[i] for i in crowd) for crowd in crowds]
    chosen = set(labels) if candidates is None else candidates
    # A group is as large as where it is smallest, crowds that it has no part in apart.
    sizes = {g: min((c[g] for c in crowded if c[g]), default=0) for g in chosen}
    # Never in the order of the respondents, which would leave a trace of it.
    left = sorted((g for g in chosen if sizes[g]), key=lambda g: (-sizes[g], _order(g)))

    def holds(counts: Counter[Label]) -> bool:
        hidden = counts.total() - sum(counts[g] for g in left)
        is_enough = hidden >= smallest or not (hidden or has_silent)
        return is_enough and all(counts[g] >= smallest for g in left if counts[g])

    while left and not all(map(holds, crowded)):
        left.pop()
    return sorted(left, key=_order)


def _order(label: Label) -> tuple[bool, tuple[str, str]]:
    return label is None, sort_key(label or "")


def _label_respondents(respondents: Sequence[Respondent], terms: RoundTerms) -> list[Label]:
    if terms.breakdown != ORGANISATION:  # the field of the same name
        return [getattr(r, str(terms.breakdown)) for r in respondents]
    # One spelling for each party: as it was asked for, else the first in the alphabet.
    given = sorted((r.organisation for r in respondents if r.organisation), key=sort_key)
    names = unique_names((*terms.organisations, *given))
    by_folded = {fold_name(name): name for name in names if fold_name(name)}
    return [by_folded.get(fold_name(r.organisation)) for r in respondents]


# What is said of the groups -----------------------------------------------------------------------


def choose_by_raters(breakdown: Breakdown, questions: Iterable[str]) -> list[Label]:
    """Choose the groups for which figures of questions are shown, by who rated each question."""
    return _choose_by(breakdown, has_rated, questions)


def choose_by_unsure(breakdown: Breakdown, statements: Iterable[str]) -> list[Label]:
    """Choose the groups of which it may show that they do not know statements, in the same way."""
    return _choose_by(breakdown, lambda r, code: r.statements.get(code) == DONT_KNOW, statements)


def _choose_by(
    breakdown: Breakdown, is_counted: Callable[[Respondent, str], bool], questions: Iterable[str]
) -> list[Label]:
    people = list(enumerate(breakdown.respondents)) if breakdown.shown else []
    crowds = [[i for i, r in people if is_counted(r, code)] for code in questions]
    return choose_shown(breakdown.labels, crowds, breakdown.smallest, breakdown.shown)


def has_rated(respondent: Respondent, question: str) -> bool:
    """Whether the respondent has given a value to a marker or a statement."""
    return isinstance(respondent.markers.get(question, respondent.statements.get(question)), int)


def describe_groups(
    edition: Edition, breakdown: Breakdown, chosen: Chosen, unsure: Chosen
) -> list[dict[str, Any]]:
    """Give what is shown of each group, by the kind of the breakdown; nothing without groups.

    Each aspect's figures are shown, and each marker counts, for the groups `chosen`; for those
    `unsure` it counts that they do not know an aspect. Within a group all weigh the same.
    """
    left_out = find_left_out(edition, breakdown.respondents)
    groups = []
    for label in breakdown.shown:
        codes = {code for code, labels in chosen.items() if label in labels}
        told = {code for code, labels in unsure.items() if label in labels}
        known = {s.code for a in edition.aspects if a.code in told for s in a.statements}
        members = [_keep_told(member, codes, known) for member in breakdown.get_members(label)]
        placement = compute_placement(edition, members, left_out=left_out).placement
        aspects = {
            result.code: {"score": round_number(result.score), "band": result.band}
            for result in compute_aspects(edition, members)
            if result.code in codes
        }
        groups.append(
            {
                "name": label,
                "respondents": len(members),
                "stage": placement.stage,
                "runner_up": placement.runner_up,
                "certainty": placement.certainty,
                "aspects": aspects,
            }
        )
    return [{"kind": breakdown.kind, "groups": groups}] if groups else []


def _keep_told(
    respondent: Respondent, markers: Collection[str], unsure: Collection[str]
) -> Respondent:
    """The respondent with the values of these markers, and only these statements not known."""
    marked = {c: a for c, a in respondent.markers.items() if c in markers and isinstance(a, int)}
    rated = {c: a for c, a in respondent.statements.items() if a != DONT_KNOW or c in unsure}
    return replace(respondent, markers=marked, statements=rated)


def describe_participation(breakdown: Breakdown) -> dict[str, list[dict[str, Any]]]:
    """Give how many took part, by the kind of the breakdown."""
    sizes = Counter(breakdown.labels)
    took_part = [{"name": label, "respondents": sizes[label]} for label in breakdown.counted]
    return {breakdown.kind: took_part} if breakdown.kind and took_part else {}


def describe_hidden(breakdown: Breakdown) -> list[dict[str, str | None]]:
    """Say that there are groups without figures; never which: of one person it would tell."""
    is_divided = breakdown.shown == breakdown.counted
    is_hidden = is_divided and set(breakdown.labels) - set(breakdown.shown)
    return [{"kind": breakdown.kind, "reason": SMALL}] if is_hidden else []


def find_silent(breakdown: Breakdown, terms: RoundTerms) -> list[str]:
    """The parties asked from which nobody answered, in the order in which they were asked.

    Of an open round only: in an anonymous one it would name those who took no part.
    """
    asked = [] if terms.anonymous else unique_names(terms.organisations)
    return [name for name in asked if name not in breakdown.labels]
