"""The result of a tool in words, as it is stored and shown ever after: `blocks` of plain JSON.

Every block has a `kind`, for which there is a template: `sentences`, `proposals`, `differences`,
`paper`, and one for each step by the step's kind. A step has `rows`, one for each item, in which
`said` holds what each party (empty: all together) gave, as codes and in words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from assessments.instruments.instrument import Instrument, Values
from assessments.methods.sheets.counted import COUNTED
from assessments.methods.sheets.fields import (
    DECIDED,
    NOT_OURS,
    NOTE,
    NOW,
    OPEN,
    PLACED,
    REVIEW,
    WANTED,
    Words,
    build_tool,
)
from assessments.methods.sheets.outcome import Filled, Found, Outcome, Sheets, Turn, gather
from assessments.methods.sheets.turns import MADE, SINCE, TURN, find_next_turn
from model_content.domain.tools import MOST_SIDES, Heading, Item, Step, Tool

Block = dict[str, Any]
_NAMED = re.compile(r"\{(\w+)\}(\.?)")


@dataclass(frozen=True, slots=True)
class ShownTool:
    """A stored result of a tool, the same on the page and on paper."""

    title: str
    tool: str
    name: str
    scope: str
    day: date
    edition: str
    blocks: tuple[Block, ...]
    missing: Mapping[str, Any] = field(default_factory=dict)
    program: str = ""
    since: str = ""
    next_turn: date | None = None
    number: int = 0
    made_at: datetime | None = None

    def list_rows(self) -> Iterator[list[str]]:
        """Everything as the rows of one table."""
        for block in self.blocks:
            for text in block.get("texts", ()):
                yield [block.get("title", ""), text]
            for row in block.get("rows", ()):
                for said in row["said"]:
                    words = [said.get(key, "") for key in ("word", "wanted_word", NOTE, REVIEW)]
                    yield [block["title"], row["text"], said["party"], *words]


def read_tool(document: Mapping[str, Any]) -> ShownTool:
    """What the document of a result shows."""
    shown, about = document["shown"], document["collaboration"]
    missing = dict(shown.get("missing", {}))
    if counted := missing.get(COUNTED):
        missing[COUNTED] = counted | {"date": date.fromisoformat(counted["date"])}
    made = document.get(MADE, {})
    return ShownTool(
        title=shown["title"],
        tool=shown["tool"],
        name=about["name"],
        scope=about["scope"],
        day=date.fromisoformat(document["date"]),
        edition=document["edition"]["code"],
        blocks=tuple(shown["blocks"]),
        missing=missing,
        program=document.get("program", ""),
        since=document.get(SINCE, ""),
        next_turn=find_next_turn(document[TURN]["began"]) if TURN in document else None,
        number=made.get("number", 0),
        made_at=datetime.fromisoformat(made["at"]) if made else None,
    )


def put_in_words(
    tool: Tool,
    words: Words,
    filled: Iterable[Filled],
    outcome: Outcome,
    turn: Turn | None = None,
) -> dict[str, Any]:
    """What is stored of a result to be shown."""
    writer = _Writer(tool, gather(tool, filled, turn), words)
    return {
        "tool": tool.title,
        "title": writer.title,
        "sentence": next(iter(writer.list_sentences(outcome)), ""),
        "blocks": [block for block in writer.list_blocks(outcome) if block],
    }


def show_answers(tool: Tool, words: Words, filled: Filled) -> dict[str, Block]:
    """What stands on one sheet in words, by item, but for what is text alone."""
    writer = _Writer(tool, Sheets(tool, (filled,)), words)
    rows = (
        writer._show_item(item)
        for step in tool.steps
        if step.kind != "canvas"
        for item in step.items
    )
    return {row["code"]: row["said"][0] for row in rows if row["said"]}


def show_own(tool: Tool, words: Words, values: Values) -> tuple[Block, ...]:
    """What one has answered for itself, and nothing of the others."""
    writer = _Writer(tool, Sheets(tool, (Filled("", values),)), words)
    steps = (writer.show_step(step) for step in tool.steps if step.by_party)
    return tuple(block for block in steps if block)


MOST_COLUMNS: Final = 4
"""Columns that fit on a page beside each other."""

MOST_SENTENCES: Final = 6
"""Sentences of a tool in a report: half a page with its proposals."""


def shorten(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a tool in the result of a diagnosis: its sentences and proposals."""
    texts = [text for block in shown["blocks"] for text in block.get("texts", ())]
    proposals = [each for block in shown["blocks"] for each in block.get("proposals", ())]
    so_far = shown.get("missing", {}).get("so_far", "")
    return {
        "tool": shown["tool"],
        "title": f"{shown['title']} ({so_far})" if so_far else shown["title"],
        "texts": texts[:MOST_SENTENCES],
        "proposals": [each["text"] for each in proposals],
        "aspects": sorted({each["aspect"] for each in proposals}),
    }


