"""Which groups of a round may be shown beside its total, and what is said of each.

A round can be broken down by perspective, by organisation and by second perspective. Whoever gave
none is in a group of its own. All breakdowns divide the same respondents, so that two of them
together say more than each alone. The rule is therefore about cells:

    A *cell* is everyone who is in the same shown group in every shown breakdown; of each breakdown
    all hidden groups together count as one group. Every cell holds nobody or at least `k`.

The breakdowns are taken in the order of `KINDS`; of each, the smallest group is hidden until the
rule holds for it together with those before it. A breakdown of which nothing is left is left out.

    Of parties, and of the second perspective, others know who belongs where. So that it shows of
    nobody whether they took part, the hidden groups of these together hold at least `k` also where
    one that was asked for has nobody: had they held nobody, each of its members would be known not
    to have answered. Which of the hidden groups somebody answered from is never said.

Why nobody can work out a group smaller than `k`: whatever is shown is a figure of a union of
cells, since two respondents of the same cell are in exactly the same shown groups. Adding,
subtracting and intersecting unions of cells gives unions of cells, as does any linear combination
that is 1 for some respondents and 0 for the others. A union of cells holds nobody or at least `k`.

The same rule is applied once more to those who rated a question: of an aspect, statement by
statement, and its figures are shown for fewer groups where an answer is missing; of each marker,
and it counts in the place of those groups only. Of markers a group's place rests on the values
alone, not on how many did not know or said that they do not apply: left out is what the whole round
leaves out. That most of a group do not know an aspect shows in its band: so the rule is applied to
those who answered so too, and where it does not hold, the group's band is that of the values. In an
open round `k` is 1, and nothing is hidden.

Worked example, `k` = 5. Nine `drivande`, six `medverkande`, two `intressent`. The two are hidden,
but then those hidden are two; so `medverkande` are hidden too, and eight are hidden. Shown are the
nine. Of the nine, six come from Norr and three from Syd; all eight come from Syd. By organisation
alone both (6 and 11) could be shown, but beside the nine they give away the three from Syd (9 - 6):
Norr is hidden, then Syd, and the breakdown by organisation is left out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from assessments.methods.stages.answers import DONT_KNOW, SECOND_PERSPECTIVES, Respondent
from assessments.methods.stages.aspects import compute_aspects
from assessments.methods.stages.diagnose import round_number
from assessments.methods.stages.placement import compute_placement, find_left_out
from assessments.rounds.rules.terms import RoundTerms
from model_content.domain.content import Edition
from samverkan.texts import fold_name, sort_key, unique_names

PERSPECTIVE: Final = "perspective"
ORGANISATION: Final = "organisation"
SECOND_PERSPECTIVE: Final = "second_perspective"
KINDS: Final = (PERSPECTIVE, ORGANISATION, SECOND_PERSPECTIVE)
"""The breakdowns, those that are kept first first."""

SMALL: Final = "small"
"""Why a group is hidden: it, or all that are hidden of its breakdown, would be too few."""

CROSSING: Final = "crossing"
"""Why a group is hidden: together with another breakdown it would give a smaller one away."""

Label = str | None
"""A group within a breakdown: a code or a name, None for those who gave none."""

Labels = Sequence[Label]
"""The group of each respondent, by the respondent's number."""

Cells = Sequence[tuple[object, ...]]
"""The cell of each respondent, by the respondent's number."""

Chosen = Mapping[str, Mapping[str, Sequence[Label]]]
"""The groups by kind that a figure is shown for, by the code of the marker or the aspect."""

Crowd = Collection[int]
"""Numbers of respondents that a figure may be about: all of them, or a statement's raters."""


@dataclass(frozen=True)
class Breakdowns:
    """The breakdowns of a round, by kind: who is in which group, and which groups are shown.

    `smallest` is `k`. Only the kinds that are asked for have `labels`. The groups that are `shown`
    have figures; of those `counted` it is said how many took part; both as they are listed.
    """

    respondents: Sequence[Respondent]
    smallest: int
    labels: Mapping[str, Labels]
    shown: Mapping[str, Sequence[Label]]
    counted: Mapping[str, Sequence[Label]]

    def get_members(self, kind: str, label: Label) -> list[Respondent]:
        pairs = zip(self.respondents, self.labels[kind], strict=True)
        return [respondent for respondent, given in pairs if given == label]


