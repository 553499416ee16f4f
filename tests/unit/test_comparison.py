"""Two results compared: by code, with exact numbers, whatever edition each was answered on."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.methods.stages.answers import Answers, Respondent
from assessments.results.rules.comparison import (
    INCOMPARABLE,
    Comparison,
    Verdict,
    compare,
    count_changes,
    judge_change,
)
from assessments.results.rules.snapshot import build_snapshot
from assessments.results.rules.standing import (
    AspectStanding,
    Named,
    Standing,
    summarise,
)
from model_content.domain.content import Edition
from tests.unit.diagnosis.builders import build_edition, build_model, build_stage, marks, states
from tests.unit.test_report import change

MODEL = build_model()


def stand(respondent: Respondent, edition: Edition = MODEL) -> Standing:
    answers = Answers(edition=edition.code, respondents=(respondent,))
    return Standing(summarise(build(edition, answers), edition))


def build(edition: Edition, answers: Answers) -> dict:
    return build_snapshot(edition, answers, revision=1, sha256="a" * 64)


def rated(*aspects: tuple[str, str | None], start_here: tuple[str, ...] = ()) -> Standing:
    """A result with these scores, as they stand in a document."""
    return change(
        stand(Respondent()),
        aspects=tuple(
            AspectStanding(code, code.title(), None if score is None else Fraction(score), "…")
            for code, score in aspects
        ),
        start_here=start_here,
    )


def verdicts(comparison: Comparison) -> dict[str, Verdict]:
    return {a.code: a.verdict for a in (*comparison.aspects, *comparison.dropped)}


def test_a_list_says_how_many_aspects_have_changed_from_what_is_stored():
    def score(**scores: float | None) -> dict:
        return {"aspects": [{"code": code, "score": value} for code, value in scores.items()]}

    then, now = score(a=1.5, b=4.25, c=None, gone=3), score(a=3, b=4.5, c=2, d=3)
    document = {"earlier": {"number": 1, **then}, "diagnosis": now}
    assert count_changes(document) == {"since": 1, "better": 1, "worse": 0}
    assert count_changes({"earlier": now, "diagnosis": then}) == {
        "since": None, "better": 0, "worse": 1
    }  # fmt: skip
    assert count_changes(document | {"disclosure": "nothing"}) is None
    assert count_changes({"diagnosis": now}) is None


# One aspect ---------------------------------------------------------------------------------------


def test_the_worked_example():
    before = rated(("forankring", "1.5"), ("varfor", "4.25"), ("nytta", None))
    after = rated(("forankring", "3"), ("varfor", "4.5"), ("nytta", "2"))
    found = compare(before, after).aspects
    assert [(a.change, a.verdict.value) for a in found] == [
        (Fraction(3, 2), "better"), (Fraction(1, 4), "same"), (None, "no_score_then"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [("2.1", "2.6", "better"), ("2.6", "2.1", "worse"), ("2.1", "2.5999", "same"),
     ("3.6667", "4.1667", "better"), ("2.5", "2.0001", "same"), ("3", "3", "same"),
     (None, "3", "no_score_then"), ("3", None, "no_score_now"), (None, None, "no_score")],
)  # fmt: skip
def test_exactly_a_half_is_a_change_and_less_is_about_as_before(then, now, said):
    [found] = compare(rated(("varfor", then)), rated(("varfor", now))).aspects
    assert found.verdict == said


def test_the_stored_decimals_are_what_is_subtracted():
    """In binary, this half is less than a half."""
    assert 4.1667 - 3.6667 < 0.5
    document = summarise(build(MODEL, Answers(edition=MODEL.code, respondents=())), MODEL)
    [aspect] = [given for given in document["aspects"] if given["code"] == "varfor"]
    stored = [
        Standing({**document, "aspects": [{**aspect, "score": score}]})
        for score in (3.6667, 4.1667)
    ]
    assert compare(*stored).aspects[0].change == Fraction(1, 2)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [("0.5", "better"), ("0.4999", "same"), ("-0.4999", "same"), ("-0.5", "worse"), ("0", "same")],
)
def test_what_is_said_of_a_change(change, verdict):
    assert judge_change(Fraction(change)) == verdict


def test_an_aspect_that_everybody_now_does_not_know_cannot_be_compared():
    before, after = stand(states(varfor=3)), stand(states(varfor="dont_know"))
    [found] = [a for a in compare(before, after).aspects if a.code == "varfor"]
    assert found.verdict is Verdict.NO_SCORE_NOW
    assert (found.before.band, found.after.band) == ("strengthen", "find_out")


# Editions -----------------------------------------------------------------------------------------


OTHER = build_edition(
    build_stage("start", "varfor tid*"), build_stage("drift", "larande nyhet", lasting=True)
)


def test_codes_that_only_one_edition_has_are_new_or_dropped_and_have_their_titles():
    comparison = compare(stand(states(varfor=2, nytta=4)), stand(states(varfor=4), OTHER))
    assert [a.code for a in comparison.aspects] == ["varfor", "tid", "larande", "nyhet"]
    assert [(a.title, a.verdict) for a in comparison.new] == [("Nyhet", Verdict.NEW)]
    assert [a.title for a in comparison.dropped] == [
        "Forankring", "Tillit", "Regler", "Bas", "Uppfoljning", "Nytta", "Beslut", "Erfarenheter",
    ]  # fmt: skip
    assert verdicts(comparison)["varfor"] == "better"


def test_what_was_to_begin_with_is_followed_also_when_it_has_been_dropped():
    before = rated(("a", "1"), ("b", "2"), ("c", "3"), start_here=("c", "a", "b"))
    after = rated(("b", "2"), ("a", "2"))
    started = compare(before, after).started
    assert [(a.code, a.verdict) for a in started] == [
        ("c", Verdict.DROPPED), ("a", Verdict.BETTER), ("b", Verdict.SAME),
    ]  # fmt: skip


def test_no_more_than_the_first_five_were_to_begin_with():
    low = marks(MODEL, 3, 3, 3, 3, 2, 0)
    codes = dict.fromkeys(MODEL.aspect_by_code, 1)
    standing = stand(replace(low, statements=states(**codes).statements))
    assert len(standing.start_here) == 5
    assert [a.code for a in compare(standing, standing).started] == list(standing.start_here)


def test_the_greatest_change_comes_first_and_then_content_order():
    before = rated(("a", "3"), ("b", "3"), ("c", "3"), ("d", "3"), ("e", "3"))
    after = rated(("a", "4"), ("b", "5"), ("c", "2"), ("d", "4"), ("e", "1"))
    comparison = compare(before, after)
    assert [a.code for a in comparison.better] == ["b", "a", "d"]
    assert [a.code for a in comparison.worse] == ["e", "c"]


# The place ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "certainty", "places"),
    [
        ((3, 3, 2, 0, 0, 0), "clear", ["etablering"]),
        ((3, 0, 0, 0, 0, 0), "between", ["initiativ", "uppstart"]),
        ((0, 3, 0, 3, None, 0), "unclear", []),
        ((3, 3, None, None, None, None), "insufficient", []),
    ],
)
def test_a_result_in_short_says_where_and_how_certain(levels, certainty, places):
    standing = stand(marks(MODEL, *levels))
    assert standing.certainty == certainty
    assert [stage.code for stage in standing.places] == places


def test_where_a_group_that_ends_is_heading_is_part_of_its_place():
    ended = replace(marks(MODEL, 3, 3, 3, 3, 3, 3), outlook="end")
    anew = replace(ended, outlook="redefine")
    assert stand(ended).direction == "end"
    assert not compare(stand(ended), stand(anew)).is_same_place
    assert compare(stand(ended), stand(ended)).is_same_place


def test_the_same_stage_with_another_certainty_is_not_the_same_said():
    likely, clear = stand(marks(MODEL, 3, [2, 3], 0, 0, 0, 0)), stand(marks(MODEL, 3, 2, 0, 0, 0))
    assert (likely.certainty, clear.certainty) == ("likely", "clear")
    assert likely.places == clear.places == (Named("uppstart", "Uppstart"),)
    assert not compare(likely, clear).is_same_place


# Whatever is compared -----------------------------------------------------------------------------

SCORES = st.none() | st.integers(10_000, 50_000).map(lambda n: Fraction(n, 10_000))
STANDINGS = st.dictionaries(st.sampled_from("abcdefgh"), SCORES).map(
    lambda scores: change(
        stand(Respondent()),
        aspects=tuple(AspectStanding(c, c, score, "…") for c, score in scores.items()),
        start_here=tuple(list(scores)[:3]),
    )
)
TURNED = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.NO_SCORE_THEN: Verdict.NO_SCORE_NOW,
    Verdict.NEW: Verdict.DROPPED,
}
TURNED |= {b: a for a, b in TURNED.items()}


@given(STANDINGS, STANDINGS)
def test_the_other_way_round_better_is_worse_and_new_is_dropped(one, other):
    there, back = verdicts(compare(one, other)), verdicts(compare(other, one))
    assert back == {code: TURNED.get(verdict, verdict) for code, verdict in there.items()}


@given(STANDINGS)
def test_compared_with_itself_nothing_has_changed(one):
    comparison = compare(one, one)
    assert comparison.is_same_place
    assert not any((comparison.better, comparison.worse, comparison.new, comparison.dropped))
    assert all(a.change in (0, None) for a in comparison.aspects)


@given(STANDINGS, STANDINGS, st.randoms())
def test_the_order_of_aspects_decides_nothing_but_the_order_they_are_said_in(one, other, random):
    def shuffle(standing):
        aspects = list(standing.aspects)
        random.shuffle(aspects)
        return change(standing, aspects=tuple(aspects))

    shuffled = compare(shuffle(one), shuffle(other))
    assert verdicts(shuffled) == verdicts(compare(one, other))
    assert shuffled.started == compare(one, other).started
    before_only = compare(shuffle(one), other)
    assert before_only.aspects == compare(one, other).aspects


@given(STANDINGS, STANDINGS)
def test_every_aspect_is_said_exactly_once(one, other):
    comparison = compare(one, other)
    new, dropped = ({a.code for a in g} for g in (comparison.new, comparison.dropped))
    codes = [{a.code for a in standing.aspects} for standing in (one, other)]
    assert new == codes[1] - codes[0]
    assert dropped == codes[0] - codes[1]
    parts = (comparison.better, comparison.worse, comparison.same, comparison.new)
    said = [a.code for part in (*parts, comparison.incomparable) for a in part]
    assert sorted(said) == sorted(a.code for a in comparison.aspects)
    assert {a.verdict for a in comparison.incomparable} <= set(INCOMPARABLE)
