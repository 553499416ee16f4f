"""Everything that is shown of random anonymous rounds, held against the smallest group.

A round is broken down by one thing, so what is shown are figures of the whole and of groups that
have nobody in common. All that can be worked out from them, question by question, is then the sum
of each group and of all who are not shown; and where parties weigh the same, so that there are two
sums of the same answers, those of each weight among the latter, if there are two weights. Each of
these must be of nobody or of as many as the smallest group. Who is who is known here, which is more
than anybody knows.

That the test sees anything is tested too: each rule is taken away in turn, and somebody is found.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.methods.stages.answers import SECOND_PERSPECTIVES, Answers, Respondent
from assessments.results.pictures import draw_path, draw_spread
from assessments.results.report.report import build_report
from assessments.results.rules import breakdown, disclosure
from assessments.results.rules.snapshot import build_snapshot
from assessments.rounds.rules.terms import RoundTerms
from samverkan.texts import fold_name
from tests.unit.diagnosis.builders import build_edition, build_stage

EDITION = build_edition(
    build_stage("start", "varfor tid", markers=1),
    build_stage("drift", "larande", markers=1, lasting=True),
    method="2",
)
"""Of the method by which most is told; an attacker of another has less."""

MARKERS = [marker.code for marker in EDITION.markers]
STATEMENTS = {a.code: [s.code for s in a.statements] for a in EDITION.aspects}
PARTIES = ("Norr", "Syd", "Väst", "Öst")
PERSPECTIVES = ("drivande", "medverkande", "intressent")
KINDS = ("organisation", "organisation", "perspective", "second_perspective")

# Rounds -------------------------------------------------------------------------------------------


def make_terms(
    smallest: int = 5, *, anonymous: bool = True, kind: str = "organisation"
) -> RoundTerms:
    """The terms of a round that is broken down by this."""
    return RoundTerms(
        anonymous=anonymous,
        smallest_group=smallest,
        perspectives=kind == "perspective",
        second_perspectives=kind == "second_perspective",
        organisations=(*PARTIES, "Tyst") if kind == "organisation" else (),
        title="",
        part="",
        opened_on=None,
        closed_on=None,
    )


def make_round(seed: int, count: int) -> tuple[Answers, RoundTerms]:
    """A round of any shape: even or lopsided groups, tied to each other or not, gaps or none."""
    chance = random.Random(seed)
    tie, gaps, lopsided = chance.random(), chance.choice([0, 0.02, 0.2, 0.6]), chance.random()
    return Answers(
        weighting=chance.choice(["respondent", "organisation"]),
        respondents=tuple(_make_respondent(chance, tie, gaps, lopsided) for _ in range(count)),
        answered="separately",
        people=count + 3,
    ), make_terms(chance.choice([5, 5, 6, 8, 10]), kind=chance.choice(KINDS))


def _make_respondent(chance: random.Random, tie: float, gaps: float, lopsided: float) -> Respondent:
    def pick(options: Sequence[str | None]) -> str | None:
        return options[min(int(chance.random() ** (1 + lopsided) * len(options)), len(options) - 1)]

    def answer(codes: Sequence[str], values: Sequence[object]) -> dict:
        return {code: chance.choice(values) for code in codes if chance.random() >= gaps}

    party = pick((*PARTIES, None))
    tied = PERSPECTIVES[len(party or "") % 3]
    statements = [code for codes in STATEMENTS.values() for code in codes]
    return Respondent(
        perspective=tied if chance.random() < tie else pick((*PERSPECTIVES, None)),
        organisation=party,
        second_perspective=pick(("chef", None)),
        markers=answer(MARKERS, (0, 1, 2, 3, "dont_know", "not_applicable")),
        statements=answer(statements, (1, 2, 3, 4, 5, 5, "dont_know", "not_applicable")),
        comments={code: chance.choice("abc") for code in STATEMENTS if chance.random() < 0.3},
        self_placement=pick(("start", "drift", None)),
        outlook=pick(("continue", "end", None)),
        votes=tuple(chance.sample(tuple(STATEMENTS), chance.randrange(3))),
    )


def store(answers: Answers, terms: RoundTerms) -> dict:
    """The document as it is stored and read back."""
    document = build_snapshot(EDITION, answers, revision=1, sha256="d" * 64, terms=terms)
    return json.loads(json.dumps(document))


ROUNDS = st.builds(make_round, st.integers(0, 10**9), st.integers(0, 40))


# What can be worked out ---------------------------------------------------------------------------


def is_in(respondent: Respondent, kind: str, name: str | None) -> bool:
    given = getattr(respondent, kind)
    return fold_name(given) == fold_name(name)


def has_rated(respondent: Respondent, code: str) -> bool:
    return isinstance(respondent.markers.get(code, respondent.statements.get(code)), int)


def list_groups(document: dict) -> Iterator[tuple[str, dict]]:
    for part in document["groups"]:
        for group in part["groups"]:
            yield part["kind"], group


def find_placed_by(
    document: dict, answers: Answers, terms: RoundTerms, marker: str
) -> set[tuple[str, str | None]]:
    """The groups whose place is another if all who rated the marker turn their answers round."""
    if not document["groups"]:
        return set()
    people = [
        replace(r, markers={**r.markers, marker: 3 - r.markers[marker]})  # type: ignore[operator]
        if has_rated(r, marker)
        else r
        for r in answers.respondents
    ]
    changed = store(replace(answers, respondents=tuple(people)), terms)
    pairs = zip(list_groups(document), list_groups(changed), strict=True)
    return {
        (kind, group["name"])
        for (kind, group), (_, other) in pairs
        if read_place(group) != read_place(other)
    }


def read_place(group: dict) -> tuple:
    return group["stage"], group["runner_up"], group["certainty"]


def list_sums(
    document: dict, answers: Answers, terms: RoundTerms, code: str, aspect: str | None
) -> Iterator[int]:
    """Of how many answers to a question each sum is that can be worked out."""
    if code in document["withheld"] or document["disclosure"] == "nothing":
        return
    left = [r for r in answers.respondents if has_rated(r, code)]
    placed = find_placed_by(document, answers, terms, code) if aspect is None else ()
    for kind, group in list_groups(document):
        if (kind, group["name"]) in placed or aspect in group["aspects"]:
            members = [r for r in left if is_in(r, kind, group["name"])]
            yield len(members)
            left = [r for r in left if r not in members]
    given = sum(code in r.markers or code in r.statements for r in answers.respondents)
    is_whole = len(left) == sum(has_rated(r, code) for r in answers.respondents)
    # All who rated it are shown, if enough answered it at all: “vet ej” is an answer too.
    if not (is_whole and (given >= terms.smallest_group or document["disclosure"] == "joint")):
        yield len(left)
    if document["weighting"] == "organisation" and document["disclosure"] == "all":
        raters = [fold_name(r.organisation) for r in answers.respondents if has_rated(r, code)]
        parties = [fold_name(r.organisation) for r in left]
        weights = Counter(raters.count(name) if name else 1 for name in parties)
        yield from weights.values() if len(weights) == 2 else ()


def find_victims(document: dict, answers: Answers, terms: RoundTerms) -> list[tuple[str, int]]:
    """The sums of 1 to k − 1 people's answers, and the groups of so few that are shown."""
    smallest = terms.smallest_group
    asked = [(code, None) for code in MARKERS]
    asked += [(code, aspect) for aspect, codes in STATEMENTS.items() for code in codes]
    found = [
        (code, size)
        for code, aspect in asked
        for size in list_sums(document, answers, terms, code, aspect)
        if 0 < size < smallest
    ]
    sizes = [group["respondents"] for _kind, group in list_groups(document)]
    rest = len(answers.respondents) - sum(sizes) if sizes else 0
    return found + [("place", size) for size in (*sizes, rest) if 0 < size < smallest]


