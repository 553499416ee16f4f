"""What is logged while a whole diagnosis is made and everything goes wrong: nothing personal."""

import io
import json
import logging
import re
from collections.abc import Callable
from logging.config import dictConfig
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from assessments.core import access
from assessments.core.links import LinkKind, sign_link
from assessments.filling.selectors.sheets import fetch_respondent
from assessments.filling.views import manage
from samverkan.operation.logs import (
    CarefulFilter,
    JsonLineFormatter,
    configure_logs,
    describe_error,
    name_request,
)
from tests.addresses import ADDRESSES
from tests.group import make_group
from tests.test_accounts import code_in
from tests.world import Diagnosis, fill_in_everything
from tests.world import start as start_world

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PERSONAL = {
    "name": "Sigbritts Återbruk i Älvdalen",
    "scope": "Torgny Återhållsams förvaltning",
    "comment": "Hjördis Klämmare kommer aldrig i tid 😀",
    "email": "sigbritt.klammare@kommun.example",
    "feedback": "Ragnvald Synpunktare tycker så här",
    "address": "203.0.113.77",
    "proxied": "198.51.100.23",
    "agent": "SigbrittsWebbläsare/7.0".encode().decode("latin-1"),
    "query": "Fråga-om-Hjördis",
    "path": "Sida-om-Torgny",
    "cookie": "Kaka-om-Ragnvald",
    "referer": "https://intranet.example/Sigbritt",
}


@pytest.fixture
def lines() -> Any:
    """Everything that is logged, as production writes it: a function that gives the lines."""
    stream = io.StringIO()
    dictConfig(configure_logs(style="json", level=logging.DEBUG, show_values=False))
    [handler] = logging.getLogger().handlers
    handler.setStream(stream)
    yield lambda: stream.getvalue().splitlines()
    dictConfig(settings.LOGGING)


TELLING = {
    "user-agent": PERSONAL["agent"],
    "referer": PERSONAL["referer"],
    "x-forwarded-for": PERSONAL["proxied"],
    "cookie": f"messages={PERSONAL['cookie']}; namn={PERSONAL['cookie']}",
}


@pytest.fixture
def visitor() -> Client:
    """A browser that says in every way it can whose it is."""
    return Client(raise_request_exception=False, REMOTE_ADDR=PERSONAL["address"], headers=TELLING)


