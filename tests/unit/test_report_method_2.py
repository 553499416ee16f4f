"""What a result of method 2 says that one of method 1 does not."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from assessments.methods.stages.answers import Answers
from assessments.results.files.word import render_word
from assessments.results.report.report import Report, build_report
from assessments.results.rules.snapshot import build_snapshot
from model_content.domain.codec import parse_edition
from model_content.selectors.editions import fetch_shipped_document
from tests.unit.diagnosis.builders import marks
from tests.unit.test_disclosure_attack import make_terms

FIRST = parse_edition(fetch_shipped_document("edition_2026_1"))
EDITION = replace(FIRST, edition=replace(FIRST.edition, method="2"))
"""The same questions, so that only the method differs."""

NA, DK = "not_applicable", "dont_know"


def report_on(*levels, count=1, statements=None, edition=EDITION, terms=None, **more) -> Report:
    one = replace(marks(edition, *levels), **more)
    if statements:
        one = replace(one, statements=statements)
    answers = Answers(
        respondents=(one,) * count, date="2026-11-30", answered="separately", people=count,
        collaboration_name="Norrhem", scope="allt",
    )  # fmt: skip
    snapshot = build_snapshot(edition, answers, revision=1, sha256="c" * 64, terms=terms)
    return build_report(snapshot, edition)


def say(report: Report, template: str = "report/meaning.html") -> str:
    text = render_to_string(template, {"report": report, "result_id": uuid4()})
    return " ".join(strip_tags(text).split())


def list_words(report: Report) -> str:
    """All text of the Word file."""
    from io import BytesIO

    from docx import Document

    file = Document(BytesIO(render_word(report)))
    return "\n".join(paragraph.text for paragraph in file.paragraphs)


RESTS_ON = "Ni har svarat på 17 av 24 lägesfrågor; på 5 svarade ni vet ej; 2 är obesvarade."
SEVENTEEN = [[3, 3, 3, DK], [3, 3, DK, DK], [2, 2, DK, None], [0, 0, DK, None], 0, 0]
"""17 of 24 have a value, 5 are "vet ej" and 2 unanswered."""


# What a result rests on ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "says", "is_first"),
    [
        (SEVENTEEN, RESTS_ON, True),
        ([3, 3, [2, 2, 2, None], 0, 0, 0],
         "Ni har svarat på 23 av 24 lägesfrågor; 1 är obesvarad.", False),
        ([3, [3, 3, 3, NA], 2, 0, 0, 0],
         "Ni har svarat på 23 av 24 lägesfrågor; 1 passar inte er.", False),
        ([3, 3, 2, 0, 0, 0], "", False),
    ],
)  # fmt: skip
def test_what_the_result_rests_on_is_said_first_only_where_it_is_little(levels, says, is_first):
    report = report_on(*levels)
    assert ("lägesfrågor" in say(report)) is is_first
    told = say(report, "report/method.html")
    assert says in told
    assert ("lägesfrågor" in told) == bool(says)


def test_it_is_said_on_the_page_in_the_report_the_summary_and_the_word_file():
    report = report_on(*SEVENTEEN)
    for template in ("assessments/result.html", "report/report.html", "report/summary.txt"):
        assert RESTS_ON in say(report, template)
    assert RESTS_ON in list_words(report)


def test_of_several_it_says_for_how_many_questions_the_answers_are_enough():
    said = say(report_on(*SEVENTEEN, count=6, terms=make_terms()))
    assert "Svaren räcker för 17 av 24 lägesfrågor; på 5 svarade de flesta vet ej;" in said


def test_of_few_in_an_anonymous_round_nothing_is_said_of_what_it_rests_on():
    report = report_on(*SEVENTEEN, count=4, terms=make_terms())
    assert report.is_joint_only
    assert report.basis is None
    assert "lägesfrågor" not in say(report)


@pytest.mark.parametrize("count", [1, 4])
def test_that_it_rests_on_too_little_is_said_whatever_the_reason(count):
    terms = make_terms() if count > 1 else None
    report = report_on(*[[3, 3, None, None]] * 5, None, count=count, terms=terms)
    assert report.is_insufficient
    said = say(report)
    assert "svar på minst hälften av frågorna om läget" in said
    assert "svar om ." not in said


@pytest.mark.parametrize(
    ("filler", "says", "advice"),
    [
        (None, "20 är obesvarade", "Svara på dem som är kvar"),
        (DK, "på 20 svarade ni vet ej", "Ta reda på det ni inte vet tillsammans"),
        (NA, "20 passar inte er", ""),
    ],
)
def test_too_little_tells_what_is_unanswered_from_what_is_not_known(filler, says, advice):
    rest = filler and [filler] * 4
    report = report_on([3, 3, 3, 3], rest, rest, rest, rest, rest)
    assert report.is_insufficient
    said = say(report)
    assert says in said
    assert advice in said


def test_where_nothing_fits_that_is_the_reason():
    assert "ingen av frågorna om läget passar er" in say(report_on(NA, NA, NA, NA, NA, NA))


# What is said to be in place ----------------------------------------------------------------------


def test_a_stage_that_is_hardly_known_is_not_said_to_be_in_place():
    report = report_on([3, 3, DK, DK], 3, [2, 2, 1, 1], 0, 0, 0)
    assert [view.state.value for view in report.stages][:3] == ["unsure", "done", "here"]
    said = say(report)
    assert "Svaren om Initiativ är för få för att vi ska kunna säga att det är på plats." in said
    assert "Det mesta som kommer före är på plats" not in said
    assert "Initiativ: delvis okänt" in say(report, "report/summary.txt")


def test_half_a_sheet_of_vet_ej_is_likely_and_says_that_it_may_turn_out_otherwise():
    report = report_on(*[[3, DK, 3, DK]] * 3, *[[0, DK, 0, DK]] * 3)
    assert report.certainty in ("likely", "between")
    assert "Läget kan bli ett annat när ni vet mer." in say(report)


# What contradicts itself --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "outlook", "says"),
    [
        ([1, 0, 0, 0, 0, 0], "end", "just har börjat, men ni svarar att ni avslutar"),
        ([3, 3, 3, 3, 3, 3], "continue", "mot ett avslut, men ni svarar att ni fortsätter"),
    ],
)
def test_what_contradicts_itself_is_said_in_both_directions(levels, outlook, says):
    assert says in say(report_on(*levels, outlook=outlook))
    assert says not in say(report_on(*levels, outlook="undecided"))


# What comes after the first -----------------------------------------------------------------------


def answer_all(value):
    return {statement.code: value for statement in EDITION.statements}


@pytest.mark.parametrize("template", ["assessments/result.html", "report/report.html"])
def test_what_to_find_out_is_one_thing_to_do_together_and_no_list_of_its_own(template):
    report = report_on(3, 3, 3, [3, 2, 2, 2], 0, 0, statements=answer_all(DK))
    assert len(report.priorities) > 15
    assert not report.later
    assert len(report.find_out) == len(report.priorities) - 5
    said = say(report, template)
    assert "Ta reda på resten tillsammans:" in said
    assert said.count("Boka en timme, gå igenom frågorna och bestäm") == 1
    assert "Ta reda på resten tillsammans:" in list_words(report)
    assert "Ta reda på resten tillsammans:" in say(report, "report/summary.txt")


def test_of_much_to_strengthen_some_are_named_and_the_rest_said_last():
    report = report_on(3, 3, 3, [3, 2, 2, 2], 0, 0, statements=answer_all(3))
    assert [len(part) for part in (report.start_here, report.later, report.find_out)] == [5, 5, 0]
    assert report.start_here + report.later + report.last == report.priorities
    assert "Sist kommer:" in say(report, "report/report.html")


def test_of_method_1_all_that_comes_later_is_listed():
    levels = (3, 3, 3, [3, 2, 2, 2], 0, 0)
    report = report_on(*levels, statements=answer_all(DK), edition=FIRST)
    assert report.later == report.priorities[5:]
    assert (report.find_out, report.last, report.basis) == ((), (), None)


def test_nobody_who_goes_on_is_told_to_prepare_an_end():
    report = report_on(3, 3, 3, 3, 3, 0, statements=answer_all(5), outlook="continue")
    assert report.position.code == "utvardering"
    assert "förbered nästa stadium" not in say(report, "report/report.html")
    assert "Förbered nästa stadium" not in say(report, "report/report.html")
    ending = report_on(3, 3, 3, 3, 3, 0, statements=answer_all(5), outlook="end")
    assert "Förbered nästa stadium: Avslut" in say(ending, "report/report.html")


def test_the_table_of_a_groups_answers_has_a_column_for_what_does_not_fit():
    report = report_on([3, 3, 3, NA], 3, 2, 0, 0, 0, count=6, terms=make_terms())
    page = render_to_string("report/report.html", {"report": report})
    assert 'class="num step">passar inte oss</th>' in page


def test_pitfalls_that_are_sentences_end_once_in_the_word_file():
    shipped = parse_edition(fetch_shipped_document())
    levels, low = (3, 3, 2, 0, 0, 0), {s.code: 2 for s in shipped.statements}
    said = list_words(report_on(*levels, statements=low, edition=shipped))
    assert "Se upp för" in said
    assert ".." not in said
    assert ".;" not in said
