"""What holds for any edition and any answers."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessments.methods.stages.answers import (
    OUTLOOKS,
    PERSPECTIVES,
    SECOND_PERSPECTIVES,
    STATEMENT_ANSWERS,
    Answers,
    AnswersError,
    Respondent,
    dump_answers,
    list_marker_answers,
    load_json,
    parse_answers,
)
from assessments.methods.stages.diagnose import compute_diagnosis, dump_diagnosis
from assessments.methods.stages.placement import compute_placement, compute_single_placement
from model_content.domain.codec import dump_edition, parse_edition
from model_content.domain.content import METHODS
from samverkan.texts import clean_line, clean_text, is_seen
from tests.unit.diagnosis.builders import build_edition, build_model, build_stage

MODEL, MODEL_2 = build_model(), build_model(method="2")

quick = settings(
    max_examples=80, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip

WRITTEN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
TEXTS = WRITTEN.map(clean_text).filter(is_seen)
LINES = WRITTEN.map(clean_line)


@st.composite
def editions(draw):
    stages = []
    for i in range(draw(st.integers(1, 6))):
        stars = draw(st.lists(st.booleans(), max_size=3))
        codes = [f"a{i}{j}{'*' if star else ''}" for j, star in enumerate(stars)]
        lasting, closing = draw(st.booleans()), draw(st.integers(0, 4)) == 0
        stage = build_stage(
            f"s{i}", " ".join(codes), markers=draw(st.integers(0, 4)), lasting=lasting,
            closing=closing,
        )  # fmt: skip
        stages.append(replace(stage, order=i + 1))
    return build_edition(*stages, method=draw(st.sampled_from(METHODS)))


def draw_some(draw, codes, values):
    """Answer some of the questions, all in one draw: a byte for each."""
    codes, options = [*codes], (*values, None)
    given_ = draw(st.binary(min_size=len(codes), max_size=len(codes)))
    answers = {code: options[byte % len(options)] for code, byte in zip(codes, given_, strict=True)}
    return {code: answer for code, answer in answers.items() if answer is not None}


def votes(edition):
    """Up to three aspects, none of them twice."""
    codes = list(edition.aspect_by_code)
    return st.permutations(codes).map(lambda order: tuple(order[: len(codes) % 4]))


@st.composite
def respondents(draw, edition):
    return Respondent(
        markers=draw_some(draw, (m.code for m in edition.markers), list_marker_answers(edition)),
        statements=draw_some(draw, (s.code for s in edition.statements), STATEMENT_ANSWERS),
        organisation=draw(st.sampled_from([None, "A", "B"])),
        self_placement=draw(st.sampled_from([None, *edition.stage_by_code])),
        outlook=draw(st.sampled_from([None, *OUTLOOKS])),
        votes=draw(votes(edition)),
    )


@st.composite
def rounds(draw, min_size=1, max_size=5):
    edition = draw(editions() | st.sampled_from([MODEL, MODEL_2]))
    group = draw(st.lists(respondents(edition), min_size=min_size, max_size=max_size))
    weighting = draw(st.sampled_from(["respondent", "organisation"]))
    return edition, Answers(weighting=weighting, respondents=tuple(group))


def document_of(edition, answers):
    return dump_diagnosis(compute_diagnosis(edition, answers))


@quick
@given(rounds(), st.data())
def test_the_order_of_respondents_changes_nothing(round_, data):
    edition, answers = round_
    shuffled = tuple(data.draw(st.permutations(answers.respondents)))
    found = document_of(edition, answers)
    again = document_of(edition, replace(answers, respondents=shuffled))
    assert repr(again) == repr(found)


@quick
@given(rounds(), st.data())
def test_progress_never_falls_when_a_marker_rises(round_, data):
    edition, answers = round_
    first, *others = answers.respondents
    low = [code for code, answer in first.markers.items() if answer in (0, 1, 2)]
    assume(low)
    code = data.draw(st.sampled_from(low))
    raised = replace(first, markers={**first.markers, code: first.markers[code] + 1})
    before = compute_placement(edition, [first, *others], answers.weighting).placement
    after = compute_placement(edition, [raised, *others], answers.weighting).placement
    for stage, progress in before.progress.items():
        assert (after.progress[stage] is None) == (progress is None)
        assert progress is None or after.progress[stage] >= progress


@quick
@given(rounds(max_size=1), st.integers(1, 4))
def test_one_more_of_the_same_changes_neither_stage_nor_certainty(round_, times):
    edition, answers = round_
    same = answers.respondents * times
    found = compute_diagnosis(edition, replace(answers, respondents=same))
    more = compute_diagnosis(edition, replace(answers, respondents=(*same, same[0])))
    assert (more.stage, more.certainty) == (found.stage, found.certainty)
    assert (more.distances, more.divided) == (found.distances, False)


@quick
@given(rounds(max_size=1))
def test_with_one_respondent_both_weightings_agree(round_):
    edition, answers = round_
    by_respondent = document_of(edition, replace(answers, weighting="respondent"))
    assert document_of(edition, replace(answers, weighting="organisation")) == by_respondent


@quick
@given(rounds())
def test_when_nobody_names_an_organisation_both_weightings_agree(round_):
    edition, answers = round_
    group = tuple(replace(r, organisation=None) for r in answers.respondents)
    lone = replace(answers, respondents=group)
    assert document_of(edition, replace(lone, weighting="organisation")) == document_of(
        edition, replace(lone, weighting="respondent")
    )


@quick
@given(rounds(), st.data())
def test_the_placement_never_depends_on_statements(round_, data):
    edition, answers = round_
    group = tuple(
        replace(r, statements=data.draw(respondents(edition)).statements)
        for r in answers.respondents
    )
    found = compute_placement(edition, answers.respondents, answers.weighting)
    assert compute_placement(edition, group, answers.weighting) == found


@quick
@given(rounds())
def test_the_lists_hold_what_they_say_and_nothing_twice(round_):
    edition, answers = round_
    found = compute_diagnosis(edition, answers)
    band = {aspect.code: aspect.band for aspect in found.aspects}
    chosen = [*found.priorities, *found.carry_over]
    assert len(set(chosen)) == len(chosen)
    assert not set(chosen) & set(found.strengths)
    assert {band[code] for code in found.strengths} <= {"strength"}
    assert not {band[code] for code in found.carry_over} & {"strength", "not_rated"}
    closing = found.reach is not None and edition.stage_by_code[found.reach].closing
    assert closing or not found.carry_over


@quick
@given(rounds())
def test_numbers_stay_within_their_ranges(round_):
    edition, answers = round_
    found = compute_diagnosis(edition, answers)
    assert all(p is None or 0 <= p <= 1 for p in found.progress.values())
    assert all(d >= 0 for d in found.distances.values())
    assert found.margin is None or found.margin >= 0
    for aspect in found.aspects:
        assert aspect.score is None or 1 <= aspect.score <= 5
        assert aspect.agreement is None or 0 <= aspect.agreement <= 1
        assert aspect.dont_know_share is None or 0 <= aspect.dont_know_share <= 1


@quick
@given(rounds(max_size=1))
def test_the_distances_are_those_of_the_formula_written_out(round_):
    edition, answers = round_
    found = compute_single_placement(edition, answers.respondents[0])
    p = list(found.progress.values())
    for k, stage in enumerate(edition.stages):
        expected = written_out(edition, p, k)
        assert found.distances[stage.code] == expected


def written_out(edition, p, k):
    """Transcribe method.md as plainly as possible, one term at a time."""
    stages = range(len(p))
    ladder = Fraction(1, 4)
    if p[k] is not None:
        runs = edition.stages[k].lasting and p[k] >= Fraction(1, 2)
        ladder = Fraction(0) if runs else (p[k] - Fraction(1, 2)) ** 2
    for s in stages:
        if p[s] is not None and s != k:
            ladder += (1 - p[s]) ** 2 if s < k else p[s] ** 2
    options = [ladder]
    if edition.stages[k].closing and p[k] is not None:
        for j in stages[:k]:
            if not edition.stages[j].closing:
                branch = (1 - p[k]) ** 2
                for s in stages[:k]:
                    if p[s] is not None and s != j:
                        branch += (1 - p[s]) ** 2 if s < j else p[s] ** 2
                options.append(branch)
    return min(options)


@quick
@given(editions())
def test_an_edition_survives_the_round_trip(edition):
    assert parse_edition(dump_edition(edition)) == edition


@st.composite
def full_answers(draw):
    edition, answers = draw(rounds(max_size=3))
    aspects = st.sampled_from([a.code for a in edition.aspects] or ["-"])
    comments = st.dictionaries(aspects, TEXTS, max_size=2)
    group = tuple(
        replace(
            r,
            perspective=draw(st.sampled_from([None, *PERSPECTIVES])),
            second_perspective=draw(st.sampled_from([None, *SECOND_PERSPECTIVES])),
            comments=draw(comments) if edition.aspects else {},
        )
        for r in answers.respondents
    )
    return edition, replace(
        answers,
        edition=draw(st.sampled_from([None, edition.code])),
        respondents=group,
        collaboration_name=draw(LINES),
        scope=draw(LINES),
        date=draw(st.none() | st.dates().map(str)),
        answered=draw(st.sampled_from([None, "alone", "together", "separately"])),
        people=draw(st.none() | st.integers(1)),
    )


@quick
@given(full_answers())
def test_answers_survive_the_round_trip(pair):
    edition, answers = pair
    assert parse_answers(dump_answers(answers), edition) == answers


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@quick
@given(JSON, st.sampled_from(["format", "edition", "collaboration", "date", "people", "x"]))
def test_any_value_in_place_of_another_is_read_or_refused_in_one_line(value, key):
    document = {"format": "samverkan-answers/1", "respondents": [{}], key: value}
    assert say_refusal(parse_answers, document, MODEL).isprintable()


@quick
@given(
    JSON,
    st.sampled_from(["markers", "statements", "comments", "organisation", "outlook", "\n"]),
)
def test_any_value_in_a_respondent_is_read_or_refused_in_one_line(value, key):
    document = {"format": "samverkan-answers/1", "respondents": [{key: value}]}
    assert say_refusal(parse_answers, document, MODEL).isprintable()


def say_refusal(read, *arguments):
    """Give the line with which something is refused, empty if it is read."""
    try:
        read(*arguments)
    except AnswersError as error:
        return str(error)
    return ""


@quick
@given(st.binary(max_size=40))
def test_any_bytes_are_loaded_or_refused_in_one_line(data):
    assert say_refusal(load_json, data).isprintable()
