"""What "nothing is lost" means, for each way of reading (reading.py).

A golden result is what was read by the program that made the rows. Documents, files, history and
answers are to be the same, sign for sign. A page on which people work may be laid out anew, but
still says everything that somebody has written there, in the words that the interface has now. The
page of a result may be laid out anew and say more, but each word as often as before; its PDF and
Word file too, but what stood twice may stand once (on page one, what a meeting has decided stands
instead of what is suggested). A JSON file may be given more, and its parts other names, but has
each text that it had.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

MOST = 12
"""Differences that are named."""

SAID_ANEW = {
    "Därför att ni svarade:": "Det bygger på att ni svarade:",
    "Because you answered:": "This is because you answered:",
    ", och det märks när ni bygger vidare.": ". Ta itu med det innan ni bygger vidare.",
    "Svaren säger hellre": "Svaren pekar snarare mot",
    ": medel har ändrats": ": medelvärdet har ändrats",
    "Visa medel ": "Visa medelvärdet ",
    "Medel för varje": "Medelvärdet för varje",
    "Medel är medelvärdet av": "Medelvärdet är av",
    "inte för sig: mindre organisationer": "inte för sig: mindre parter",
    "att varje organisation skulle väga": "att varje part skulle väga",
    r"\bmedel\b": "medelvärde",
    r"\bMedel\b": "Medelvärde",
    "Tre saker att besluta om|Tre saker att ta ställning till|Det här kan ni ta upp": "Beslut",
    "Three things to decide on|Three things to consider|What you can bring up": "Decide",
    "Förslag:": "",
    # Said of what was to be decided; the answers themselves stand under each aspect.
    r"\d+ av \d+ svarar att det stämmer dåligt eller inte alls\.": "",
    # Said beside what is in place, where something there is to be mended.
    r" Men där finns saker kvar att åtgärda\.": "",
    r" But there are things left to address there\.": "",
    "Visa alla svar, fråga för fråga": "",
    "Show all answers, question by question": "",
    "Visa frågorna": "",
    "Word-filen och texten är till beslutsunderlag och protokoll.": "",
    "The Word file and the text are for decision papers and minutes.": "",
}
"""Words of the interface that have been changed since (regular expressions), in this order.

Those of now are replaced too, where what is said depends on who answered.
"""


NO_LONGER_ASKED = {"medverkande", "Medverkande"}
"""A round that asked both for parties and for perspectives asks for parties alone: on its pages the
perspectives stand no more. They are kept where they have been given (`inside`)."""


def compare(how: str, golden: Any, found: Any) -> list[str]:
    """Name what has been lost or is another; nothing where all is as it was."""
    compared = {
        "facts": compare_facts,
        "result": compare_words,
        "kept": compare_leaves,
        "edition": compare_parts,
        "document": compare_parts,
        "inside": compare_inside,
        "accounts": compare_accounts,
        "pdf": compare_vocabulary,
        "word": compare_vocabulary,
    }.get(how, compare_same)
    return list(compared(_say_anew(golden), _say_anew(found)))[:MOST]


def _say_anew(golden: Any) -> Any:
    if isinstance(golden, dict):
        return dict(_say_field_anew(name, _say_anew(value)) for name, value in golden.items())
    if isinstance(golden, list):
        return [_say_anew(value) for value in golden]
    if isinstance(golden, str):
        for old, new in SAID_ANEW.items():
            golden = re.sub(old, new, golden)
    return golden


def _say_field_anew(name: str, value: Any) -> tuple[str, Any]:
    """What was chosen from a list of aspects is a mark on the aspect."""
    is_vote = re.fullmatch(r"vote\.[123]", name) and isinstance(value, str)
    return (f"vote.{value}", "yes") if is_vote else (name, value)


def compare_same(golden: Any, found: Any) -> Iterator[str]:
    if golden == found:
        return
    if isinstance(golden, str) and isinstance(found, str):
        old, new = golden.splitlines(), found.splitlines()
        for number, (line, now) in enumerate(zip(old, new, strict=False), 1):
            if line != now:
                yield f"line {number}: {line!r} is now {now!r}"
        if len(old) != len(new):
            yield f"{len(old)} lines are now {len(new)}"
        if old == new:
            yield "its ends of lines are others"
    else:
        yield from compare_parts(golden, found)
        yield from compare_parts(found, golden, said="new: ")


def compare_facts(golden: list[str], found: Any) -> Iterator[str]:
    """Everything that was written by somebody, somewhere on the page."""
    assert golden, "there was nothing to be found"
    for fact in golden:
        if fact not in str(found) and fact not in NO_LONGER_ASKED:
            yield f"{fact!r} is not there"


def compare_parts(golden: Any, found: Any, place: str = "", said: str = "") -> Iterator[str]:
    """Every part in its place; objects may have more parts, lists may not."""
    if isinstance(golden, dict) and isinstance(found, dict):
        for key, value in golden.items():
            if key in found:
                yield from compare_parts(value, found[key], f"{place}.{key}", said)
            else:
                yield f"{said}{place}.{key} is gone"
    elif isinstance(golden, list) and isinstance(found, list) and len(golden) == len(found):
        for number, (value, now) in enumerate(zip(golden, found, strict=True)):
            yield from compare_parts(value, now, f"{place}[{number}]", said)
    elif golden != found or isinstance(golden, bool) != isinstance(found, bool):
        yield f"{said}{place}: {_show(golden)} is now {_show(found)}"


def compare_inside(golden: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """All as it was; what is kept of a change of the content may be arranged in another way."""
    for name, value in golden.items():
        if name != "changes":
            yield from compare_same(value, found[name])
    for number, (old, new) in enumerate(zip(golden["changes"], found["changes"], strict=True)):
        yield from compare_same(old[:7], new[:7])
        for side in (7, 8):
            lost = _list_kept(old[side]) - set(_list_texts(new[side]))
            yield from (f"change {number}: {_show(text)} is gone" for text in sorted(lost))


def _list_kept(values: Any) -> set[str]:
    """The texts of a change, but for the codes that said where a deleted row had stood."""
    kept = {k: v for k, v in (values or {}).items() if k != "belonged_to"}
    return {text for text in _list_texts(kept) if text}


def compare_words(golden: str, found: Any) -> Iterator[str]:
    """Every word as often as before; it may be laid out anew, and say more."""
    old, new = (Counter(re.findall(r"\S*\w\S*", str(said))) for said in (golden, found))
    lost = old - new
    yield from (f"{word} is gone ({times} times)" for word, times in lost.items())


def compare_vocabulary(golden: str, found: Any) -> Iterator[str]:
    """Every word and number of before; what is said twice may be said once."""
    old, new = (set(re.findall(r"\w+(?:,\d+)?", str(said))) for said in (golden, found))
    yield from (f"{word} is gone" for word in sorted(old - new))


def compare_accounts(golden: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """What each account may open; those who edit the content may read the statistics too."""
    for email, old in golden.items():
        more = {"statistics": 200} if old.get("editions") == 200 else {}
        yield from (f"{email}: {said}" for said in compare_same(old | more, found[email]))


def compare_leaves(golden: Any, found: Any) -> Iterator[str]:
    """Every text as often as before, whatever its place is called."""
    lost = Counter(_list_texts(golden)) - Counter(_list_texts(found))
    for text, times in sorted(lost.items()):
        yield f"{_show(text)} is gone ({times} times)"


def _list_texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _list_texts(part)]


def _show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:160]
