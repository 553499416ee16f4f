"""A backup restored by the commands of README.md is every row as it was, on either database."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

# Each has a database of its own, copied from the test database.
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ROOT = Path(settings.BASE_DIR)
DEFAULT = settings.DATABASES["default"]
ON_POSTGRESQL = DEFAULT["ENGINE"].endswith("postgresql")
OWN_PART = "PostgreSQL" if ON_POSTGRESQL else "SQLite"

MAKE_A_WORLD = """
from datetime import timedelta
from uuid import uuid4
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.utils import timezone
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from assessments.filling.actions.answers import save_entries
from assessments.filling.actions.diagnoses import claim_diagnosis
from assessments.site.actions import count_use, store_feedback
from assessments.instruments.entries import Entry
from assessments.methods.registry import find_joint
from assessments.meeting.actions import cast_ballot, open_vote
from assessments.meeting.selectors import make_joint_sheet
from model_content.selectors.editions import fetch_edition
from django.contrib.admin.models import LogEntry
from model_content.actions.editions import copy_edition
from model_content.models import Edition, KnownWord
from assessments.models import AnswerNotice, RegionalYear, ResultNotice, Sharing
from assessments.steering.actions import make_steering_link
from samverkan.accounts.actions import invite_staff, prepare_account
from samverkan.models import User
from samverkan.submitted.actions import take_submission
from tests.group import make_group
from tests.world import fill_in_everything, read_example_fields, start

anna = start()
anna.save(read_example_fields())
anna.show()
anna.save(fill_in_everything(anna.published))
anna.save({"comment.varfor": "Två\\nrader, 'citat' \\\\ och 😀", "varfor.3": ""})
anna.show()
gone = start(name="Bos nätverk", scope="allt utom lunchen", people=7)
gone.save({"varfor.3": "dont_know"})
start(name="Disas nätverk")
store_feedback(text="Tack!")
count_use(key="k", now=timezone.now())
own = uuid4().hex  # the world may be made twice
user = prepare_account(email=f"{own}@kommun.example")
claim_diagnosis(respondent=anna.respondent, user=user, keep_links=True)
Client().force_login(user)
cache.set("k", 1)
# The tables that the libraries bring and the program leaves empty.
address = EmailAddress.objects.get(user=user)
EmailConfirmation.objects.create(email_address=address, key=own)
group, right = Group.objects.create(name=own), Permission.objects.first()
group.permissions.add(right)
user.groups.add(group)
user.user_permissions.add(right)
social = SocialAccount.objects.create(user=user, provider="p", uid=own)
SocialToken.objects.create(account=social, app=SocialApp.objects.create(name=own), token="t")
Authenticator.objects.create(user=user, type="totp", data={})
invite_staff(email=user.email, as_superuser=False, now=timezone.now())
LogEntry.objects.create(user=user, action_flag=1)
# A draft, with its history.
copy_edition(edition_id=Edition.objects.get(code="2026.2").pk, user=user, year=2026)
KnownWord.objects.create(word=own, by=user.email)
take_submission(own)
# A group, with a row in every table of its own.
group = make_group(own)
group.collaboration.parts.create(name="Norra delen")
group.open(anonymous=False)
group.invite("ture@kommun.example")
group.answer({"varfor.3": "3"}, name="Ture")
group.close()
planned, today = group.plan(assessment=group.round), timezone.localdate()
group.collaboration.removed_actions.create(
    pk=planned.pk, revision=2, day=today, removed_on=today
)
entry = Entry("dissent", "Nej.", "")
save_entries(
    sheet=make_joint_sheet(group.round),
    instrument=find_joint(fetch_edition().content, is_placed=True), entries=[entry], user=user,
)
vote = open_vote(assessment=group.round, topic="vem", today=today, people=8)
cast_ballot(vote=vote, answers={"vem.3": "4"}, submission="")
group.round.link_mails.create(email="disa@kommun.example", subject="Läs", text="Hej", reply_to=own)
for notice in (ResultNotice, AnswerNotice):
    notice.objects.create(assessment=anna.assessment, email="ture@kommun.example")
Sharing.objects.create(collaboration=group.collaboration)
RegionalYear.objects.create(year=2000 + RegionalYear.objects.count(), document={})
group.round.steering_comments.create(text="Bra.", created_on=today, told=True)
group.round.decisions.create(text="Ja.", decided_on=today, created_on=today, told=True)
# What can be taken back.
for name in ("eva", "nils"):
    prepare_account(email=f"{name}@kommun.example")
