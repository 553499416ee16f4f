"""The files of a result: what scripts, spreadsheets and minutes get."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command

from assessments.models import Snapshot
from assessments.results.files.downloads import make_table
from assessments.results.selectors import fetch_report
from tests.unit.test_report import change
from tests.world import fill_in_everything, start

pytestmark = pytest.mark.django_db


def fetch(client, diagnosis, name, number=1):
    response = client.get(diagnosis.url("result_file", number, name))
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("world", ["empty", "example", "everything"])
def test_diagnose_on_the_answers_gives_the_diagnosis(
    bo, anna, answered, tmp_path, capsysbinary, world
):
    diagnosis = start() if world == "empty" else answered
    if world == "everything":
        diagnosis.save(fill_in_everything(diagnosis.published))
    diagnosis.show()
    answers = fetch(bo, diagnosis, "svar.json").content
    file = tmp_path / "svar.json"
    file.write_bytes(answers)
    capsysbinary.readouterr()
    call_command("diagnose", str(file))
    computed = capsysbinary.readouterr().out
    downloaded = fetch(bo, diagnosis, "diagnos.json").content
    assert json.loads(computed) == json.loads(downloaded)


def test_the_answers_are_what_was_entered(bo, anna):
    anna.save({"initiativ.m6": "3", "varfor.3": "dont_know", "comment.varfor": "Hej\nhej",
               "self_placement": "mognad", "outlook": "end"})  # fmt: skip
    anna.show()
    document = fetch(bo, anna, "svar.json").json()
    assert document["format"] == "samverkan-answers/1"
    assert document["collaboration"]["name"] == anna.assessment.collaboration.name
    assert (document["answered"], document["people"], document["edition"]) == (
        "alone", 1, "2026.2",
    )  # fmt: skip
    assert document["respondents"] == [
        {
            "markers": {"initiativ.m6": 3},
            "statements": {"varfor.3": "dont_know"},
            "comments": {"varfor": "Hej\nhej"},
            "self_placement": "mognad",
            "outlook": "end",
        }
    ]


def test_swedish_letters_are_written_as_they_are(bo, anna):
    anna.save({"comment.varfor": "Åäö đŋŧ"})
    anna.show()
    assert "Åäö đŋŧ".encode() in fetch(bo, anna, "svar.json").content


def test_files_are_named_after_the_collaboration_and_the_day(bo, db, clock):
    clock("2026-11-21 12:00")
    diagnosis = start(name="Kompetens i älvdalen")
    diagnosis.show()
    for name, kind in (
        ("svar.json", "attachment"), ("tabell.csv", "attachment"), ("sammanfattning.txt", "inline")
    ):  # fmt: skip
        stem, ending = name.split(".")
        disposition = fetch(bo, diagnosis, name).headers["Content-Disposition"]
        assert disposition == f'{kind}; filename="kompetens-i-alvdalen-{stem}-2026-11-21.{ending}"'


def test_a_name_without_latin_letters_still_gives_a_file_name(bo, db):
    diagnosis = start(name="合作")
    diagnosis.show()
    header = fetch(bo, diagnosis, "svar.json").headers["Content-Disposition"]
    assert 'filename="samverkan-svar-' in header


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("svar.json", "application/json"),
        ("diagnos.json", "application/json"),
        ("tabell.csv", "text/csv; charset=utf-8"),
        ("sammanfattning.txt", "text/plain; charset=utf-8"),
    ],
)
def test_each_file_has_its_type_by_both_links(bo, cia, shown, name, kind):
    by_answer = fetch(bo, shown, name)
    by_read = cia.get(shown.read_url("read_file", 1, name))
    assert by_answer.headers["Content-Type"] == by_read.headers["Content-Type"] == kind
    assert by_answer.content == by_read.content


# The table ----------------------------------------------------------------------------------------


def read_table(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_table_opens_as_it_is_in_a_swedish_spreadsheet(bo, shown):
    content = fetch(bo, shown, "tabell.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = read_table(content)
    assert head == [
        "Stadium", "Aspekt", "Läge", "Medelvärde 1–5", "Påstående", "1", "2", "3", "4", "5",
        "Vet ej", "Inte aktuellt", "Kommentarer",
    ]  # fmt: skip
    assert len([row for row in rows if row[4]]) == 52
    assert {len(row) for row in rows} == {len(head)}


def test_the_table_says_how_each_statement_was_answered(bo, anna):
    anna.save({"varfor.3": "4", "varfor.4": "3", "vem.3": "dont_know", "vem.4": "not_applicable"})
    anna.show()
    rows = {row[4]: row for row in read_table(fetch(bo, anna, "tabell.csv").content)}
    texts = {s.code: s.text for s in anna.published.content.statements}
    assert rows[texts["varfor.3"]][:4] == ["Initiativ", "Varför?", "Stärk", "3,5"]
    assert rows[texts["varfor.3"]][5:12] == ["0", "0", "0", "1", "0", "0", "0"]
    assert rows[texts["vem.3"]][5:12] == ["0", "0", "0", "0", "0", "1", "0"]
    assert rows[texts["vem.4"]][5:12] == ["0", "0", "0", "0", "0", "0", "1"]
    assert rows[texts["nytta.3"]][2:4] == ["Inte bedömd", ""]


def test_a_comment_is_never_run_as_a_formula(bo, anna):
    text = '=HYPERLINK("http://evil.example";"Klicka")'
    anna.save({"comment.varfor": text})
    anna.show()
    comments = [row[12] for row in read_table(fetch(bo, anna, "tabell.csv").content)[1:]]
    assert "'" + text in comments


def test_what_staff_have_written_is_not_run_as_a_formula_either(bo, anna):
    anna.save({"comment.varfor": "Bra", "varfor.3": "4"})
    anna.show()
    report = fetch_report(Snapshot.objects.get().document)
    [view] = [view for view in report.aspects if view.code == "varfor"]
    evil = change(
        view,
        title="=1+1",
        stage=replace(view.stage, title="＝1+1"),
        statements=(replace(view.statements[0], text="@SUM(A1)"),),
    )
    _head, *rows = read_table(make_table(change(report, aspects=(evil,))))
    assert [row[:2] for row in rows] == [["'＝1+1", "'=1+1"]] * 2
    assert rows[0][4] == "'@SUM(A1)"


def test_each_comment_has_a_row_of_its_own_however_long(bo, anna):
    anna.save({"varfor.3": "4"})
    anna.show()
    report = fetch_report(Snapshot.objects.get().document)
    comments = tuple(f"{number}" * 4950 for number in range(1, 8))
    [view] = [view for view in report.aspects if view.code == "varfor"]
    view = change(view, comments=comments)
    _head, *rows = read_table(make_table(change(report, aspects=(view,))))
    assert [row[12] for row in rows] == ["", "", *comments]
    assert [row[5:12] for row in rows[2:]] == [[""] * 7] * 7
    assert {tuple(row[:4]) for row in rows} == {("Initiativ", "Varför?", "Styrka", "4,0")}
    assert max(len(cell) for row in rows for cell in row) <= 32_767


def test_semicolons_quotes_and_line_breaks_stay_in_their_cell(bo, anna):
    text = 'Ett; "två"\ntre'
    anna.save({"comment.varfor": text})
    anna.show()
    rows = read_table(fetch(bo, anna, "tabell.csv").content)
    assert {len(row) for row in rows} == {13}
    assert [row[12] for row in rows if row[1] == "Varför?"] == ["", "", text]


# The summary --------------------------------------------------------------------------------------


def test_the_summary_is_the_first_page_in_plain_text(bo, shown):
    text = fetch(bo, shown, "sammanfattning.txt").content.decode()
    report = fetch_report(Snapshot.objects.get().document)
    lines = text.splitlines()
    assert lines[0] == report.name
    assert lines[1] == f"Det här räknas in: {report.scope}"
    assert report.position.title in text.replace("\u200b", "")
    for number, view in enumerate(report.start_here, 1):
        assert f"{number}. {view.title} – " in text
        assert view.suggestions[0] in text
    assert "Samverkanskollen, utgåva 2026.2, metod 2." in text


def test_the_summary_has_no_markup_and_changes_no_letter(bo, db):
    name, scope = 'A & B <i>x</i> "citat"', "allt < 3 > 1 'så'"
    diagnosis = start(name=name, scope=scope)
    diagnosis.show()
    text = fetch(bo, diagnosis, "sammanfattning.txt").content.decode()
    assert text.splitlines()[:2] == [name, f"Det här räknas in: {scope}"]
    assert "&amp;" not in text
    assert "<em>" not in text
    assert "{%" not in text


def test_an_empty_result_also_has_a_summary(bo, anna):
    anna.show()
    text = fetch(bo, anna, "sammanfattning.txt").content.decode()
    assert "Underlaget räcker inte än" in text
    assert "Börja här" not in text


def test_the_summary_never_has_three_empty_lines(bo, shown, anna):
    for diagnosis in (shown, start()):
        diagnosis.show()
        assert "\n\n\n" not in fetch(bo, diagnosis, "sammanfattning.txt").content.decode()
