"""No form loses what was typed, whatever happens before it is saved.

The forms are those that `tests/test_forms_with_texts.py` finds by opening every page there is. Each
is opened in a browser, and loses its network, its session, its second factor, its edition, or comes
second: what was typed in every field is still to be seen, or has been stored. Pages of questions
save by themselves: all but a new edition is tried with them in `test_nothing_is_lost.py`.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import MakeContext, Watch
from tests.browser.server import Gunicorn, Server, run_manage
from tests.test_forms_with_texts import BY_LINK, OF_MEMBERS, OF_STAFF

pytestmark = pytest.mark.browser

FIND_FORMS = """
import json
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as WAYS
from django.test.utils import setup_test_environment
from tests.conftest import make_shown
from tests.sessions import sign_in_as
from django.contrib.auth.models import Group
from tests.staff import APPROVER, make_staff
from tests.test_forms_with_texts import OF_MEMBERS, crawl
from whitenoise.middleware import WhiteNoiseMiddleware
WhiteNoiseMiddleware.add_files = lambda *_, **__: None  # or each client goes through all of them
setup_test_environment()
found = {one.name: one for one in crawl(make_shown())}
eva = make_staff("eva")
eva.groups.add(Group.objects.get(name=APPROVER))
fresh, late = (sign_in_as(eva, "code", "mfa") for _ in range(2))
session = late.session
for way in session[WAYS]:
    way["at"] -= 13 * 3600
session.save()
anna = next(one.browser for one in found.values() if one.name in OF_MEMBERS)
sessions = {"anna": anna, "eva": fresh, "late": late}
print(json.dumps({
    "forms": [[one.name, one.page, one.url] for one in found.values()],
    "sessions": {who: browser.cookies["sessionid"].value for who, browser in sessions.items()},
}))
"""
PUBLISH = """
from django.utils import timezone
from model_content.actions.editions import publish_edition
from model_content.models import Edition, EditionStatus
from tests.staff import make_staff
draft = Edition.objects.filter(status=EditionStatus.DRAFT).get()
stages = draft.document["stages"]
for stage in stages:  # what was added above is not finished
    stage["aspects"] = [one for one in stage["aspects"] if len(one["statements"]) > 1]
draft.save()
publish_edition(edition_id=draft.pk, user=make_staff("pia"), now=timezone.now())
"""

SAVED_BY_ITSELF = {"page", "mine:page", "meeting"}
ADDED = {
    "new", "feedback", "new_collaboration", "new_round", "add_to_plan", "invitations",
    "steering_comment", "steering_decision", "answer_steering", "parts", "part_add", "start_tool",
}  # fmt: skip
"""Forms that add something: somebody else has added another from a page of their own."""

SENT = {"mail_steering_link", "steering_item", "meeting_subject", "approve"}
"""Forms that send a mail or say what has been read: nobody comes first to the same. A topic's notes
save themselves before anybody can; two who write them at once are tried in test_meeting.py."""

VALID = {
    "addresses": "ture@kommun.example", "people": "7",
    "closes_on": f"{date.today() + timedelta(14)}", "decided_on": f"{date.today()}",
    "funded_until": f"{date.today() + timedelta(300)}",
}  # fmt: skip
"""What else such a form has to hold to be saved."""

OFFLINE = "Ingen kontakt."

BEGIN = """(address) => {
  const isHere = (form) => new URL(form.getAttribute("action") || "", location.href).href
    === new URL(address, location.href).href;
  const isLong = (field) => field.name && !field.readOnly && (field.type === "textarea"
    || (field.type === "text" && field.maxLength >= 300));
  const forms = [...document.querySelectorAll("form[method=post]")].filter(isHere);
  window.tried = forms.filter((form) => [...form.elements].some(isLong)).pop();
  window.long = [...tried.elements].filter(isLong);
  for (let one = tried; one; one = one.parentElement) one.open = true;  // if it is folded
  return long.map((field) => field.name);
}"""
TYPE = """() => {
  for (const field of long) {
    field.value = `Vi är oense om ${field.name}.`;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.dispatchEvent(new Event("change", {bubbles: true}));
  }
}"""
PRESS = """() => {
  const buttons = [...tried.querySelectorAll("button:not([disabled])")];
  const isSaving = (one) => one.type === "submit" && !/danger|link/.test(one.className);
  const find = (is) => buttons.find(is);
  const isFirst = (one) => one.matches(".btn-primary"), isAny = (one) => one.type === "submit";
  (find(isFirst) || find(isSaving) || find(isAny)).click();
}"""
COME_FIRST = """async (added) => {
  const isLine = (one) => one.type === "text" || one.type === "textarea";
  let form = tried;
  if (added) {
    const page = await (await fetch(location.href)).text();
    const theirs = new DOMParser().parseFromString(page, "text/html");
    form = theirs.forms[[...document.forms].indexOf(tried)];
  }
  const data = new FormData(form);
  for (const field of long) data.set(field.name, `${field.defaultValue} Först.`.trim());
  for (const name of added ? [...data.keys()] : [])
    if (added[name] || (isLine(form.elements[name]) && !data.get(name)))
      data.set(name, added[name] || "Norra delen");
  const address = tried.getAttribute("action") || location.href;
  const answer = await fetch(address, {method: "POST", body: data, redirect: "manual"});
  return answer.type === "opaqueredirect";
}"""
MISSING = """(names) => {
  const fields = [...document.querySelectorAll("textarea, input[type=text]")];
  const shown = [document.body.innerText, ...fields.map((field) => field.value)].join("\\n");
  return names.filter((name) => !shown.includes(`Vi är oense om ${name}.`));
}"""


class Form(NamedTuple):
    name: str
    page: str
    url: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, seeded_database: Path) -> Iterator[Server]:
    """A server of its own, served in every way as the program is: an edition is published on it."""
    running = Server(tmp_path_factory.mktemp("forms"), seeded_database)
    running.config = Gunicorn.config
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def address(server: Server) -> str:
    return server.address


@pytest.fixture(scope="module")
def found(server: Server) -> dict[str, Any]:
    """The forms, and the sessions of those who may open them."""
    said = run_manage(server.database, "shell", "--no-imports", "-c", FIND_FORMS)
    return json.loads(said.splitlines()[-1])


class Visit:
    """Somebody at a form, and what was missing of what they had typed."""

    def __init__(self, context: BrowserContext, server: Server, session: str = "") -> None:
        self.context = context
        self.page = context.new_page()
        self.server = server
        self.session = session
        self.typed: list[str] = []
        self.missing: list[tuple[str, str, list[str]]] = []
        self.be(session)

    def be(self, session: str) -> None:
        """Have this session, or none."""
        self.context.clear_cookies(name="sessionid")
        if session:
            cookie = {"name": "sessionid", "value": session, "url": self.server.address}
            self.context.add_cookies([cookie | {"httpOnly": True, "sameSite": "Lax"}])

    def open(self, form: Form) -> None:
        self.page.goto(form.page)
        self.typed = self.page.evaluate(BEGIN, form.url)
        assert self.typed, form

    def type(self) -> None:
        self.page.evaluate(TYPE)

    def press(self) -> None:
        with self.page.expect_navigation():
            self.page.evaluate(PRESS)

    def look(self, form: Form, loss: str) -> None:
        if missing := self.page.evaluate(MISSING, self.typed):
            self.missing.append((form.name, loss, missing))

    def lose_the_network(self, form: Form) -> None:
        self.context.set_offline(True)
        self.page.evaluate(PRESS)
        expect(self.page.get_by_text(OFFLINE).first).to_be_visible()
        self.look(form, "network gone")
        self.context.set_offline(False)

    def lose_the_session(self, form: Form, loss: str, session: str = "") -> None:
        """Send the form with another session, and come back to it with one's own."""
        if self.session:
            self.be(session)
        else:
            self.context.clear_cookies(name="csrftoken")
        self.press()
        self.look(form, loss)
        self.be(self.session)
        self.open(form)
        self.look(form, f"back after: {loss}")

    def come_second(self, form: Form) -> None:
        added = VALID if form.name in ADDED else None
        assert self.page.evaluate(COME_FIRST, added), f"{form} was not saved by who came first"
        self.press()
        if not (added and self.is_stored()):
            self.look(form, "somebody else came first")

    def is_stored(self) -> bool:
        """Whether the database has all that was typed: what was added is not shown everywhere."""
        with closing(sqlite3.connect(self.server.database)) as database:
            rows = "\n".join(database.iterdump())
        typed = [f"Vi är oense om {name}." for name in self.typed]
        return all(text in rows or json.dumps(text)[1:-1] in rows for text in typed)


