"""What a browser is told, what the logs are not told, and what stops the start."""

import io
import logging
import os
import re
import runpy
import subprocess
import sys
from logging import StreamHandler
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.backends.postgresql.client import DatabaseClient
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from assessments.core import access
from assessments.results.selectors import fetch_report
from samverkan.operation.logs import CarefulFilter, hide_secrets
from samverkan.site import views
from tests.addresses import ADDRESSES, PAGES, SECRET
from tests.markup import Element, read_page
from tests.world import Diagnosis, start

ROOT = Path(settings.BASE_DIR)

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
}

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}&lt;b&gt;"
"""Nothing of this may reach a browser as markup."""


# Headers ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_policy_is_exact_and_the_other_protecting_headers_are_on_every_answer(client, shown):
    asked = [client.get(address.url_for(shown)) for address in ADDRESSES if address.get == 200]
    for response in (*asked, client.get("/finns-inte/"), client.post(shown.url("overview"))):
        headers = response.headers
        given = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
        assert given == CSP, response
        assert "Content-Security-Policy-Report-Only" not in headers
        assert "camera=()" in headers["Permissions-Policy"], response
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "strict-origin"


def test_every_feature_of_the_permissions_policy_is_turned_off(client):
    given = client.get("/robots.txt").headers["Permissions-Policy"].split(", ")
    assert len(given) >= 10
    assert all(re.fullmatch(r"[a-z-]+=\(\)", feature) for feature in given)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_behind_a_secret_link_is_stored_or_indexed(client, shown, method):
    for address in SECRET:
        if address.name == "delete" and method == "post":
            continue  # below: it ends the world
        assert_private(getattr(client, method)(address.url_for(shown), {}))
    assert_private(client.post(shown.url("delete")))


def assert_private(response) -> None:
    cache = response.headers["Cache-Control"]
    assert "no-store" in cache, response
    assert "private" in cache
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "strict-origin"


@pytest.mark.django_db
def test_nothing_that_is_refused_or_sent_on_from_a_secret_link_is_stored(shown, monkeypatch):
    browser = Client(raise_request_exception=False)
    strict = Client(enforce_csrf_checks=True)
    assert_private(browser.get(shown.url("overview").rstrip("/")))  # 301, to be stored by custom
    assert_private(browser.put(shown.url("overview")))
    assert_private(browser.get(shown.url("overview"), headers={"host": "evil.example"}))
    assert_private(browser.post(shown.url("answers"), b"{", content_type="application/json"))
    assert_private(strict.post(shown.url("delete")))
    assert_private(browser.get("/finns-inte/"))
    monkeypatch.setattr(access, "fetch_sheet", None)
    assert_private(browser.get(shown.url("overview")))


@pytest.mark.django_db
def test_every_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    """`Secure` is for production: see below."""
    response = client.post("/synpunkter/", {"text": "Tack!"})
    cookies = {**response.cookies, **Client().get("/ny/").cookies}
    assert cookies.keys() == {"messages", "csrftoken"}
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


def test_static_files_are_for_our_own_pages(client):
    response = client.get("/static/img/favicon.svg")
    assert "Access-Control-Allow-Origin" not in response.headers


# Markup -------------------------------------------------------------------------------------------


def pages_in_every_state(client: Client, diagnosis: Diagnosis):
    """Pages as they are, with faults in their forms, with conflicts, and the error pages."""
    for address in PAGES:
        yield client.get(address.url_for(diagnosis))
    for slug in ("initiativ", "uppstart", "etablering", "mognad", "utvardering", "avslut"):
        yield client.get(diagnosis.url("page", slug))
    yield client.get(diagnosis.url("page", "hela-vagen"))
    yield client.post("/ny/", {"name": "", "people": "x"})
    yield client.post("/synpunkter/", {"text": ""})
    yield client.post(diagnosis.url("change_details"), {"name": ""})
    yield client.post(diagnosis.url("mail_link"), {"email": "x"})
    refused = {"seen.comment.varfor": "", "comment.varfor": HOSTILE * 100, "seen.varfor.3": ""}
    yield client.post(diagnosis.url("page", "initiativ"), refused | {"varfor.3": "9"})
    stale = {"seen.comment.vem": "", "comment.vem": "Mitt", "seen.vem.3": "", "vem.3": "1"}
    diagnosis.save({"comment.vem": HOSTILE})
    yield client.post(diagnosis.url("page", "initiativ"), stale)
    yield client.post(diagnosis.url("check"), {"seen.outlook": "", "outlook": "end"})
    yield client.get(start().url("preliminary"))
    yield client.get(start().url("check"))
    yield client.get(start().read_url())
    yield client.get("/finns-inte/")
    yield Client(enforce_csrf_checks=True).post("/ny/", {})
    request = RequestFactory().get("/")
    yield views.server_error(request)
    yield views.permission_denied(request, PermissionDenied())
    yield views.bad_request(request, ValueError())


