"""Somebody without a browser, and a diagnosis that can be filled in quickly."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from http.client import HTTPResponse
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, Request, build_opener

EXAMPLE = Path(__file__).resolve().parents[2] / "assessments" / "example_answers.json"
PAGES = (
    "lage", "initiativ", "uppstart", "etablering", "mognad", "utvardering", "avslut", "hela-vagen"
)  # fmt: skip


class Reply(NamedTuple):
    status: int
    path: str
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class _KeepErrors(HTTPErrorProcessor):
    """Redirects are followed; every other answer is handed over as it is."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        if 300 <= response.status < 400:
            return super().http_response(request, response)
        return response


class _KeepAll(HTTPErrorProcessor):
    """Redirects too are handed over as they are."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        return response


class Visitor:
    """Keeps cookies, sends forms with the token that stood on the page."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies), _KeepErrors())
        self._staying = build_opener(HTTPCookieProcessor(self.cookies), _KeepAll())
        self._token = ""

    def be(self, session: str) -> None:
        """Have this session, of somebody who has signed in."""
        host = urlsplit(self.address).hostname or ""
        everywhere = (None, False, host, False, False, "/", True, False)
        self.cookies.set_cookie(
            Cookie(0, "sessionid", session, *everywhere, None, True, None, None, {})
        )

    def get(self, path: str) -> Reply:
        return self._ask(Request(self.address + path))

    def post(self, path: str, values: Mapping[str, str]) -> Reply:
        return self._ask(self._fill_in(path, values))

    def send(self, path: str, values: Mapping[str, str]) -> str:
        """Post a form and leave the page unread that it leads to; its path."""
        with self._staying.open(self._fill_in(path, values), timeout=60) as response:
            assert response.status == 302, response.read().decode()
            return urlsplit(response.headers["Location"]).path

    def _fill_in(self, path: str, values: Mapping[str, str]) -> Request:
        body = urlencode({**values, "csrfmiddlewaretoken": self._token}).encode()
        return Request(self.address + path, data=body)

    def post_json(self, path: str, document: Any) -> Reply:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token}
        body = json.dumps(document).encode()
        return self._ask(Request(self.address + path, data=body, headers=headers))

    def _ask(self, request: Request) -> Reply:
        with self._opener.open(request, timeout=60) as response:
            reply = Reply(
                response.status, urlsplit(response.url).path, response.read().decode("utf-8")
            )
        if token := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', reply.text):
            self._token = token[1]
        return reply


class _SeenMarks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name.startswith("seen."):
            self.marks[name.removeprefix("seen.")] = given.get("value") or ""


def read_marks(text: str) -> dict[str, str]:
    """The fields on a page, each with its mark of what the page saw."""
    parser = _SeenMarks()
    parser.feed(text)
    return parser.marks


class Diagnosis:
    """A diagnosis behind its link to answer, used over HTTP."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.visitor = visitor
        self.path = path

    @property
    def url(self) -> str:
        return self.visitor.address + self.path

    def page_url(self, slug: str) -> str:
        return f"{self.url}steg/{slug}/"

    def fill(self, slug: str, values: Mapping[str, str]) -> dict[str, str]:
        """Enter values on a page, and save it; those that are on it."""
        path = f"{self.path}steg/{slug}/"
        marks = read_marks(self.visitor.get(path).text)
        form = {f"seen.{field}": mark for field, mark in marks.items()}
        given = {field: values[field] for field in marks if field in values}
        self.visitor.send(path, form | given)
        return given

    def fill_everything(self, values: Mapping[str, str]) -> None:
        """Enter values on all pages, when none has been entered."""
        for slug in PAGES:
            if slug not in _unseen:
                _unseen[slug] = read_marks(self.visitor.get(f"{self.path}steg/{slug}/").text)
            form = {f"seen.{field}": mark for field, mark in _unseen[slug].items()}
            given = {field: values[field] for field in _unseen[slug] if field in values}
            self.visitor.send(f"{self.path}steg/{slug}/", form | given)

    def conclude(self) -> str:
        """Show the result; its path."""
        return self.visitor.post(f"{self.path}visa/", {}).path

    def change(self, field: str, value: str) -> None:
        """Change one answer, as from another device that has just loaded the page."""
        state = self.read_state()
        seen = state.get(field, {"seen": "0."})["seen"]
        reply = self.save(field, value, seen)
        assert reply.status == 200, reply.text

    def save(self, field: str, value: str, seen: str = "0.") -> Reply:
        """Send one answer as the page's script does."""
        entry = {"field": field, "value": value, "seen": seen, "sent": []}
        return self.visitor.post_json(f"{self.path}svar/", entry)

    def read_state(self) -> dict[str, dict[str, str]]:
        return self.visitor.get(f"{self.path}svar/").json()["fields"]

    def read_answers(self) -> dict[str, str]:
        """What is stored now: field → value, unanswered fields left out."""
        return {field: kept["value"] for field, kept in self.read_state().items() if kept["value"]}

    def find_read_link(self) -> str:
        text = self.visitor.get(self.path).text
        found = re.search(r'id="read-link"[^>]*value="[^"]*(/l/[^"]+)"', text)
        assert found
        return found[1]


_unseen: dict[str, dict[str, str]] = {}
"""The fields on each page of a diagnosis that nobody has answered, with their marks."""


def start_diagnosis(
    address: str,
    name: str = "Samverkan kring vuxenutbildning",
    scope: str = "vuxenutbildningen i Piteå, Luleå och Boden",
) -> Diagnosis:
    """Make a diagnosis over HTTP, by a visitor of its own."""
    visitor = Visitor(address)
    visitor.get("/ny/")
    form = {"name": name, "scope": scope, "answered": "alone", "people": ""}
    first = visitor.send("/ny/", form)
    assert first.startswith("/d/"), first
    return Diagnosis(visitor, first.removesuffix("steg/lage/"))


def read_example_answers() -> dict[str, str]:
    """The answers of the shipped example, as fields of the walk."""
    given = json.loads(EXAMPLE.read_text())["respondents"][0]
    fields = given["markers"] | given["statements"]
    fields |= {f"comment.{code}": text for code, text in given.get("comments", {}).items()}
    return {field: str(value) for field, value in fields.items()}
