"""Whatever is sent, the answer is clear and what was refused has changed nothing."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.filling.actions.diagnoses import start_diagnosis
from assessments.models import Answer, Collaboration, Feedback, Snapshot
from model_content.selectors.editions import fetch_edition
from tests.addresses import ADDRESSES, Link
from tests.world import Diagnosis, start

pytestmark = pytest.mark.django_db

# Each example works on a fresh field of the same diagnosis: nothing is carried over that matters.


def count_examples(number: int) -> int:
    """Half as many on PostgreSQL, the first half of those that SQLite is given: they are drawn
    alike every time.
    """
    return number // 2 if connection.vendor == "postgresql" else number


fuzzed = settings(
    max_examples=count_examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
fuzzed_less = settings(fuzzed, max_examples=count_examples(30))  # whole pages for each example

HARD = st.sampled_from(
    ["\0", "\ud800", "\udfff", "\u202e", "\u200f", "\ufeff", "\r\n", "\r", "\x0b", "\x85", "\u2028",
     "😀", "é", "e\u0301", "' OR 1=1--", "{{ 7|add:7 }}", "{% now %}", "%00", "../", "<script>"]
)  # fmt: skip
TEXT = st.text(max_size=30) | st.lists(HARD | st.text(max_size=5), max_size=6).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
EDITION_FIELDS = [
    "initiativ.m6", "varfor.3", "comment.varfor", "self_placement", "outlook", "comment.",
    "varfor", "comment.comment.varfor", "INITIATIV.M1", "seen.varfor.3",
]  # fmt: skip
FIELDS = st.sampled_from(EDITION_FIELDS) | TEXT
VALUES = st.sampled_from(
    ["0", "1", "3", "5", "6", "dont_know", "not_applicable", "mognad", "end", ""]
)
SEEN = st.sampled_from(["", "0.e3b0c442", "1.x", "-1.", "9" * 30, "1"]) | TEXT


def remember(diagnosis: Diagnosis) -> list:
    return [
        sorted(diagnosis.respondent.answers.values_list("field", "value", "revision")),
        Snapshot.objects.count(),
        Collaboration.objects.count(),
    ]


def post_raw(client, url: str, body: bytes, kind: str = "application/json"):
    return client.generic("POST", url, body, kind)


# One answer by the script -------------------------------------------------------------------------


@pytest.mark.both_databases
@fuzzed
@given(field=FIELDS, value=VALUES | TEXT, seen=SEEN, sent=st.lists(VALUES | TEXT, max_size=3))
def test_any_answer_is_saved_in_conflict_or_refused(client, anna, field, value, seen, sent):
    before = remember(anna)
    body = json.dumps({"field": field, "value": value, "seen": seen, "sent": sent}).encode()
    response = post_raw(client, anna.url("answers"), body)
    assert response.status_code in (200, 409, 422)
    answer = response.json()
    if response.status_code == 200:
        assert answer["status"] == "saved"
        stored = Answer.objects.filter(sheet=anna.respondent, field=field).first()
        assert answer["value"] == (stored.value if stored else "")
    else:
        assert answer["status"] in ("conflict", "refused")
        assert answer["message"]
        assert remember(anna) == before


@fuzzed
@given(document=JSON)
def test_any_json_that_is_not_an_answer_is_refused(client, anna, document):
    before = remember(anna)
    response = post_raw(client, anna.url("answers"), json.dumps(document).encode())
    assert (response.status_code, response.json()) == (400, {"status": "refused"})
    assert remember(anna) == before


@pytest.mark.one_database
@pytest.mark.both_databases
@fuzzed
@given(body=st.binary(max_size=200), kind=st.sampled_from(
    ["application/json", "text/plain", "application/x-www-form-urlencoded", "",
     "multipart/form-data; boundary=x", "application/json; charset=utf-16"]))  # fmt: skip
def test_any_bytes_are_refused(client, anna, body, kind):
    before = remember(anna)
    response = post_raw(client, anna.url("answers"), body, kind)
    assert response.status_code == 400
    assert remember(anna) == before


@fuzzed
@given(missing=st.sets(st.sampled_from(["field", "value", "seen", "sent"]), min_size=1))
def test_an_answer_that_lacks_a_part_is_refused(client, anna, missing):
    body = {k: v for k, v in anna.body("varfor.3", "4").items() if k not in missing}
    response = client.post(anna.url("answers"), body, content_type="application/json")
    assert response.status_code == 400
    assert anna.answers == {}


# Forms --------------------------------------------------------------------------------------------


def encode(data: dict[str, str]) -> bytes:
    """A form as bytes, half characters included, which no browser would send."""
    pairs = [(k.encode("utf-8", "surrogatepass"), v.encode("utf-8", "surrogatepass"))
             for k, v in data.items()]  # fmt: skip
    return urlencode(pairs, quote_via=quote).encode()


FORM = "application/x-www-form-urlencoded"


@pytest.mark.both_databases
@fuzzed_less
@given(
    values=st.dictionaries(FIELDS, VALUES | TEXT, max_size=5),
    seen=st.dictionaries(FIELDS.map("seen.".__add__), SEEN, max_size=5),
    go=st.sampled_from(["next", "stay", "klart", "overview", "avslut", "//evil.example"]) | TEXT,
    slug=st.sampled_from(["lage", "initiativ", "hela-vagen", "avslut"]),
)
def test_any_page_of_questions_can_be_posted(client, anna, values, seen, go, slug):
    body = encode(values | seen | {"go": go})
    response = post_raw(client, anna.url("page", slug), body, FORM)
    assert response.status_code in (302, 409)
    if response.status_code == 302:
        assert response.url.startswith(f"/d/{anna.token}/")
    known = {*anna.published.content.statement_codes, *anna.published.content.marker_codes}
    for field, value in anna.values.items():
        if field in known and value:
            assert value in {"0", "1", "2", "3", "4", "5", "dont_know", "not_applicable"}
    assert client.get(anna.url("page", slug)).status_code == 200


@fuzzed
@given(
    data=st.dictionaries(
        st.sampled_from(["name", "scope", "answered", "people", "email", "text", "x"]),
        TEXT | st.sampled_from(["alone", "together", "7", "a@kommun.example"]),
    ),
    target=st.sampled_from(["new", "change_details", "mail_link", "feedback"]),
)
def test_any_other_form_can_be_posted(client, anna, data, target):
    address = next(a for a in ADDRESSES if a.name == target)
    before = (remember(anna), Feedback.objects.count())
    response = post_raw(client, address.url_for(anna), encode(data), FORM)
    assert response.status_code in (302, 422, 429)
    if response.status_code != 302:
        assert (remember(anna), Feedback.objects.count()) == before
        assert b'id="fel"' in response.content or b"is-invalid" in response.content


@fuzzed_less
@given(values=st.dictionaries(FIELDS, VALUES | TEXT, max_size=3), seen=SEEN)
def test_any_end_of_the_walk_gives_a_result_or_leads_back(client, anna, values, seen):
    body = encode({**values, "seen.outlook": seen})
    response = post_raw(client, anna.url("conclude"), body, FORM)
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200


# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.both_databases
@fuzzed
@given(
    address=st.sampled_from([a for a in ADDRESSES if a.link is not Link.NONE]),
    token=TEXT.filter(lambda text: "/" not in text and text not in ("", ".", "..")),
    method=st.sampled_from(["get", "post", "put", "delete", "patch", "head", "options"]),
)
def test_any_token_and_method_is_refused(client, anna, address, token, method):
    before = remember(anna)
    encoded = quote(token.encode("utf-8", "surrogatepass"), safe="")
    url = address.url("TOKEN").replace("TOKEN", encoded)
    response = getattr(client, method)(url)
    if response.status_code == 302:  # a sign was stuck to it
        response = getattr(client, method)(response.url)
    assert response.status_code in (404, 405)
    assert remember(anna) == before


@fuzzed_less
@given(query=st.dictionaries(TEXT, TEXT, max_size=3))
def test_any_query_string_changes_nothing(client, anna, query):
    encoded = encode(query).decode()
    for name in ("overview", "check", "preliminary"):
        assert client.get(f"{anna.url(name)}?{encoded}").status_code == 200


@fuzzed_less
@given(name=TEXT.filter(str.strip), comment=TEXT)
def test_whatever_is_written_can_be_shown_and_downloaded(client, db, name, comment):
    """Only what the forms refuse is left out here: NUL and half characters."""
    clean = "".join(c for c in name if c != "\0" and not "\ud800" <= c <= "\udfff")
    text = "".join(c for c in comment if c != "\0" and not "\ud800" <= c <= "\udfff")
    respondent, token = start_diagnosis(
        published=fetch_edition(), name=clean[:200] or "N", scope="s", answered="alone", people=1
    )
    diagnosis = Diagnosis(respondent, token, fetch_edition())
    diagnosis.save({"comment.varfor": text})
    diagnosis.show()
    for url in (
        diagnosis.url("overview"), diagnosis.url("page", "initiativ"), diagnosis.url("result"),
        *(diagnosis.url("result_file", 1, n) for n in ("svar.json", "tabell.csv",
                                                       "sammanfattning.txt")),
    ):  # fmt: skip
        assert client.get(url).status_code == 200


def test_the_fuzzed_world_is_a_real_one(client, db):
    diagnosis = start()
    response = post_raw(
        client, diagnosis.url("answers"), json.dumps(diagnosis.body("varfor.3", "4")).encode()
    )
    assert response.status_code == 200
    assert diagnosis.values == {"varfor.3": "4"}