def test_no_form_loses_what_was_typed_whatever_happens_before_it_is_saved(
    make_context: MakeContext, server: Server, watch: Watch, found: dict[str, Any]
) -> None:
    watch.expect("^cookie: sessionid$", "status of (403|409|422)", "ERR_INTERNET_DISCONNECTED")
    forms = [Form(*one) for one in found["forms"]]
    assert {form.name for form in forms} == BY_LINK | OF_MEMBERS | OF_STAFF
    forms.sort(key=lambda form: form.name == "reopen_round")  # nobody holds its meeting after that
    sessions = found["sessions"] | {"link": ""}
    visits = {who: Visit(make_context(), server, sessions[who]) for who in ("link", "anna", "eva")}
    walks = [form for form in forms if form.name in SAVED_BY_ITSELF]
    forms = [form for form in forms if form not in walks]
    for form in forms:
        visit = visits[who_fills_in(form)]
        visit.open(form)
        visit.type()
        visit.lose_the_network(form)
        visit.lose_the_session(form, "session gone")
        if visit is visits["eva"]:
            visit.lose_the_session(form, "second factor due", sessions["late"])
        if form.name not in SENT:
            visit.come_second(form)
    missing = [one for visit in visits.values() for one in visit.missing]
    of_edition = [*walks, *(form for form in forms if form.name in OF_STAFF - {"approve"})]
    assert [*missing, *publish_meanwhile(of_edition, visits)] == []


def who_fills_in(form: Form) -> str:
    return "eva" if form.name in OF_STAFF else "link" if form.name in BY_LINK else "anna"


def publish_meanwhile(forms: list[Form], of: dict[str, Visit]) -> list[tuple[str, str, list]]:
    """Publish the draft while its forms and respondents' pages are open.

    What was missing when they were sent: of a form on its page, of a respondent's page where it is
    opened again, as the answers are those to their own edition.
    """
    visits = {}
    for form in forms:
        one = of[who_fills_in(form)]
        visits[form] = Visit(one.context, one.server, one.session)
        visits[form].open(form)
        if form.name in OF_STAFF:
            visits[form].type()
    run_manage(of["eva"].server.database, "shell", "--no-imports", "-c", PUBLISH)
    for form, visit in visits.items():
        if form.name in OF_STAFF:
            visit.press()
            expect(visit.page.locator("main h1")).to_have_text("Utgåvan är inte längre ett utkast")
        else:
            visit.type()
            visit.press()
            visit.open(form)
        visit.look(form, "published")
    return [one for visit in visits.values() for one in visit.missing]
