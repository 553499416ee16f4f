"""Ringens vägval (002): no way is recommended, and only the report sets one against another.

The report (2006) holds it too early for conclusions: what goes badly together is said in its words.
"""

from typing import Final

from assessments.methods.sheets.fields import DECIDED, NOT_OURS, NOTE, OPEN, REVIEW
from assessments.methods.sheets.outcome import Found, Rule, Rules, Sheets, found
from assessments.methods.sheets.rules.parts import NOT_YES, has_begun, name_rows, pick, quote

KEY: Final = "ringens-vagval"
WAYS: Final = ("1", "2", "3", "4", "5")
"""The steps with choices."""

WHERE, FIRST = f"{KEY}.1.1", f"{KEY}.1.2"
WHOM, SIZE, REGISTER = f"{KEY}.2.1", f"{KEY}.2.2", f"{KEY}.2b.1"
FREELY, FORM, AFTER = f"{KEY}.4.1", f"{KEY}.5.1", f"{KEY}.5b.1"
RULE_LIST: Final = f"{KEY}.6.1"
UNSAID: Final = "saknar-svar"
"""A remark that older revisions of the tool lack."""

NAMED: Final = (
    WHERE, FIRST, WHOM, SIZE, REGISTER, FREELY, FORM, AFTER, RULE_LIST,
    *(f"{KEY}.3.{n}" for n in range(1, 4)), *(f"{KEY}.4.{n}" for n in range(2, 5)),
)  # fmt: skip


def list_ways(sheets: Sheets) -> list[str]:
    return [code for step in WAYS for code in sheets.items(step)]


def list_open(sheets: Sheets) -> list[str]:
    """What is said to be open, or has not been said, once something has."""
    if not has_begun(sheets, *WAYS):
        return []
    return [code for code in list_ways(sheets) if sheets.chosen(code) in (set(), {OPEN})]


def list_chosen(sheets: Sheets) -> list[str]:
    return [code for code in list_ways(sheets) if sheets.chosen(code) - {OPEN, NOT_OURS}]


def list_unwritten(sheets: Sheets) -> list[str]:
    """What is said to be decided without a word on how."""
    return [
        code
        for code in list_ways(sheets)
        if DECIDED in sheets.chosen(code) and not sheets.each(code, NOTE)
    ]


def tell_open(sheets: Sheets) -> Found | None:
    """What is left open; also what has not been said, where the tool has no remark of that."""
    is_apart = any(remark.code == UNSAID for remark in sheets.tool.remarks)
    return found(c for c in list_open(sheets) if sheets.chosen(c) or not is_apart)


def leave_open(*codes: str) -> Rule:
    """Those of these choices that are open."""
    named = {f"{KEY}.{code}" for code in codes}
    return lambda sheets: found(c for c in list_open(sheets) if c in named)


def have_decided_all(sheets: Sheets) -> Found | None:
    return found([] if list_open(sheets) or list_unwritten(sheets) else list_chosen(sheets))


def recruit_and_prevent(sheets: Sheets) -> Found | None:
    """002:663–680."""
    both = "many" in sheets.chosen(SIZE) and "plan" in sheets.chosen(FIRST)
    return found([SIZE, FIRST] if both else [])


def rely_on_those_who_cut_down(sheets: Sheets) -> Found | None:
    """002:378–387."""
    only_large = sheets.chosen(WHOM) == {"large"}
    return found([WHERE, WHOM] if only_large and "members" in sheets.chosen(WHERE) else [])


def lack_register(sheets: Sheets) -> Found | None:
    """002:485–493."""
    lacks = "many" in sheets.chosen(SIZE) and sheets.value(REGISTER) in NOT_YES
    return found([SIZE, REGISTER] if lacks else [])


def have_no_time_after(sheets: Sheets) -> Found | None:
    """002:653–659."""
    lacks = "project" in sheets.chosen(FORM) and not sheets.is_answered(AFTER)
    return found([FORM, AFTER] if lacks else [])


def measure_what_is_free(sheets: Sheets) -> Found | None:
    """002:450–462."""
    measured = [code for code in sheets.items("7") if sheets.rows(code)]
    return found([FREELY, *measured] if measured and "free" in sheets.chosen(FREELY) else [])


def count_differently(sheets: Sheets) -> Found | None:
    """Measures that the members count each in their own way, by name."""
    names = {
        code: [quote(row.get("what", sheets.tool.items[code].name)) for row in different]
        for code in sheets.items("7")
        if (different := [row for row in sheets.rows(code) if row.get("same") == "different"])
    }
    return found(names, measures=tuple(name for each in names.values() for name in each))


def lack_date(sheets: Sheets) -> Found | None:
    return found(code for code in list_chosen(sheets) if not sheets.value(code, REVIEW))


lacks_somebody = name_rows(RULE_LIST, "rule", "rules", lambda row: "who" not in row)

RULES: Final[Rules] = {
    "oppet": tell_open,
    UNSAID: lambda s: found(c for c in list_open(s) if not s.chosen(c)),
    "bestamt-utan-hur": lambda sheets: found(list_unwritten(sheets)),
    "allt-avgjort": have_decided_all,
    "varvar-och-forebygger": recruit_and_prevent, "stora-som-skar-ner": rely_on_those_who_cut_down,
    "manga-utan-register": lack_register, "chefen-valjer": pick("4", "picked", only=(3,)),
    "projekt-utan-fortsattning": have_no_time_after, "fritt-och-jamfora": measure_what_is_free,
    "olika-satt": count_differently, "ingen-fragar": lacks_somebody,
    "utan-datum": lack_date,
    "bestam-vad-nya-far": recruit_and_prevent, "bestam-efter-projektet": have_no_time_after,
    "ordna-registret": lack_register, "rakna-lika": count_differently,
    "avgor-formen": leave_open("5.1"), "avgor-vilka": leave_open("2.1"),
    "avgor-storleken": leave_open("2.2"), "avgor-parterna": leave_open("3.1", "3.2", "3.3"),
    "avgor-uppgiften": leave_open("1.1", "1.2"), "avgor-erbjudandet": leave_open("4.2", "4.3"),
    "avgor-resultaten": leave_open("4.1", "4.4"), "fraga-om-reglerna": lacks_somebody,
}  # fmt: skip
