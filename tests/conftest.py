"""The world of the tests: the shipped editions, one cast, everything made through the actions.

Anna leads a collaboration and holds its link to answer. Bo is a member of the group and has got
the same link on another device. Cia sits in the steering group and has the link to read. Eva edits
content. Disa is a stranger with a diagnosis of her own.
"""

import gc
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import crispy_forms.utils
import hypothesis
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from assessments.filling.actions.diagnoses import claim_diagnosis
from assessments.results import example
from assessments.sharing.selectors import fetch_known_aspects
from model_content.actions.editions import store_revision
from model_content.actions.seeding import seed_content
from model_content.domain.document import walk
from model_content.models import Edition, PageRevision, Revision, ToolRevision
from model_content.selectors import tools
from model_content.selectors.editions import (
    PublishedEdition,
    _fetch_revision,
    fetch_document,
    fetch_edition,
    fetch_shipped_document,
    forget_revisions,
)
from samverkan.accounts import codes
from samverkan.accounts.actions import prepare_account
from samverkan.pdf import cache as pdf_cache
from samverkan.site.languages import INTERFACE
from tests.content import store_published
from tests.kept import make_once
from tests.markup import STAND_IN
from tests.sessions import sign_in_as
from tests.world import Diagnosis, read_example_fields, start

crispy_forms.utils.FAIL_SILENTLY = (
    False  # a field that is laid out twice, or is not there, is an error
)

SEEDED = sqlite3.connect(":memory:", check_same_thread=False)
"""A copy of the test database as it is before any test, where that is SQLite."""


MADE_ONCE = {
    f"tests/{name}.py"
    for name in (
        "test_backup", "test_carried_over", "test_commands", "test_pdf_letters",
        "test_report_pdf", "test_staff_access", "test_static_files",
        "test_word",
    )
}  # fmt: skip
"""Files of tests that share what is costly to make: each is run by one process."""