@pytest.mark.django_db
def test_no_page_has_anything_inline_or_from_another_host_or_a_form_without_its_code(client, shown):
    forms = pages = 0
    for response in pages_in_every_state(client, shown):
        pages += 1
        page = read_page(response)
        for element in page.walk():
            assert_nothing_inline(element)
            assert_from_here(element)
        for form in page.all("form"):
            assert form.attrs["method"] == "post"
            if form.attrs.get("action") == reverse("set_language"):
                continue  # samverkan/site/language.py says why it needs none
            assert form.all("input", name="csrfmiddlewaretoken"), form.attrs
            forms += 1
    assert pages > 35
    assert forms > 20


def assert_nothing_inline(element: Element) -> None:
    assert element.tag != "style"
    assert element.tag != "script" or (element.attrs.get("src") and not element.text)
    assert "style" not in element.attrs, element
    assert not [name for name in element.attrs if name.startswith("on")], element
    for name in ("href", "src", "action", "formaction"):
        assert not element.attrs.get(name, "").lower().startswith(("javascript:", "data:"))


def assert_from_here(element: Element) -> None:
    loading = {"script": "src", "img": "src", "link": "href", "iframe": "src", "use": "href"}
    is_canonical = element.attrs.get("rel") == "canonical"  # names the page, loads nothing
    if element.tag in loading and not is_canonical:
        assert element.attrs[loading[element.tag]].startswith("/static/"), element


def test_style_sheets_and_scripts_name_no_other_host():
    checked = 0
    for path in [*ROOT.glob("static/css/*.css"), *ROOT.glob("static/js/*.js")]:
        text = path.read_text(encoding="utf-8")
        checked += 1
        assert "sourceMappingURL" not in text, path
        for target in re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+([^;]+)", text):
            address = (target[0] or target[1]).strip("'\" ")
            assert not re.match(r"https?:|//", address), (path, address)
        assert not re.search(r"fetch\(\s*['\"]https?:|import\(", text), path
    assert checked >= 3


# Hostile text -------------------------------------------------------------------------------------


@pytest.fixture
def hostile(db) -> Diagnosis:
    diagnosis = start(name=HOSTILE[:200], scope=HOSTILE)
    edition = diagnosis.published.content
    diagnosis.save({m.code: "2" for m in edition.markers})
    diagnosis.save({s.code: "2" for s in edition.statements})
    diagnosis.save({f"comment.{a.code}": HOSTILE for a in edition.aspects})
    diagnosis.show()
    return diagnosis


def assert_harmless(html: str) -> None:
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "onerror=alert(2)>" not in html.replace("onerror=alert(2)&gt;", "")
    assert ">14<" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&amp;lt;b&amp;gt;" in html


def test_hostile_text_is_shown_as_text_on_every_page(client, hostile):
    with_user_text = 0
    for address in SECRET:
        if address in PAGES:
            response = client.get(address.url_for(hostile))
            read_page(response)  # every tag closed as it was opened
            assert_harmless(response.content.decode())
            with_user_text += 1
    for slug in ("initiativ", "hela-vagen"):
        assert_harmless(client.get(hostile.url("page", slug)).content.decode())
    assert with_user_text >= 9


def test_hostile_text_is_shown_as_text_when_a_form_comes_back(client, hostile):
    data = {"name": HOSTILE, "scope": HOSTILE * 10, "answered": HOSTILE, "people": HOSTILE}
    for url in ("/ny/", hostile.url("change_details")):
        response = client.post(url, data)
        assert response.status_code == 422
        read_page(response)
        assert_harmless(response.content.decode())


def test_hostile_text_is_shown_as_text_in_the_html_of_the_report(hostile):
    document = hostile.show().document
    html = render_to_string("report/report.html", {"report": fetch_report(document)})
    assert_harmless(html)


def test_hostile_text_cannot_leave_the_name_of_a_file(client, db):
    diagnosis = start(name='x"; filename="evil.exe\r\nSet-Cookie: a=b', scope="s")
    diagnosis.show()
    header = client.get(diagnosis.url("result_file", 1, "diagnos.json")).headers
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.json"', header["Content-Disposition"])


def test_a_download_is_never_shown_as_a_page(client, hostile):
    for name in ("svar.json", "diagnos.json", "tabell.csv", "sammanfattning.txt"):
        response = client.get(hostile.url("result_file", 1, name))
        assert not response.headers["Content-Type"].startswith("text/html")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


