"""A device that somebody sits at, and the few things one does with it, whichever browser it has."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page

from tests.browser.looks import UNFOLD
from tests.browser.steps import SAVED, go

FIELDS = "input:not([type=hidden]), textarea, select"
NEXT = '#walk .actions button[value="next"]'

FILL_IN = """(values) => {
  const form = document.getElementById("walk");
  for (const [name, value] of Object.entries(values))
    if (form.elements[name]) form.elements[name].value = value;
}"""
READ = "what => (document.querySelector(what)?.textContent ?? '').replace(/\\s+/g, ' ').trim()"


class Device(ABC):
    """A page in a profile of its own. What is found has a selector, a name that is seen, or both.

    Of what `find` gives only the browser that has found it knows what it is.
    """

    @abstractmethod
    def go_to(self, address: str) -> None: ...

    @abstractmethod
    def open_again(self) -> None:
        """Close the page and open an empty one, on the same device."""

    @abstractmethod
    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Call a function of JavaScript; what it returns, which JSON must know."""

    @abstractmethod
    def find(self, selector: str, name: str = "") -> Any:
        """What the selector fits: a field whose label has the name, a link or button called so."""

    @abstractmethod
    def click(self, found: Any) -> None: ...

    @abstractmethod
    def leave_by(self, found: Any) -> None:
        """Click what leads to another page, and wait for it."""

    @abstractmethod
    def write(self, found: Any, text: str) -> None:
        """Write this in a field, instead of what is there."""

    @abstractmethod
    def value_of(self, found: Any) -> str:
        """What a field holds."""

    @abstractmethod
    def pause(self) -> None:
        """Let the page go on for a moment."""

    # What is made of these ------------------------------------------------------------------------

    @property
    def address(self) -> str:
        return self.evaluate("() => location.href")

    def count_pages(self) -> int:
        """Those that have been passed here, with the one that is shown."""
        return self.evaluate("() => history.length")

    def press(self, name: str) -> None:
        """Press a link or button that leads to another page."""
        self.leave_by(self.find("main :is(a, button)", name))

    def fill(self, label: str, text: str) -> None:
        self.write(self.find(FIELDS, label), text)

    def choose(self, label: str) -> None:
        self.click(self.find("[type=radio], [type=checkbox]", label))

    def answer(self, field: str, value: str) -> None:
        self.click(self.find(f'label:has(input[name="{field}"][value="{value}"])'))

    def open_comment(self, aspect: str) -> Any:
        """The box of a comment, opened."""
        note = f'[data-field="comment.{aspect}"]'
        if not self.evaluate("note => document.querySelector(note).open", note):
            self.click(self.find(f"{note} summary"))
        return self.find(f"{note} textarea")

    def unfold(self) -> None:
        self.evaluate(UNFOLD)

    def answer_quickly(self, values: Mapping[str, str]) -> None:
        """Fill in the page unheard by its own script, and leave it by its own button."""
        self.evaluate(FILL_IN, values)
        self.leave_by(self.find(NEXT))

    # What is read ---------------------------------------------------------------------------------

    def read(self, selector: str = "main") -> str:
        return self.evaluate(READ, selector)

    def read_value(self, label: str) -> str:
        return self.value_of(self.find(FIELDS, label))

    def read_link(self, selector: str) -> str:
        return self.evaluate("what => document.querySelector(what).href", selector)

    def read_answers(self) -> dict[str, str]:
        """The answers that the page shows."""
        return self.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('#walk input:checked')]"
            ".map(one => [one.name, one.value]).filter(([name, value]) => value))"
        )

    def list_questions(self) -> list[str]:
        return self.evaluate(
            "() => [...document.querySelectorAll('fieldset.question')].map(o => o.dataset.field)"
        )

    # What is waited for ---------------------------------------------------------------------------

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 15) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"not so after {seconds} seconds: {self.read()}"
            self.pause()

    def expect(self, said: str, where: str = "main") -> None:
        """A part of the page comes to say this, among other things."""
        self.wait_until(lambda: said in self.read(where))

    def expect_heading(self, text: str) -> None:
        self.wait_until(lambda: self.read("h1") == text)

    def expect_saved(self) -> None:
        """Everything on the page has been saved, and the page says when."""
        waiting = "() => Object.keys(sessionStorage).some((key) => key.startsWith('waiting:'))"
        self.wait_until(lambda: not self.evaluate(waiting))
        self.wait_until(lambda: bool(SAVED.match(self.read("#saved"))))


class Chromium(Device):
    """A page of Playwright's, which sees to it that what is clicked can be seen and reached."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, address: str) -> None:
        self.page.goto(address)

    def open_again(self) -> None:
        context = self.page.context
        self.page.close()
        self.page = context.new_page()

    def evaluate(self, function: str, argument: Any = None) -> Any:
        return self.page.evaluate(function, argument)

    def find(self, selector: str, name: str = "") -> Any:
        found = self.page.locator(selector)
        if not name:
            return found
        called = self.page.get_by_label(name).or_(self.page.get_by_text(name, exact=True))
        for role in ("link", "button"):
            called = called.or_(self.page.get_by_role(role, name=name, exact=True))
        return found.and_(called).first

    def click(self, found: Any) -> None:
        found.click()

    def leave_by(self, found: Any) -> None:
        go(self.page, found)

    def write(self, found: Any, text: str) -> None:
        found.fill(text)

    def value_of(self, found: Any) -> str:
        return found.input_value()

    def pause(self) -> None:
        self.page.wait_for_timeout(50)