User.objects.filter(email="eva@kommun.example").update(staff_since=timezone.now())
make_steering_link(assessment=group.round, expires_on=today)
print(anna.token, gone.token)
"""

CHANGE_THE_WORLD = """
from assessments.filling.actions.answers import save_entries
from assessments.filling.actions.diagnoses import delete_diagnosis, update_diagnosis
from assessments.site.actions import store_feedback
from assessments.models import Assessment
from tests.world import Diagnosis, start

rounds = Assessment.objects.order_by("pk")
first, second = rounds[0], rounds[1]
update_diagnosis(assessment=first, name="Nytt", scope="nytt", answered="alone", people=1)
delete_diagnosis(assessment=second)
new = start(name="Efter kopian")
new.save({"varfor.3": "5"})
new.show()
store_feedback(text="Efteråt")
"""

TAKE_BACK = """
from django.contrib.sessions.models import Session
from assessments.groups.actions.collaborations import change_role, hand_over, remove_member
from assessments.steering.actions import revoke_steering_link
from assessments.core.rules.permissions import Role
from assessments.models import Assessment, Member
from samverkan.accounts.actions import close_account, remove_staff
from samverkan.models import User

remove_staff(email="eva@kommun.example")
close_account(email="nils@kommun.example", is_closed=True)
revoke_steering_link(assessment=Assessment.objects.get(steering_generation=1))
[co_leader] = Member.objects.filter(role="co_leader")
before = co_leader.collaboration.owner
hand_over(collaboration=co_leader.collaboration, member=co_leader)
remove_member(member=Member.objects.get(user=before))
Session.objects.all().delete()
"""

SHOW_WHAT_IS_GIVEN = """
from django.contrib.sessions.models import Session
from assessments.models import Assessment, Member
from samverkan.models import User
print(*User.objects.exclude(staff_since=None), *User.objects.filter(is_active=False), sep=",")
print(*Assessment.objects.exclude(steering_expires_on=None))
print(*Member.objects.values_list("collaboration__owner", "user", "role"))
print(Session.objects.count())
print("END")
"""
END = "END\n"

LIST_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'" if ON_POSTGRESQL else
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
)  # fmt: skip

TRY_LINKS = """
from assessments.filling.selectors.sheets import fetch_respondent
print(*(fetch_respondent(token) is not None for token in {}))
"""

TWO_ANSWERS = """
SELECT revision, value FROM assessments_answer WHERE field IN ('varfor.3', 'nytta.2')
AND sheet_id =
    (SELECT id FROM assessments_sheet ORDER BY assessment_id LIMIT 1)
"""

KEEP_ANSWERING = """
import sys
from itertools import cycle
from assessments.models import Respondent
from assessments.filling.selectors.sheets import fetch_respondent
from model_content.selectors.editions import fetch_edition
from tests.world import Diagnosis

token = sys.stdin.readline().strip()
diagnosis = Diagnosis(fetch_respondent(token), token, fetch_edition())
fields = [s.code for s in diagnosis.published.content.statements]
print("ready", flush=True)
for value in cycle("12345"):
    diagnosis.save(dict.fromkeys(fields, value))
