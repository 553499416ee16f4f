"""Reads what the program says of the rows: pages, files and commands, each as text or JSON.

Every address is opened as whoever it is for, signed in by the code that is mailed and a second
factor where the account has one. What comes of each is one of these:

| how | what is read |
|---|---|
| `status` | the status, and where it leads |
| `result` | the visible text of the page's main part, a line for each block |
| `facts` | the same and what stands in its fields, as one text |
| `file`, `csv` | the text of the file |
| `answers` | the answers that the page's script gets, by field |
| `word`, `pdf` | the text in it, white space folded |
| `xlsx` | its cells, a line for each row |
| `ics` | its lines, but for when it was made |
| `archive` | the names of its files, and of its texts what they say |
| `json`, `kept`, `document` | the JSON |
| `edition` | what `export_content` says of the edition |
"""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from django.core import mail
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from docx import Document

from tests.carried_over.program import LATER, set_time
from tests.markup import Element, parse_html

Place = dict[str, str]

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select",
    "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
TO_DO = {"button", "form", "input", "nav"}
"""What leads from a result to something else, and is no part of it."""

CHOICES = {"checkbox", "hidden", "radio", "submit"}
"""Fields in which nobody writes."""

UNSEEN = {"script", "style", "svg", "template"}

TRIES = 4
"""How often a file is asked for that was not made in time."""

STAFF = "/personal/"
STAFF_PAGES = {
    "editions": "/personal/innehall/utgavor/1/",
    "statistics": "/personal/statistik/",
    "accounts": "/personal/innehall/samverkan/user/",
}


OF_EDITIONS = "/personal/innehall/model_content/edition/"
"""Where the pages about editions stood, each edition's under its key."""

MOVED = {"history/": "historik/", "change/": "?oppen=allt", "export/json/": "hamta/json/"}
"""The pages of an edition, where they stood and where they stand now."""


def find_now(path: str) -> str:
    """Where that is read now which was read at an address of that time."""
    if not path.startswith(OF_EDITIONS):
        return path
    key, _, page = path.removeprefix(OF_EDITIONS).partition("/")
    return f"/personal/innehall/utgavor/{key}/{MOVED[page]}" if key else "/personal/innehall/"


class Reader:
    """Opens addresses as those they are for, each of whom signs in once."""

    def __init__(self, secrets: dict[str, Any]) -> None:
        self._secrets = secrets
        self._browsers: dict[str, Client] = {"": Client()}

    def read(self, place: Place) -> Any:
        if place["how"] == "edition":
            return read_edition(place["path"])
        browser = self._browsers.get(place["as"])
        if browser is None:
            browser = self._browsers[place["as"]] = self._sign_in(place["as"])
        response = open_patiently(browser, find_now(place["path"]))
        if place["how"] == "status":
            return f"{response.status_code} {response.get('Location', '')}".strip()
        while response.status_code in (301, 302) and place["how"] == "facts":
            response = browser.get(response["Location"])
        if response.status_code != 200:
            return f"{response.status_code} {response.get('Location', '')}".strip()
        return READERS[place["how"]](response)

    def _sign_in(self, email: str) -> Client:
        browser, answer = ask_for_code(email)
        assert answer is not None, f"{email} got no code"
        if answer == "/konto/andra-steget/":
            codes = self._secrets.get(f"codes of {email.partition('@')[0]}", [])
            has_app = email != "bo@kommun.example"
            code = make_app_code(self._secrets["app"]) if has_app else codes[1]
            done = browser.post(answer, {"code": code})
            assert done.status_code == 302, f"{email}: the second factor was refused"
        return browser


def open_patiently(browser: Client, path: str) -> HttpResponse:
    """Open an address; again if a file is not made in time on a machine with much else to do."""
    for _ in range(TRIES):
        response = browser.get(path)
        if response.status_code != 503:
            break
    return response


def ask_for_code(email: str) -> tuple[Client, str | None]:
    """Sign in with the code that is mailed; where that leads, None if there was no mail."""
    browser, before = Client(), len(mail.outbox)
    asked = browser.post("/konto/logga-in/", {"email": email})
    if len(mail.outbox) == before:
        return browser, None
    [code] = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)
    return browser, browser.post(asked["Location"], {"code": code})["Location"]


def make_app_code(secret: str) -> str:
    """What an app shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30)))


# Accounts -----------------------------------------------------------------------------------------


def read_accounts(emails: list[str], secrets: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What comes of signing in to each account, and which pages of the staff it opens.

    Some minutes later than all else: no code of an app is good twice.
    """
    set_time(LATER)
    return {email: _read_account(email, secrets) for email in emails}


