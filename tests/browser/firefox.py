"""Debian's Firefox, steered through WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/).

Playwright steers only a Firefox of its own making, and Debian has no geckodriver. Firefox speaks
BiDi itself, JSON over a WebSocket, of which a story needs a handful of commands.
"""

import base64
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from websockets.sync.client import ClientConnection, connect

from tests.browser.device import Device

PROGRAM: Final = "firefox-esr"
"""Also the name of the Debian package."""

SECONDS: Final = 20
"""How long anything is waited for."""

START_SECONDS: Final = 60
"""How long the program itself is, on a machine that does much else."""

ENTER, TAB = "\ue006", "\ue004"
"""Keys as WebDriver writes them."""

PREFERENCES = """
user_pref("intl.accept_languages", "sv-SE,sv");
user_pref("ui.prefersReducedMotion", 1);
user_pref("layout.frame_rate", 20);
"""
"""It need not be drawn as often as for eyes."""

LISTENING = re.compile(r"^WebDriver BiDi listening on (ws://\S+)$", re.MULTILINE)
FOLLOWED: Final = ["browsingContext.downloadEnd", "log.entryAdded"]

Element = dict[str, Any]


@contextmanager
def open_firefox(folder: Path, address: str) -> Iterator["Firefox"]:
    """A Firefox without windows, with a new profile in the folder; closed afterwards."""
    (folder / "user.js").write_text(PREFERENCES)
    log = folder / "log"
    command = [PROGRAM, "--headless", "--profile", str(folder), "--remote-debugging-port", "0"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        with connect(_wait_for_address(process, log), proxy=None, max_size=None) as connection:
            yield Firefox(connection, folder, address)
    finally:
        process.terminate()
        process.wait(SECONDS)


def _wait_for_address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while not (said := LISTENING.search(log.read_text(errors="replace"))):
        starting = process.poll() is None and time.monotonic() < until
        assert starting, log.read_text(errors="replace")
        time.sleep(0.05)
    return f"{said[1]}/session"


ABORTED = 2152398850
"""The status of what was still being fetched when its page was left (NS_BINDING_ABORTED)."""

IS_STILL = """one => {
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y } = one.getBoundingClientRect();
  const before = window.placed;
  window.placed = `${x} ${y}`;
  return document.fonts.status === "loaded" && before === window.placed;
}"""
"""Whether an element, brought into view, stands where it stood when this was last asked."""


FIND = """(selector, name) => {
  const say = (one) => (one.labels?.[0] ?? one).textContent.replace(/\\s+/g, " ").trim();
  const isShown = (one) => one.checkVisibility({visibilityProperty: true});
  const isIt = (one) => one.labels?.length ? say(one).includes(name) : say(one) === name;
  const found = [...document.querySelectorAll(selector)]
    .find((one) => !name || (isIt(one) && isShown(one)));
  return /radio|checkbox/.test(found?.type) ? found.labels[0] : found;
}"""
"""A radio button or a checkbox may not be seen itself, and has a label that is clicked."""
SET = """(one, text) => {
  one.value = text;
  for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, {bubbles: true}));
}"""

IS_THERE = """() => window.isLeft === undefined && location.href !== 'about:blank'
  && document.readyState === 'complete'"""
"""Whether the next page has come: before it, Firefox may show an empty one, which is complete."""


class Firefox:
    """The browser, and what its pages have said."""

    def __init__(self, connection: ClientConnection, downloads: Path, address: str) -> None:
        self.address = address
        self.front = ""
        """The tab that hears the mouse and the keyboard."""
        self._connection = connection
        self._sent = 0
        self._events: list[dict[str, Any]] = []
        self._devices: list[str] = []
        self.send("session.new", capabilities={})
        folder = {"type": "allowed", "destinationFolder": str(downloads)}
        self.send("browser.setDownloadBehavior", downloadBehavior=folder)

    def send(self, method: str, **parameters: Any) -> Any:
        """Carry out a command; its result."""
        self._sent += 1
        command = {"id": self._sent, "method": method, "params": parameters}
        self._connection.send(json.dumps(command))
        while (reply := self._receive()).get("id") != self._sent:
            pass
        assert reply["type"] == "success", f"{method}: {reply['error']}: {reply['message']}"
        return reply["result"]

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(timeout=SECONDS))
        if message["type"] == "event":
            self._events.append(message)
        return message

    def wait_for(self, event: str) -> dict[str, Any]:
        """The next event of a kind, among those not waited for yet."""
        while not (found := [one for one in self._events if one["method"] == event]):
            self._receive()
        self._events.remove(found[0])
        return found[0]["params"]

    def list_complaints(self) -> list[str]:
        """Errors and warnings of the pages' scripts so far, but for a font's page that was left."""
        said = [one["params"] for one in self._events if one["method"] == "log.entryAdded"]
        found = [one["text"] for one in said if one["level"] in ("error", "warn")]
        return [f"console: {text}" for text in found if f"status={ABORTED}" not in text]

    def sit_down(self) -> "Tab":
        """A page on a device that nobody has used."""
        device = self.send("browser.createUserContext")["userContext"]
        self._devices.append(device)
        return Tab(self, device)

    def put_away(self) -> None:
        """Close all pages of all devices; what they have said is forgotten."""
        while self._devices:
            self.send("browser.removeUserContext", userContext=self._devices.pop())
        self._events.clear()


