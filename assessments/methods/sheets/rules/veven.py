"""Veven (001): what has an answer, where the sides differ and what has changed; no levels, no sum.

The source says that why and what are answered before the rest (98–99); how far it is from one turn
to the next is ours.
"""

from typing import Final

from assessments.methods.sheets.fields import DONT_KNOW, NOTE
from assessments.methods.sheets.outcome import Found, Rule, Rules, Sheets, found
from assessments.methods.sheets.rules.parts import has_begun

QUESTIONS: Final = "1"
GROUNDS: Final = "2"
FIRST: Final = 2
"""The questions that come before the others."""

RANKS: Final = {"missing": 0, "under_way": 1, "done": 2, "no": 0, "partly": 1, "yes": 2}
"""The answers to questions and grounds, from worse to better."""

CONCERNED: Final = (7, 8, 9)
"""The grounds that only those concerned can answer."""


def list_unsettled(sheets: Sheets) -> list[str]:
    if not has_begun(sheets, QUESTIONS):
        return []
    return [code for code in sheets.items(QUESTIONS) if sheets.value(code) != "done"]


def tell_turn(sheets: Sheets) -> Found | None:
    asked = sheets.items(QUESTIONS) if has_begun(sheets, QUESTIONS) else ()
    done = len(asked) - len(list_unsettled(sheets))
    return found(asked, turn=str(sheets.turn.number), count=str(done))


def lack_answers(sheets: Sheets) -> Found | None:
    return found(list_unsettled(sheets))


def skip_the_first(sheets: Sheets) -> Found | None:
    first, later = sheets.items(QUESTIONS)[:FIRST], sheets.items(QUESTIONS)[FIRST:]
    goes_on = any(sheets.value(code) == "done" for code in later)
    return found(code for code in list_unsettled(sheets) if goes_on and code in first)


def is_next(number: int) -> Rule:
    """Whether this is the first question without an answer."""
    return lambda s: found(c for c in list_unsettled(s)[:1] if c == s.items(QUESTIONS)[number - 1])


def differ(sheets: Sheets) -> Found | None:
    return found(c for c in sheets.items(GROUNDS) if len(set(sheets.each(c).values())) > 1)


def agree_on(value: str) -> Rule:
    """Grounds that two sides or more, or all together, gave this answer and no other; what one
    does not know and another has left unanswered nobody knows."""

    def rule(sheets: Sheets) -> Found | None:
        given = {code: sheets.each(code) for code in sheets.items(GROUNDS)}
        sides = [each for each in sheets.filled if each.party]
        least = 1 if value == DONT_KNOW and len(sides) > 1 else 2
        heard = {
            c: set(said.values()) for c, said in given.items() if len(said) >= least or "" in said
        }
        return found(c for c, each in heard.items() if each == {value})

    return rule


def ask_those_concerned(sheets: Sheets) -> Found | None:
    """What nobody says is so, of what only those concerned can say."""
    codes = [sheets.items(GROUNDS)[number - 1] for number in CONCERNED]
    said = {code: set(sheets.each(code).values()) for code in codes}
    return found(code for code in codes if said[code] and "yes" not in said[code])


def list_changed(sheets: Sheets) -> list[str]:
    """What is answered otherwise than the turn before, by choice or in words."""
    before = sheets.before
    if before is None:
        return []
    codes = (*sheets.items(QUESTIONS), *sheets.items(GROUNDS))
    parts = ("", NOTE)
    return [c for c in codes if any(sheets.each(c, p) != before.each(c, p) for p in parts)]


def find_direction(sheets: Sheets, code: str) -> int:
    """1 if somebody's answer is better than the turn before and nobody's worse, -1 if the reverse;
    0 where only words have changed, or an answer that has no order, or both ways."""
    now, before = sheets.each(code), sheets.before.each(code) if sheets.before else {}
    ranks = [(RANKS.get(now[p]), RANKS.get(before[p])) for p in now if p in before]
    ways = {(new > old) - (new < old) for new, old in ranks if new is not None and old is not None}
    return next(iter(ways - {0})) if len(ways - {0}) == 1 else 0


def tell_changes(direction: int) -> Rule:
    """What has become better (1) or worse (-1) since the turn before, or else changed (0)."""
    return lambda s: found(
        (c for c in list_changed(s) if find_direction(s, c) == direction), day=s.turn.said
    )


def tell_count_before(sheets: Sheets) -> Found | None:
    """How many questions were settled the turn before."""
    before = sheets.before
    if before is None or not (has_begun(sheets, QUESTIONS) and has_begun(before, QUESTIONS)):
        return None
    asked = sheets.items(QUESTIONS)
    return found(asked, count=str(len(asked) - len(list_unsettled(before))))


def have_not_changed(sheets: Sheets) -> Found | None:
    is_same = sheets.before is not None and not list_changed(sheets)
    return found(sheets.items(QUESTIONS) if is_same else [], day=sheets.turn.said)


def have_begun(sheets: Sheets) -> Found | None:
    return found(sheets.items(QUESTIONS) if has_begun(sheets, QUESTIONS) else [])


RULES: Final[Rules] = {
    "varvet": tell_turn, "saknar-svar": lack_answers, "varfor-forst": skip_the_first,
    "svarar-olika": differ, "ingen-vet": agree_on(DONT_KNOW),
    "ense-om-att-det-saknas": agree_on("no"), "ense-om-delvis": agree_on("partly"),
    "forra-varvet": tell_count_before, "battre-sedan-sist": tell_changes(1),
    "samre-sedan-sist": tell_changes(-1), "nytt-sedan-sist": tell_changes(0),
    "oforandrat": have_not_changed,
    **{f"fraga-{number}": is_next(number) for number in range(1, 7)},
    "tala-om-olikheten": differ, "fraga-de-berorda": ask_those_concerned, "nasta-varv": have_begun,
}  # fmt: skip