# Logs ---------------------------------------------------------------------------------------------


@pytest.fixture
def log():
    """What the program's own handler writes, with its own filter."""
    [handler] = {h for h in logging.getLogger("django").handlers if type(h) is StreamHandler}
    assert handler in logging.getLogger().handlers
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.mark.django_db
def test_no_token_is_logged_when_a_page_or_a_method_is_not_found(client, anna, log):
    client.get(anna.url("page", "finns-inte"))
    client.get(anna.url("result_number", 7))
    client.get(anna.read_url("read_number", 7))
    client.get(anna.url("overview") + "finns/inte/?x=/d/" + anna.token)
    client.post(anna.url("overview"))
    written = log.getvalue()
    assert re.findall(r"requests \S+ (.*)\n", written) == [
        "GET page 404", "GET result_number 404", "GET read_number 404", "GET - 404",
        "POST overview 405",
    ]  # fmt: skip
    assert_secret(anna, written)


@pytest.mark.django_db
def test_no_token_is_logged_when_the_security_code_is_wrong(anna, log):
    strict = Client(enforce_csrf_checks=True)
    strict.post(anna.url("delete"))
    referer = f"https://testserver.example{anna.url('overview')}"
    strict.post(anna.url("delete"), secure=True, headers={"referer": referer})
    strict.post(anna.url("delete"), headers={"origin": "https://evil.example"})
    written = log.getvalue()
    assert written.count("Forbidden") == 3
    assert "Forbidden (Referer checking failed): delete" in written
    assert "POST delete 403" in written
    assert_secret(anna, written)


@pytest.mark.django_db
def test_no_token_is_logged_when_the_program_fails(anna, log, monkeypatch):
    def fail(token):
        try:
            raise KeyError(f"/d/{token}/")
        except KeyError as error:
            words = f"could not open http://testserver/d/{token}/ or /l/{anna.read_token}/"
            raise RuntimeError(words) from error

    monkeypatch.setattr(access, "fetch_sheet", fail)
    response = Client(raise_request_exception=False).get(anna.url("overview"))
    assert response.status_code == 500
    written = log.getvalue()
    assert "Internal Server Error: overview" in written
    assert "RuntimeError\n" in written
    assert "KeyError\n" in written  # the cause
    assert 'access.py", line ' in written  # and where it was
    assert_secret(anna, written)


def assert_secret(diagnosis, written: str) -> None:
    assert written
    assert diagnosis.token not in written
    assert diagnosis.read_token not in written


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("/d/abc/steg/lage/", "/d/…/steg/lage/"),
        ("/l/a.1.b/", "/l/…/"),
        ("/konto/logga-in/?next=/konto/inbjudan/abc/", "/konto/logga-in/?next=/konto/inbjudan/…/"),
        ("GET /d/abc HTTP/1.1", "GET /d/… HTTP/1.1"),
        ("'/d/abc'", "'/d/…'"),
        ("http://x.se/d/abc?a=/l/def#/d/ghi", "http://x.se/d/…?a=/l/…#/d/…"),
        ("/d/å%20b/", "/d/…/"),
        ("(/d/abc/)", "(/d/…/)"),
        ("https://abc.se:8000/d/abc", "https://abc.se:8000/d/…"),
        ("/x/d", "/x/d"),
        ("/d/", "/d/"),
        ("/da/abc/", "/da/abc/"),
    ],
)
def test_the_secret_part_of_a_link_is_hidden_wherever_it_stands(text, hidden):
    assert hide_secrets(text) == hidden


def test_a_record_keeps_its_place_and_loses_only_its_secret():
    record = logging.LogRecord(
        "samverkan", logging.ERROR, "p", 1, "%s failed: %d", ("/d/abc/", 7), None
    )
    assert CarefulFilter().filter(record)
    assert record.getMessage() == "/d/…/ failed: 7"


def test_every_logger_of_the_program_writes_through_the_filter():
    for name in (None, "django", "django.server", "django.request", "django.security.csrf",
                 "assessments", "samverkan.requests", "gunicorn.error", "weasyprint",
                 "fontTools"):  # fmt: skip
        logger = logging.getLogger(name)
        handlers = []
        while logger:
            handlers += logger.handlers
            logger = logger.parent if logger.propagate else None
        ours = [h for h in handlers if type(h) is StreamHandler]
        assert ours, name
        for handler in ours:
            assert [f for f in handler.filters if isinstance(f, CarefulFilter)], name


