"""Every address against every kind of request: a clear answer, and what is refused changes nothing.

The addresses come from the table that is compared with the URLconf, the names of fields from the
pages themselves, so that neither can be forgotten.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from itertools import cycle, product
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from tests.addresses import ADDRESSES, NOT_ALLOWED, PAGES, Address
from tests.markup import read_page
from tests.test_fuzz import EDITION_FIELDS, FORM, JSON, TEXT, VALUES, count_examples, encode, fuzzed
from tests.world import Diagnosis

pytestmark = pytest.mark.django_db

CLEAR = {200, 301, 302, 400, 403, 404, 405, 409, 413, 422, 429}
"""The answers there are; 429 is the limit of uses from one address."""

POSTS = tuple(address for address in ADDRESSES if address.post != NOT_ALLOWED)
SAVES = {("answers", 200), ("page", 409), ("check", 409)}  # 409: what could be saved has been
TABLES = {model._meta.db_table for model in apps.get_models()}
WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)

FILES = tuple(address for address in ADDRESSES if address.name.endswith("_file"))

few = how(fuzzed, max_examples=count_examples(9))  # for each address


def share_out(addresses: Sequence[Address], parts: int) -> list[Any]:
    """The addresses in so many parts: to think of a request takes as long as to answer it, so that
    each is sent to every address of a part, and each address gets as many as by itself.
    """
    return [pytest.param(addresses[n::parts], id=str(n + 1)) for n in range(parts)]


some = how(fuzzed, max_examples=count_examples(60))

METHODS = st.sampled_from(
    ["GET", "HEAD", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
     "CONNECT", "PROPFIND", "get", "X" * 50]
)  # fmt: skip
TYPES = st.sampled_from(
    [FORM, "application/json", "multipart/form-data; boundary=x", "", "text/plain", "text/xml",
     "multipart/form-data", "multipart/form-data; boundary=" + "y" * 300, "multipart/mixed",
     "multipart/form-data; boundary=x; charset=utf-16", "multipart/form-data; boundary=å",
     f"{FORM}; charset=utf-16", f"{FORM}; charset=idna", f"{FORM}; charset=finns-inte",
     "application/json; charset=utf-32", "application/x-www-form-urlencoded;;;=", "/", "å"]
)  # fmt: skip
CHARSETS = [
    "utf-16", "utf-32", "utf-7", "idna", "punycode", "rot13", "zlib", "base64", "hex",
    "unicode_escape", "undefined", "mbcs", "finns-inte", "", "\x00", "å", "x" * 999,
]  # fmt: skip

LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=30)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["accept", "accept-encoding", "accept-language", "authorization", "content-encoding",
         "cookie", "expect", "forwarded", "host", "if-match", "if-modified-since", "if-none-match",
         "origin", "range", "referer", "user-agent", "x-csrftoken", "x-forwarded-for",
         "x-forwarded-host", "x-forwarded-proto", "x-http-method-override"]
    ),
    LATIN,
    max_size=3,
)  # fmt: skip
COOKIES = st.sampled_from(["csrftoken", "messages", "sessionid", "å", ""])
COOKIE = st.lists(st.tuples(COOKIES, LATIN), max_size=3).map(
    lambda pairs: "; ".join(f"{name}={value}" for name, value in pairs)
)


_names: set[str] = {"field", "value", "seen", "sent", *EDITION_FIELDS}
"""The name of every field on any page, and of what only the script sends."""


@pytest.fixture(autouse=True)
def _names_of_fields(client, shown) -> None:
    """Read once, from the pages."""
    if "csrfmiddlewaretoken" not in _names:
        for address in PAGES:
            page = read_page(client.get(address.url_for(shown)))
            for tag in ("input", "textarea", "select", "button"):
                _names.update(e.attrs["name"] for e in page.all(tag) if "name" in e.attrs)


NAMES = st.deferred(lambda: st.sampled_from(sorted(_names))) | TEXT
PAIRS = st.lists(
    st.tuples(NAMES, VALUES | TEXT | st.sampled_from(["alone", "7", "a@kommun.example"])),
    max_size=6,
)


def make_parts(pairs: list[tuple[str, str]]) -> bytes:
    """A multipart body; names and values may break it."""
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (name.encode("utf-8", "surrogatepass"), value.encode("utf-8", "surrogatepass"))
        for name, value in pairs
    ]
    return b"".join(parts) + b"--x--\r\n"


BODIES = (
    PAIRS.map(lambda pairs: b"&".join(encode({n: v}) for n, v in pairs))
    | PAIRS.map(make_parts)
    | PAIRS.map(lambda pairs: make_parts(pairs)[: len(pairs) * 30])  # cut off
    | JSON.map(lambda document: json.dumps(document).encode())
    | st.binary(max_size=100)
)


# What is stored -----------------------------------------------------------------------------------


@contextmanager
def undone() -> Iterator[None]:
    """Each example finds the world as the first one did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def list_written(queries: CaptureQueriesContext) -> set[str]:
    """The tables that were written to, whether or not it was undone afterwards."""
    return {found[1] for query in queries if (found := WRITE.match(query["sql"]))}


