"""The commands that scripts outside the project use: JSON out, or exit 2 with one clear line."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import CommandError, call_command, get_commands
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from assessments.management.commands import render_report
from assessments.models import Answer, Assessment, Collaboration, RateCount, Snapshot
from assessments.results.files.pdf import render_html
from assessments.results.report.report import build_report
from assessments.results.rules.snapshot import PROGRAM, build_snapshot
from assessments.rounds.actions.rounds import close_round
from model_content.models import Edition, Revision
from model_content.selectors.editions import fetch_shipped_document
from samverkan.site.release import VERSION
from tests.content import store_published
from tests.group import ANNA, make_group, sign_in
from tests.world import EXAMPLE, start

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ROOT = Path(settings.BASE_DIR)
ANSWERS = {"format": "samverkan-answers/1", "respondents": [{"markers": {"initiativ.m6": 3}}]}


def everything_stored() -> list[str]:
    models = (Collaboration, Assessment, Answer, Snapshot, Edition, Revision)
    return [serializers.serialize("json", m.objects.order_by("pk")) for m in models]


@pytest.fixture
def run(capsysbinary, monkeypatch) -> Callable[..., tuple[int, bytes, str]]:
    """Runs a command with these bytes on standard input: exit code, output, messages."""

    def run_command(*arguments: str, given: bytes = b"") -> tuple[int, bytes, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        capsysbinary.readouterr()
        try:
            call_command(*arguments)
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        output, messages = capsysbinary.readouterr()
        return code, output, messages.decode()

    return run_command


# diagnose -----------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_diagnose_prints_the_diagnosis_and_nothing_else(run):
    code, output, messages = run("diagnose", str(EXAMPLE))
    assert (code, messages) == (0, "")
    diagnosis = json.loads(output)
    assert list(diagnosis) == [
        "format", "edition", "method", "stage", "runner_up", "margin", "certainty", "divided",
        "distances", "progress", "own_placements", "self_placements", "outlook", "skipped",
        "ahead", "contested_markers", "aspects", "priorities", "carry_over", "prepare", "strengths",
        "basis", "in_place", "contradiction",
    ]  # fmt: skip
    assert (diagnosis["format"], diagnosis["edition"], diagnosis["method"]) == (
        "samverkan-diagnosis/1", "2026.2", "2",
    )  # fmt: skip
    assert [list(a) for a in diagnosis["aspects"]] == 26 * [
        ["code", "stage", "score", "band", "dont_know_share", "agreement", "contested",
         "respondents"]
    ]  # fmt: skip


@pytest.mark.one_database
def test_diagnose_reads_standard_input_where_the_file_is_a_dash(run):
    from_file = run("diagnose", str(EXAMPLE))
    assert run("diagnose", "-", given=EXAMPLE.read_bytes()) == from_file


@pytest.mark.one_database
def test_diagnose_takes_the_least_there_can_be(run):
    least = {"format": "samverkan-answers/1", "respondents": [{}]}
    code, output, _ = run("diagnose", "-", given=json.dumps(least).encode())
    diagnosis = json.loads(output)
    assert code == 0
    assert (diagnosis["certainty"], diagnosis["stage"]) == ("insufficient", None)


@pytest.mark.one_database
def test_diagnose_knows_the_edition_that_is_named_also_when_a_newer_one_is_published(run):
    head = {"code": "2099.1", "status": "published", "published_at": "2099-01-01", "method": "2"}
    store_published(fetch_shipped_document() | {"edition": head})
    for named, used in (("2026.2", "2026.2"), ("2099.1", "2099.1"), (None, "2099.1")):
        given = ANSWERS | ({"edition": named} if named else {})
        _, output, _ = run("diagnose", "-", given=json.dumps(given).encode())
        assert json.loads(output)["edition"] == used


def test_diagnose_reads_and_changes_nothing_that_is_stored(run, shown):
    before = everything_stored()
    run("diagnose", str(EXAMPLE))
    run("diagnose", "-", given=b"{")
    assert everything_stored() == before


def document(**changes: object) -> bytes:
    return json.dumps(ANSWERS | changes).encode()


def respondent(**parts: object) -> bytes:
    return document(respondents=[{}, parts])


ABSURD = {
    "nothing": (b"", "document: is not JSON"),
    "a space": (b" \n", "document: is not JSON"),
    "half an object": (b"{", "document: is not JSON"),
    "two objects": (b"{}{}", "document: is not JSON"),
    "a word": (b"answers", "document: is not JSON"),
    "YAML": (b"format: samverkan-answers/1\n", "document: is not JSON"),
    "single quotes": (b"{'format': 1}", "document: is not JSON"),
    "a trailing comma": (b'{"format": "samverkan-answers/1",}', "document: is not JSON"),
    "a comment": (b'{"format": 1} // x', "document: is not JSON"),
    "null": (b"null", "document: null is not an object"),
    "a number": (b"3", "document: 3 is not an object"),
    "a text": (b'"x"', 'document: "x" is not an object'),
    "true": (b"true", "document: true is not an object"),
    "a list": (b"[]", "document: a list is not an object"),
    "a list in a list": (b"[[{}]]", "document: a list is not an object"),
    "an empty object": (b"{}", "format: is missing"),
    "NaN": (b'{"people": NaN}', "document: NaN is not a number in JSON"),
    "infinity": (b'{"people": -Infinity}', "document: -Infinity is not a number in JSON"),
    "Latin-1": ('{"x": "å"}'.encode("latin-1"), "document: is not UTF-8"),
    "UTF-16": ('{"x": "å"}'.encode("utf-16"), "document: is not UTF-8"),
    "a PDF file": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "document: is not UTF-8"),
    "zero bytes": (b"\0" * 100, "document: is not JSON"),
    "random bytes": (bytes(range(256)), "document: is not UTF-8"),
    "deep lists": (b"[" * 100_000 + b"]" * 100_000, "document: is nested too deeply"),
    "deep objects": (b'{"a":' * 100_000, "document: is nested too deeply"),
    "deep inside": (
        document(respondents="x").replace(b'"x"', b"[" * 50_000 + b"]" * 50_000),
        "document: is nested too deeply",
    ),
    "a number of 5000 digits": (
        document().replace(b": 3", b": " + b"9" * 5000),
        "document: has a number with too many digits",
    ),
    "a large exponent": (
        document(people=1).replace(b'"people": 1', b'"people": 1e999'),
        "people: ",
    ),
    "21 megabytes": (b'"' + b"a" * 21_000_000 + b'"', "document: is larger than 20 megabytes"),
    "a key twice": (b'{"format": 1, "format": 2}', 'document: the key "format" occurs twice'),
    "no format": (b'{"respondents": [{}]}', "format: is missing"),
    "another format": (document(format="samverkan-answers/2"), 'format: "samverkan-answers/2"'),
    "a format of a million letters": (document(format="x" * 1_000_000), "format: "),
    "an unknown key": (document(stage="mognad"), "stage: is not a known key"),
    "a key with a line break": (document(**{"a\nb": 1}), "a\\nb: is not a known key"),
    "a key with a terminal's codes": (document(**{"\x1b[2J": 1}), "\\x1b[2J: is not a known key"),
    "a key that is half a character": (document(**{"\ud800": 1}), "\\ud800: is not a known key"),
    "a key of a million letters": (document(**{"k" * 1_000_000: 1}), "kkkk"),
    "an unknown edition": (document(edition="1999.1"), 'edition: "1999.1" is not the edition'),
    "an edition that is a list": (document(edition=["2026.2"]), "edition: a list is not"),
    "an edition that is null": (document(edition=None), "edition: null is not"),
    "an edition of NUL": (document(edition="\0"), "edition: "),
    "an edition that is half a character": (document(edition="\ud800"), "edition: "),
    "no respondents": (b'{"format": "samverkan-answers/1"}', "respondents: is missing"),
    "respondents of nobody": (document(respondents=[]), "respondents: is empty"),
    "respondents as an object": (document(respondents={}), "respondents: an object is not a list"),
    "respondents as null": (document(respondents=None), "respondents: null is not a list"),
    "a respondent that is a list": (document(respondents=[[]]), "respondents[0]: a list is not"),
    "a respondent that is null": (document(respondents=[{}, None]), "respondents[1]: null is not"),
    "an unknown key of a respondent": (respondent(name="A"), "respondents[1].name: is not a known"),
    "markers as a list": (respondent(markers=[]), "respondents[1].markers: a list is not an"),
    "an unknown marker": (
        respondent(markers={"initiativ.m9": 1}),
        "respondents[1].markers.initiativ.m9: is not a marker of edition 2026.2",
    ),
    "a statement among the markers": (
        respondent(markers={"varfor.3": 1}),
        "respondents[1].markers.varfor.3: is not a marker",
    ),
    "a marker of 7": (
        respondent(markers={"initiativ.m5": 7}),
        "respondents[1].markers.initiativ.m5: 7 is not one of 0, 1, 2, 3, dont_know",
    ),
    "a marker that is true": (
        respondent(markers={"initiativ.m5": True}),
        "respondents[1].markers.initiativ.m5: true is not one of",
    ),
    "a marker of 3.0": (
        respondent(markers={"initiativ.m5": 3.0}),
        "respondents[1].markers.initiativ.m5: 3.0 is not one of",
    ),
    "a marker that is the text 3": (
        respondent(markers={"initiativ.m5": "3"}),
        'respondents[1].markers.initiativ.m5: "3" is not one of',
    ),
    "a marker that is null": (
        respondent(markers={"initiativ.m5": None}),
        "respondents[1].markers.initiativ.m5: null is not one of",
    ),
    "a statement of 0": (
        respondent(statements={"varfor.3": 0}),
        "respondents[1].statements.varfor.3: 0 is not one of 1, 2, 3, 4, 5, dont_know, not_appl",
    ),
    "a statement of minus 1": (
        respondent(statements={"varfor.3": -1}),
        "respondents[1].statements.varfor.3: -1 is not one of",
    ),
    "a comment that is a number": (
        respondent(comments={"varfor": 3}), "respondents[1].comments.varfor: 3 is not a text",
    ),
    "a comment that is too long": (
        respondent(comments={"varfor": "å" * 5001}),
        "respondents[1].comments.varfor: is 5001 characters long; at most 5000",
    ),
    "a comment with NUL": (
        respondent(comments={"varfor": "\0"}), "respondents[1].comments.varfor: has a NUL",
    ),
    "a comment of half a character": (
        respondent(comments={"varfor": "\udc00"}), "respondents[1].comments.varfor: has half",
    ),
    "a comment on no aspect": (
        respondent(comments={"vader": "x"}), "respondents[1].comments.vader: is not an aspect",
    ),
    "a self-placement in no stage": (
        respondent(self_placement="paus"), 'respondents[1].self_placement: "paus" is not one of',
    ),
    "an outlook that is a list": (
        respondent(outlook=["end"]), "respondents[1].outlook: a list is not one of",
    ),
    "a perspective that does not exist": (
        respondent(perspective="chef"), 'respondents[1].perspective: "chef" is not one of',
    ),
    "an organisation that is an object": (
        respondent(organisation={}), "respondents[1].organisation: an object is not a text",
    ),
    "a weighting that does not exist": (document(weighting="fair"), 'weighting: "fair" is not'),
    "a date that does not exist": (document(date="2026-02-30"), 'date: "2026-02-30" is not a date'),
    "a date with a time": (document(date="2026-11-21T10:00"), "date: "),
    "a date in other digits": (document(date="٢٠٢٦-١١-٢١"), "date: "),
    "a date that is a number": (document(date=20261121), "date: 20261121 is not a date"),
    "no people": (document(people=0), "people: 0 is not a whole number from 1"),
    "people that are true": (document(people=True), "people: true is not a whole number"),
    "half a person": (document(people=1.5), "people: 1.5 is not a whole number"),
    "a way to answer that does not exist": (document(answered="by fax"), 'answered: "by fax"'),
    "a collaboration that is a text": (document(collaboration="X"), 'collaboration: "X" is not an'),
    "a name that is too long": (document(collaboration={"name": "x" * 201}), "collaboration.name"),
}  # fmt: skip


def assert_refused(result: tuple[int, bytes, str], begins: str) -> None:
    code, output, messages = result
    assert code == 2
    assert output == b""
    assert messages.endswith("\n")
    assert len(messages.splitlines()) == 1, messages[:300]
    assert messages.startswith(begins), messages[:300]
    assert len(messages) < 300
    assert messages.strip().isprintable()


@pytest.mark.one_database
@pytest.mark.parametrize("absurd", ABSURD, ids=str)
def test_absurd_input_is_refused_in_one_line_that_names_the_place(run, absurd):
    given, begins = ABSURD[absurd]
    assert_refused(run("diagnose", "-", given=given), begins)


@pytest.mark.one_database
def test_a_file_that_cannot_be_read_is_refused_in_one_line(run, tmp_path):
    for name in ("finns-inte.json", "", "två\nrader.json", "nul\0l.json", "a" * 5000):
        path = str(tmp_path / name) if name else str(tmp_path)
        code, output, messages = run("diagnose", path)
        assert (code, output) == (2, b"")
        assert len(messages.splitlines()) == 1
        assert messages.strip().isprintable()


def test_without_any_edition_the_command_says_what_to_run(run):
    Revision.objects.all().delete()
    assert_refused(
        run("diagnose", str(EXAMPLE)), "edition: none is published; run manage.py seed_content"
    )


# render_report ------------------------------------------------------------------------------------


@pytest.fixture
def rendered(monkeypatch) -> list:
    """The reports that were asked for, instead of making them."""
    reports: list = []
    monkeypatch.setattr(
        render_report, "render_pdf", lambda report: reports.append(report) or b"%PDF-fake"
    )
    return reports


@pytest.mark.one_database
def test_render_report_makes_the_report_that_the_page_shows(run, rendered, published, tmp_path):
    out = tmp_path / "rapport.pdf"
    code, output, _ = run("render_report", str(EXAMPLE), "--pdf", str(out))
    assert (code, output) == (0, b"")
    assert out.read_bytes() == b"%PDF-fake"
    from assessments.methods.stages import load_json, parse_answers

    answers = parse_answers(load_json(EXAMPLE.read_bytes()), published.content)
    snapshot = build_snapshot(published.content, answers, revision=1, sha256=published.sha256)
    snapshot[PROGRAM] = VERSION
    shown = build_report(snapshot, published.content)
    assert [render_html(report) for report in rendered] == [render_html(shown)]


@pytest.mark.one_database
def test_render_report_without_a_date_takes_today(run, rendered, tmp_path, clock):
    clock("2026-12-24 15:00")
    run("render_report", "-", "--pdf", str(tmp_path / "r.pdf"), given=document())
    assert rendered[0].day == date(2026, 12, 24)


@pytest.mark.one_database
def test_render_report_refuses_absurd_input_and_makes_no_file(run, rendered, tmp_path):
    out = tmp_path / "rapport.pdf"
    for absurd in ("nothing", "NaN", "deep lists", "a marker of 7", "an unknown edition"):
        given, begins = ABSURD[absurd]
        assert_refused(run("render_report", "-", "--pdf", str(out), given=given), begins)
    assert_refused(run("render_report", "/finns/inte", "--pdf", str(out)), "/finns/inte: ")
    assert not out.exists()
    assert not rendered


@pytest.mark.one_database
def test_render_report_that_cannot_write_its_file_says_so(run, rendered, tmp_path):
    for target in (str(tmp_path), str(tmp_path / "finns/inte.pdf"), "nul\0l.pdf"):
        code, output, messages = run("render_report", str(EXAMPLE), "--pdf", target)
        assert (code, output) == (2, b"")
        assert len(messages.splitlines()) == 1


# export_content: see test_export.py; run_due ------------------------------------------------------


def test_run_due_deletes_what_is_due_and_can_be_run_again(run, anna, disa):
    RateCount.objects.create(key="x", hour=timezone.now().replace(year=2020), count=3)
    old = date(2020, 1, 1)
    Assessment.objects.filter(pk=anna.assessment.pk).update(changed_on=old)
    Collaboration.objects.filter(assessments=anna.assessment).update(changed_on=old)
    assert run("run_due")[:2] == (0, b"1 deleted\n")
    assert run("run_due")[:2] == (0, b"0 deleted\n")
    assert Collaboration.objects.get().name == disa.assessment.collaboration.name
    assert not RateCount.objects.exists()


def test_run_due_keeps_what_changed_within_thirteen_months(run, clock):
    clock("2026-01-31 12:00")
    start()
    clock("2027-02-27 23:59")
    assert run("run_due")[1] == b"0 deleted\n"
    clock("2027-02-28 00:00")
    assert run("run_due")[1] == b"1 deleted\n"


def test_run_due_closes_rounds_whose_last_day_has_passed(run, db, clock):
    clock("2026-11-21 12:00")
    group = make_group()
    sign_in(ANNA)
    group.open(closes_on=date(2026, 11, 30))
    clock("2026-11-30 23:59")
    assert run("run_due")[0] == 0
    assert group.reload().state == "open"
    clock("2026-12-01 00:00")
    assert run("run_due")[:2] == (0, b"0 deleted\n")
    assert (group.reload().state, group.round.snapshots.count()) == ("closed", 1)


def test_a_round_that_cannot_be_closed_stops_nothing_else(db, clock, monkeypatch, mailoutbox):
    clock("2026-11-21 12:00")
    broken, whole = make_group(), make_group()
    for group in (broken, whole):
        group.open(closes_on=date(2026, 11, 30))

    def close(*, assessment, user, today):
        if assessment.pk == broken.round.pk:
            raise IntegrityError("anna@kommun.example")
        close_round(assessment=assessment, user=user, today=today)

    reverse("home")  # loads the views, which are to have the real one
    monkeypatch.setattr("assessments.rounds.actions.rounds.close_round", close)
    clock("2030-01-01 12:00")
    with pytest.raises(CommandError, match=r"^failed: close_overdue_rounds$"):
        call_command("run_due")
    assert (broken.reload().state, whole.reload().state) == ("open", "closed")


# As a script runs them ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def program(tmp_path_factory, copy_seeded):
    """Runs manage.py as a process of its own, on a seeded database of its own."""
    database = tmp_path_factory.mktemp("commands") / "db.sqlite3"
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERKAN_")}
    environment = clean | {"SAMVERKAN_DATABASE_URL": f"sqlite:///{database}"}

    def run_process(*arguments: str, given: bytes = b"", **variables: str):
        return subprocess.run(
            [sys.executable, "-W", "error", "manage.py", *arguments],
            cwd=ROOT, env=environment | variables, input=given, capture_output=True, timeout=120,
            check=False,
        )  # fmt: skip

    copy_seeded(database)
    run_process.database = database  # type: ignore[attr-defined]
    return run_process


OWN = {
    "export_content": [], "diagnose": [str(EXAMPLE)], "evaluate": ["x"],
    "render_report": [str(EXAMPLE), "--pdf", "x.pdf"], "backup": ["kopia"],
    "replay_deletions": [], "run_due": [], "invite_staff": ["a@kommun.example"],
    "forget_second_factor": ["a@kommun.example"], "close_account": ["a@kommun.example"],
    "export_fixtures": ["--to", "x"], "seed_content": [],
    "import_content": ["x", "--by", "x@y.example"], "fill_demo": [],
    "fill_region": [],
}  # fmt: skip
"""Every command of the program, with arguments that it takes."""


@pytest.mark.one_database
def test_every_command_of_the_program_is_tried_without_a_database():
    apps = {"samverkan", "model_content", "assessments"}
    assert set(OWN) == {name for name, app in get_commands().items() if app in apps}


@pytest.mark.parametrize(
    ("name", "state"),
    [(name, "no tables") for name in OWN]
    # A backup is taken before an upgrade, too.
    + [(name, "not migrated") for name in OWN if name != "backup"],
)
def test_a_command_before_migrate_says_in_one_line_what_to_run(
    name, state, monkeypatch, capsys, tmp_path
):
    """Seen: `script/setup` and then `manage.py export_content` gave a traceback."""
    monkeypatch.chdir(tmp_path)
    if state == "no tables":
        monkeypatch.setattr(type(connection.introspection), "table_names", lambda *_: [])
    else:
        monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["0002"])
    with pytest.raises(SystemExit) as ended:
        call_command(name, *OWN[name])
    output, said = capsys.readouterr()
    assert (ended.value.code, output) == (2, "")
    [line] = said.splitlines()
    assert line.endswith("; run python manage.py migrate")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ["export_content"],
        ["export_content", "--edition", "2026.2"],
        ["export_fixtures", "--to", "x"],
        ["diagnose", str(EXAMPLE)],
        ["export_content", "--instruments"],
    ],
)
def test_a_command_before_seed_content_says_in_one_line_what_to_run(arguments, capsys, empty):
    with pytest.raises(SystemExit) as ended:
        call_command(*arguments)
    output, said = capsys.readouterr()
    assert (ended.value.code, output) == (2, "")
    [line] = said.splitlines()
    assert line.endswith("manage.py seed_content")


@pytest.mark.one_database
def test_a_process_without_a_database_makes_none(program, tmp_path):
    """A script that reads standard error gets one line, also when the program was not set up."""
    nothing = tmp_path / "finns" / "inte" / "db.sqlite3"
    done = program("export_content", SAMVERKAN_DATABASE_URL=f"sqlite:///{nothing}")
    assert (done.returncode, done.stdout, done.stderr.decode()) == (
        2, b"", f"{nothing}: there is no such database; run python manage.py migrate\n",
    )  # fmt: skip
    assert not list(tmp_path.iterdir())


@pytest.mark.one_database
def test_a_process_prints_utf8_json_whatever_the_locale(program):
    done = program("diagnose", str(EXAMPLE), LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["format"] == "samverkan-diagnosis/1"
    exported = program("export_content", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Varför?".encode() in exported.stdout


@pytest.mark.one_database
def test_a_process_ends_with_2_and_one_line(program):
    """What is absurd in other ways is tried above, without a process for each."""
    given, begins = ABSURD["random bytes"]
    done = program("diagnose", "-", given=given)
    assert_refused((done.returncode, done.stdout, done.stderr.decode()), begins)


@pytest.mark.one_database
def test_a_file_name_that_no_terminal_can_show_ends_in_one_line(program):
    done = program("diagnose", "finns\udcffinte", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.one_database
def test_an_endless_input_is_not_read_to_its_end(program):
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(
            [sys.executable, "manage.py", "diagnose", "-"],
            cwd=ROOT, stdin=endless, capture_output=True, timeout=60, check=False,
            env=os.environ | {"SAMVERKAN_DATABASE_URL": f"sqlite:///{program.database}"},
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"document: is larger than 20 megabytes")
