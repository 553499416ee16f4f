"""Isberget: what is said of the marks of a group.

It rests on what may be shown (results/rules/marks.py) and on nothing else. That is put on a sheet:
a mark's own field holds how many ticked it, `<mark>.talk` how many want to talk about it; of a
layer `<step>.others` and `<step>.talk_of` hold how many of the group; `<tool>.voters` how many took
part.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from assessments.methods.sheets.outcome import Filled, Found, Rule, Rules, Sheets, found
from model_content.domain.tools import Tool

TOP, MIDDLE, DEEP = LAYERS = ("1", "1b", "1c")
EVEN: Final = 0.8
"""The share from which a layer is said to be as much as the greatest. Ours, as are the layers."""

STRIFE: Final = ("isberget.1b.5", "isberget.1c.2", "isberget.1c.3")
"""What has to be sorted out between the parties."""

UNTOLD: Final = ("isberget.1b.7", "isberget.1b.9")
"""What comes of nobody having told the others."""


def fill_in(tool: Tool, voters: int, shown: Mapping[str, Any]) -> Filled:
    """What may be shown, as a sheet that the rules read."""
    values = {f"{tool.key}.voters": voters, **shown["cards"]}
    values |= {f"{mark}.talk": count for mark, count in shown["talk"].items()}
    for name in ("others", "talk_of"):
        values |= {f"{tool.key}.{layer}.{name}": n for layer, n in shown[name].items()}
    return Filled("", {field: str(count) for field, count in values.items()})


def _read(sheets: Sheets, code: str, part: str = "") -> int:
    value = sheets.value(code, part)
    return int(value) if value.isdigit() else 0


def _measure(sheets: Sheets, layer: str) -> int:
    """How much is shown of a layer: the sum of its numbers. What is not shown may be more."""
    others = _read(sheets, f"{sheets.tool.key}.{layer}", "others")
    return others + sum(_read(sheets, code) for code in sheets.items(layer))


def _find_greatest(sizes: Mapping[Any, int]) -> tuple[Any, ...]:
    """What has the greatest number; nothing if all are 0."""
    most = max(sizes.values(), default=0)
    return tuple(each for each, size in sizes.items() if size == most > 0)


def _name_layers(sheets: Sheets, layers: Iterable[str]) -> str:
    titles = {step.code: step.title for step in sheets.tool.steps}
    named = [titles[f"{sheets.tool.key}.{layer}"] for layer in layers]
    return ", ".join(title[:1].lower() + title[1:] for title in named)


def _list_most(sheets: Sheets) -> tuple[str, ...]:
    """The layer that most is shown of, and those of which `EVEN` of that is."""
    sizes = {layer: _measure(sheets, layer) for layer in LAYERS}
    return tuple(
        each for each, size in sizes.items() if size and size >= EVEN * max(sizes.values())
    )


def lies_most_in(layer: str) -> Rule:
    """Most of what is shown is of one layer."""
    return lambda s: found(s.items(layer)[:1]) if _list_most(s) == (layer,) else None


def lie_evenly(sheets: Sheets) -> Found | None:
    """About as much is shown of several layers."""
    most = _list_most(sheets)
    codes = [code for layer in most for code in sheets.items(layer)[:1]]
    return found(codes if len(most) > 1 else (), layers=_name_layers(sheets, most))


def _list_cards(sheets: Sheets) -> list[str]:
    return [code for layer in LAYERS for code in sheets.items(layer)]


def _count_cards(part: str) -> Callable[[Sheets], Found | None]:
    def rule(sheets: Sheets) -> Found | None:
        most = _find_greatest({code: _read(sheets, code, part) for code in _list_cards(sheets)})
        count = str(_read(sheets, most[0], part)) if most else ""
        return found(most, count=count, voters=sheets.value(sheets.tool.key, "voters"))

    return rule


most_ticked = _count_cards("")
most_wanted = _count_cards("talk")


def show_no_card(sheets: Sheets) -> Found | None:
    """Enough took part, and no card is shown."""
    voters = sheets.value(sheets.tool.key, "voters")
    return found(_list_cards(sheets)[:1]) if voters and not most_ticked(sheets) else None


def want_a_layer(sheets: Sheets) -> Found | None:
    """No card, but a layer that most want to talk about."""
    sizes = {each: _read(sheets, f"{sheets.tool.key}.{each}", "talk_of") for each in LAYERS}
    most = _find_greatest(sizes)
    if not most or most_wanted(sheets):
        return None
    codes = [code for layer in most for code in sheets.items(layer)[:1]]
    words = {"count": str(sizes[most[0]]), "voters": sheets.value(sheets.tool.key, "voters")}
    return found(codes, layers=_name_layers(sheets, most), **words)


def show_no_wish(sheets: Sheets) -> Found | None:
    """Enough took part, and nothing is shown of what they want to talk about."""
    voters = sheets.value(sheets.tool.key, "voters")
    is_shown = most_wanted(sheets) or want_a_layer(sheets)
    return found(_list_cards(sheets)[:1]) if voters and not is_shown else None


def _pick(*codes: str) -> Rule:
    return lambda s: found(code for code in codes if s.value(code) and code in s.tool.items)


def lack_trust(sheets: Sheets) -> Found | None:
    """About as much is shown of what lies deepest as of anything."""
    return found(sheets.items(DEEP)[:1]) if DEEP in _list_most(sheets) else None


def tell_too_little(sheets: Sheets) -> Found | None:
    by_cards = _pick(*UNTOLD)(sheets)
    is_sensed = MIDDLE in _list_most(sheets)
    return by_cards or (found(sheets.items(MIDDLE)[:1]) if is_sensed else None)


RULES: Final[Rules] = {
    "mest-syns": lies_most_in(TOP),
    "mest-anas": lies_most_in(MIDDLE),
    "mest-under-ytan": lies_most_in(DEEP),
    "jamnt": lie_evenly,
    "flest-kort": most_ticked,
    "inget-kort": show_no_card,
    "vill-tala-om": most_wanted,
    "vill-tala-om-lager": want_a_layer,
    "tala-fritt": show_no_wish,
    "tala-om-tilliten": lack_trust,
    "gor-upp": _pick(*STRIFE),
    "beratta-for-varandra": tell_too_little,
}
