"""The stored result: its shape, its golden file, and reading old ones."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.methods.stages import compute_diagnosis, dump_diagnosis, parse_answers
from assessments.methods.stages.answers import Answers, Respondent
from assessments.results.report.report import build_report
from assessments.results.rules.snapshot import (
    SNAPSHOT_FORMAT,
    SnapshotError,
    add_earlier,
    build_snapshot,
    upgrade_snapshot,
)
from assessments.rounds.rules.terms import RoundTerms
from tests.unit.diagnosis.builders import build_edition, build_model, build_stage, mark

GOLDEN = Path(__file__).parent.parent / "golden" / "snapshot-1.json"
GROUP = GOLDEN.with_name("snapshot-1-group.json")
COMPARED = GOLDEN.with_name("snapshot-1-compared.json")

MODEL = build_model()
MINI = build_edition(
    build_stage("start", "varfor tid*", markers=3),
    build_stage("drift", "larande", markers=3, lasting=True),
    build_stage("slut", "beslut", markers=3, closing=True),
)
ANSWERS = {
    "format": "samverkan-answers/1",
    "edition": "test.1",
    "weighting": "respondent",
    "collaboration": {"name": "Kovačić Łukasz Šimek đŋŧ", "scope": "allt"},
    "date": "2026-11-21",
    "answered": "together",
    "people": 7,
    "respondents": [
        {
            "markers": {
                "start.m1": 3, "start.m2": 3, "start.m3": 2, "drift.m1": 2, "drift.m2": 1,
                "drift.m3": "dont_know", "slut.m1": 0, "slut.m2": 0, "slut.m3": 0,
            },
            "statements": {
                "varfor.1": 4, "varfor.2": 5, "tid.1": 2, "tid.2": "not_applicable",
                "larande.1": "dont_know", "larande.2": 3,
            },
            "comments": {"varfor": "Rad ett\nRad två", "larande": "Vi hinner inte"},
            "self_placement": "drift",
            "outlook": "continue",
        }
    ],
}  # fmt: skip


def build(document: dict = ANSWERS, **changes) -> dict:
    answers = parse_answers({**document, **changes}, MINI)
    return build_snapshot(MINI, answers, revision=3, sha256="a" * 64)


def several(*comments: dict[str, str], **changes) -> dict:
    respondents = [
        {"markers": {"start.m1": i % 4}, "comments": texts} for i, texts in enumerate(comments)
    ]
    return build(respondents=respondents, **{"answered": "separately", **changes})


# The golden file ----------------------------------------------------------------------------------


def test_the_same_answers_give_the_snapshot_that_version_one_gave():
    """If this fails, stored results of version 1 would not be made again: is it version 2?"""
    made = json.dumps(build(), ensure_ascii=False, indent=1) + "\n"
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_a_stored_snapshot_of_version_one_can_still_be_reported():
    stored = upgrade_snapshot(json.loads(GOLDEN.read_text(encoding="utf-8")))
    report = build_report(stored, MINI)
    assert report.name == "Kovačić Łukasz Šimek đŋŧ"
    assert report.position is not None
    assert report.position.code == stored["diagnosis"]["stage"]
    assert [texts for _, texts in report.comments] == [("Rad ett\nRad två",), ("Vi hinner inte",)]


def test_the_same_two_results_give_the_snapshot_that_is_compared():
    """A later result holds the earlier one in short; nothing else in it differs."""
    earlier = build(date="2026-03-01", respondents=[{"statements": {"tid.1": 4, "beslut.1": 3}}])
    made = (
        json.dumps(add_earlier(build(), earlier, MINI, MINI), ensure_ascii=False, indent=1) + "\n"
    )
    assert made == COMPARED.read_text(encoding="utf-8")


def test_a_stored_snapshot_with_an_earlier_result_is_reported_with_the_comparison():
    stored = upgrade_snapshot(json.loads(COMPARED.read_text(encoding="utf-8")))
    since = build_report(stored, MINI).comparison
    assert since is not None
    assert since.before.is_insufficient
    assert [stage.title for stage in since.after.places] == ["Drift"]
    assert [(a.code, a.verdict) for a in since.aspects] == [
        ("varfor", "no_score_then"), ("tid", "worse"), ("larande", "no_score_then"),
        ("beslut", "no_score_now"),
    ]  # fmt: skip
    plain = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert build_report(plain, MINI).comparison is None


def answer_in_group(number: int) -> dict:
    """One of ten: seven of Norr and three of Syd, every other one `drivande`."""
    [one] = ANSWERS["respondents"]
    return {
        "perspective": "drivande" if number % 2 else "medverkande",
        "organisation": "Norr" if number < 7 else "Syd",
        "markers": {**one["markers"], "drift.m1": 3 * (number % 2)},
        "statements": {
            **one["statements"], "varfor.1": 1 + number % 5, "larande.2": number % 5 + 1
            if number < 9 else "dont_know",
        },
        "comments": {"varfor": f"Kommentar {number}"} if number < 2 else {},
        "self_placement": "start" if number < 4 else "drift",
        "outlook": "continue",
        "votes": ["tid", "larande"] if number < 6 else ["tid"],
    }  # fmt: skip


def build_group() -> dict:
    terms = RoundTerms(
        True, 5, True, False, ("Norr", "Syd", "Väst"), "Våren", "Turism", date(2026, 3, 1),
        date(2026, 3, 20),
    )  # fmt: skip
    document = {
        **ANSWERS, "answered": "separately", "people": 12, "weighting": "organisation",
        "respondents": [answer_in_group(number) for number in range(10)],
    }  # fmt: skip
    answers = parse_answers(document, MINI)
    return build_snapshot(MINI, answers, revision=3, sha256="a" * 64, terms=terms)


def test_the_same_round_gives_the_snapshot_that_version_one_gave():
    stored = json.loads(GROUP.read_text(encoding="utf-8"))
    assert stored["silent"] == ["Väst"]
    made = json.loads(json.dumps(build_group()))
    assert (made["groups"], made["took_part"]) == ([], {}), "now by party, and by that alone"
    # Which named in an anonymous round whom nobody answered for, and who were too few.
    by_both = {key: stored[key] for key in ("groups", "took_part")}
    assert {**made, **by_both} == upgrade_snapshot(stored)


def test_a_stored_snapshot_of_a_round_can_still_be_reported():
    stored = upgrade_snapshot(json.loads(GROUP.read_text(encoding="utf-8")))
    report = build_report(stored, MINI)
    assert report.terms is not None
    assert (report.terms.part, report.disclosure, report.silent) == ("Turism", "all", ())
    assert [(part.kind, [g.name for g in part.groups]) for part in report.groups] == [
        ("perspective", ["drivande", "medverkande"])
    ]
    assert [(view.code, count) for view, count in report.votes] == [("tid", 10), ("larande", 6)]
    assert report.hidden == [{"kind": "organisation", "reason": "small"}]


# Shape --------------------------------------------------------------------------------------------


def test_the_snapshot_names_content_method_and_what_it_rests_on():
    snapshot = build()
    assert list(snapshot) == [
        "format", "edition", "method", "date", "collaboration", "answered", "people",
        "respondents", "diagnosis", "counts", "comments", "answers",
    ]  # fmt: skip
    assert snapshot["format"] == SNAPSHOT_FORMAT == "samverkan-snapshot/1"
    assert snapshot["edition"] == {"code": "test.1", "revision": 3, "sha256": "a" * 64}
    assert snapshot["method"] == "1"
    assert (snapshot["answered"], snapshot["people"], snapshot["respondents"]) == ("together", 7, 1)


def test_the_diagnosis_in_it_is_the_diagnosis_of_its_answers():
    snapshot = build()
    answers = parse_answers(snapshot["answers"], MINI)
    assert dump_diagnosis(compute_diagnosis(MINI, answers)) == snapshot["diagnosis"]


def test_every_answer_is_counted_by_value():
    counts = several({}, {}, {}, {}, {})["counts"]
    assert counts == {"start.m1": {"0": 2, "1": 1, "2": 1, "3": 1}}
    assert build()["counts"]["tid.2"] == {"not_applicable": 1}
    assert "beslut.1" not in build()["counts"]


def test_a_snapshot_is_json_and_stays_the_same_through_it():
    snapshot = build()
    assert json.loads(json.dumps(snapshot)) == snapshot


@pytest.mark.parametrize("answered", ["alone", "together", None])
def test_one_set_of_answers_is_kept_for_download(answered):
    changes = {} if answered is None else {"answered": answered}
    document = {k: v for k, v in ANSWERS.items() if k != "answered"} | changes
    assert build(document)["answers"]["respondents"] == ANSWERS["respondents"]


def test_answers_given_separately_are_never_kept_row_by_row():
    assert "answers" not in several({}, {}, {})
    assert "answers" not in several({})  # one of those asked has answered
    assert "answers" not in several({}, {}, answered="together")


# Comments -----------------------------------------------------------------------------------------


def test_comments_say_nothing_of_who_wrote_which():
    texts = [{"varfor": f"Kommentar {i}", "larande": f"Annan {i}"} for i in range(6)]
    comments = several(*texts)["comments"]
    assert {tuple(c) for c in comments} == {("aspect", "text")}
    assert len(comments) == 12
    assert comments == several(*reversed(texts))["comments"]
    written = [f"Kommentar {i}" for i in range(6)]
    assert [c["text"] for c in comments if c["aspect"] == "varfor"] != written


@given(st.permutations(range(5)))
def test_the_order_of_respondents_changes_no_snapshot(order):
    respondents = [
        Respondent(
            markers=mark(MODEL, 3, i % 4, 2), statements={"varfor.1": i % 5 + 1},
            comments={"varfor": f"Text {i}"}, self_placement="mognad" if i % 2 else "uppstart",
        )
        for i in range(5)
    ]  # fmt: skip

    def make(chosen):
        answers = Answers(edition="test.1", respondents=tuple(chosen), answered="separately")
        return json.dumps(build_snapshot(MODEL, answers, revision=1, sha256="b" * 64))

    assert make(respondents) == make([respondents[i] for i in order])


def test_the_same_text_by_two_is_there_twice():
    comments = several({"varfor": "Samma"}, {"varfor": "Samma"})["comments"]
    assert comments == [{"aspect": "varfor", "text": "Samma"}] * 2


# Upgrading ----------------------------------------------------------------------------------------


def test_the_newest_format_is_left_as_it_is():
    snapshot = build()
    assert upgrade_snapshot(snapshot) == snapshot


@pytest.mark.parametrize("found", ["samverkan-snapshot/2", "", None, 1, "samverkan-answers/1"])
def test_an_unknown_format_is_said_to_be_unknown(found):
    with pytest.raises(SnapshotError, match="unknown snapshot format"):
        upgrade_snapshot({"format": found})


def test_a_document_without_a_format_is_unknown():
    with pytest.raises(SnapshotError):
        upgrade_snapshot({})
