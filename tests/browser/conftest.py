"""A real server and a real Chromium, shared by all browser tests; a new profile for each test.

The fixtures end with this package, not with the session: Playwright's event loop would otherwise
still be running when Django's own tests come, and Django refuses its database beside one.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    sync_playwright,
)

from tests.browser.chromium import find_chromium
from tests.browser.firefox import PROGRAM, Firefox, open_firefox
from tests.browser.server import Server, make_databases, run_manage
from tests.browser.visitor import Diagnosis, start_diagnosis
from tests.browser.world import World, open_world

CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"
]  # fmt: skip
OWN_PATHS = {"svar": ("/g/", "/i/"), "rostat": ("/r/",)}
"""The cookies that belong to one link alone, each with where those links are."""

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with databases to copy; and the static files, which all servers of the tests share.

    All is made once, by the process of the tests that comes first; two that collect static files
    at the same time would disturb each other.
    """
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    ready = shared / "ready.json"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            with ThreadPoolExecutor() as beside:
                making = beside.submit(
                    make_databases, shared / "furnished.sqlite3", shared / "seeded.sqlite3"
                )
                run_manage(shared / "none", "collectstatic", "--noinput", "--verbosity", "0")
                ready.write_text(making.result())
    return shared


@pytest.fixture(scope="package")
def seeded_database(shared: Path) -> Path:
    """With the model's content in it, and nothing else."""
    return shared / "seeded.sqlite3"


@pytest.fixture(scope="package")
def made(shared: Path) -> dict[str, Any]:
    """Where in the servers' database there is what the tests share."""
    return json.loads((shared / "ready.json").read_text())


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"), shared / "furnished.sqlite3")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def address(server: Server) -> str:
    return server.address


@pytest.fixture(scope="package")
def chromium() -> str:
    found = find_chromium()
    if found is None:
        pytest.skip("the Debian package chromium-headless-shell is missing")
    return found


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
    yield launched
    launched.close()


@dataclass
class Watch:
    """What no page may ever do, checked after every test.

    Complain in the console, ask another host for anything, come without a strict content security
    policy, or leave a cookie other than the forms' own, what was begun by a link to a round, and
    that the device has voted.
    """

    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, *patterns: str) -> None:
        """Console errors that the test itself brings about."""
        self.expected += patterns

    def follow(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", lambda request: self._see(request.url))
        page.on("response", self._read_policy)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            where = said.location["url"]
            self.complaints.append(f"console {said.type}: {said.text} ({where})")

    def _see(self, url: str) -> None:
        own = urlsplit(self.address).netloc
        if url.startswith(("http:", "https:", "ws:", "wss:")) and urlsplit(url).netloc != own:
            self.complaints.append(f"another host: {url}")

    def _read_policy(self, response: Response) -> None:
        if not response.request.is_navigation_request() or 300 <= response.status < 400:
            return
        policy = response.headers.get("content-security-policy", "")
        if "default-src 'none'" not in policy or "unsafe" in policy:
            self.complaints.append(f"policy {policy!r}: {response.url}")

    def read_cookies(self, context: BrowserContext) -> None:
        strays = {
            cookie["name"]
            for cookie in context.cookies()
            if not cookie["path"].startswith(OWN_PATHS.get(cookie["name"], ()))
        } - {"csrftoken"}
        self.complaints += [f"cookie: {name}" for name in strays]

    def check(self) -> None:
        unexpected = [
            said for said in self.complaints if not any(re.search(p, said) for p in self.expected)
        ]
        assert unexpected == []


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    watching = Watch(address)
    yield watching
    watching.check()


@pytest.fixture(scope="package")
def started_firefox(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[Firefox]:
    if shutil.which(PROGRAM) is None:
        pytest.skip(f"the Debian package {PROGRAM} is missing")
    with open_firefox(tmp_path_factory.mktemp("firefox"), address) as running:
        yield running


@pytest.fixture
def firefox(started_firefox: Firefox, watch: Watch) -> Iterator[Firefox]:
    yield started_firefox
    watch.complaints += started_firefox.list_complaints()
    started_firefox.put_away()


MakeContext = Callable[..., BrowserContext]


@pytest.fixture
def make_context(browser: Browser, address: str, watch: Watch) -> Iterator[MakeContext]:
    """Make a new profile, as on another device; all are watched, and closed after the test."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        settings: dict[str, Any] = {"viewport": DESKTOP, "base_url": address, "locale": "sv-SE"}
        context = browser.new_context(**settings | options)
        context.set_default_timeout(15_000)
        context.on("page", watch.follow)
        made.append(context)
        return context

    yield make
    for context in made:
        watch.read_cookies(context)
        context.close()


@pytest.fixture
def page(make_context: MakeContext) -> Page:
    return make_context().new_page()


@pytest.fixture
def diagnosis(address: str) -> Diagnosis:
    """A diagnosis that has just been made."""
    return start_diagnosis(address)


@pytest.fixture(scope="package")
def world(address: str, made: dict[str, Any]) -> World:
    return open_world(address, made)


@pytest.fixture(scope="package")
def links(made: dict[str, Any]) -> list[str]:
    """The links that lead into a round: the one that was mailed, and the group's."""
    return made["links"]