@given(ROUNDS)
@settings(max_examples=150, deadline=None)
def test_no_group_smaller_than_k_can_be_worked_out_from_all_that_is_shown(made):
    answers, terms = made
    document = store(answers, terms)
    assert find_victims(document, answers, terms) == []


@given(ROUNDS)
@settings(max_examples=40, deadline=None)
def test_no_picture_draws_what_fewer_than_k_have_said(made):
    answers, terms = made
    report = build_report(store(answers, terms), EDITION)
    smallest = terms.smallest_group
    path = draw_path(report.stages, {stage.code: n for stage, n in report.own_placements})
    assert not 0 < sum(crowd.number for crowd in path.crowds) < smallest
    for item in report.differing:
        assert item.question.answered >= smallest
        assert sum(piece.number for piece in draw_spread(item.question)) == item.question.valid
    cells = [cell for _stage, cells in report.aspect_map for cell in cells]
    voters = sum(bool(respondent.votes) for respondent in answers.respondents)
    if report.wanted or any(cell.votes for cell in cells):
        assert voters >= smallest
    if report.disclosure != "all":
        assert not report.differing
        assert not any(cell.spread or cell.votes for cell in cells)


def test_what_is_withheld_is_in_no_figure_of_any_group():
    """As the attacker takes for granted: the figures are the same if nobody had answered it."""
    answers, terms = make_round(1458, 19)
    document = store(answers, terms)
    [withheld] = document["withheld"]
    assert [
        g["aspects"]["varfor"] for _kind, g in list_groups(document) if "varfor" in g["aspects"]
    ]
    without = replace(
        answers,
        respondents=tuple(
            replace(r, statements={c: a for c, a in r.statements.items() if c != withheld})
            for r in answers.respondents
        ),
    )
    assert store(without, terms)["groups"] == document["groups"]