def may_write(address: Address, method: str, status: int) -> set[str]:
    """The tables that a request with this answer may have written to."""
    if method == "POST" and status == 302:
        return TABLES
    if method == "POST" and (address.name, status) in SAVES:
        return {"assessments_answer", "assessments_assessment"}
    if method == "POST" and status == address.post == 403:  # what was written waits (unsaved.py)
        return {"django_session", "samverkan_shared_cache"}
    return {"assessments_ratecount"} if status == 429 else set()


def send(client: Client, address: Address, diagnosis: Diagnosis, method: str = "POST", **request):
    """Send a request, and see to it that the answer is clear and that a refusal wrote nothing."""
    url = request.pop("url", address.url_for(diagnosis)) + request.pop("query", "")
    with undone(), CaptureQueriesContext(connection) as queries:
        kind = get_wsgi().check_content_type(request.get("kind", FORM))
        headers = request.get("headers")
        response = client.generic(method, url, request.get("body", b""), kind, headers=headers)
        written = list_written(queries)
    assert response.status_code in CLEAR, (response.status_code, method, url, request)
    assert written <= may_write(address, method, response.status_code), (written, url, request)
    return response


# Anything -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("addresses", share_out(ADDRESSES, 3))
def test_any_request_to_any_address_has_a_clear_answer(shown, addresses):
    @few
    @given(
        method=METHODS,
        body=BODIES,
        kind=TYPES,
        headers=HEADERS,
        cookie=COOKIE,
        query=st.dictionaries(TEXT, TEXT, max_size=2),
        is_strict=st.booleans(),
    )
    def try_it(method, body, kind, headers, cookie, query, is_strict):
        for address in addresses:
            browser.cookies.clear()
            browser.handler.enforce_csrf_checks = is_strict
            send(
                browser, address, shown, method, body=body, kind=kind,
                query="?" + encode(query).decode(), headers={"cookie": cookie} | headers,
            )  # fmt: skip

    browser = Client()
    try_it()


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The tests' own connection is not closed between requests, as Django's test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


WAYS = list(product(("multipart/form-data; boundary=x", FORM, "application/json"), ("GET", "POST")))


@pytest.mark.usefixtures("_one_connection")
def test_any_charset_has_a_clear_answer(shown):
    """As gunicorn asks: some charsets that Python knows are none, and Django fails on them.

    They are taken away in one place, before any address is looked at: every charset in every way,
    at the addresses in turn.
    """
    body = make_parts([("name", "Å"), ("text", "Å"), ("value", "Å")])
    asked = zip(product(CHARSETS, WAYS), cycle(ADDRESSES), strict=False)
    for (charset, (kind, method)), address in asked:
        with CaptureQueriesContext(connection) as queries:
            status = call_application(
                address.url_for(shown), method, body, f"{kind}; charset={charset}"
            )
        assert status in CLEAR, (charset, kind, method, address)
        assert not list_written(queries)


def get_wsgi() -> ModuleType:
    """The program as the server has it, loaded when the tests have their own folder of files."""
    return import_module("samverkan.wsgi")


def call_application(url: str, method: str, body: bytes, kind: str) -> int:
    """The status that the server gets from the program."""
    environ = RequestFactory().generic(method, url, body, FORM, QUERY_STRING="%3A=%E5").environ
    statuses: list[str] = []
    answer = get_wsgi().application(
        environ | {"CONTENT_TYPE": kind}, lambda status, _: statuses.append(status)
    )
    b"".join(answer)
    return int(statuses[0].split()[0])


