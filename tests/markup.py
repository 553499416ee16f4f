"""A rendered page as a browser without JavaScript sees it: its elements, its text, its forms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
DRAWING = {"path", "circle", "rect", "line"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    parts: "list[str | Element]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, white space folded."""
        return " ".join(self._raw().split())

    @property
    def raw(self) -> str:
        """All text inside as it is."""
        return self._raw()

    def _raw(self) -> str:
        return "".join(part if isinstance(part, str) else part._raw() for part in self.parts)

    def walk(self) -> "Iterator[Element]":
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part.walk()

    def all(self, tag: str, **attrs: str) -> "list[Element]":
        """Every element inside with this tag and these attributes (`class_` for `class`)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            e
            for e in self.walk()
            if e.tag == tag and all(_matches(e, name, value) for name, value in wanted.items())
        ]

    def one(self, tag: str, **attrs: str) -> "Element":
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag} {attrs}>"
        return found[0]


def _matches(element: Element, name: str, value: str) -> bool:
    given = element.attrs.get(name)
    if name == "class":
        return value in (given or "").split()
    return given == value


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and self.open[-1].tag != "p":
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read_page(response) -> Element:
    """Parse a response; tags that are not closed in order are an error."""
    return parse_html(response.content.decode())


STAND_IN = b"%PDF-\n"
"""What a PDF file begins with that is none: the page that it would be made of follows."""


def read_printed(content: bytes) -> Element:
    """The page that a PDF file would have been made of; see `_quick_files` in conftest.py."""
    assert content.startswith(STAND_IN)
    return parse_html(content.removeprefix(STAND_IN).decode())


def parse_html(html: str) -> Element:
    """Parse a page or a part of one; tags that are not closed in order are an error."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"not closed: {[e.tag for e in reader.open[1:]]}"
    return reader.root


def read_form(form: Element, **changes: str) -> dict[str, str]:
    """What a browser would post: hidden inputs, checked radio buttons, text areas, lists."""
    data: dict[str, str] = {}
    for element in form.walk():
        name = element.attrs.get("name")
        if not name:
            continue
        if element.tag == "textarea":
            data[name] = element.raw.removeprefix("\n").replace("\n", "\r\n")
        elif element.tag == "select":
            options = element.all("option")
            chosen = next((o for o in options if "selected" in o.attrs), options[0])
            data[name] = chosen.attrs["value"]
        elif element.tag == "input":
            kind = element.attrs.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in element.attrs:
                data[name] = element.attrs.get("value", "")
    for token in ("csrfmiddlewaretoken", "form_token"):
        data.pop(token, None)
    return data | changes