def parse(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def assert_nothing_personal(lines: list[str], *secrets: str) -> None:
    """Neither as it was written nor as it may have been escaped."""
    assert lines
    text = "\n".join([*lines, *(json.dumps(found, ensure_ascii=False) for found in parse(lines))])
    for secret in (*PERSONAL.values(), *secrets):
        for part in {secret, *re.findall(r"\w{6,}", secret)} - {"example", "kommun", "intranet"}:
            escaped = part.encode("unicode_escape").decode()
            for form in {part, escaped, json.dumps(part)[1:-1], part.encode().hex()}:
                assert form not in text, form


# A whole diagnosis --------------------------------------------------------------------------------


def make_diagnosis(visitor: Client) -> Diagnosis:
    """From the start page to the result, its files and links, as a visitor does it."""
    form = {"name": PERSONAL["name"], "scope": PERSONAL["scope"], "answered": "alone"}
    url = visitor.post(f"/ny/?namn={PERSONAL['query']}", form).url
    token = url.split("/")[2]
    diagnosis = Diagnosis(fetch_respondent(token), token, start_world().published)
    for page in ("lage", "initiativ", "hela-vagen"):
        visitor.get(diagnosis.url("page", page) + f"?namn={PERSONAL['query']}")
    diagnosis.save(fill_in_everything(diagnosis.published))
    visitor.post(
        diagnosis.url("answers"),
        diagnosis.body("comment.varfor", PERSONAL["comment"]),
        content_type="application/json",
    )
    visitor.post(diagnosis.url("mail_link"), {"email": PERSONAL["email"]})
    visitor.post(diagnosis.url("conclude"), {})
    visitor.post("/synpunkter/", {"text": PERSONAL["feedback"]})
    for name in ("rapport.pdf", "svar.json", "sammanfattning.txt", "tabell.csv", "diagnos.json"):
        assert visitor.get(diagnosis.url("result_file", 1, name)).status_code == 200
    for address in ADDRESSES:
        if address.get == 200:
            assert visitor.get(address.url_for(diagnosis)).status_code == 200
    return diagnosis


def refuse_everything(visitor: Client, diagnosis: Diagnosis) -> set[int]:
    """Provoke each refusal there is; return the statuses."""
    answers, json_type = diagnosis.url("answers"), "application/json"
    strict = Client(enforce_csrf_checks=True, headers=TELLING)
    body = diagnosis.body("comment.varfor", PERSONAL["comment"] + "!")
    responses = [
        visitor.post(answers, "{" + PERSONAL["comment"], content_type=json_type),
        visitor.post(answers, b"x" * 3_000_000, content_type=json_type),
        visitor.post("/ny/", f"--x{PERSONAL['name']}", content_type="multipart/form-data"),
        visitor.get(diagnosis.url("overview"), headers={"host": f"{PERSONAL['path']}.example"}),
        visitor.get(f"/{PERSONAL['path']}/?namn={PERSONAL['query']}"),
        visitor.get(f"/D/{diagnosis.token}/"),
        visitor.get(f"/exempel/{PERSONAL['path']}.pdf"),
        visitor.get(diagnosis.url("page", "finns-inte") + f"?namn={PERSONAL['query']}"),
        visitor.put(diagnosis.url("overview"), PERSONAL["comment"]),
        visitor.generic("SIGBRITT", "/"),
        visitor.post(answers, {**body, "seen": "", "sent": []}, content_type=json_type),
        visitor.post(answers, {**body, "field": PERSONAL["name"]}, content_type=json_type),
        visitor.post("/ny/", {"name": PERSONAL["name"]}),
        visitor.post(diagnosis.url("mail_link"), {"email": PERSONAL["email"] + "@"}),
        strict.post(f"/ny/?namn={PERSONAL['query']}", {"name": PERSONAL["name"]}),
        strict.post("/ny/", {}, headers={"origin": PERSONAL["referer"]}),
        strict.post("/ny/", {}, secure=True, headers={"referer": PERSONAL["referer"]}),
    ]
    return {response.status_code for response in responses}


@pytest.mark.one_database
def test_nothing_personal_is_logged_while_a_whole_diagnosis_is_made(lines, visitor):
    diagnosis = make_diagnosis(visitor)
    assert diagnosis.values["comment.varfor"] == PERSONAL["comment"]
    assert PERSONAL["email"] in mail.outbox[0].to
    assert_nothing_personal(lines(), diagnosis.token, diagnosis.read_token)


@pytest.mark.one_database
def test_nothing_personal_is_logged_when_requests_are_refused(lines, visitor, anna):
    anna.save({"comment.varfor": PERSONAL["comment"]})
    assert refuse_everything(visitor, anna) == {400, 403, 404, 405, 409, 413, 422}
    assert_nothing_personal(lines(), anna.token, anna.read_token)


@pytest.mark.one_database
def test_nothing_personal_is_logged_while_a_diagnosis_is_put_on_an_account(lines, anna):
    telling = {name: value for name, value in TELLING.items() if name != "cookie"}
    visitor = Client(REMOTE_ADDR=PERSONAL["address"], headers=telling)
    visitor.post(anna.url("remember"))
    visitor.post("/konto/logga-in/?next=/mina/lagg-till/", {"email": PERSONAL["email"] + "@"})
    visitor.post("/konto/logga-in/?next=/mina/lagg-till/", {"email": PERSONAL["email"]})
    code, session = code_in(mail.outbox[0]), visitor.cookies["sessionid"].value
    visitor.post("/konto/kod/", {"code": PERSONAL["query"]})
    visitor.post("/konto/kod/?next=/mina/lagg-till/", {"code": code})
    assert visitor.post("/mina/lagg-till/", {"links": "keep"}).url == "/mina/"
    own = f"/mina/{anna.assessment.public_id}/"
    assert visitor.get(own).status_code == 200
    visitor.get(f"{own}{PERSONAL['path']}/")
    signed_in = visitor.cookies["sessionid"].value
    visitor.post("/mina/radera-kontot/", {"diagnoses": "keep"})
    visitor.post("/konto/logga-ut/")
    assert_nothing_personal(lines(), anna.token, code, session, signed_in)


@pytest.mark.one_database
def test_no_link_of_a_groups_round_is_logged_nor_the_invitation_in_one(lines, visitor):
    group = make_group(PERSONAL["name"], PERSONAL["scope"])
    group.open(anonymous=False)
    [invitation] = group.invite(PERSONAL["email"])
    signed = sign_link(LinkKind.INVITATION, invitation.public_id, 1)
    visitor.get(reverse("join", args=[group.group_token]))
    answer = {"name": "Sigbritt Klämmare", "perspective": "drivande"}
    own = visitor.post(reverse("invited", args=[signed]), answer).url
    assert "~" in own
    for url in (own, f"{own}steg/lage/", f"{own}saknas/", own.replace("/d/", "/l/")):
        visitor.get(url)
        Client(enforce_csrf_checks=True).post(url, headers={"referer": f"https://x.example{own}"})
    secrets = (group.group_token, signed, *own.strip("/").partition("/")[2].split("~"))
    assert_nothing_personal(lines(), *secrets, "Sigbritt Klämmare")


def fail_with(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_nothing_personal_is_logged_when_the_program_fails(lines, visitor, anna, monkeypatch):
    everything = " ".join(PERSONAL.values())
    monkeypatch.setattr(access, "fetch_respondent", fail_with(KeyError(everything)))
    monkeypatch.setattr(manage, "start_diagnosis", fail_with(ValueError(everything)))
    form = {"name": PERSONAL["name"], "scope": PERSONAL["scope"], "answered": "alone"}
    responses = [visitor.get(anna.url("overview")), visitor.post("/ny/", form)]
    assert [r.status_code for r in responses] == [500, 500]
    errors = [found["error"] for found in parse(lines()) if "error" in found]
    assert [e.splitlines()[-1] for e in errors] == ["builtins.KeyError", "builtins.ValueError"]
    assert all(re.search(r'views/\w+\.py", line \d+', error) for error in errors)
    assert_nothing_personal(lines(), anna.token)


@pytest.mark.one_database
def test_nothing_personal_is_logged_when_mail_fails(lines, visitor, anna, monkeypatch):
    refused = SMTPRecipientsRefused({PERSONAL["email"]: (550, PERSONAL["email"].encode())})
    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail_with(refused))
    sent = visitor.post(anna.url("mail_link"), {"email": PERSONAL["email"]})
    assert sent.status_code == 503
    assert "SMTPRecipientsRefused" in "".join(lines())
    assert_nothing_personal(lines(), anna.token)


@pytest.mark.one_database
def test_nothing_personal_is_logged_when_a_code_cannot_be_mailed(lines, visitor, monkeypatch):
    refused = SMTPRecipientsRefused({PERSONAL["email"]: (550, PERSONAL["email"].encode())})
    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail_with(refused))
    assert visitor.post("/konto/logga-in/", {"email": PERSONAL["email"]}).status_code == 503
    assert "SMTPRecipientsRefused" in "".join(lines())
    assert_nothing_personal(lines())