MEGABYTE = "å" * 500_000
LARGE = {
    "a form of one field": lambda name: (encode({name: MEGABYTE}), FORM),
    "a form of many fields": lambda name: (b"&".join([encode({name: "1"})] * 900), FORM),
    "too many fields": lambda name: (b"&".join([encode({name: "1"})] * 1100), FORM),
    "a name of a megabyte": lambda name: (encode({name + MEGABYTE: "1"}), FORM),
    "three megabytes": lambda name: (encode({name: MEGABYTE * 3}), FORM),
    "parts": lambda name: (make_parts([(name, MEGABYTE)]), "multipart/form-data; boundary=x"),
    "JSON": lambda name: (json.dumps({name: MEGABYTE}).encode(), "application/json"),
    "deep JSON": lambda name: (b"[" * 49_000 + b"]" * 49_000, "application/json"),
    "deeper JSON": lambda name: (b'{"a":' * 200_000, "application/json"),
    "a long number": lambda name: (b'{"field": ' + b"9" * 50_000 + b"}", "application/json"),
}


@cache
def make_large(kind: str, name: str) -> tuple[bytes, str]:
    """A body and its type; made once, since it takes as long as a request."""
    return LARGE[kind](name)


LARGE_NAMES = ("name", "text", "value", "comment.varfor")
READ_BY_PAGES = ("a form of one field", "JSON")
"""What reaches the pages: at every address. The others are refused, or read, in one place before
any address is looked at: three of them at each. Each has a name in turn."""


@pytest.mark.parametrize("address", POSTS, ids=str)
def test_what_is_too_large_is_refused_or_of_no_account(client, shown, address):
    data = {"scope": "s", "answered": "alone", "field": "comment.varfor", "seen": ""}
    turn = POSTS.index(address)
    others = [kind for kind in LARGE if kind not in READ_BY_PAGES]
    in_turn = [others[(turn * 3 + n) % len(others)] for n in range(3)]
    for number, kind in enumerate((*READ_BY_PAGES, *in_turn)):
        name = LARGE_NAMES[(turn + number) % len(LARGE_NAMES)]
        body, content_type = make_large(kind, name)
        if content_type == FORM:
            body += b"&" + encode({k: v for k, v in data.items() if k != name})
        response = send(client, address, shown, body=body, kind=content_type)
        assert response.status_code != 200, (kind, name)


@pytest.mark.parametrize("address", POSTS[::6], ids=str)
def test_a_file_where_a_text_is_expected_is_thrown_away(client, shown, address):
    """However large it is: no form takes files, and nothing of it is kept, whatever the address."""
    assert settings.FILE_UPLOAD_HANDLERS == []
    file = b'--x\r\nContent-Disposition: form-data; name="%b"; filename="a.txt"\r\n\r\n%b\r\n'
    names = sorted({"name", "text", "email", "comment.varfor"})
    body = b"".join(file % (name.encode(), b"x" * 3_000_000) for name in names) + b"--x--\r\n"
    send(client, address, shown, body=body, kind="multipart/form-data; boundary=x")


@pytest.mark.parametrize("addresses", share_out(POSTS, 2))
def test_fields_that_are_missing_or_repeated_have_a_clear_answer(client, shown, addresses):
    @few
    @given(pairs=PAIRS, times=st.integers(1, 3))
    def try_it(pairs, times):
        body = b"&".join([encode({n: v}) for n, v in pairs] * times)
        for address in addresses:
            send(client, address, shown, body=body)

    try_it()


@some
@given(name=TEXT.filter(lambda text: "/" not in text and text), number=st.integers() | TEXT)
def test_any_name_of_a_file_and_any_number_has_a_clear_answer(client, shown, name, number):
    encoded = quote(name.encode("utf-8", "surrogatepass"), safe="")
    numbered = quote(str(number).encode("utf-8", "surrogatepass"), safe="")
    for address in FILES:
        head, _slash, _name = address.url_for(shown).rpartition("/")
        send(client, address, shown, "GET", url=f"{head}/{encoded}")
        if address.args[:1] == (1,):
            head = head.removesuffix("/1")
            send(client, address, shown, "GET", url=f"{head}/{numbered}/diagnos.json")


@some
@given(path=st.lists(TEXT, max_size=4).map("/".join))
def test_any_address_has_a_clear_answer(client, shown, path):
    url = "/" + quote(path.encode("utf-8", "surrogatepass"), safe="/")
    with undone():
        assert client.get(url).status_code in CLEAR


def test_whatever_is_written_is_noticed(client, shown):
    """The net has no hole."""
    with CaptureQueriesContext(connection) as queries:
        client.post(shown.url("answers"), shown.body("varfor.3", "1"), "application/json")
        client.post(shown.url("delete"))
    assert {"assessments_answer", "assessments_collaboration"} <= list_written(queries) <= TABLES
