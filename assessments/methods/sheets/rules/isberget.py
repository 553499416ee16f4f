"""Isberget: what is said of the marks of a group.

It rests on what may be shown (results/rules/marks.py) and on nothing else. That is put on a sheet:
a mark's own field holds how many ticked it, `<step>.first` that most want to begin with that layer,
`<tool>.voters` how many took part, `<tool>.least_*` how many are needed: for a card (`card`), for
any card at all (`cards`) and for the layer to begin with (`first`). Layers are not compared by how
much was ticked in them, as one has more cards than the others together.
"""

from collections.abc import Mapping
from typing import Any, Final

from assessments.methods.sheets.outcome import Filled, Found, Rule, Rules, Sheets, found
from model_content.domain.tools import Tool

TOP, MIDDLE, DEEP = LAYERS = ("1", "1b", "1c")
MISTRUST: Final = ("isberget.1c.1", "isberget.1c.4", "isberget.1c.5", "isberget.1c.6")
"""What comes of not trusting each other."""

STRIFE: Final = ("isberget.1b.5", "isberget.1c.2", "isberget.1c.3")
"""What has to be sorted out between the parties."""

UNTOLD: Final = ("isberget.1b.7", "isberget.1b.9")
"""What comes of nobody having told the others."""

TOO_FEW: Final = "for-fa-for-kort"
"""A remark that older revisions of the tool lack."""

NO_TIME: Final = ("isberget.1b.10",)
"""What those who stayed at home decide."""


def fill_in(tool: Tool, voters: int, shown: Mapping[str, Any], least: Mapping[str, int]) -> Filled:
    """What may be shown, as a sheet that the rules read, with the `least` for it by what it is."""
    values = {f"{tool.key}.voters": voters, **shown["cards"]}
    values |= {f"{tool.key}.least_{what}": number for what, number in least.items()}
    values |= {f"{tool.key}.{layer}.first": 1 for layer in shown["first"]}
    return Filled("", {field: str(count) for field, count in values.items()})


def _read(sheets: Sheets, code: str, part: str = "") -> int:
    value = sheets.value(code, part)
    return int(value) if value.isdigit() else 0


def _list_cards(sheets: Sheets) -> list[str]:
    return [code for layer in LAYERS for code in sheets.items(layer)]


def _list_first(sheets: Sheets) -> list[str]:
    """The layers that most want to begin with."""
    return [each for each in LAYERS if sheets.value(f"{sheets.tool.key}.{each}", "first")]


def begin_with(layer: str) -> Rule:
    """Most want to begin with this layer alone."""
    return lambda s: found(s.items(layer)[:1]) if _list_first(s) == [layer] else None


def begin_evenly(sheets: Sheets) -> Found | None:
    """As many want to begin with several layers."""
    first = _list_first(sheets)
    titles = {step.code: step.title for step in sheets.tool.steps}
    named = [titles[f"{sheets.tool.key}.{layer}"] for layer in first]
    layers = ", ".join(title[:1].lower() + title[1:] for title in named)
    codes = [code for layer in first for code in sheets.items(layer)[:1]]
    return found(codes if len(first) > 1 else (), layers=layers)


def show_no_wish(sheets: Sheets) -> Found | None:
    """Enough took part, and too few chose what to begin with."""
    voters = sheets.value(sheets.tool.key, "voters")
    least = sheets.value(sheets.tool.key, "least_first")
    few = _list_cards(sheets)[:1] if voters and not _list_first(sheets) else ()
    return found(few, least=least)


def most_ticked(sheets: Sheets) -> Found | None:
    """The cards that are shown with the greatest number, which may be cut."""
    counts = {code: _read(sheets, code) for code in _list_cards(sheets)}
    most = max(counts.values(), default=0)
    codes = [code for code, count in counts.items() if count == most > 0]
    return found(codes, count=str(most), voters=sheets.value(sheets.tool.key, "voters"))


def show_no_card(sheets: Sheets) -> Found | None:
    """Enough for cards took part, and none was ticked by enough."""
    voters = _read(sheets, sheets.tool.key, "voters")
    told_apart = any(remark.code == TOO_FEW for remark in sheets.tool.remarks)
    if not voters or most_ticked(sheets) or (told_apart and be_too_few(sheets)):
        return None
    least = sheets.value(sheets.tool.key, "least_card")
    return found(_list_cards(sheets)[:1], least=least)


def be_too_few(sheets: Sheets) -> Found | None:
    """Enough took part for the layers, and too few for cards."""
    voters = _read(sheets, sheets.tool.key, "voters")
    least = _read(sheets, sheets.tool.key, "least_cards")
    few = _list_cards(sheets)[:1] if 0 < voters < least else ()
    return found(few, voters=str(voters), least=str(least))


def _pick(*codes: str) -> Rule:
    return lambda s: found(code for code in codes if s.value(code) and code in s.tool.items)


def lack_trust(sheets: Sheets) -> Found | None:
    """A card of mistrust is shown, or most want to begin with what lies deepest."""
    return _pick(*MISTRUST)(sheets) or begin_with(DEEP)(sheets)


RULES: Final[Rules] = {
    "flest-kort": most_ticked,
    "inget-kort": show_no_card,
    TOO_FEW: be_too_few,
    "mest-syns": begin_with(TOP),
    "mest-anas": begin_with(MIDDLE),
    "mest-under-ytan": begin_with(DEEP),
    "jamnt": begin_evenly,
    "tala-fritt": show_no_wish,
    "tala-om-tilliten": lack_trust,
    "gor-upp": _pick(*STRIFE),
    "beratta-for-varandra": _pick(*UNTOLD),
    "fraga-om-tid": _pick(*NO_TIME),
}