@pytest.mark.one_database
def test_nothing_personal_is_logged_when_a_report_cannot_be_made(lines, visitor, monkeypatch):
    diagnosis = start_world(name=PERSONAL["name"])
    diagnosis.show()
    monkeypatch.setattr(caches["reports"], "get", fail_with(OSError(28, PERSONAL["name"], "/x")))
    response = visitor.get(diagnosis.url("result_file", 1, "rapport.pdf"))
    assert response.status_code == 500
    assert "OSError (No space left on device)" in "".join(lines())
    assert_nothing_personal(lines(), diagnosis.token)


# The database quotes what it refuses --------------------------------------------------------------


def refuse_row(**values: object) -> Exception:
    """What the database says when it refuses this row."""
    empty = dict.fromkeys(("start", "end", "initiators_and_purpose", "priority", "results"), "")
    lists = dict.fromkeys(("types", "levels", "geography", "parties"), "[]")
    row = {"public_id": uuid4().hex, "changed_on": "2026-11-21", "kept_months": 13}
    values = {**row, **empty, **lists, **values}
    columns = ", ".join(connection.ops.quote_name(name) for name in values)
    marks = ", ".join(["%s"] * len(values))
    statement = f"INSERT INTO assessments_collaboration ({columns}) VALUES ({marks})"
    with (
        pytest.raises((IntegrityError, DataError)) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, list(values.values()))
    return caught.value


def test_a_row_that_the_database_refuses_is_not_quoted(lines, visitor, monkeypatch):
    row = {"name": PERSONAL["name"], "scope": "", "created_at": "2026-11-21"}
    error = refuse_row(**row)
    monkeypatch.setattr(manage, "start_diagnosis", fail_with(error))
    form = {"name": PERSONAL["name"], "scope": PERSONAL["scope"], "answered": "alone"}
    assert visitor.post("/ny/", form).status_code == 500
    assert "IntegrityError" in "".join(lines())
    if connection.vendor == "postgresql":
        assert PERSONAL["name"] in str(error)  # it does quote
        assert "23514, table assessments_collaboration, constraint collaboration_has_scope" in (
            "".join(lines())
        )
    assert_nothing_personal(lines())


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite takes any text as a date")
def test_a_value_that_the_database_cannot_read_is_not_quoted():
    error = refuse_row(name="N", scope="S", created_at=PERSONAL["name"])
    assert PERSONAL["name"] in str(error)
    assert PERSONAL["name"] not in describe_error(error)
    assert "(22007)" in describe_error(error)


