"""When something goes wrong: in Swedish, with what was kept and what to do next."""

import json
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, RequestFactory
from django.test.client import MULTIPART_CONTENT

from assessments.core import access
from assessments.models import Answer
from samverkan.site import views
from tests.markup import read_page

pytestmark = pytest.mark.django_db


def assert_helpful(response, status: int, heading: str, kept: str) -> None:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    page = read_page(response)
    assert page.one("html").attrs["lang"] == "sv"
    assert page.one("h1").text == heading
    assert page.one("head").one("title").text.startswith(heading)
    assert kept in page.one("main").text
    assert "/" in [a.attrs["href"] for a in page.one("main").all("a")]
    for english in ("Forbidden", "Not Found", "Bad Request", "Server Error", "Traceback"):
        assert english not in page.text


@pytest.mark.parametrize("url", ["/finns-inte/", "/d/fel/", "/l/fel/", "/d/fel/steg/lage/",
                                 "/exempel/finns-inte.pdf", "/static/finns-inte.css"])  # fmt: skip
def test_a_page_that_does_not_exist_says_why_that_may_be(client, url):
    response = client.get(url)
    assert_helpful(response, 404, "Sidan finns inte", "Kontrollera att hela länken följde med")


def test_an_address_without_its_last_slash_leads_to_the_page(client, anna):
    response = client.get(anna.url("overview").rstrip("/"))
    assert (response.status_code, response.url) == (301, anna.url("overview"))


def test_a_form_whose_security_code_is_old_says_what_was_kept(anna):
    strict = Client(enforce_csrf_checks=True)
    data = anna.form({"varfor.3": "4"})
    response = strict.post(anna.url("page", "initiativ"), data)
    assert_helpful(response, 403, "Sidan hade blivit för gammal", "allt tidigare är det")
    again = read_page(response).one("main").one("a", class_="btn-primary")
    assert again.attrs["href"] == anna.url("page", "initiativ")
    assert not Answer.objects.exists()


def test_the_script_is_refused_without_a_security_code(anna):
    strict = Client(enforce_csrf_checks=True)
    body = json.dumps(anna.body("varfor.3", "4"))
    response = strict.post(anna.url("answers"), body, content_type="application/json")
    assert response.status_code == 403
    assert not Answer.objects.exists()


def test_with_its_security_code_a_form_and_the_script_are_let_in(anna):
    strict = Client(enforce_csrf_checks=True)
    page = read_page(strict.get(anna.url("page", "initiativ")))
    code = page.one("form", id="walk").one("input", name="csrfmiddlewaretoken").attrs["value"]
    data = anna.form({"varfor.3": "4"}) | {"csrfmiddlewaretoken": code}
    assert strict.post(anna.url("page", "initiativ"), data).status_code == 302
    response = strict.post(
        anna.url("answers"), json.dumps(anna.body("varfor.4", "4")),
        content_type="application/json", headers={"x-csrftoken": code},
    )  # fmt: skip
    assert response.status_code == 200
    assert anna.values == {"varfor.3": "4", "varfor.4": "4"}


def test_a_form_sent_to_where_the_script_sends_is_refused(anna):
    strict = Client(enforce_csrf_checks=True)
    page = read_page(strict.get(anna.url("page", "initiativ")))
    code = page.one("form", id="walk").one("input", name="csrfmiddlewaretoken").attrs["value"]
    form = anna.form({"varfor.3": "4"}) | {"csrfmiddlewaretoken": code}
    for kind in (MULTIPART_CONTENT, "application/x-www-form-urlencoded"):
        data = form if "multipart" in kind else urlencode(form)
        response = strict.post(anna.url("answers"), data, content_type=kind)
        assert (response.status_code, response.json()) == (400, {"status": "refused"})
    assert not Answer.objects.exists()


def test_whoever_may_read_but_not_change_is_told_so():
    response = views.permission_denied(RequestFactory().get("/"), PermissionDenied())
    assert_helpful(response, 403, "Du får läsa men inte ändra", "Inget är ändrat.")


