"""A page as a screen reader says it, one line for each thing, and how that is compared.

The tree is Playwright's (`aria_snapshot`). A reading in `readings/` is what must be heard in order:
a line is heard as it stands, `…` within it is any words, and a line of `…` alone is any lines. So a
reading says what has to make sense, and a text that is changed does not break it. Read them aloud!
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator

READINGS = Path(__file__).parent / "readings"
ANYTHING = "…"
NODE = re.compile(r'(?P<role>[\w/]+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?(?P<states>(?: \[[^\]]+\])*)')
SAID_WHOLE = {"heading", "link", "button", "radio", "term", "status"}
"""Roles that are said with their name and nothing of what they hold."""
INLINE = {"text", "strong", "emphasis", "code"}
SILENT = {"paragraph", "listitem", "rowgroup", "definition"}
"""Roles that are not said: only what they hold. (A caption is the name of its table.)"""


def read_aloud(part: Locator) -> list[str]:
    """What is heard from the beginning to the end of this part of the page."""
    tree = yaml.load(part.aria_snapshot(), Loader=yaml.BaseLoader)
    return list(_join(_say_all(tree)))


def _say_all(nodes: Any) -> Iterator[tuple[str, str]]:
    for node in [nodes] if isinstance(nodes, str) else nodes or []:
        if isinstance(node, str):
            yield from _say(node, [])
        else:
            for head, held in node.items():
                yield from _say(head, held)


def _say(head: str, held: Any) -> Iterator[tuple[str, str]]:
    """A role and its words; what is only text has no role."""
    if head.startswith(("/", "caption")):
        return
    if (found := NODE.fullmatch(head)) is None:
        yield "", head
        return
    role, name = found["role"], (found["name"] or "").replace('\\"', '"')
    if role in INLINE:
        yield from (("", words) for words in _list_words(held))
    elif role in SILENT:
        yield "break", ""
        yield from _say_all([held] if isinstance(held, str) else held)
        yield "break", ""
    elif role == "row":
        yield role, " | ".join(_list_names(held))
    elif role == "list":
        yield role, f"{name}{', ' if name else ''}{len(held)} items"
        yield from _say_all(held)
    else:
        said = [role, *re.findall(r"\[(?:level=)?(\w+)\]", found["states"])]
        yield " ".join(said), name or " ".join(_list_words(held) if role in SAID_WHOLE else [])
        if role not in SAID_WHOLE:
            yield from _say_all([held] if isinstance(held, str) else held)


def _list_words(held: Any) -> list[str]:
    return [held] if isinstance(held, str) else [words for _, words in _say_all(held) if words]


def _list_names(cells: list[Any]) -> Iterator[str]:
    for cell in cells:
        found = NODE.fullmatch(cell if isinstance(cell, str) else next(iter(cell)))
        yield (found["name"] or "") if found else ""


def _join(said: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Lines, with text that runs on in one; a label is not heard again as text beside its field."""
    text: list[str] = []
    last = ""
    for role, words in said:
        if not role:
            if words != last:
                text.append(words)
            continue
        if text:
            yield " ".join(text)
            text = []
        if role != "break":
            yield f"{role}: {words}" if words else role
        last = words
    if text:
        yield " ".join(text)


def check_reading(heard: list[str], name: str) -> None:
    """Hold what is heard against the reading with this name; say where they part."""
    path = READINGS / f"{name}.txt"
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    at = 0
    for number, block in enumerate("\n".join(lines).split(f"\n{ANYTHING}\n")):
        wanted = block.splitlines()
        starts = range(at, len(heard)) if number else range(1)
        fits = {start: _count_fitting(wanted, heard[start:]) for start in starts}
        start = max(fits, key=lambda one: fits[one])  # the first of the best
        if fits[start] < len(wanted):
            there = start + fits[start]
            near = "\n    ".join(["", *heard[max(at, there - 3) : there + 5]])
            raise AssertionError(f"{path.name}: {wanted[fits[start]]!r} is not heard here:{near}")
        at = start + len(wanted)
    assert at == len(heard), f"{path.name}: ends before {heard[at:]}"


def _count_fitting(wanted: list[str], heard: list[str]) -> int:
    """How many of the wanted lines are heard from the beginning on, one after the other."""
    fitting = 0
    for line, said in zip(wanted, heard, strict=False):
        if not re.fullmatch(".*".join(re.escape(part) for part in line.split(ANYTHING)), said):
            break
        fitting += 1
    return fitting
