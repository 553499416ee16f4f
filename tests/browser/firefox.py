"""Debian's Firefox, steered through WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/).

Playwright steers only a Firefox of its own making, and Debian has no geckodriver. Firefox speaks
BiDi itself, JSON over a WebSocket, of which a story needs a handful of commands.
"""

import base64
import json
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

PROGRAM: Final = "firefox-esr"
"""Also the name of the Debian package."""

SECONDS: Final = 20
"""How long anything is waited for."""

TAB: Final = "\ue004"
"""The key, as WebDriver writes it."""

LISTENING = re.compile(r"^WebDriver BiDi listening on (ws://\S+)$", re.MULTILINE)
FOLLOWED: Final = ["browsingContext.downloadEnd", "log.entryAdded"]

Element = dict[str, Any]


@contextmanager
def open_firefox(folder: Path) -> Iterator["Firefox"]:
    """A Firefox without windows, with a new profile in the folder; closed afterwards."""
    (folder / "user.js").write_text('user_pref("intl.accept_languages", "sv-SE,sv");\n')
    log = folder / "log"
    command = [PROGRAM, "--headless", "--profile", str(folder), "--remote-debugging-port", "0"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        with connect(_wait_for_address(process, log), proxy=None, max_size=None) as connection:
            yield Firefox(connection, folder)
    finally:
        process.terminate()
        process.wait(SECONDS)


def _wait_for_address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    until = time.monotonic() + SECONDS
    while not (said := LISTENING.search(log.read_text(errors="replace"))):
        starting = process.poll() is None and time.monotonic() < until
        assert starting, log.read_text(errors="replace")
        time.sleep(0.05)
    return f"{said[1]}/session"


ABORTED = 2152398850
"""The status of what was still being fetched when its page was left (NS_BINDING_ABORTED)."""

IS_STILL = """one => {
  const { x, y } = one.getBoundingClientRect();
  const before = window.placed;
  window.placed = `${x} ${y}`;
  return document.fonts.status === "loaded" && before === window.placed;
}"""
"""Whether an element stands where it stood when this was last asked: nothing moves it any more."""


IS_THERE = """() => window.isLeft === undefined && location.href !== 'about:blank'
  && document.readyState === 'complete'"""
"""Whether the next page has come: before it, Firefox may show an empty one, which is complete."""


class Firefox:
    """One tab, with the mouse and the keyboard of whoever sits before it."""

    def __init__(self, connection: ClientConnection, downloads: Path) -> None:
        self._connection = connection
        self._sent = 0
        self._events: list[dict[str, Any]] = []
        self.send("session.new", capabilities={})
        self._tab = {"context": self.send("browsingContext.create", type="tab")["context"]}
        self.send("session.subscribe", events=FOLLOWED, contexts=[self._tab["context"]])
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

    def _wait_for(self, event: str) -> dict[str, Any]:
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

    def go_to(self, address: str) -> None:
        self.send("browsingContext.navigate", **self._tab, url=address, wait="complete")

    def print(self) -> bytes:
        """The page as it comes out of a printer, a PDF file."""
        return base64.b64decode(self.send("browsingContext.print", **self._tab)["data"])

    def reload(self) -> None:
        self.send("browsingContext.reload", **self._tab, wait="complete")

    def evaluate(self, function: str, *arguments: Element | str) -> Any:
        """Call a function of JavaScript; what it returns, which JSON must know."""
        as_text = f"(...all) => JSON.stringify(({function})(...all) ?? null)"
        return json.loads(self._call(as_text, arguments)["value"])

    def _call(self, function: str, arguments: Sequence[Element | str]) -> dict[str, Any]:
        called = self.send(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[
                {"type": "string", "value": one} if isinstance(one, str) else one
                for one in arguments
            ],
            target=self._tab,
            awaitPromise=False,
        )
        assert called["type"] == "success", called["exceptionDetails"]["text"]
        return called["result"]

    def wait_until(self, function: str, *arguments: Element | str) -> None:
        """Wait until a function of JavaScript returns what is true."""
        until = time.monotonic() + SECONDS
        while not self.evaluate(function, *arguments):
            assert time.monotonic() < until, f"not so after {SECONDS} seconds: {function}"
            time.sleep(0.05)

    def find(self, selector: str, text: str = "") -> Element:
        """The first element that the selector fits and that says the text."""
        fits = "one => one.innerText.trim() === text || !text"
        function = f"(selector, text) => [...document.querySelectorAll(selector)].find({fits})"
        found = self._call(function, [selector, text])
        assert found["type"] == "node", f"there is no {selector} {text!r}"
        return {"sharedId": found["sharedId"]}

    def click(self, element: Element) -> None:
        self.evaluate("one => one.scrollIntoView({block: 'center'})", element)
        self.wait_until(IS_STILL, element)
        middle = {"type": "element", "element": element}
        there = {"type": "pointerMove", "origin": middle, "x": 0, "y": 0}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": [there, *press]})

    def type(self, text: str) -> None:
        """Type where the focus is."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def _act(self, device: dict[str, Any]) -> None:
        self.send("input.performActions", **self._tab, actions=[device])

    def leave_by(self, element: Element) -> None:
        """Click what leads to another page, and wait for it."""
        self.evaluate("() => { window.isLeft = false; }")
        self.click(element)
        self.wait_until(IS_THERE)

    def download_by(self, element: Element) -> bytes:
        """Click what downloads a file; the file."""
        self.click(element)
        ended = self._wait_for("browsingContext.downloadEnd")
        assert ended["status"] == "complete", ended
        return Path(ended["filepath"]).read_bytes()