# The lines ----------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_each_request_is_one_line_that_says_which_how_and_how_long(lines, client, anna):
    client.get(anna.url("page", "lage") + "?x=1")
    client.get("/static/finns-inte.css")
    found = [p for p in parse(lines()) if p["logger"] == "samverkan.requests"]
    assert [(p["route"], p["method"], p["status"]) for p in found] == [
        ("page", "GET", 200), ("static", "GET", 404),
    ]  # fmt: skip
    for line in found:
        assert 0 < line["duration_ms"] < 60_000
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", line["time"])
        assert line["level"] == "INFO"
        assert set(line) == {
            "time", "level", "logger", "message", "request", "route", "method", "status",
            "duration_ms",
        }  # fmt: skip


@pytest.mark.one_database
def test_the_code_on_the_page_of_a_failure_is_in_the_log_of_that_request(lines, monkeypatch):
    monkeypatch.setattr(access, "fetch_respondent", fail_with(RuntimeError()))
    browser = Client(raise_request_exception=False)
    for _ in range(2):
        page = browser.get("/d/x/").content.decode()
        [code] = re.findall(r"Felkod ([0-9a-f]{8})\.", page)
        [failure, request] = parse(lines())[-2:]
        assert failure["request"] == request["request"] == code
        assert failure["error"].endswith("RuntimeError")
    assert len({p["request"] for p in parse(lines())}) == 2


def make_record(name: str, message: Any, *args: object, **extra: Any) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.WARNING, "p", 1, message, args, None)
    for attribute, value in extra.items():
        setattr(record, attribute, value)
    return record


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "message", "args", "written"),
    [
        ("gunicorn.error", "Invalid request from ip=203.0.113.7: Anna", (), "Invalid request"),
        ("gunicorn.error", "Error handling request %s", ("/?Anna",), "Error handling request …"),
        ("gunicorn.error", "Worker (pid:%s) was sent %s!", (7, "SIGKILL"),
         "Worker (pid:7) was sent SIGKILL!"),
        ("weasyprint", "Ignored `%s` at %d:%d, %s.", ("Anna", 3, 4, "x"), "Ignored `…` at 3:4, …."),
        ("other", "%(who)s did it %(n)d times", ({"who": "Anna", "n": 2},), "… did it 2 times"),
        ("other", ValueError("Anna"), (), "ValueError"),
        ("assessments.core.mails", "failed: %s", ("SMTPException",), "failed: SMTPException"),
    ],
)  # fmt: skip
def test_messages_of_others_lose_their_values(name, message, args, written):
    record = make_record(name, message, *args)
    assert CarefulFilter().filter(record)
    assert record.getMessage() == written


@pytest.mark.one_database
def test_the_causes_of_an_error_are_all_named_the_first_one_first():
    try:
        try:
            {}["Anna"]
        except KeyError as cause:
            raise ValueError("Bo") from cause
    except ValueError as error:
        described = describe_error(error)
    kinds = [line for line in described.splitlines() if not line.startswith(" ")]
    assert kinds == ["builtins.KeyError", "builtins.ValueError"]


@pytest.mark.one_database
def test_whatever_else_a_record_carries_is_not_written(client):
    record = make_record("x", "m", request="GET /d/secret/", user="Anna", status=200)
    with name_request():
        CarefulFilter().filter(record)
    assert set(json.loads(JsonLineFormatter().format(record))) == {
        "time", "level", "logger", "message", "request", "status",
    }  # fmt: skip


@pytest.mark.one_database
def test_half_a_character_and_line_breaks_stay_on_one_line():
    record = make_record("samverkan", "a\nb\u2028c\ud800")
    [line] = JsonLineFormatter().format(record).splitlines()
    assert json.loads(line)["message"] == "a\nb\u2028c\ud800"


FORM = "application/x-www-form-urlencoded"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (lambda client: client.get("/", headers={"host": "203.0.113.9"}), 400),
        (lambda client: client.post("/ny/", b"x" * 3_000_000, content_type=FORM), 413),
        (lambda client: client.post("/ny/", b"a&" * 1001, content_type=FORM), 413),
        (lambda client: client.post("/ny/", {f"x{n}": "" for n in range(1001)}), 413),
        (lambda client: client.get("/synpunkter/?" + "a&" * 1001), 413),
        (lambda client: client.post("/ny/", b"x", content_type="multipart/form-data"), 400),
        (lambda client: client.post("/ny/", b"x" * 99, content_type="multipart/form-data; boundary=" + "y" * 300), 400),  # noqa: E501
    ],
)  # fmt: skip
def test_whoever_is_refused_leaves_one_line_in_the_log(client, lines, request_of, status):
    assert request_of(client).status_code == status
    [line] = [line for line in parse(lines()) if line["logger"] != "django.template"]
    found = (line["logger"], line["level"], line["status"], line.get("error"))
    assert found == ("samverkan.requests", "INFO", status, None)