def divide_respondents(
    respondents: Sequence[Respondent], terms: RoundTerms, smallest: int
) -> Breakdowns:
    """Divide the respondents by what the round asked for, and choose what may be shown."""
    labels = _label_respondents(respondents, terms)
    everybody = [range(len(respondents))]
    asked = _list_asked(terms) if terms.anonymous else {}
    counted = {
        kind: choose_shown({kind: given}, everybody, smallest, asked=asked)[kind]
        for kind, given in labels.items()
    }
    told = {k: given for k, given in labels.items() if len({*given, *asked.get(k, ())}) > 1}
    return Breakdowns(
        respondents=respondents,
        smallest=smallest,
        labels=labels,
        shown=choose_shown(told, everybody, smallest, asked=asked),
        counted=counted,
    )


def _list_asked(terms: RoundTerms) -> dict[str, Sequence[str]]:
    """The groups that others know who belongs to, by kind, whether anybody answered or not."""
    return {ORGANISATION: terms.organisations, SECOND_PERSPECTIVE: SECOND_PERSPECTIVES}


def choose_shown(
    labels: Mapping[str, Labels],
    crowds: Sequence[Crowd],
    smallest: int,
    candidates: Mapping[str, Sequence[Label]] | None = None,
    asked: Mapping[str, Sequence[Label]] | None = None,
) -> dict[str, list[Label]]:
    """Choose the groups that may be shown of each breakdown, the first breakdown first.

    Args:
        labels: the group of each respondent, by kind in order of precedence.
        crowds: the rule must hold for each of these: those whom the figures are about.
        smallest: `k`, the least that a cell may hold.
        candidates: the groups to choose from, by kind; without it, all.
        asked: the groups of which it must not show that nobody answered, by kind.

    Returns:
        The groups by kind, in a fixed order: by name, those who gave none last.
    """
    shown: dict[str, list[Label]] = {}
    for kind, given in labels.items():
        chosen = set(given) if candidates is None else set(candidates.get(kind, ()))
        sizes = {label: _measure(label, given, crowds) for label in chosen}
        # Never in the order of the respondents, which would leave a trace of it.
        left = sorted((g for g in chosen if sizes[g]), key=lambda g: (-sizes[g], _order(g)))
        silent = set((asked or {}).get(kind, ())) - set(given)
        while left and not (
            _holds(labels, {**shown, kind: left}, crowds, smallest)
            and not (silent and set(given) <= set(left))
        ):
            left.pop()
        shown[kind] = sorted(left, key=_order)
    return shown


def combine_cells(
    labels: Mapping[str, Labels], shown: Mapping[str, Collection[Label]], count: int
) -> list[tuple[object, ...]]:
    """The cell of each of `count` respondents: their shown group, or none, in each breakdown."""
    kinds = [(labels[kind], set(groups)) for kind, groups in shown.items()]
    return [
        tuple((given[i],) if given[i] in groups else () for given, groups in kinds)
        for i in range(count)
    ]


def _holds(
    labels: Mapping[str, Labels],
    shown: Mapping[str, Collection[Label]],
    crowds: Iterable[Crowd],
    smallest: int,
) -> bool:
    cells = combine_cells(labels, shown, len(next(iter(labels.values()))))
    return all(
        count >= smallest for crowd in crowds for count in Counter(cells[i] for i in crowd).values()
    )


def _measure(label: Label, given: Labels, crowds: Iterable[Crowd]) -> int:
    """The size of a group: where it is smallest, crowds that it has no part in apart."""
    sizes = [sum(given[i] == label for i in crowd) for crowd in crowds]
    return min((size for size in sizes if size), default=0)


def _order(label: Label) -> tuple[bool, tuple[str, str]]:
    return label is None, sort_key(label or "")


def _label_respondents(
    respondents: Sequence[Respondent], terms: RoundTerms
) -> dict[str, list[Label]]:
    labels: dict[str, list[Label]] = {}
    if terms.perspectives:
        labels[PERSPECTIVE] = [r.perspective for r in respondents]
    if terms.organisations:
        names = _choose_names(respondents, terms)
        labels[ORGANISATION] = [names.get(fold_name(r.organisation)) for r in respondents]
    if terms.second_perspectives:
        labels[SECOND_PERSPECTIVE] = [r.second_perspective for r in respondents]
    return labels


def _choose_names(respondents: Iterable[Respondent], terms: RoundTerms) -> dict[str, str]:
    """One spelling for each organisation: as it was asked for, else the first in the alphabet."""
    given = sorted((r.organisation for r in respondents if r.organisation), key=sort_key)
    names = unique_names((*terms.organisations, *given))
    return {fold_name(name): name for name in names if fold_name(name)}


# What is said of the groups -----------------------------------------------------------------------


def choose_by_raters(
    breakdowns: Breakdowns, questions: Iterable[str]
) -> Mapping[str, Sequence[Label]]:
    """Choose the groups for which figures of questions are shown, by who rated each question."""
    people = list(enumerate(breakdowns.respondents))
    return _choose_by(
        breakdowns, [[i for i, r in people if has_rated(r, code)] for code in questions]
    )


