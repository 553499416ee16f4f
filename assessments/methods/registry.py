"""Which methods there are: what a round is asked with and computed by, found by its key."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from django.utils.formats import date_format
from django.utils.translation import get_language

from assessments.core.labels import read_tool_words, read_words
from assessments.instruments.instrument import Given, Instrument, Values
from assessments.instruments.walk import Asked, Walk
from assessments.methods.method import Method
from assessments.methods.sheets.counted import COUNTED, count_anew, say_who_lacks
from assessments.methods.sheets.fields import (
    ToolInstrument,
    build_tool,
    list_progress,
    plan_tool,
    read_answers,
)
from assessments.methods.sheets.outcome import Filled, evaluate
from assessments.methods.sheets.rules import RULES
from assessments.methods.sheets.shown import ShownTool, put_in_words, read_tool
from assessments.methods.sheets.turns import (
    SINCE,
    TURN,
    find_turn,
    is_first_of_turn,
    name_changes,
    read_turn,
)
from assessments.methods.stages.instrument import (
    STAGES,
    StagesInstrument,
    build_answers,
    build_instrument,
    build_joint,
)
from assessments.methods.stages.walk import compute_walk
from assessments.results.report.report import Report, build_report
from assessments.results.rules.snapshot import Occasion, build_document, build_snapshot
from model_content.domain.content import Edition
from model_content.domain.tools import Tool


class StagesMethod(Method):
    """The stage model: its result is a diagnosis, with a page and a report of its own."""

    key = STAGES
    has_own_pages = True

    def build(self, edition: Edition) -> StagesInstrument:
        return _build_stages(edition, get_language())

    def plan(self, instrument: Instrument, values: Values, asked: Asked) -> Walk:
        assert isinstance(instrument, StagesInstrument)
        return compute_walk(instrument, values, asked)

    def make_document(
        self, instrument: Instrument, sheets: Sequence[Given], occasion: Occasion
    ) -> dict[str, Any]:
        answers = build_answers(
            occasion.edition,
            sheets,
            name=occasion.name,
            scope=occasion.scope,
            day=occasion.day,
            answered=occasion.answered,
            people=occasion.people,
            weighting=occasion.weighting,
        )
        return build_snapshot(
            occasion.edition,
            answers,
            revision=occasion.revision,
            sha256=occasion.sha256,
            terms=occasion.terms,
            language=occasion.language,
        )

    def show(self, document: Mapping[str, Any], edition: Edition) -> Report:
        return build_report(document, edition)


class ToolMethod(Method):
    """A tool: its document says what is asked, and its rules what comes of it."""

    version = "1"
    has_own_pages = False
    pages = "tools"

    def __init__(self, key: str) -> None:
        self.key = key

    def build(self, edition: Edition) -> ToolInstrument:
        return _build_tool(cast(Tool, edition), get_language())

    def plan(self, instrument: Instrument, values: Values, asked: Asked) -> Walk:
        assert isinstance(instrument, ToolInstrument)
        return plan_tool(instrument, values, asked)

    def make_document(
        self, instrument: Instrument, sheets: Sequence[Given], occasion: Occasion
    ) -> dict[str, Any]:
        tool = cast(Tool, occasion.edition)
        asked = [Filled(given.organisation or "", given.values) for given in sheets]
        filled = tuple(each for each in asked if each.values or not each.party)
        counted: dict[str, Any] = {}
        if tool.counted:
            day = occasion.day.isoformat()
            filled, counted = count_anew(tool, filled, occasion.last, day)
        stored = find_turn(occasion.last, occasion.day) if tool.turns else None
        turn = read_turn(tool, stored, date_format) if stored else None
        outcome = evaluate(tool, RULES[self.key], filled, turn)
        values = [f.values for f in filled]
        document = build_document(self.key, self.version, outcome.dump(), values, occasion)
        document["answers"]["sheets"] = [
            ({"party": f.party} if f.party else {}) | {"answers": read_answers(tool, f.values)}
            for f in filled
        ]
        changed = name_changes(tool, occasion.last, document["answers"]["sheets"])
        if changed and not is_first_of_turn(stored, occasion.last):
            document[SINCE] = changed
        if stored:
            document[TURN] = stored
        if counted:
            document[COUNTED] = counted
        words = read_tool_words()
        shown = put_in_words(tool, words, filled, outcome, turn)
        assert isinstance(instrument, ToolInstrument)
        progress = list_progress(instrument, sheets)
        lacks = say_who_lacks(progress, filled, counted, words["so_far"])
        return document | {"shown": shown | lacks}

    def show(self, document: Mapping[str, Any], edition: Edition) -> ShownTool:
        return self.read(document)

    def read(self, document: Mapping[str, Any]) -> ShownTool:
        """What was stored: no content that is published later changes it."""
        return read_tool(document)


METHODS: dict[str, Method] = {STAGES: StagesMethod()} | {key: ToolMethod(key) for key in RULES}


@lru_cache(maxsize=32)
def _build_tool(tool: Tool, _language: str) -> ToolInstrument:
    return build_tool(tool, read_tool_words())


@lru_cache(maxsize=32)
def _build_stages(edition: Edition, _language: str) -> StagesInstrument:
    return build_instrument(edition, read_words())


@lru_cache(maxsize=32)
def _build_joint(edition: Edition, _language: str, *, is_placed: bool) -> Instrument:
    words = read_words()
    return build_joint(edition, words, words["as_computed" if is_placed else "no_answer"])


def find_joint(edition: Edition, *, is_placed: bool) -> Instrument:
    """What a group can write down at its meeting; `is_placed`: the answers give a stage."""
    return _build_joint(edition, get_language(), is_placed=is_placed)