def test_the_server_keeps_no_log_of_addresses():
    text = (ROOT / "script" / "gunicorn_conf.py").read_text(encoding="utf-8")
    assert re.search(r"^accesslog = None$", text, re.MULTILINE)
    assert re.search(r"^logconfig_dict = LOGGING\b", text, re.MULTILINE)


# Settings -----------------------------------------------------------------------------------------

PRODUCTION = {
    "SAMVERKAN_ENV": "production",
    "SAMVERKAN_SECRET_KEY": "0123456789" * 6,
    "SAMVERKAN_ALLOWED_HOSTS": "samverkan.example",
    "SAMVERKAN_DATABASE_URL": "postgres://samverkan@localhost/samverkan",
}

OIDC = {f"SAMVERKAN_OIDC_{name}": "x" for name in ("NAME", "CLIENT_ID", "CLIENT_SECRET")}


def run_with(environment: dict[str, str], code: str):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERKAN_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | {"DJANGO_SETTINGS_MODULE": "samverkan.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def read_settings(monkeypatch):
    """Runs the settings anew with these variables only, and gives what they come to, by name."""

    def read(environment: dict[str, str]) -> dict:
        for name in [name for name in os.environ if name.startswith("SAMVERKAN_")]:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "samverkan" / "settings.py"))

    return read