def test_a_request_that_is_not_understood_changes_nothing(client):
    response = client.get("/", headers={"host": "evil.example"})
    heading = "Webbläsaren skickade något vi inte förstår"
    assert_helpful(response, 400, heading, "Inget är ändrat.")


TOO_LARGE = "Det ni skickade är för stort"


@pytest.mark.parametrize("kind", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
def test_too_many_fields_are_refused_whole(client, anna, kind):
    data = anna.form({"varfor.3": "4"}) | {f"x{i}": "" for i in range(1001)}
    encoded = data if "multipart" in kind else urlencode(data)
    response = client.post(anna.url("page", "initiativ"), encoded, content_type=kind)
    assert_helpful(response, 413, TOO_LARGE, "allt som sparats tidigare finns kvar")
    assert not Answer.objects.exists()


def test_too_many_fields_in_an_address_are_refused_with_the_same_words(client):
    response = client.get("/synpunkter/?" + "a&" * 1001)
    assert_helpful(response, 413, TOO_LARGE, "Korta det")


def test_a_request_that_breaks_off_is_no_failure_of_ours(anna):
    class Broken(BytesIO):
        def read(self, *_):
            raise ConnectionResetError

    body = {"wsgi.input": Broken(), "CONTENT_LENGTH": "100"}
    for url in (anna.url("page", "lage"), "/sprak/"):
        response = Client().post(url, **body)
        assert_helpful(response, 400, "Webbläsaren skickade något vi inte förstår", "Inget är")


def test_too_large_a_request_is_refused_whole(client, anna):
    body = b"x=" + b"a" * 3_000_000
    for url in (anna.url("page", "lage"), "/ny/", anna.url("conclude")):
        response = client.post(url, body, content_type="application/x-www-form-urlencoded")
        assert_helpful(response, 413, TOO_LARGE, "allt som sparats tidigare finns kvar")
    response = client.post(anna.url("answers"), body, content_type="application/json")
    assert response.status_code == 413
    assert not Answer.objects.exists()


def test_a_failure_of_ours_says_that_what_was_saved_is_saved(anna, monkeypatch):
    def fail(token):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(access, "fetch_sheet", fail)
    response = Client(raise_request_exception=False).get(anna.url("overview"))
    kept = "Allt som sidan har sagt är sparat finns kvar."
    assert_helpful(response, 500, "Något gick fel hos oss", kept)
    assert b"secret detail" not in response.content


def test_the_page_for_our_failures_needs_neither_database_nor_files(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(RequestFactory().get("/"))
    assert b"/static/" not in response.content


def test_the_program_says_that_it_is_well(client):
    response = client.get("/halsa/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.fixture
def no_database(monkeypatch):
    """The database does not answer, and says why in words that are no visitor's business."""

    def fail(*_, **__):
        raise OperationalError('connection to server at "db.internal" failed: Connection refused')

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", fail)


def test_the_program_says_that_its_database_does_not_answer(client, no_database, caplog):
    for method in (client.get, client.head):
        response = method("/halsa/")
        assert response.status_code == 503
        assert response.content in (b"no database\n", b"")
        assert response.headers["Content-Type"] == "text/plain"
        assert "no-store" in response.headers["Cache-Control"]
        alive = method("/halsa/lever/")
        assert (alive.status_code, "no-store" in alive.headers["Cache-Control"]) == (200, True)
    assert "the database does not answer: OperationalError" in caplog.text
    assert "db.internal" not in caplog.text


def test_without_a_database_a_page_says_that_something_is_wrong_with_us(no_database):
    response = Client(raise_request_exception=False).get("/")
    assert_helpful(response, 500, "Något gick fel hos oss", "försök igen om en stund")
    assert b"db.internal" not in response.content


def test_the_icon_is_found_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response.url) == (302, "/static/img/apple-touch-icon.png")
    assert "public" in response.headers["Cache-Control"]
    assert finders.find("img/apple-touch-icon.png")