def _read_account(email: str, secrets: dict[str, Any]) -> dict[str, Any]:
    browser, leads_to = ask_for_code(email)
    found: dict[str, Any] = {"a code is mailed": leads_to is not None, "it leads to": leads_to}
    if leads_to == "/konto/andra-steget/":
        codes = secrets.get(f"codes of {email.partition('@')[0]}", [])
        tried = {f"recovery code {number}": codes[number] for number in (0, 2) if codes}
        for name, code in {**tried, "app": make_app_code(secrets["app"])}.items():
            found[name] = browser.post(leads_to, {"code": code}).status_code == 302
            if found[name]:
                break
    found |= {"mine": browser.get("/mina/").status_code, "staff": browser.get(STAFF).status_code}
    if found["staff"] == 200:
        found |= {name: browser.get(path).status_code for name, path in STAFF_PAGES.items()}
    return found


def read_session(key: str) -> int:
    """The status of one's own page, in a session that was begun before."""
    browser = Client()
    browser.cookies["sessionid"] = key
    return int(browser.get("/mina/").status_code)


# Pages --------------------------------------------------------------------------------------------


def read_lines(response: HttpResponse) -> str:
    """The visible text of the main part, a line for each block."""
    return "\n".join(_fold(find_main(response), is_form=False)) + "\n"


def read_facts(response: HttpResponse) -> str:
    return " ".join(_fold(find_main(response), is_form=True))


def find_main(response: HttpResponse) -> Element:
    page = parse_html(response.content.decode())
    return next(iter(page.all("main") or page.all("body")))


def _fold(element: Element, *, is_form: bool) -> Iterator[str]:
    text = "".join(_write(element, is_form=is_form))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return (line for line in lines if line)


def _write(element: Element, *, is_form: bool) -> Iterator[str]:
    for part in element.parts:
        if isinstance(part, str):
            yield re.sub(r"\s", " ", part)
        elif part.tag not in UNSEEN and (is_form or part.tag not in TO_DO):
            around = "\n" if part.tag in BLOCKS else ""
            yield around
            if part.tag == "input" and part.attrs.get("type") not in CHOICES:
                yield f" {part.attrs.get('value', '')} "
            yield from _write(part, is_form=is_form)
            yield around


# Files --------------------------------------------------------------------------------------------


def read_text(response: HttpResponse) -> str:
    return _body(response).decode("utf-8-sig").replace("\r\n", "\n")


def read_json(response: HttpResponse) -> Any:
    return json.loads(_body(response))


def read_answers(response: HttpResponse) -> dict[str, str]:
    fields = read_json(response)["fields"]
    return {field: given["value"] for field, given in sorted(fields.items())}


def read_word(response: HttpResponse) -> str:
    body = Document(io.BytesIO(_body(response))).element.body
    paragraphs = (node for node in body.iter() if node.tag.endswith("}p"))
    texts = ("".join(part.text or "" for part in node.iter() if part.tag.endswith("}t"))
             for node in paragraphs)  # fmt: skip
    return "\n".join(line for line in (" ".join(text.split()) for text in texts) if line) + "\n"


def read_pdf(response: HttpResponse) -> str | None:
    """None where the Debian package poppler-utils is missing."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    command = [program, "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=_body(response), capture_output=True, check=True).stdout
    pages = text.decode().split("\f")
    return "\n".join(" ".join(page.split()) for page in pages) + "\n"


def read_workbook(response: HttpResponse) -> str:
    with ZipFile(io.BytesIO(_body(response))) as book:
        shared = [
            "".join(text.itertext())
            for text in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    lines = []
    for row in (node for node in sheet.iter() if node.tag.endswith("}row")):
        cells = []
        for cell in row:
            value = next((node.text or "" for node in cell if node.tag.endswith("}v")), "")
            cells.append(shared[int(value)] if cell.get("t") == "s" else value)
        lines.append("\t".join(cells).rstrip("\t"))
    return "\n".join(lines) + "\n"


def read_calendar(response: HttpResponse) -> str:
    unfolded = read_text(response).replace("\n ", "")
    lines = [line for line in unfolded.splitlines() if not line.startswith("DTSTAMP")]
    return "\n".join(lines) + "\n"


def read_archive(response: HttpResponse) -> dict[str, str]:
    """Its files; of those that are texts what they say, of the result its hash is said inside."""
    with ZipFile(io.BytesIO(_body(response))) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in names if name.endswith((".txt", ".csv"))}
    return {name: texts[name].decode("utf-8-sig") if name in texts else "" for name in names}


def _body(response: HttpResponse) -> bytes:
    return b"".join(response) if getattr(response, "streaming", False) else response.content


READERS = {
    "answers": read_answers,
    "result": read_lines,
    "facts": read_facts,
    "file": read_text,
    "csv": read_text,
    "word": read_word,
    "pdf": read_pdf,
    "xlsx": read_workbook,
    "ics": read_calendar,
    "archive": read_archive,
    "json": read_json,
    "kept": read_json,
    "document": read_json,
}


def read_edition(code: str) -> Any:
    """What the command says of the edition of this code."""
    import contextlib

    said = io.StringIO()
    binary = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(binary):
        call_command("export_content", "--edition", code, stdout=said)
    binary.seek(0)
    return json.loads(said.getvalue() or binary.read())