def choose_by_unsure(
    breakdowns: Breakdowns, statements: Iterable[str]
) -> Mapping[str, Sequence[Label]]:
    """Choose the groups of which it may show that they do not know statements, in the same way."""
    people = list(enumerate(breakdowns.respondents))
    return _choose_by(
        breakdowns,
        [[i for i, r in people if r.statements.get(code) == DONT_KNOW] for code in statements],
    )


def _choose_by(breakdowns: Breakdowns, found: Iterable[Crowd]) -> Mapping[str, Sequence[Label]]:
    crowds = [crowd for crowd in found if crowd]
    told = {kind: breakdowns.labels[kind] for kind in breakdowns.shown}
    return choose_shown(told, crowds, breakdowns.smallest, breakdowns.shown)


def has_rated(respondent: Respondent, question: str) -> bool:
    """Whether the respondent has given a value to a marker or a statement."""
    return isinstance(respondent.markers.get(question, respondent.statements.get(question)), int)


def describe_groups(
    edition: Edition,
    breakdowns: Breakdowns,
    chosen: Chosen,
    unsure: Chosen,
) -> list[dict[str, Any]]:
    """Give what is shown of each group, breakdown by breakdown.

    Each aspect's figures are shown, and each marker counts, for the groups `chosen`; for those
    `unsure` it counts that they do not know an aspect. Within a group everybody counts the same,
    whatever the weighting of the round. What is left out is what the whole round leaves out.
    """
    left_out = find_left_out(edition, breakdowns.respondents)
    return [
        {
            "kind": kind,
            "groups": [
                _describe_group(edition, breakdowns, kind, label, chosen, unsure, left_out)
                for label in groups
            ],
        }
        for kind, groups in breakdowns.shown.items()
        if groups
    ]


def _describe_group(
    edition: Edition,
    breakdowns: Breakdowns,
    kind: str,
    label: Label,
    chosen: Chosen,
    unsure: Chosen,
    left_out: Collection[str],
) -> dict[str, Any]:
    members = breakdowns.get_members(kind, label)
    codes = {m.code for m in edition.markers if label in chosen[m.code].get(kind, ())}
    told = {a.code for a in edition.aspects if label in unsure[a.code].get(kind, ())}
    known = {s.code for a in edition.aspects if a.code in told for s in a.statements}
    members = [_keep_told(member, codes, known) for member in members]
    placement = compute_placement(edition, members, left_out=left_out).placement
    return {
        "name": label,
        "respondents": len(members),
        "stage": placement.stage,
        "runner_up": placement.runner_up,
        "certainty": placement.certainty,
        "aspects": {
            result.code: {"score": round_number(result.score), "band": result.band}
            for result in compute_aspects(edition, members)
            if label in chosen[result.code].get(kind, ())
        },
    }


def _keep_told(
    respondent: Respondent, markers: Collection[str], unsure: Collection[str]
) -> Respondent:
    """The respondent with the values of these markers, and only these statements not known."""
    marked = {c: a for c, a in respondent.markers.items() if c in markers and isinstance(a, int)}
    rated = {c: a for c, a in respondent.statements.items() if a != DONT_KNOW or c in unsure}
    return replace(respondent, markers=marked, statements=rated)


def describe_participation(breakdowns: Breakdowns) -> dict[str, list[dict[str, Any]]]:
    """Give how many took part, by kind; who they are together with is not told by it."""
    return {
        kind: [
            {"name": label, "respondents": len(breakdowns.get_members(kind, label))}
            for label in groups
        ]
        for kind, groups in breakdowns.counted.items()
        if groups
    }


def describe_hidden(breakdowns: Breakdowns) -> list[dict[str, str]]:
    """Say that there are groups without figures, by kind and reason; never which.

    In a group of one person its name would say that the person took part.
    """
    hidden = {
        (kind, CROSSING if label in breakdowns.counted[kind] else SMALL): None
        for kind, groups in breakdowns.shown.items()
        for label in sorted(set(breakdowns.labels[kind]) - set(groups), key=_order)
    }
    return [{"kind": kind, "reason": reason} for kind, reason in sorted(hidden)]


def find_silent(respondents: Iterable[Respondent], terms: RoundTerms) -> list[str]:
    """The parties asked from which nobody answered, in the order in which they were asked.

    Of an open round only: in an anonymous one it would name those who took no part.
    """
    if terms.anonymous:
        return []
    heard = {fold_name(respondent.organisation) for respondent in respondents}
    return [name for name in unique_names(terms.organisations) if fold_name(name) not in heard]