class Tab(Device):
    """One tab, with the mouse and the keyboard of whoever sits before it."""

    def __init__(self, firefox: Firefox, device: str) -> None:
        self._firefox = firefox
        self._device = device
        self._tab = self._open()

    def _open(self) -> dict[str, str]:
        made = self._send("browsingContext.create", type="tab", userContext=self._device)
        self._firefox.front = made["context"]
        self._send("session.subscribe", events=FOLLOWED, contexts=[made["context"]])
        return {"context": made["context"]}

    def open_again(self) -> None:
        left, self._tab = self._tab, self._open()
        self._send("browsingContext.close", **left)

    def _send(self, method: str, **parameters: Any) -> Any:
        return self._firefox.send(method, **parameters)

    def go_to(self, address: str) -> None:
        url = urljoin(self._firefox.address, address)
        self._send("browsingContext.navigate", **self._tab, url=url, wait="complete")

    def print(self) -> bytes:
        """The page as it comes out of a printer, a PDF file."""
        return base64.b64decode(self._send("browsingContext.print", **self._tab)["data"])

    def reload(self) -> None:
        self._send("browsingContext.reload", **self._tab, wait="complete")

    def evaluate(self, function: str, argument: Any = None) -> Any:
        as_text = f"(given) => JSON.stringify(({function})(JSON.parse(given)) ?? null)"
        given = {"type": "string", "value": json.dumps(argument)}
        return json.loads(self._call(as_text, given)["value"])

    def _call(self, function: str, *arguments: Element) -> dict[str, Any]:
        called = self._send(
            "script.callFunction",
            functionDeclaration=function,
            arguments=arguments,
            target=self._tab,
            awaitPromise=False,
        )
        assert called["type"] == "success", called["exceptionDetails"]["text"]
        return called["result"]

    def find(self, selector: str, name: str = "") -> Element:
        sought = [{"type": "string", "value": text} for text in (selector, name)]
        found = self._call(FIND, *sought)
        assert found["type"] == "node", f"there is no {selector} {name!r}: {self.read()}"
        return {"sharedId": found["sharedId"]}

    def click(self, found: Element) -> None:
        self.wait_until(lambda: self._call(IS_STILL, found)["value"])
        middle = {"type": "element", "element": found}
        there = {"type": "pointerMove", "origin": middle, "x": 0, "y": 0}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": [there, *press]})

    def write(self, found: Element, text: str) -> None:
        if self._call("one => one.type", found)["value"] == "date":
            self._call(SET, found, {"type": "string", "value": text})
            return
        self.click(found)
        self._call("one => one.select()", found)
        self.type(text)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        typed = text.replace("\n", ENTER)
        keys = [{"type": kind, "value": key} for key in typed for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def _bring_to_front(self) -> None:
        if self._firefox.front != self._tab["context"]:
            self._send("browsingContext.activate", **self._tab)
            self._firefox.front = self._tab["context"]

    def wait_until(self, is_so: Callable[[], bool], seconds: float = SECONDS) -> None:
        """What is behind another tab does less by itself, as nobody sees it."""
        self._bring_to_front()
        super().wait_until(is_so, seconds)

    def _act(self, device: dict[str, Any]) -> None:
        self._bring_to_front()
        self._send("input.performActions", **self._tab, actions=[device])

    def value_of(self, found: Element) -> str:
        return self._call("one => one.value", found)["value"]

    def pause(self) -> None:
        time.sleep(0.02)

    def leave_by(self, found: Element) -> None:
        self.evaluate("() => { window.isLeft = false; }")
        self.click(found)
        self.wait_until(lambda: self.evaluate(IS_THERE))

    def download_by(self, found: Element) -> bytes:
        """Click what downloads a file; the file."""
        self.click(found)
        ended = self._firefox.wait_for("browsingContext.downloadEnd")
        assert ended["status"] == "complete", ended
        return Path(ended["filepath"]).read_bytes()