def break_remainder(patch: pytest.MonkeyPatch) -> None:
    """Groups are hidden for being small, however few are hidden with them."""
    patch.setattr(
        breakdown,
        "choose_shown",
        lambda labels, crowds, smallest, *_, **__: [
            g for g in dict.fromkeys(labels) if labels.count(g) >= smallest
        ],
    )


def break_raters(patch: pytest.MonkeyPatch) -> None:
    """An aspect is shown for every group that is shown, however few of it rated it."""
    break_chosen(patch, STATEMENTS["varfor"])


def break_markers(patch: pytest.MonkeyPatch) -> None:
    """A marker counts in the place of every group that is shown, however few of it rated it."""
    break_chosen(patch, MARKERS[:1])


def break_chosen(patch: pytest.MonkeyPatch, codes: list[str]) -> None:
    choose = disclosure.choose_by_raters
    patch.setattr(
        disclosure,
        "choose_by_raters",
        lambda breakdowns, asked: (
            breakdowns.shown if list(asked) == codes else choose(breakdowns, asked)
        ),
    )


def break_weighting(patch: pytest.MonkeyPatch) -> None:
    """The weighted mean is shown beside the distribution, whatever the weights."""
    patch.setattr(disclosure, "_is_telling", lambda *_: False)


def break_few(patch: pytest.MonkeyPatch) -> None:
    """A question is shown however few answered it."""
    patch.setattr(disclosure, "_find_withheld", lambda *_: frozenset())


@pytest.mark.parametrize(
    "take_away",
    [break_remainder, break_raters, break_markers, break_weighting, break_few],
)
def test_without_any_one_of_the_rules_somebody_is_found(take_away, monkeypatch):
    take_away(monkeypatch)
    rounds = (make_round(seed, 12 + seed % 29) for seed in range(200))
    assert any(find_victims(store(answers, terms), answers, terms) for answers, terms in rounds)


# Who took part ------------------------------------------------------------------------------------

ASKED = {"organisation": (*PARTIES, "Tyst"), "second_perspective": SECOND_PERSPECTIVES}
"""Groups of which others know who belongs to them: some of them are one person."""