def test_production_means_https_everywhere(read_settings):
    found = read_settings(PRODUCTION)
    assert found["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
    assert found["DEBUG"] is False
    assert "SECURE_PROXY_SSL_HEADER" not in found
    for name in (
        "SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
        "CSRF_COOKIE_SECURE", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY",
    ):  # fmt: skip
        assert found[name] is True, name


def test_faults_are_reported_to_the_operator_unless_somebody_else_is_named(read_settings):
    operator = {"SAMVERKAN_OPERATOR_EMAIL": "region@example.se"}
    assert read_settings(operator)["SECURITY_CONTACT"] == "region@example.se"
    named = operator | {"SAMVERKAN_SECURITY_CONTACT": "https://example.se/fel/"}
    assert read_settings(named)["SECURITY_CONTACT"] == "https://example.se/fel/"
    for wrong in ("http://example.se/", "not an address", "a@b\nContact: c@d"):
        with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
            read_settings({"SAMVERKAN_SECURITY_CONTACT": wrong})


# No files have been collected here, and the names of files are not what is tested.
ASK = """
import django
django.setup()
from django.conf import settings
plain_names = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain_names
from django.test import Client

def get(path, host="samverkan.example", **more):
    return Client().get(path, headers={"host": host}, **more)

plain = get("/ny/")
print(plain.status_code, plain.headers["Location"])
print(get("/robots.txt", secure=True).headers["Strict-Transport-Security"])
print(get("/halsa/lever/").status_code, get("/robots.txt").status_code)
cookie = get("/synpunkter/", secure=True).cookies["csrftoken"]
print(bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
print(get("/robots.txt", host="evil.example", secure=True).status_code)
"""


def test_production_redirects_to_https_and_says_hsts_and_marks_its_cookies():
    done = run_with(PRODUCTION, ASK)
    assert done.stdout.splitlines() == [
        "301 https://samverkan.example/ny/",
        "max-age=31536000; includeSubDomains; preload",
        "200 301",
        "True True Lax",
        "400",
    ], done.stderr


def test_behind_a_proxy_of_our_own_its_word_on_https_is_taken(read_settings):
    found = read_settings(PRODUCTION | {"SAMVERKAN_TRUSTED_PROXIES": "1"})
    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_development_needs_no_setting_and_is_not_in_debug_mode(read_settings):
    found = read_settings({})
    assert (found["DEBUG"], found["PRODUCTION"]) == (False, False)
    assert not found.get("SECURE_SSL_REDIRECT")
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SAMVERKAN_SECRET_KEY": None}, "SAMVERKAN_SECRET_KEY"),
        ({"SAMVERKAN_SECRET_KEY": ""}, "SAMVERKAN_SECRET_KEY"),
        ({"SAMVERKAN_SECRET_KEY": "short"}, "SAMVERKAN_SECRET_KEY"),
        ({"SAMVERKAN_SECRET_KEY": "development-only-" + "x" * 60}, "SAMVERKAN_SECRET_KEY"),
        ({"SAMVERKAN_ALLOWED_HOSTS": None}, "SAMVERKAN_ALLOWED_HOSTS"),
        ({"SAMVERKAN_DATABASE_URL": None}, "SAMVERKAN_DATABASE_URL"),
        ({"SAMVERKAN_DATABASE_URL": "nonsense"}, "SAMVERKAN_DATABASE_URL"),
        ({"SAMVERKAN_DATABASE_URL": "gopher://x/y"}, "SAMVERKAN_DATABASE_URL"),
        ({"SAMVERKAN_DATABASE_DIRECT_URL": "sqlite:///x"}, "SAMVERKAN_DATABASE_DIRECT_URL"),
        ({"SAMVERKAN_REPORTS": "cloud"}, "SAMVERKAN_REPORTS"),
        ({"SAMVERKAN_ENV": "prod"}, "SAMVERKAN_ENV"),
        ({"SAMVERKAN_DEBUG": "perhaps"}, "SAMVERKAN_DEBUG"),
        ({"SAMVERKAN_RATE_CREATE": "many"}, "SAMVERKAN_RATE_CREATE"),
        ({"SAMVERKAN_TRUSTED_PROXIES": "1.5"}, "SAMVERKAN_TRUSTED_PROXIES"),
        ({"SAMVERKAN_HSTS_SECONDS": ""}, "SAMVERKAN_HSTS_SECONDS"),
        ({"SAMVERKAN_LOG_LEVEL": "LOUD"}, "SAMVERKAN_LOG_LEVEL"),
        ({"SAMVERKAN_LOG_FORMAT": "xml"}, "SAMVERKAN_LOG_FORMAT"),
        ({"SAMVERKAN_EMAIL_URL": "pigeon://x"}, "SAMVERKAN_EMAIL_URL"),
        ({"SAMVERKAN_SITE_URL": "samverkan.example"}, "SAMVERKAN_SITE_URL"),
        ({"SAMVERKAN_SITE_URL": "ftp://samverkan.example"}, "SAMVERKAN_SITE_URL"),
        ({"SAMVERKAN_SITE_URL": "https://samverkan.example/"}, "SAMVERKAN_SITE_URL"),
        ({"SAMVERKAN_SITE_URL": "https://a@samverkan.example"}, "SAMVERKAN_SITE_URL"),
        ({"SAMVERKAN_OPERATOR_EMAIL": "norrbotten"}, "SAMVERKAN_OPERATOR_EMAIL"),
        ({"SAMVERKAN_OPERATOR_URL": "javascript:alert(1)"}, "SAMVERKAN_OPERATOR_URL"),
        ({"SAMVERKAN_OIDC_NAME": "Kommunen"}, "SAMVERKAN_OIDC_SERVER_URL"),
        (OIDC | {"SAMVERKAN_OIDC_SERVER_URL": "http://x.example"}, "SAMVERKAN_OIDC_SERVER_URL"),
        ({"SAMVERKAN_EMAIL_URL": "console:"}, "SAMVERKAN_EMAIL_URL"),  # prints secret links
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_setting_that_is_missing_or_wrong_stops_the_start_and_is_named(
    read_settings, change, said
):
    environment = {k: v for k, v in (PRODUCTION | change).items() if v is not None}
    with pytest.raises(ImproperlyConfigured, match=said):
        read_settings(environment)


def test_a_process_ends_with_the_setting_named_and_a_secrets_value_not_printed():
    done = run_with(PRODUCTION | {"SAMVERKAN_SECRET_KEY": "hunter2"}, "import samverkan.settings")
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured")
    assert "SAMVERKAN_SECRET_KEY" in last
    assert "hunter2" not in done.stderr


def test_logs_are_for_machines_in_production_and_for_people_before(read_settings):
    for environment, style in ((PRODUCTION, "json"), ({}, "line")):
        assert read_settings(environment)["LOG_FORMAT"] == style
    chosen = read_settings(PRODUCTION | {"SAMVERKAN_LOG_FORMAT": "line"})["LOGGING"]
    assert chosen["handlers"]["console"]["formatter"] == "line"
    assert chosen["handlers"]["console"]["filters"] == ["careful"]
    assert chosen["filters"]["careful"]["show_values"] is False


def test_behind_pgbouncer_no_cursor_is_left_open_and_the_way_past_it_is_known(read_settings):
    past = "postgres://samverkan@database.internal/samverkan"
    found = read_settings(PRODUCTION | {"SAMVERKAN_DATABASE_DIRECT_URL": past})
    assert found["DATABASES"]["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True
    command, _ = DatabaseClient.settings_to_cmd_args_env(found["DIRECT_DATABASE"], [])
    assert command == ["psql", "-U", "samverkan", "-h", "database.internal", "samverkan"]
    assert read_settings(PRODUCTION)["DATABASES"]["default"]["DISABLE_SERVER_SIDE_CURSORS"] is False


def test_mail_is_never_printed_where_the_log_is(read_settings):
    found = read_settings(PRODUCTION)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert found["EMAIL_HOST"] == "localhost"
