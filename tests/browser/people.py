"""The people of a group's story, each on a device of their own, and what comes to them by mail."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import MakeContext
from tests.browser.looks import AXE, TOO_WIDE, run_axe, unfold
from tests.browser.server import Server
from tests.browser.steps import choose, expect_saved, go, press_next, wait_until
from tests.browser.visitor import Reply, Visitor, read_marks

NARROW = 600
"""Pixels of width below which a screen is a phone's."""


@dataclass
class Story:
    """Everybody has a screen of this size; what they see on it is checked, each page once."""

    make_context: MakeContext
    server: Server
    size: ViewportSize
    found: dict[str, list[str]] = field(default_factory=dict)
    walked: dict[str, list[str]] = field(default_factory=dict)
    """The forms that somebody has sent on the way to having handed in, with their fields."""

    def __post_init__(self) -> None:
        self.leader = self.sit_down()

    @property
    def is_narrow(self) -> bool:
        return self.size["width"] < NARROW

    def sit_down(self) -> Page:
        """A page on a device that nobody has used."""
        return self.make_context(viewport=self.size, reduced_motion="reduce").new_page()

    def look(self, page: Page, name: str, *, is_like_another: bool = False) -> None:
        """What somebody would stumble on here: sideways scrolling, barriers that axe knows of.

        What axe knows of is the same on both screens: it is asked about the leader's pages on the
        large one, and about all others' on the phone; not again about a page like another.
        """
        unfold(page)
        if name in self.found:
            return
        self.found[name] = page.evaluate(TOO_WIDE)
        if self.is_narrow != (page is self.leader) and not is_like_another:
            page.evaluate(AXE)
            self.found[name] += run_axe(page)

    def wait_for_mail(self, page: Page, address: str, link: str) -> str:
        """The link in the last mail to an address that fits, once it has come."""
        sent = re.compile(
            rf"^To: {re.escape(address)}$(?:(?!^-{{79}}$)[\s\S])*?(https?:\S*{link})", re.M
        )
        wait_until(page, lambda: bool(sent.search(self.server.read_log())), 20)
        return sent.findall(self.server.read_log())[-1]


# Somebody who answers, in a browser ---------------------------------------------------------------


def begin(page: Page, link: str, party: str) -> None:
    """From the link to the first questions."""
    page.goto(link)
    page.get_by_role("radio", name=party).check()
    go(page, page.get_by_role("button", name="Börja svara"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Var står ni?")


def answer_by_hand(page: Page, values: Mapping[str, str], questions: Sequence[str]) -> None:
    """Click an answer to each of the questions."""
    for name in questions:
        choose(page, name, values[name])
    expect_saved(page)


FILL_IN = """(values) => {
  const form = document.getElementById("walk");
  for (const [name, value] of Object.entries(values))
    if (form.elements[name]) form.elements[name].value = value;
}"""


def answer_quickly(page: Page, values: Mapping[str, str]) -> None:
    """Fill in the page unheard by its own script, and leave it by its own button."""
    page.evaluate(FILL_IN, values)
    press_next(page)


def answer_the_rest(page: Page, values: Mapping[str, str]) -> None:
    """The same with page after page, to the last one."""
    for _ in range(12):
        if page.url.endswith("/klart/"):
            return
        answer_quickly(page, values)
    raise AssertionError(f"the walk never ended: {page.url}")


def hand_in(page: Page) -> None:
    go(page, page.get_by_role("button", name="Lämna in"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, dina svar räknas")
    expect(page.get_by_role("heading", name="Din egen bild")).to_be_visible()


# Somebody who answers, without a browser ----------------------------------------------------------


def answer_by_link(story: Story, link: str, party: str, values: Mapping[str, str]) -> None:
    """Begin, answer page after page and hand in: the same forms, only read by nobody.

    Only the first reads all pages on the way: the others give the same answers to the questions
    that choose the pages, and send the same ones.
    """
    visitor = Visitor(story.server.address)
    visitor.get(urlsplit(link).path)
    reply = _send(visitor, urlsplit(link).path, {"organisation": party})
    own, slash, _first = reply.path.partition("steg/")
    assert slash, reply.path
    [unseen] = set(read_marks(reply.text).values())
    if not story.walked:
        while not reply.path.endswith("/klart/"):
            story.walked[reply.path.removeprefix(own)] = list(read_marks(reply.text))
            reply = _send(visitor, reply.path, _fill_in(reply, values) | {"go": "next"})
        story.walked["lamna-in/"] = list(read_marks(reply.text))
    else:
        for path, names in story.walked.items():
            if path.startswith("steg/"):
                sent = _mark(names, unseen, values) | {"go": "next"}
                assert visitor.send(own + path, sent) == 302, path
    reply = _send(visitor, f"{own}lamna-in/", _mark(story.walked["lamna-in/"], unseen, values))
    assert "Tack, dina svar räknas" in reply.text


def _mark(names: Sequence[str], seen: str, values: Mapping[str, str]) -> dict[str, str]:
    marks = {f"seen.{name}": seen for name in names}
    return marks | {name: values[name] for name in names if name in values}


def vote_by_link(address: str, link: str, values: Mapping[str, str]) -> None:
    visitor = Visitor(address)
    reply = visitor.get(urlsplit(link).path)
    given = {name: value for name, value in values.items() if f'name="{name}"' in reply.text}
    assert "Tack, ditt svar är med" in _send(visitor, reply.path, given).text


def _fill_in(reply: Reply, values: Mapping[str, str]) -> dict[str, str]:
    marks = read_marks(reply.text)
    seen = {f"seen.{name}": mark for name, mark in marks.items()}
    return seen | {name: value for name, value in values.items() if name in marks}


def _send(visitor: Visitor, path: str, values: Mapping[str, str]) -> Reply:
    reply = visitor.post(path, values)
    assert reply.status == 200, reply.text
    return reply
