"""What somebody does on the pages of the walk."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

SAVED = re.compile(r"^Sparat \d\d\.\d\d$")
OFFLINE = re.compile(r"^Ingen kontakt\.")


MAKING = 40_000
"""ms that a PDF file is waited for, which nothing has made ahead (gunicorn_conf.py here)."""


def option(page: Page, field: str, value: str) -> Locator:
    """The label of one answer: what is clicked."""
    return page.locator(f'label:has(input[name="{field}"][value="{value}"])')


def choose(page: Page, field: str, value: str) -> None:
    option(page, field, value).click()


def chosen(page: Page, field: str) -> str:
    """The answer that the page shows, empty if none."""
    return page.locator("#walk").evaluate("(form, name) => form.elements[name].value", field)


def problem_of(page: Page, field: str) -> Locator:
    return page.locator(f'[data-field="{field}"] .problem')


def open_comment(page: Page, aspect: str) -> Locator:
    """The box of a comment, opened."""
    note = page.locator(f'[data-field="comment.{aspect}"]')
    if note.get_attribute("open") is None:
        note.locator("summary").click()
    return note.locator("textarea")


def list_waiting(page: Page) -> list[str]:
    """What the page has not yet been told is saved."""
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('waiting:'))")


def wait_until(page: Page, is_so: Callable[[], bool], seconds: float = 10) -> None:
    """Let the page go on until something is so; the test's own eyes, for what is not on a page."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not so after {seconds} seconds"
        page.wait_for_timeout(50)


def expect_saved(page: Page) -> None:
    """Everything on the page has been saved, and the page says when."""
    wait_until(page, lambda: not list_waiting(page))
    expect(page.locator("#saved")).to_have_text(SAVED)


def press_next(page: Page) -> None:
    go(page, page.locator('#walk .actions button[value="next"]'))


def go(page: Page, link: Locator) -> None:
    """Click what leads to another page, and wait for it."""
    with page.expect_navigation():
        link.click()


FOCUS = """() => {
  const at = document.activeElement;
  const shown = at.closest("label.opt") || at;
  const style = getComputedStyle(shown), box = shown.getClientRects()[0];
  return {
    stop: at.type === "radio" ? at.name : [...document.querySelectorAll("*")].indexOf(at),
    tag: at.tagName, type: at.type || "", name: at.name || "", value: at.value ?? "",
    text: at.textContent.trim(), outlined: style.outlineStyle !== "none"
      && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)",
    covered: !shown.contains(document.elementFromPoint(box.left + box.width / 2,
      (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2)),
    seen: box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0
      && box.top < innerHeight && box.left < innerWidth,
  };
}"""


def check_focus(focus: Mapping[str, Any]) -> list[str]:
    """What is wrong at a stop of Tab: it must be seen (WCAG 2.4.7) and not covered (2.4.11)."""
    faults = {
        "the focus is not seen": not focus["outlined"],
        "something covers the focus": focus["covered"],
        "the focus is outside what is shown": not focus["seen"],
    }
    return [what for what, is_so in faults.items() if is_so]


def press_tab(page: Page, key: str = "Tab") -> dict[str, Any]:
    """Go to the next stop, where the focus must be seen and not covered."""
    page.keyboard.press(key)
    focus: dict[str, Any] = page.evaluate(FOCUS)
    assert check_focus(focus) == [], focus
    return focus
