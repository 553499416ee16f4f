"""Sheets as `samverkan-sheet/1`: every answer held against its item, with the place of a fault.

Example: `sheets[1].answers.nio-fragor.1.1: "maybe" is not one of yes, partly, no, dont_know`.
"""

from collections.abc import Mapping
from typing import Any, Final

from assessments.instruments.instrument import MAX_TEXT
from assessments.instruments.json_input import (
    AnswersError,
    check_answer,
    check_keys,
    check_text,
    read_object,
    read_text,
    show_value,
)
from assessments.methods.sheets.fields import (
    CHECKLIST,
    DONT_KNOW,
    NOTE,
    NOW,
    REVIEW,
    TICKED,
    WANTED,
)
from assessments.methods.sheets.outcome import Filled
from assessments.methods.stages.answers import MAX_NAME
from model_content.domain.tools import Item, Tool

FIVE: Final = (1, 2, 3, 4, 5)
MOST_SHEETS: Final = 200

Fields = dict[str, str]


def parse_sheets(document: object, tool: Tool) -> tuple[Filled, ...]:
    """The sheets of a document whose format and instrument are known.

    Raises:
        AnswersError: something in it is not as the tool asks.
    """
    whole = read_object("document", document)
    check_keys(whole, "", ("format", "instrument", "edition", "sheets"), "a key of the document")
    sheets = whole.get("sheets")
    if not isinstance(sheets, list) or not sheets:
        raise AnswersError("sheets", f"{show_value(sheets)} is not a list of sheets")
    if len(sheets) > MOST_SHEETS:
        raise AnswersError("sheets", f"are more than {MOST_SHEETS}")
    filled = [_parse_sheet(f"sheets[{n}]", sheet, tool) for n, sheet in enumerate(sheets)]
    seen: set[str] = set()
    for number, each in enumerate(filled):
        if each.party in seen:
            raise AnswersError(f"sheets[{number}].party", "stands on another sheet too")
        seen.add(each.party)
    return tuple(filled)


def _parse_sheet(place: str, sheet: object, tool: Tool) -> Filled:
    given = read_object(place, sheet)
    check_keys(given, f"{place}.", ("party", "answers"), "a key of a sheet")
    party = read_text(given, f"{place}.", "party", MAX_NAME)
    answers = read_object(f"{place}.answers", given.get("answers"))
    check_keys(answers, f"{place}.answers.", tool.items, f"an item of {tool.key}")
    values: Fields = {}
    for code, answer in answers.items():
        values |= _parse_answer(
            f"{place}.answers.{code}", tool.kinds[code], tool.items[code], answer
        )
    return Filled(party, values)


def _parse_answer(place: str, kind: str, item: Item, answer: object) -> Fields:
    if not isinstance(answer, dict) or "value" not in answer:
        return _parse_value(place, kind, item, answer)
    check_keys(answer, f"{place}.", ("value", NOTE, REVIEW), "a key of an answer")
    more = {
        f"{item.code}.{part}": read_text(answer, f"{place}.", part, MAX_TEXT)
        for part in (NOTE, REVIEW)
        if part in answer
    }
    if answer["value"] is None:  # only something beside it was written
        return more
    return _parse_value(f"{place}.value", kind, item, answer["value"]) | more


def _parse_value(place: str, kind: str, item: Item, value: object) -> Fields:
    codes = tuple(option.code for option in item.options)
    match kind:
        case "checklist" | "profile":
            own = FIVE if kind == "profile" else CHECKLIST
            return {item.code: str(check_answer(place, value, codes or (*own, DONT_KNOW)))}
        case "ladder" | "slider":
            parts = read_object(place, value)
            check_keys(parts, f"{place}.", (NOW, WANTED), "now or wanted")
            steps: tuple[int | str, ...] = FIVE if kind == "slider" else codes
            return {
                f"{item.code}.{part}": str(check_answer(f"{place}.{part}", said, steps))
                for part, said in parts.items()
            }
        case "choice":
            return _parse_choice(place, item, value, codes)
        case "marks":
            if value is True and not codes:
                return {item.code: TICKED}
            if codes:
                return {item.code: str(check_answer(place, value, codes))}
            raise AnswersError(place, f"{show_value(value)} is not true")
    return _parse_canvas(place, item, value)


def _parse_choice(place: str, item: Item, value: object, codes: tuple[str, ...]) -> Fields:
    """A code, or a list of them where several may be chosen."""
    if not isinstance(value, list):
        chosen = [str(check_answer(place, value, codes))]
    else:
        chosen = [str(check_answer(f"{place}[{n}]", each, codes)) for n, each in enumerate(value)]
    if item.several:
        return {f"{item.code}.{code}": TICKED for code in chosen}
    if len(chosen) > 1:
        raise AnswersError(place, "is a list, and only one may be chosen")
    return dict.fromkeys([item.code], chosen[0]) if chosen else {}


def _parse_canvas(place: str, item: Item, value: object) -> Fields:
    if not item.columns:
        return {item.code: check_text(place, value, MAX_TEXT)}
    if not isinstance(value, list):
        raise AnswersError(place, f"{show_value(value)} is not a list of rows")
    if len(value) > item.rows:
        raise AnswersError(place, f"has {len(value)} rows; at most {item.rows} are allowed")
    return {
        f"{item.code}.{number + 1}.{column}": said
        for number, row in enumerate(value)
        for column, said in _parse_row(f"{place}[{number}]", item, row).items()
    }


def _parse_row(place: str, item: Item, row: object) -> Mapping[str, Any]:
    cells = read_object(place, row)
    columns = {column.code: column for column in item.columns}
    check_keys(cells, f"{place}.", columns, "a column")
    read: Fields = {}
    for code, said in cells.items():
        codes = tuple(option.code for option in columns[code].options)
        where = f"{place}.{code}"
        read[code] = (
            str(check_answer(where, said, codes)) if codes else check_text(where, said, MAX_TEXT)
        )
    return read