class WholeFiles(LoadGroupScheduling):
    """Each test goes to whichever process is free, and those files to one process.

    pytest-xdist 3.8 gives the marks `xdist_group` no effect under pytest 9.2, and does not say so.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in MADE_ONCE else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles | None:
    return WholeFiles(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_configure() -> None:
    """What is loaded once lives as long as the tests: it is not looked through again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    codes.COST = 2**4  # guessing is to be slow, tests are not
    # How long the machine takes, with much else to do, is no fault of what is tested.
    hypothesis.settings.register_profile(
        "tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that may not use a database, which pytest-django sees to."""
    for item in items:
        asks = {"db", "transactional_db", "django_db_setup"}.intersection(item.fixturenames)
        if not asks and not any(item.iter_markers("django_db")):
            item.add_marker("one_database")


@pytest.fixture(scope="session", autouse=True)
def _files_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither reads nor writes what the program has made in `var/`; tasks are done at once."""
    folder = tmp_path_factory.mktemp("var")
    (folder / "static").mkdir()
    reports = {**django_settings.CACHES["reports"], "LOCATION": folder / "reports"}
    caches = {**django_settings.CACHES, "reports": reports}
    log = folder / "deletions.log"
    tasks = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with override_settings(
        CACHES=caches,
        REPORTS_FOLDER=folder / "reports",
        STATIC_ROOT=folder / "static",
        DELETION_LOG=log,
        TASKS=tasks,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the shipped editions in it, seeded once."""
    with django_db_blocker.unblock():
        seed_content()
        # Read now, and not anew between two requests whose queries are counted.
        tools.OFFERED_SECONDS = 10**9
        fetch_known_aspects()
        for language, _name in INTERFACE:
            tools.list_offered(language)
            tools.list_reading(language)
        if connection.vendor == "sqlite":
            connection.connection.backup(SEEDED)


@pytest.fixture(scope="session")
def copy_seeded(django_db_setup) -> Callable[[Path], None]:
    """Writes a copy of the test database, which is SQLite, as it was before any test.

    For tests with the mark `django_db`: without any in a run there is no test database.
    """

    def copy(path: Path) -> None:
        with closing(sqlite3.connect(path)) as new:
            SEEDED.backup(new)

    return copy


@pytest.fixture(autouse=True)
def _forget_other_editions() -> Iterator[None]:
    """What a test has published is rolled back, so it must not stay in the process's memory."""
    yield
    for cached in (_fetch_revision, example._compute):
        if cached.cache_info().currsize > 1:
            cached.cache_clear()


@pytest.fixture(autouse=True)
def _quick_files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF file is only called one: `markup.read_printed` reads the page that it would be made of.

    To make one takes seconds. Tests of how files come out ask for `real_files`. With the test's own
    `monkeypatch`, so that what is put back first is what was put in last.
    """
    if "real_files" in request.fixturenames:
        return

    def call_it_a_file(html: str, *_styles: str, **_bounds: int) -> bytes:
        return STAND_IN + html.encode()

    monkeypatch.setattr(pdf_cache, "make_apart", call_it_a_file)


@pytest.fixture
def real_files() -> Iterator[None]:
    """PDF files are made as the program makes them."""
    caches["reports"].clear()
    yield
    caches["reports"].clear()


@pytest.fixture
def published_anew(transactional_db) -> None:
    """The edition in use, for tests with real transactions: each empties the database afterwards.

    Only what pages read, since loading all rows takes a second; such tests run after all others.
    """
    forget_revisions()
    if not Edition.objects.exists():
        store_published(fetch_shipped_document())


@pytest.fixture
def empty(db) -> None:
    """A database without any edition."""
    for model in (Revision, Edition, ToolRevision, PageRevision):
        model._default_manager.all().delete()
    assert not any(
        m._default_manager.exists() for m in apps.get_app_config("model_content").get_models()
    )


@pytest.fixture
def published(db) -> PublishedEdition:
    """The edition in use."""
    return fetch_edition()


@pytest.fixture
def clock(monkeypatch) -> Callable[[str], None]:
    """Sets the time of day in Sweden: `clock("2026-11-21 14:32")`."""

    def set_time(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Stockholm"))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_time


@pytest.fixture
def anna(request: pytest.FixtureRequest, db) -> Diagnosis:
    """Anna's diagnosis, just named and not answered, unless the test asks for more of it."""
    for more in ("shown", "answered"):
        if more in request.fixturenames:
            return request.getfixturevalue(more)
    return start()


def make_answered() -> Diagnosis:
    diagnosis = start()
    diagnosis.save(read_example_fields())
    return diagnosis


def make_shown() -> Diagnosis:
    diagnosis = make_answered()
    diagnosis.show()
    return diagnosis


@pytest.fixture
def answered(request: pytest.FixtureRequest, db) -> Diagnosis:
    """Anna's diagnosis with the answers of the example, no result asked for yet."""
    if "shown" in request.fixturenames:
        return request.getfixturevalue("shown")
    return make_once("answered", make_answered)


@pytest.fixture
def shown(db) -> Diagnosis:
    """Anna's diagnosis with one result."""
    return make_once("shown", make_shown)


@pytest.fixture
def disa(db) -> Diagnosis:
    """A stranger's diagnosis."""
    return start(name="Disas eget nätverk", scope="något helt annat")


@pytest.fixture
def bo() -> Client:
    """The browser of Bo, who has Anna's link to answer."""
    return Client()


@pytest.fixture
def cia() -> Client:
    """The browser of Cia, who has the link to read."""
    return Client()


@pytest.fixture
def owner(shown: Diagnosis) -> Client:
    """The browser of Anna, signed in to the account that has her diagnosis."""
    user = prepare_account(email="anna@kommun.example")
    claim_diagnosis(respondent=shown.respondent, user=user, keep_links=True)
    return sign_in_as(user)


@pytest.fixture
def stranger(db) -> Client:
    """The browser of Disa, signed in to an account of her own without diagnoses."""
    return sign_in_as(prepare_account(email="disa@kommun.example"))


@pytest.fixture
def eva(db) -> Callable[[str, str], Revision]:
    """Eva corrects the text of a question and publishes: `eva("varfor.3", "Ny text")`."""

    def correct(code: str, text: str) -> Revision:
        edition = Edition.objects.get(code=fetch_edition().content.code)
        document = fetch_document(edition)
        next(node for node in walk(document) if node.code == code).part["text"] = text
        return store_revision(edition=edition, document=document)

    return correct