"""


@dataclass
class Installation:
    """The program with a database of its own."""

    url: str
    database: str  # as DATABASE in the commands of README.md
    environment: dict[str, str]
    links: list[str] = field(default_factory=list)  # the tokens of two diagnoses in it
    log: str = os.devnull  # of deletions

    @property
    def variables(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERKAN_")}
        own = {"SAMVERKAN_DATABASE_URL": self.url, "SAMVERKAN_DELETION_LOG": self.log}
        return clean | self.environment | own

    def manage(self, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "manage.py", *arguments],
            cwd=ROOT, env=self.variables, capture_output=True, text=True, timeout=120, check=False,
            **more,
        )  # fmt: skip

    def run(self, script: str) -> str:
        done = self.manage("shell", "--no-imports", "-c", script)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, script: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
            cwd=ROOT, env=self.variables, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, *queries: str) -> list[list[list[str]]]:
        """What the database answers, past the program; first of each the names of the columns."""
        opened = psycopg2.connect(self.url) if ON_POSTGRESQL else sqlite3.connect(self.database)
        found = []
        with closing(opened) as connection, closing(connection.cursor()) as cursor:
            for query in queries:
                cursor.execute(query)
                rows = sorted([str(value) for value in row] for row in cursor.fetchall())
                found.append([[column[0] for column in cursor.description], *rows])
        return found

    def list_rows(self) -> dict[str, list]:
        [[_, *tables]] = self.ask(LIST_TABLES)
        names = [name for [name] in tables]
        return dict(zip(names, self.ask(*(f'SELECT * FROM "{n}"' for n in names)), strict=True))

    def restore(self, backup: Path, *parts: str) -> None:
        """Run what README.md says, word for word: all of it, or these parts."""
        for part in parts or (OWN_PART, "both", "deletions"):
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", read_commands(part)],
                cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
                env=self.variables | {
                    "DATABASE": self.database,
                    "BACKUP": str(backup),
                    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                },
            )  # fmt: skip
            assert done.returncode == 0, done.stderr


def read_commands(part: str) -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [commands] = re.findall(rf"```sh\n# restore: {part}\n(.*?)```", readme, re.DOTALL)
    return commands


def install(folder: Path, name: str, like: str = "") -> Installation:
    """An installation with an empty database, or with a copy of the database `like`."""
    if not ON_POSTGRESQL:
        path = folder / f"{name}.sqlite3"
        if like:
            with closing(sqlite3.connect(like)) as old, closing(sqlite3.connect(path)) as new:
                old.backup(new)
        return Installation(f"sqlite:///{path}", str(path), {})
    server = {"PGHOST": DEFAULT["HOST"], "PGUSER": DEFAULT["USER"], "PGPORT": str(DEFAULT["PORT"])}
    environment = {key: value for key, value in server.items() if value}
    if DEFAULT["PASSWORD"]:
        environment["PGPASSWORD"] = DEFAULT["PASSWORD"]
    template = ["--template", like] if like else []
    subprocess.run(["createdb", *template, name], env=os.environ | environment, check=True)
    login = quote(DEFAULT["USER"], safe="")
    if DEFAULT["PASSWORD"]:
        login += ":" + quote(DEFAULT["PASSWORD"], safe="")
    host = quote(DEFAULT["HOST"], safe="") + (f":{DEFAULT['PORT']}" if DEFAULT["PORT"] else "")
    return Installation(f"postgres://{login}@{host}/{name}", name, environment)


def remove(installation: Installation) -> None:
    if ON_POSTGRESQL:
        variables = installation.variables | {"PATH": os.environ["PATH"]}
        subprocess.run(["dropdb", installation.database], env=variables, check=True)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory, copy_seeded) -> Iterator[Installation]:
    """A migrated and seeded installation with a world, that no test changes."""
    made = install(tmp_path_factory.mktemp("seeded"), f"backup_{uuid.uuid4().hex}")
    if ON_POSTGRESQL:
        copy = f'pg_dump --no-owner "$0" | psql --quiet --set ON_ERROR_STOP=1 "{made.database}"'
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", copy, connection.settings_dict["NAME"]],
            env=os.environ | made.environment, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
    else:
        copy_seeded(Path(made.database))
    yield replace(made, links=made.run(MAKE_A_WORLD).split())
    remove(made)


@pytest.fixture
def installation(seeded, tmp_path) -> Iterator[Installation]:
    """A copy that is the test's own."""
    made = install(tmp_path, f"backup_{uuid.uuid4().hex}", like=seeded.database)
    yield replace(made, links=seeded.links)
    remove(made)


def back_up(installation: Installation, file: Path) -> None:
    before = os.umask(0)
    try:
        done = installation.manage("backup", str(file))
    finally:
        os.umask(before)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == f"{file}: {file.stat().st_size} bytes\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "it is for its owner's eyes only"


def test_a_restored_backup_has_every_row_as_it_was_and_takes_new_ones(installation, tmp_path):
    """What was taken back after the backup is taken back again: staff removed, an account closed,
    a steering link revoked, a leader who left, a diagnosis deleted. Nobody is signed in.
    """
    installation = replace(installation, log=str(tmp_path / "deletions.log"))
    before = installation.list_rows()
    assert len(before["assessments_answer"]) > 100
    assert len(before["assessments_snapshot"]) == 4  # with the names of the columns
    del before["samverkan_shared_report"]  # made anew when asked for: tests/test_pooled.py
    assert [table for table, rows in before.items() if len(rows) == 1] == []  # each is tried
    file = tmp_path / "kopia"
    back_up(installation, file)
    given, left = installation.run(
        SHOW_WHAT_IS_GIVEN + CHANGE_THE_WORLD + TAKE_BACK + SHOW_WHAT_IS_GIVEN
    ).split(END)[:2]
    assert left != given
    assert installation.list_rows() != before

    installation.restore(file, OWN_PART, "both")
    after = installation.list_rows()
    del after["samverkan_shared_report"]
    assert after == before
    installation.restore(file, "deletions")
    links = [*installation.links, "x"]
    said = installation.run(SHOW_WHAT_IS_GIVEN + TRY_LINKS.format(links) + MAKE_A_WORLD)
    assert said.startswith(f"{left}{END}True False False\n")
    assert len(installation.list_rows()["assessments_collaboration"]) == 8