def find_told(answers: Answers, terms: RoundTerms) -> list[str]:
    """The kinds of groups of which the document tells that somebody, or nobody, answered.

    It does if the groups that are counted are everybody, though another was asked, or if it is
    another document where the small groups have changed places with each other or with silent ones.
    """
    document = store(answers, terms)
    told = []
    for kind, asked in ASKED.items():
        counted = document["took_part"].get(kind, [])
        silent = {*asked} - {group["name"] for group in counted}
        is_everybody = sum(g["respondents"] for g in counted) == len(answers.respondents)
        if (counted and is_everybody and silent) or (
            store(trade_places(answers, kind, terms.smallest_group), terms) != document
        ):
            told.append(kind)
    return told


def trade_places(answers: Answers, kind: str, smallest: int) -> Answers:
    """The same answers, each small group in the place of the next one, the silent ones too."""
    sizes = Counter(getattr(r, kind) for r in answers.respondents)
    small = [name for name in ASKED[kind] if sizes[name] < smallest]
    place = dict(zip(small, small[1:] + small[:1], strict=True))
    return replace(
        answers,
        respondents=tuple(
            replace(r, **{kind: place.get(getattr(r, kind), getattr(r, kind))})
            for r in answers.respondents
        ),
    )


@given(ROUNDS)
@settings(max_examples=50, deadline=None)
def test_nobodys_taking_part_can_be_read_from_which_groups_are_named_counted_or_hidden(made):
    assert find_told(*made) == []


def break_silent(patch: pytest.MonkeyPatch) -> None:
    """The parties that nobody answered from are named, as in an open round."""
    find = disclosure.find_silent
    patch.setattr(disclosure, "find_silent", lambda r, t: find(r, replace(t, anonymous=False)))


def break_hidden(patch: pytest.MonkeyPatch) -> None:
    """The groups without figures are named."""
    patch.setattr(
        disclosure,
        "describe_hidden",
        lambda divided: sorted(map(str, set(divided.labels) - set(divided.shown))),
    )


def break_rest(patch: pytest.MonkeyPatch) -> None:
    """That nobody is hidden shows that nobody answered from the others that were asked."""
    patch.setattr(breakdown, "_list_asked", lambda _: set())


@pytest.mark.parametrize("take_away", [break_silent, break_hidden, break_rest])
def test_without_any_one_of_the_rules_somebody_is_known_to_have_answered(take_away, monkeypatch):
    take_away(monkeypatch)
    rounds = (make_round(seed, 12 + seed % 29) for seed in range(200))
    assert any(find_told(answers, terms) for answers, terms in rounds)


def test_one_more_from_a_party_or_the_only_one_of_another_is_not_told_apart():
    """Of twelve: six and six, or six and five and the one person of a third party."""
    blank = Respondent()
    norr, syd, one = (replace(blank, organisation=name) for name in ("Norr", "Syd", "Öst"))
    rounds = [(*[norr] * 6, *[syd] * 5, last) for last in (syd, one)]
    answers = [Answers(respondents=people, answered="separately", people=14) for people in rounds]
    assert store(answers[0], make_terms()) == store(answers[1], make_terms())


# What else must not show --------------------------------------------------------------------------


