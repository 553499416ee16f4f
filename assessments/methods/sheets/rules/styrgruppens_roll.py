"""Styrgruppens roll (003 7.1.2–7.6): no level is right, no role weighs more than another."""

from collections import Counter
from functools import partial
from typing import Final

from assessments.methods.sheets.fields import NOTE, NOW, WANTED
from assessments.methods.sheets.outcome import Found, Rules, Sheets, found
from assessments.methods.sheets.rules.parts import NOT_YES, join, pick

STAIRS: Final = "styrgruppens-roll.1.1"
LEADING: Final = ("lead", "strategic")
"""The two levels on which there is real leadership (003:1587–1589)."""

SIDES: Final = {"steer": slice(3), "support": slice(3, 9), "learn": slice(9, 12)}
"""The roles of each side, by their place among the twelve."""

RECOGNISED: Final = 3
"""A trap is said if at least one member in so many recognises it; the source names no number."""


def find_levels(sheets: Sheets) -> tuple[str, str]:
    """The levels, now and wanted, that all who answered gave; empty where they differ."""
    given = [set(sheets.each(STAIRS, part).values()) for part in (NOW, WANTED)]
    now, wanted = (said.pop() if len(said) == 1 else "" for said in given)
    return now, wanted


def tell_levels(sheets: Sheets, *, same: bool) -> Found | None:
    now, wanted = find_levels(sheets)
    names = {option.code: option.short for option in sheets.tool.items[STAIRS].options}
    is_said = now and wanted and same == (now == wanted)
    return found([STAIRS], now=names[now], wanted=names[wanted]) if is_said else None


def tell_chosen(sheets: Sheets) -> Found | None:
    """The level that they agree on wanting, unless they are there already."""
    now, wanted = find_levels(sheets)
    if not wanted or now == wanted:
        return None
    return found([STAIRS], wanted=sheets.find_option(STAIRS, WANTED).short)


def differ(sheets: Sheets, part: str) -> Found | None:
    """How many gave each level: members are counted, not named."""
    given = Counter(sheets.each(STAIRS, part).values())
    named = [option for option in sheets.tool.items[STAIRS].options if option.code in given]
    levels = ", ".join(f"{option.text.lower()} ({given[option.code]})" for option in named)
    return found([STAIRS], levels=levels) if len(given) > 1 else None


def want(sheets: Sheets, *, leading: bool, more: bool = False) -> Found | None:
    now, wanted = find_levels(sheets)
    is_said = wanted and leading == (wanted in LEADING) and not (more and now in LEADING)
    return found([STAIRS]) if is_said else None


def lack_foundation(sheets: Sheets) -> Found | None:
    """What the wanted level asks for and has no yes."""
    option, lacking = sheets.find_option(STAIRS, WANTED), sheets.those("2", *NOT_YES)
    return found(lacking, wanted=option.short) if want(sheets, leading=True) else None


def count_done(sheets: Sheets) -> dict[str, int]:
    """Roles of each side that at least half of those who marked them say are filled."""
    given = [list(sheets.each(code).values()) for code in sheets.items("3")]
    done = [bool(said) and said.count("does") * 2 >= len(said) for said in given]
    return {side: sum(done[roles]) for side, roles in SIDES.items()}


def tell_roles(sheets: Sheets) -> Found | None:
    done = {side: str(count) for side, count in count_done(sheets).items()}
    return found(filter(sheets.is_answered, sheets.items("3")), **done)


def resemble(sheets: Sheets, mistake: str) -> Found | None:
    """The first of three common mistakes (003:2085–2094) that the twelve roles look like."""
    if not all(map(sheets.is_answered, sheets.items("3"))):
        return None
    done = count_done(sheets)
    looks = {"support": done["steer"] > 1 and done["support"] < 3}
    looks |= {"learn": not done["learn"], "steer": not done["steer"]}
    first = next((side for side, is_so in looks.items() if is_so), "")
    return found(sheets.items("3")[SIDES[mistake]]) if first == mistake else None


def lack_names(sheets: Sheets) -> Found | None:
    return found(code for code in sheets.those("3", "should") if not sheets.each(code, NOTE))


def recognise(sheets: Sheets, *, only: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Found | None:
    members = len([filled for filled in sheets.filled if filled.party]) or 1
    codes = [sheets.items("5")[number - 1] for number in only]
    return found(code for code in codes if len(sheets.each(code)) * RECOGNISED >= members)


def have_tasks(sheets: Sheets, *, none: bool) -> Found | None:
    """Tasks that nobody has, or that more than one has."""
    options = ("steering", "operative", "parties")
    has = {code: sum(bool(sheets.each(code, o)) for o in options) for code in sheets.items("6")}
    nobody = [code for code in has if not has[code] and sheets.each(code, "nobody")]
    return found(nobody if none else [code for code in has if has[code] > 1])


RULES: Final[Rules] = {
    "niva": partial(tell_levels, same=False), "samma-niva": partial(tell_levels, same=True),
    "olika-i-dag": partial(differ, part=NOW), "olika-vill": partial(differ, part=WANTED),
    "giltigt-val": partial(want, leading=False), "krav": lack_foundation,
    "motesrytm": partial(want, leading=True), "redskap": pick("4", "need"), "fallor": recognise,
    "tid-att-bli-grupp": partial(want, leading=True, more=True),
    "roller": tell_roles, "roller-utan-namn": lack_names, "saknas-mest": pick("3b", "lack"),
    "mest-styrning": partial(resemble, mistake="support"),
    "glomt-larande": partial(resemble, mistake="learn"),
    "utan-styrmedel": partial(resemble, mistake="steer"),
    "uppgift-utan-nagon": partial(have_tasks, none=True),
    "uppgift-hos-tva": partial(have_tasks, none=False),
    "bestam-nivan": partial(differ, part=WANTED), "beratta-nivan": tell_chosen,
    "fordela-rollerna": lack_names,
    "ordna-arbetstid": join(partial(recognise, only=(1,)), pick("2", *NOT_YES, only=(7,))),
    "beratta-hemma": join(partial(recognise, only=(5,)), pick("3", "should", only=(8,))),
    "for-in-lardomarna": pick("3", "should", only=(10, 11, 12)),
    "ratta-balansen": partial(recognise, only=(4,)),
    "ge-arbetssatten-tid": partial(recognise, only=(3,)),
    "sag-vad-var-och-en-vinner": join(
        partial(recognise, only=(2,)), pick("2", *NOT_YES, only=(9,))
    ),
    "bygg-grunden": lack_foundation, "skaffa-redskapen": pick("4", "need"),
}  # fmt: skip