def say(tool: Tool, text: str, found: Found, words: Words) -> str:
    """A sentence with what its rule found, several with commas after a colon and else with "och";
    what ends in a stop of its own gets no other."""
    told = {c: words["share"] % {"count": n, "all": m} for c, (n, m) in found.shares.items()}
    names = [tool.items[c].name + (f" ({told[c]})" if c in told else "") for c in found.because]
    given = {"items": names, **found.words}

    def put(named: re.Match[str]) -> str:
        word = given.get(named[1], "")
        if not isinstance(word, str):
            *first, last = word
            is_listed = not first or named.string[: named.start()].endswith(": ")
            both = {"first": ", ".join(first), "last": last}
            word = ", ".join(word) if is_listed else words["both"] % both
        return word if word.endswith((".", "?", "!", "…")) else word + named[2]

    return _NAMED.sub(put, text)


@dataclass(frozen=True)
class _Writer:
    tool: Tool
    sheets: Sheets
    words: Words

    @cached_property
    def instrument(self) -> Instrument:
        return build_tool(self.tool, self.words)

    @cached_property
    def has_agreed(self) -> bool:
        """Whether what the paper begins with has something; in a tool without parties always."""
        paper = [heading for heading in self.tool.paper if not heading.own_page]
        if not (self.tool.by_party and paper):
            return True
        step = self.tool.step_of[paper[0].items[0]]
        return any(self.sheets.is_answered(item.code) for item in step.items)

    @property
    def title(self) -> str:
        """What the result is called: until something has been agreed, that it is only answers."""
        if self.has_agreed:
            return self.tool.result_title
        has_parties = any(each.party for each in self.sheets.filled)
        return self.words["each_answered" if has_parties else "we_answered"]

    def list_sentences(self, outcome: Outcome) -> list[str]:
        return [say(self.tool, r.text, f, self.words) for r, f in outcome.remarks]

    def list_blocks(self, outcome: Outcome) -> Iterator[Block | None]:
        turned = self._show_turn()
        yield turned | {"kind": "turn"} if turned else None
        texts = self.list_sentences(outcome)
        yield {"kind": "sentences", "texts": texts} if texts else None
        yield self._show_proposals(outcome)
        yield self._show_differences(outcome)
        yield self._show_paper(own_page=False)
        told = {code for heading in self.tool.paper for code in heading.items}
        yield turned
        told |= {row["code"] for row in turned["rows"]} if turned else set()
        told |= set(self._list_ticked(outcome)) | set(self._list_differing(outcome))
        yield from (self.show_step(step, told) for step in self.tool.steps)
        yield self._show_paper(own_page=True)

    def show_step(self, step: Step, told: Set[str] = frozenset()) -> Block | None:
        """What was answered in a step, but for what stands whole on the paper, or was ticked and is
        in a sentence."""
        items = [i for i in step.items if self.sheets.is_answered(i.code) and i.code not in told]
        rows = [self._show_item(item) for item in items]
        more: Block = {"optional": True} if step.optional else {}
        if step.kind == "ladder":  # its steps are drawn, the lowest first
            more["options"] = [{"code": o.code, "text": o.text} for o in step.items[0].options]
        kind = "sides" if self._has_sides() and step.by_party else step.kind
        return {"kind": kind, "title": step.title, "rows": rows, **more} if rows else None

    def _has_sides(self) -> bool:
        """Whether those who answered each for themselves are to stand side by side."""
        parties = sum(bool(each.party) for each in self.sheets.filled)
        return bool(self.tool.sides) and 0 < parties <= MOST_SIDES

    def _show_turn(self) -> Block | None:
        """Of a tool that is made again: how it is with what is filled in together, and how it was
        the turn before."""
        steps = [s for s in self.tool.steps if s.kind == "checklist" and not s.by_party]
        if not self.tool.turns or not any(self.sheets.is_answered(i.code) for i in steps[0].items):
            return None
        before, turn, rows = self.sheets.before, self.sheets.turn, []
        for item in steps[0].items:
            was = before.value(item.code) if before else ""
            told = {"was": was, "was_word": self._find_namer(item)(was), "heading": ""}
            row = self._show_item(item)
            rows.append({key: row[key] for key in ("code", "text", "said")} | told)
        day = turn.day.isoformat() if turn.day else ""
        title = steps[0].title
        return {"kind": "turned", "title": title, "number": turn.number, "day": day, "rows": rows}

    def _list_ticked(self, outcome: Outcome) -> Iterator[str]:
        """What one sheet has ticked and a sentence names; with parties it is shown who ticked."""
        for _remark, found in outcome.remarks if len(self.sheets.filled) == 1 else ():
            for code in found.because:
                if self.tool.kinds[code] == "marks" and not self.tool.items[code].options:
                    yield code

    def _list_differing(self, outcome: Outcome) -> list[str]:
        """Where parties differ; a ladder is drawn whole in its own place."""
        if self._has_sides():
            return []
        return [code for code, _given in outcome.differences if self.tool.kinds[code] != "ladder"]

    def _show_proposals(self, outcome: Outcome) -> Block | None:
        rows = [
            {
                "code": p.code,
                "aspect": p.aspect,
                "text": say(self.tool, p.text, f, self.words),
                "said": [],
            }
            for p, f in outcome.proposals
        ]
        return {"kind": "proposals", "proposals": rows} if rows else None

    def _show_differences(self, outcome: Outcome) -> Block | None:
        rows = [self._show_item(self.tool.items[code]) for code in self._list_differing(outcome)]
        return {"kind": "differences", "title": "", "rows": rows} if rows else None

    def _show_paper(self, *, own_page: bool) -> Block | None:
        headings = [
            {"title": self._name_heading(heading), "lines": lines}
            for heading in self.tool.paper
            if heading.own_page == own_page and (lines := list(self._list_lines(heading)))
        ]
        kind = "handout" if own_page else "paper"
        return {"kind": kind, "headings": headings} if headings else None

    def _name_heading(self, heading: Heading) -> str:
        """A decision that stood there the turn before says so: it may not be one of this turn."""
        if not (heading.own_page and self._is_as_before(heading.items)):
            return heading.title
        said = self.words["unchanged"] % {"number": self.sheets.turn.number - 1}
        return f"{heading.title} ({said})"

    def _is_as_before(self, codes: tuple[str, ...]) -> bool:
        """Whether all of it stood there the turn before."""
        before = self.sheets.before
        return before is not None and all(self.sheets.each(c) == before.each(c) for c in codes)

    def _list_lines(self, heading: Heading) -> Iterator[dict[str, Any]]:
        """An item and its text; a question without one says so, once something is agreed, and on a
        page of its own everything does, once something stands there."""
        codes = heading.items
        is_begun = heading.own_page and any(map(self.sheets.is_answered, codes))
        for code in codes:
            item, step = self.tool.items[code], self.tool.step_of[code]
            said = [self._put_on_paper(step, row) for row in self._show_item(item)["said"]]
            table = self._show_table(item)
            weighed = self._show_ways(item) if item.is_weighed else {}
            label = "" if table and codes == (code,) else item.text  # the heading says it
            if said or table:
                yield {"code": code, "label": label, "said": said, **table, **weighed}
            elif is_begun or (self.has_agreed and (step.kind == "checklist" or item.is_weighed)):
                yield {"code": code, "label": item.text, "said": [], "missing": True}

    def _show_ways(self, item: Item) -> Block:
        """The alternatives, which were chosen, what speaks for and against those, by whose words,
        and how it went for others."""
        given = self.sheets.chosen(item.code)
        shown = [o for o in item.options if o.code in given or o.code not in (OPEN, NOT_OURS)]
        states = {o.code: o.code if o.code in (OPEN, NOT_OURS) else "chosen" for o in shown}
        ways = [
            {"text": o.short or o.text, "state": states[o.code] if o.code in given else ""}
            for o in shown
        ]
        weighed = [
            {"way": o.short or o.text, "for": o.speaks_for, "against": o.speaks_against}
            for o in shown
            if o.code in given and (o.speaks_for or o.speaks_against)
        ]
        decided = any(way["state"] == "chosen" for way in ways)
        more: Block = {"by": self.tool.weighed_by, "experience": item.experience}
        if DECIDED in given and not self.sheets.each(item.code, NOTE):
            decided, more["unwritten"] = False, True
        return {"ways": ways, "decided": decided, "weighed": weighed, **more}

    def _put_on_paper(self, step: Step, said: Block) -> Block:
        """What was written comes first, and what was ticked beside it; of a choice the reverse."""
        both = (said["word"].replace("; ", "\n"), said[NOTE])
        first, second = both if step.kind == "choice" else both[::-1]
        texts = {"text": first or second, "more": second if first else ""}
        return {"party": said["party"], REVIEW: said[REVIEW], **texts}

    def _show_item(self, item: Item) -> Block:
        """A row: the item and what each gave, as stored and in words."""
        step = self.tool.step_of[item.code]
        parties = [filled.party for filled in self.sheets.filled]
        said = [self._show_said(step, item, party) for party in parties]
        row = {
            "code": item.code,
            "text": item.text,
            "name": item.name,
            "heading": self._find_heading(step, item),
            "said": [each for each in said if any(each[key] for key in each if key != "party")],
            **self._show_table(item),
        }
        return row | ({"low": item.low, "high": item.high} if item.low else {})

    def _find_heading(self, step: Step, item: Item) -> str:
        """The heading that the item stands under, though its first item may not be shown."""
        before = step.items[: step.items.index(item) + 1]
        return next((each.heading for each in reversed(before) if each.heading), "")

    def _show_said(self, step: Step, item: Item, party: str) -> Block:
        def get(part: str) -> str:
            return self.sheets.each(item.code, part).get(party, "")

        name = self._find_namer(item)
        said = {"party": party, NOTE: get(NOTE), REVIEW: get(REVIEW)}
        if step.kind in PLACED:
            now, wanted = get(NOW), get(WANTED)
            return said | {
                "value": now, "word": name(now), "wanted": wanted, "wanted_word": name(wanted),
            }  # fmt: skip
        if item.several:
            texts = [o.text for o in item.options if get(o.code)]
            return said | {"value": "", "word": "; ".join(texts)}
        value = get("")
        before = self.sheets.before if step.by_party else None
        was = before.each(item.code).get(party, value) if before else value
        changed = {"was_word": name(was)} if value != was else {}
        return said | {"value": value, "word": name(value)} | changed

    def _find_namer(self, item: Item) -> Callable[[str], str]:
        """What names the values of an item; a text is its own name."""
        fields = (item.code, f"{item.code}.{NOW}")
        scale = next((q.scale for f in fields if (q := self.instrument.questions.get(f))), None)
        return lambda value: scale.name(value) if scale and value else value

    def _show_table(self, item: Item) -> Block:
        rows = self.sheets.rows(item.code) if item.columns else []
        if not rows:
            return {}
        names = {c.code: {o.code: o.text for o in c.options} for c in item.columns}
        cells = [
            [names[c.code].get(row.get(c.code, ""), row.get(c.code, "")) for c in item.columns]
            for row in rows
        ]
        table: Block = {"heads": [column.name for column in item.columns], "cells": cells}
        chosen = [n for n, column in enumerate(item.columns) if column.options]
        is_wide = chosen and len(item.columns) > MOST_COLUMNS
        return table | ({"small": chosen} if is_wide else {})
