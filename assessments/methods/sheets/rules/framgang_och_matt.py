"""Framgång och mått (003 ch. 4, 3.1; 002): no index, no sum, no measure that we have chosen."""

from typing import Final

from assessments.methods.sheets.outcome import Found, Rule, Rules, Sheets, found
from assessments.methods.sheets.rules.parts import has_begun, join, name_rows, pick

SUCCESS: Final = "framgang-och-matt.1.1"
PARTIES: Final = "framgang-och-matt.2b.1"
MEASURES: Final = "framgang-och-matt.5.1"

Row = dict[str, str]


def list_measures(sheets: Sheets) -> list[Row]:
    """The rows that say what is followed."""
    return [row for row in sheets.rows(MEASURES) if "what" in row]


def all_measures(column: str, value: str) -> Rule:
    """Whether every measure for which a column is filled in has one and the same value."""

    def rule(sheets: Sheets) -> Found | None:
        given = {row[column] for row in list_measures(sheets) if column in row}
        return found([MEASURES] if given == {value} else [])

    return rule


def lack_measures_of_success(sheets: Sheets) -> Found | None:
    """What they want to be judged by and no measure shows, once the measures say what they show."""
    shown = {row["kind"] for row in list_measures(sheets) if "kind" in row}
    options = {option.code: option.short for option in sheets.tool.items[SUCCESS].options}
    names = [options[code] for code in options if code in sheets.chosen(SUCCESS) - shown]
    if not shown or not names:
        return None
    return found([SUCCESS, MEASURES], success=", ".join(names))


def have_other_motives(sheets: Sheets) -> Found | None:
    given = {row.get("motive") for row in sheets.rows(PARTIES)}
    [column] = [c for c in sheets.tool.items[PARTIES].columns if c.code == "motive"]
    names = [option.short for option in column.options if option.code in given]
    return found([PARTIES], motives=", ".join(names)) if len(names) > 1 else None


def want_systems(sheets: Sheets) -> Found | None:
    return found([SUCCESS] if "systems" in sheets.chosen(SUCCESS) else [])


def lack_success(sheets: Sheets) -> Found | None:
    has_more = has_begun(sheets, "2", "2b", "3", "5")
    return found([SUCCESS] if has_more and not sheets.chosen(SUCCESS) else [])


def lack_measures(sheets: Sheets) -> Found | None:
    return found([MEASURES] if sheets.chosen(SUCCESS) and not list_measures(sheets) else [])


def have_looked_back(sheets: Sheets) -> Found | None:
    return found(filter(sheets.is_answered, sheets.items("7")))


pay_more = name_rows(PARTIES, "party", "parties", lambda row: row.get("weighs") == "pays")
only_activities = all_measures("kind", "activity")
only_figures = all_measures("way", "counted")
counted_differently = name_rows(
    MEASURES, "what", "measures", lambda row: row.get("same") == "different"
)
without_way = name_rows(
    MEASURES, "what", "measures", lambda row: "how" not in row and row.get("way") != "told"
)
without_date = name_rows(MEASURES, "what", "measures", lambda row: "next" not in row)

RULES: Final[Rules] = {
    "olika-satt": counted_differently,
    "framgang-utan-matt": lack_measures_of_success,
    "bara-aktiviteter": only_activities,
    "bara-siffror": only_figures,
    "betalar-mer": pay_more,
    "olika-skal": have_other_motives,
    "system-kraver-styrning": want_systems,
    "ser-inte-vinsten": pick("4", "true", only=(1,)),
    "tror-inte-pa-vinsten": pick("4", "true", only=(2,)),
    "nagon-annan-vinner": pick("4", "true", only=(3,)),
    "for-sent": pick("4", "true", only=(4,)),
    "fallor": pick("6", "true"),
    "utan-rakning": without_way,
    "utan-datum": without_date,
    "ta-med-lardomarna": have_looked_back,
    "valj-framgang": lack_success,
    "valj-matt": lack_measures,
    "rakna-lika": counted_differently,
    "komplettera-matten": join(lack_measures_of_success, only_activities, only_figures),
    "tala-om-vem-som-betalar": pay_more,
    "satt-datum": without_date,
}
