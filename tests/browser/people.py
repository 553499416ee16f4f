"""The people of a group's story, each on a device of their own, and what comes to them by mail."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.browser.device import Chromium, Device
from tests.browser.looks import AXE, TOO_WIDE, run_axe
from tests.browser.server import Server
from tests.browser.visitor import Reply, Visitor, read_marks


@dataclass
class Story:
    """Everybody has a device of one kind; what they see on it is checked, each page once."""

    server: Server
    sit_down: Callable[[], Device]
    """A device that nobody has used."""

    name: str
    """Part of everybody's address: several stories have one server."""

    is_narrow: bool = False
    found: dict[str, list[str]] = field(default_factory=dict)
    walked: dict[str, list[str]] = field(default_factory=dict)
    """The forms that somebody has sent on the way to having handed in, with their fields."""

    def __post_init__(self) -> None:
        self.leader = self.sit_down()

    def look(self, device: Device, name: str, *, is_like_another: bool = False) -> None:
        """What somebody would stumble on here: sideways scrolling, barriers that axe knows of.

        What axe knows of is the same on both screens: it is asked about the leader's pages on the
        large one, and about all others' on the phone; not again about a page like another. Both are
        asked in Chromium alone.
        """
        device.unfold()
        if name in self.found or not isinstance(device, Chromium):
            return
        self.found[name] = device.evaluate(TOO_WIDE)
        if self.is_narrow != (device is self.leader) and not is_like_another:
            device.evaluate(AXE)
            self.found[name] += run_axe(device.page)

    def wait_for_mail(self, device: Device, address: str, link: str) -> str:
        """The link in the last mail to an address that fits, once it has come."""
        sent = re.compile(
            rf"^To: {re.escape(address)}$(?:(?!^-{{79}}$)[\s\S])*?(https?:\S*{link})", re.M
        )
        device.wait_until(lambda: bool(sent.search(self.server.read_log())), 20)
        return sent.findall(self.server.read_log())[-1]


def find_code(server: Server) -> str:
    """The code that was mailed last, which a development server prints."""
    return re.findall(r"^[A-Z]{4}-[A-Z]{4}$", server.read_log(), re.MULTILINE)[-1]


def give_the_code(device: Device, server: Server, email: str) -> None:
    """Ask for a code by mail, and write it."""
    device.go_to("/konto/logga-in/")
    device.fill("E-postadress", email)
    device.press("Mejla en kod")
    device.fill("Kod", find_code(server))
    device.press("Logga in")


# Somebody who answers, in a browser ---------------------------------------------------------------


def begin(device: Device, link: str, party: str) -> None:
    """From the link to the first questions."""
    device.go_to(link)
    device.choose(party)
    device.press("Börja svara")
    device.expect_heading("Var står ni?")


def answer_by_hand(device: Device, values: Mapping[str, str], questions: Sequence[str]) -> None:
    """Click an answer to each of the questions."""
    for name in questions:
        device.answer(name, values[name])
    device.expect_saved()


def answer_the_rest(device: Device, values: Mapping[str, str]) -> None:
    """Page after page quickly, to the last one."""
    for _ in range(12):
        if device.address.endswith("/klart/"):
            return
        device.answer_quickly(values)
    raise AssertionError(f"the walk never ended: {device.address}")


def hand_in(device: Device) -> None:
    device.press("Lämna in")
    device.expect_heading("Tack, dina svar räknas")
    device.expect("Din egen bild")


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
                visitor.send(own + path, sent)
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
