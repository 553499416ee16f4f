"""Sheets as `samverkan-sheet/1`: every answer held against its item, with the place of a fault.

Example: `sheets[1].answers.nio-fragor.1.1: "maybe" is not one of yes, partly, no, dont_know`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from assessments.instruments.instrument import MAX_TEXT, Question
from assessments.instruments.json_input import (
    AnswersError,
    check_answer,
    check_keys,
    check_text,
    read_object,
    read_text,
    show_value,
)
from assessments.methods.sheets.fields import TICKED, build_tool
from assessments.methods.sheets.outcome import Filled
from assessments.methods.stages.answers import MAX_NAME
from model_content.domain.tools import Item, Tool

MOST_SHEETS: Final = 200

WORDS: Final[Mapping[str, str]] = defaultdict(str)
"""Nothing is put in words here."""


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
    questions = build_tool(tool, WORDS).questions
    filled: dict[str, Filled] = {}
    for number, sheet in enumerate(sheets):
        place = f"sheets[{number}]"
        given = read_object(place, sheet)
        check_keys(given, f"{place}.", ("party", "answers"), "a key of a sheet")
        party = read_text(given, f"{place}.", "party", MAX_NAME)
        if party in filled:
            raise AnswersError(f"{place}.party", "stands on another sheet too")
        answers = read_object(f"{place}.answers", given.get("answers"))
        check_keys(answers, f"{place}.answers.", tool.items, f"an item of {tool.key}")
        read = [
            each
            for code, answer in answers.items()
            for each in _read_answer(f"{place}.answers.{code}", tool.items[code], answer)
        ]
        values = {field: _check(where, questions.get(field), said) for where, field, said in read}
        filled[party] = Filled(party, values)
    return tuple(filled.values())


Read = Iterator[tuple[str, str, Any]]
"""Each value with its place and its field."""


def _read_answer(place: str, item: Item, answer: object) -> Read:
    if not isinstance(answer, dict) or "value" not in answer:
        yield from _read_value(place, item, item.code, answer)
        return
    for part, said in answer.items():
        if part == "value" and said is not None:
            yield from _read_value(f"{place}.value", item, item.code, said)
        elif part != "value":  # only something beside it may have been written
            yield f"{place}.{part}", f"{item.code}.{part}", said


def _read_value(place: str, item: Item, field: str, value: object) -> Read:
    if item.several and isinstance(value, str):
        value = [value]
    if isinstance(value, dict):
        for part, said in value.items():
            yield f"{place}.{part}", f"{field}.{part}", said
    elif not isinstance(value, list):
        yield place, field, value
    elif item.columns:
        if len(value) > item.rows:
            raise AnswersError(place, f"has {len(value)} rows; at most {item.rows} are allowed")
        for n, row in enumerate(value):
            cells = read_object(f"{place}[{n}]", row)
            yield from _read_value(f"{place}[{n}]", item, f"{field}.{n + 1}", cells)
    elif item.several:
        codes = tuple(option.code for option in item.options)
        for n, code in enumerate(value):
            yield place, f"{field}.{check_answer(f'{place}[{n}]', code, codes)}", True
    elif len(value) > 1:
        raise AnswersError(place, "is a list, and only one may be chosen")
    else:
        yield from ((place, field, said) for said in value)


def _check(place: str, question: Question | None, value: object) -> str:
    """The value as it is stored in a field.

    Raises:
        AnswersError: there is no such field, or it does not hold such a value.
    """
    if question is None:
        raise AnswersError(place, "is not a key of an answer")
    if question.scale is None:
        return check_text(place, value, MAX_TEXT)
    codes = [option.code for option in (*question.scale.options, *question.scale.apart)]
    if codes != [TICKED]:
        answers = tuple(int(code) if code.isdigit() else code for code in codes)
        return str(check_answer(place, value, answers))
    if value is not True:
        raise AnswersError(place, f"{show_value(value)} is not true")
    return TICKED