@given(ROUNDS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_what_someone_in_a_hidden_group_answered_shows_in_the_total_alone(made, chance):
    answers, terms = made
    people = answers.respondents
    document = store(answers, terms)
    shown = list(list_groups(document))
    hidden = [i for i, r in enumerate(people) if not any(is_in(r, k, g["name"]) for k, g in shown)]
    if not hidden:
        return
    i = chance.choice(hidden)
    other = replace(
        people[i],
        markers={c: 3 - a if isinstance(a, int) else a for c, a in people[i].markers.items()},
        statements={c: 6 - a if isinstance(a, int) else a for c, a in people[i].statements.items()},
    )
    changed = store(replace(answers, respondents=(*people[:i], other, *people[i + 1 :])), terms)
    total = {"diagnosis", "counts"}
    assert [key for key in document if document[key] != changed[key]] in (
        [], ["diagnosis"], ["counts"], sorted(total, reverse=True),
    )  # fmt: skip


@given(ROUNDS)
@settings(max_examples=100, deadline=None)
def test_what_a_result_rests_on_follows_from_the_distributions_and_is_not_shown_without(made):
    answers, terms = made
    document = store(answers, terms)
    diagnosis, counts = document["diagnosis"], document["counts"]
    if document["disclosure"] != "all":
        assert diagnosis["basis"] is None
        return
    alike = replace(answers, respondents=tuple(tell_apart(counts, answers)))
    told = disclosure.dump_diagnosis(disclosure.compute_diagnosis(EDITION, alike))
    assert diagnosis["basis"] == told["basis"]
    assert diagnosis["in_place"] == told["in_place"] or answers.weighting == "organisation"


def tell_apart(counts: dict, answers: Answers) -> Iterator[Respondent]:
    """Other respondents, as many, who gave the same answers to each marker in another order."""
    spread = {
        code: [
            int(v) if v.isdigit() else v for v, n in counts.get(code, {}).items() for _ in range(n)
        ]
        for code in MARKERS
    }
    for i in range(len(answers.respondents)):
        yield Respondent(markers={c: given[i] for c, given in spread.items() if i < len(given)})


@given(ROUNDS)
@settings(max_examples=100, deadline=None)
def test_votes_and_outlooks_that_are_not_shown_have_no_part_in_anything(made):
    answers, terms = made
    document = store(answers, terms)
    forgotten = {}
    if (
        not document["votes"]
        and sum(bool(r.votes) for r in answers.respondents) < terms.smallest_group
    ):
        forgotten["votes"] = ()
    if not document["diagnosis"]["outlook"]:
        forgotten["outlook"] = None
    without = tuple(replace(r, **forgotten) for r in answers.respondents)
    assert store(replace(answers, respondents=without), terms) == document


def break_votes(patch: pytest.MonkeyPatch) -> None:
    """What few want has a part in what is computed, though it is not shown."""
    patch.setattr(disclosure, "_find_told", lambda *_: ("votes", "outlook"))


def test_without_that_rule_what_few_want_would_show(monkeypatch):
    rounds = [make_round(seed, 6 + seed % 6) for seed in range(100)]
    silent = [
        (
            replace(
                a, respondents=tuple(replace(r, votes=(), outlook=None) for r in a.respondents)
            ),
            t,
        )
        for a, t in rounds
    ]
    break_votes(monkeypatch)
    pairs = zip(rounds, silent, strict=True)
    assert any(
        store(*one)["diagnosis"]["priorities"] != store(*other)["diagnosis"]["priorities"]
        for one, other in pairs
    )


@given(ROUNDS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_nothing_shown_is_a_row_of_one_person_or_tied_to_one(made, chance):
    answers, terms = made
    document = store(answers, terms)
    people = list(answers.respondents)
    chance.shuffle(people)
    assert store(replace(answers, respondents=tuple(people)), terms) == document
    assert set(document) == {
        "format", "edition", "method", "date", "collaboration", "answered", "people",
        "respondents", "limits", "diagnosis", "counts", "comments", "round", "disclosure",
        "weighting",
        "took_part", "silent", "groups", "hidden", "votes", "uncounted", "withheld",
    }  # fmt: skip
    assert all(set(comment) == {"aspect", "text"} for comment in document["comments"])
    for _, group in list_groups(document):
        assert set(group) == {
            "name", "respondents", "stage", "runner_up", "certainty", "aspects",
        }  # fmt: skip
        assert all(set(said) == {"score", "band"} for said in group["aspects"].values())
        assert terms.smallest_group <= group["respondents"] <= len(people)
    report = build_report(document, EDITION)
    questions = [q for _, marked in report.markers for q in marked]
    questions += [q for view in report.aspects for q in view.statements]
    assert {q.code for q in questions if q.answered} == set(document["counts"])
    told = [(g.name, g.respondents, set(g.scores)) for part in report.groups for g in part.groups]
    assert told == [
        (group["name"], group["respondents"], set(group["aspects"]))
        for _, group in list_groups(document)
    ]
    assert report.is_joint_only == (3 <= len(people) < terms.smallest_group)
    assert report.is_withheld == (len(people) < 3)