def test_a_backup_taken_while_answers_are_saved_is_of_one_moment(installation, tmp_path):
    """All answers of a page are saved together, so that in no copy they differ."""
    [token, _] = installation.links
    writer = installation.start(KEEP_ANSWERING)
    try:
        writer.stdin.write(token + "\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "ready\n"
        for number in range(3):
            back_up(installation, tmp_path / f"kopia-{number}")
        assert writer.poll() is None  # it was writing all the time
    finally:
        writer.kill()
        writer.communicate()
    seen = set()
    for number in range(3):
        installation.restore(tmp_path / f"kopia-{number}", OWN_PART)
        [[_, *answers]] = installation.ask(TWO_ANSWERS)
        assert len(answers) == 2
        assert len({value for _revision, value in answers}) == 1, answers
        seen |= {(revision, value) for revision, value in answers}
    assert len(seen) > 2  # the copies are of different moments


# What goes wrong ----------------------------------------------------------------------------------


def assert_failed(done: subprocess.CompletedProcess[str], says: str, folder: Path) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert says in done.stderr
    assert [p.name for p in folder.iterdir() if "kopia" in p.name or "unfinished" in p.name] == []


@pytest.mark.one_database
def test_a_file_that_exists_is_never_written_over(tmp_path, capsys):
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "fil").write_text("förra veckans")
    assert_failed(back_up_here(folder / "fil", capsys), "exists already", folder)
    assert (folder / "fil").read_text() == "förra veckans"


@pytest.mark.one_database
def test_a_place_that_cannot_be_written_to_is_named(tmp_path, capsys):
    for place in ("finns/inte", "a" * 300, "två\nrader/x"):
        done = back_up_here(tmp_path / place, capsys)
        assert_failed(done, place[:8].replace("\n", " "), tmp_path)


def back_up_here(file: Path, capsys) -> subprocess.CompletedProcess[str]:
    """What the command would answer as a process, where it ends before it reads the database."""
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(file))
    return subprocess.CompletedProcess([], ended.value.code, *capsys.readouterr())


def test_a_full_disk_leaves_no_file_behind(seeded, tmp_path):
    """No file of the process may be larger than 40 kB."""
    folder = tmp_path / "f"
    folder.mkdir()
    limited = f"ulimit -f 40; exec '{sys.executable}' manage.py backup '{folder / 'kopia'}'"
    done = subprocess.run(
        ["bash", "-c", limited],
        cwd=ROOT, env=seeded.variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert_failed(done, "pg_dump: " if ON_POSTGRESQL else "database: ", folder)


def test_a_database_without_tables_gives_no_backup(tmp_path):
    nothing = install(tmp_path, f"backup_{uuid.uuid4().hex}")
    if ON_POSTGRESQL:
        done = nothing.manage("backup", str(tmp_path / "kopia"))
        remove(nothing)
        assert_failed(done, "has no tables", tmp_path)
    else:
        done = nothing.manage("backup", str(tmp_path / "kopia"))
        assert_failed(done, "there is no such database", tmp_path)
        assert not Path(nothing.database).exists()


def put_in_path(folder: Path, script: str) -> dict[str, str]:
    folder.mkdir()
    if script:
        program = folder / "pg_dump"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return {"PATH": str(folder)}


needs_postgresql = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="pg_dump is PostgreSQL's"),
]


@pytest.mark.parametrize(
    ("script", "says"),
    [
        pytest.param("", "pg_dump: is not installed", marks=needs_postgresql),
        pytest.param("echo half; echo 'error: query failed' >&2; exit 1",
                     "pg_dump: error: query failed", marks=needs_postgresql),
    ],
)  # fmt: skip
def test_what_is_wrong_with_pg_dump_is_said(seeded, tmp_path, script, says):
    broken = replace(seeded, environment=seeded.environment | put_in_path(tmp_path / "bin", script))
    assert_failed(broken.manage("backup", str(tmp_path / "kopia")), says, tmp_path)


@pytest.mark.postgresql
@pytest.mark.skipif(not ON_POSTGRESQL, reason="pg_dump is PostgreSQL's")
def test_no_password_is_among_the_arguments_of_pg_dump(seeded, tmp_path):
    """Every user of the machine can read a program's arguments."""
    said = tmp_path / "said"
    script = f"""echo "$@" > {said}; echo "$PGPASSWORD" >> {said}"""
    other = replace(
        seeded,
        url=re.sub(r"//[^@]*@", "//postgres:hemligt@", seeded.url),
        environment=seeded.environment | put_in_path(tmp_path / "bin", script),
    )
    done = other.manage("backup", str(tmp_path / "kopia"))
    assert done.returncode == 0, done.stderr
    arguments, password = said.read_text().splitlines()
    assert "--format=custom" in arguments
    assert "hemligt" not in arguments
    assert password == "hemligt"
