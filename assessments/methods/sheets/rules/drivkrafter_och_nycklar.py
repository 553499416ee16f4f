"""Drivkrafter och nycklar (004): what parties share, and where they differ; no place is right."""

from functools import partial
from typing import Final

from assessments.methods.sheets.fields import DONT_KNOW, NOW, WANTED
from assessments.methods.sheets.outcome import APART, Found, Rules, Sheets, found
from assessments.methods.sheets.rules.parts import NOT_YES, has_begun, join, pick

WORD: Final = "drivkrafter-och-nycklar.1.1"
WEAK: Final = {"1", "2"}
"""A key that every party gives one of these, of five, is weak with all of them."""

AT_HOME: Final = slice(7)
RESOURCES: Final = slice(7, 11)
"""What is asked of each party at home: the preparation, then four resources (004:578–587)."""

SERVICE_AND_COSTS: Final = (3, 4)
"""The two principles that are held to be the most important (004:353–355)."""


def choose_drivers(sheets: Sheets, *, shared: bool) -> dict[str, list[str]]:
    """Driver → the parties that chose it: those of all, or of one; there must be two parties."""
    chosen = {code: list(sheets.each(code)) for code in sheets.items("2")}
    parties = {party for named in chosen.values() for party in named}
    count = len(parties) if shared else 1
    return {c: named for c, named in chosen.items() if len(named) == count and len(parties) > 1}


def share_drivers(sheets: Sheets) -> Found | None:
    return found(choose_drivers(sheets, shared=True))


def share_no_driver(sheets: Sheets) -> Found | None:
    chosen = {party for code in sheets.items("2") for party in sheets.each(code)}
    codes = filter(sheets.is_answered, sheets.items("2"))
    return found(codes) if len(chosen) > 1 and not share_drivers(sheets) else None


def have_own_drivers(sheets: Sheets) -> Found | None:
    own = {code: party for code, [party] in choose_drivers(sheets, shared=False).items()}
    names: dict[str, list[str]] = {party: [] for party in own.values()}
    for code, party in own.items():
        names[party].append(sheets.tool.items[code].name)
    wishes = (f"{party} ({', '.join(those)})" for party, those in sorted(names.items()))
    return found(own, items="; ".join(wishes))


def use_other_words(sheets: Sheets) -> Found | None:
    given = sheets.each(WORD)
    options = [o for o in sheets.tool.items[WORD].options if o.code in given.values()]
    named = (", ".join(p for p in given if given[p] == option.code) for option in options)
    words = (f"{option.short} ({who})" for option, who in zip(options, named, strict=True))
    return found([WORD], words=", ".join(words)) if len(options) > 1 else None


def come_for_other_kinds(sheets: Sheets) -> Found | None:
    """Kinds that are mostly it for one party and not it for another."""
    return found(
        code for code in sheets.items("1b") if {"mostly", "not"} <= set(sheets.each(code).values())
    )


def see_likeness(sheets: Sheets, *values: str) -> Found | None:
    """That the parties, but for those who do not know, say just this of how alike they are."""
    return found(
        c for c in sheets.items("2c") if set(sheets.each(c).values()) - {DONT_KNOW} == {*values}
    )


def lack(sheets: Sheets, part: slice) -> Found | None:
    """What parties do not have; where there are several, how many of those who answered."""
    given = {code: list(sheets.each(code).values()) for code in sheets.items("3")[part]}
    lacking = {c: len([v for v in said if v != "yes"]) for c, said in given.items()}
    told = {code: (count, len(given[code])) for code, count in lacking.items() if count}
    has_several = max(map(len, given.values())) > 1
    return Found(tuple(told), shares=told if has_several else {}) if told else None


def are_apart(sheets: Sheets, step: str, *parts: str) -> Found | None:
    def measure(code: str, part: str) -> int:
        marks = [int(v) for v in sheets.each(code, part).values() if v.isdigit()]
        return max(marks) - min(marks) if marks else 0

    return found(
        code for code in sheets.items(step) if any(measure(code, p) >= APART for p in parts)
    )


def have_weak_keys(sheets: Sheets) -> Found | None:
    given = {code: set(sheets.each(code).values()) for code in sheets.items("5")}
    return found(code for code, said in given.items() if said and said <= WEAK)


def lack_principles(sheets: Sheets, *numbers: int) -> Found | None:
    """Those of these principles that do not apply, once principles have been talked about; one that
    is not for them, or is to be talked about, is not on its way."""
    settled = sheets.those("6", "applies", "not_for_us", "discuss")
    codes = [sheets.items("6")[number - 1] for number in numbers]
    return found(c for c in codes if c not in settled) if has_begun(sheets, "6") else None


RULES: Final[Rules] = {
    "delade-drivkrafter": share_drivers,
    "inga-delade-drivkrafter": share_no_driver,
    "egna-drivkrafter": have_own_drivers,
    "olika-ord": use_other_words,
    "olika-sorter": come_for_other_kinds,
    "olika-parter": lambda sheets: see_likeness(sheets, "unlike"),
    "oense-om-likheten": lambda sheets: see_likeness(sheets, "alike", "unlike"),
    "saknas-hemma": partial(lack, part=AT_HOME),
    "resurser-saknas": partial(lack, part=RESOURCES),
    "vager-olika": lambda sheets: are_apart(sheets, "4", NOW, WANTED),
    "nycklar-skiljer": lambda sheets: are_apart(sheets, "5", ""),
    "svaga-nycklar": have_weak_keys,
    "viktigaste-saknas": lambda sheets: lack_principles(sheets, *SERVICE_AND_COSTS),
    "tala-om-principerna": pick("6", "discuss"),
    "inte-for-er": pick("6", "not_for_us"),
    "kansligt": join(pick("7", "sensitive"), pick("7b", "sensitive")),
    "enas-om-kostnaderna": join(lambda s: lack_principles(s, 4), pick("6", "discuss", only=(4,))),
    "ta-hem-principerna": pick("6", "want"),
    "ta-upp-det-kansliga": join(pick("7", "sensitive"), pick("7b", "sensitive")),
    "ge-foretradaren-mandat": pick("3", *NOT_YES, only=(3,)),
    "lagg-in-resurser": partial(lack, part=RESOURCES),
    "tala-om-skillnaderna": lambda s: are_apart(s, "4", NOW, WANTED) or are_apart(s, "5", ""),
    "stam-av-om-ett-ar": pick("2c", "unlike"),
}
