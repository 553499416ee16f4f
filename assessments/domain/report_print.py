"""What page, paper and Word file need beyond the `Report`: sources and answers.

Example: a report whose aspects quote `smarta` 5.2.1 and 5.10 gives one `CitedSource`, smarta, with
the sections ("5.2.1", "5.10"): numbers are ordered as numbers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from assessments.domain.report import Report
from assessments.domain.report_group import Breakdown, GroupScore, GroupView, Topic
from assessments.domain.report_parts import AspectView, QuestionView
from model_content.domain.content import Quote, Source, Sourced, Stage

QUOTES: Final = 2
"""How many quotations stand with each aspect to start with, as in `report/advice.html`."""

BRIEF: Final = 350
"""Characters of comments that still fit beside the advice; longer ones stand only at the end."""

ROOMY: Final = 260
"""Characters of name and delimitation together that leave room for large type on page one."""


DIVIDED: Final = 260
LINE: Final = 190
"""What is said of a divided group, and of a meeting or what was decided, in characters at most."""

FULL: Final = 1000
"""Characters of all that from which page one needs its smallest type."""

NAMED: Final = 6
"""The most groups whose names head the columns of a table on paper; more have letters."""

LETTERS: Final = "ABCDEFGHIJKLMNOP"
"""As many groups as there is room for on paper; the page has a table for however many."""


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source with the sections that the report rests on, none if it is not used in it."""

    source: Source
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetteredPart:
    """A breakdown with a letter for each group, empty where its name stands in the table."""

    breakdown: Breakdown
    groups: tuple[tuple[str, GroupView], ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """All breakdowns beside one another; a row is an aspect and the score of each group."""

    parts: tuple[LetteredPart, ...]
    rows: tuple[tuple[AspectView, tuple[GroupScore | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class StageAnswers:
    """A stage's markers, and aspect by aspect the statements that somebody answered."""

    stage: Stage
    markers: tuple[QuestionView, ...]
    statements: tuple[tuple[QuestionView, ...], ...]


def cite_sources(report: Report) -> tuple[CitedSource, ...]:
    """Every source of the edition with the sections used in this report, in content order."""
    used: dict[str, set[str]] = {}
    for passage in _find_passages(report):
        used.setdefault(passage.source, set()).add(passage.locator)
    return tuple(
        CitedSource(source, tuple(sorted(used.get(source.key, ()), key=_order_section)))
        for source in report.sources
    )


def _find_passages(report: Report) -> Iterator[Sourced | Quote]:
    for view in report.start_here:
        yield from view.aspect.quotes[:QUOTES]
        yield from view.aspect.pitfalls
    for view in (*report.carry_over, *report.prepare):
        yield from view.aspect.success_factors[:1]


def _order_section(section: str) -> tuple[tuple[int, str], ...]:
    """“5.10” after “5.2”; sections with a name after those with a number."""
    parts = re.split(r"\.(?=\d)", section)
    return tuple((int(part), "") if part.isdecimal() else (10**6, part) for part in parts)


def group_answers(report: Report) -> tuple[StageAnswers, ...]:
    """The questions with their answers, stage by stage."""
    return tuple(
        StageAnswers(stage, markers, _find_answered(views))
        for (stage, markers), (_, views) in zip(report.markers, report.by_stage, strict=True)
    )


def _find_answered(views: tuple[AspectView, ...]) -> tuple[tuple[QuestionView, ...], ...]:
    return tuple(v.statements for v in views if any(s.is_answered for s in v.statements))


def is_brief(comments: tuple[str, ...]) -> bool:
    """Whether an aspect's comments fit beside the advice."""
    return sum(len(comment) for comment in comments) <= BRIEF


def find_density(report: Report) -> str:
    """How close together page one must stand to stay one page: empty, `dense` or `dense packed`."""
    said = len(report.name) + len(report.scope)
    said += BRIEF * report.is_joint_only + DIVIDED * report.divided
    said += LINE * bool(report.followup) + LINE * bool(report.meeting and report.meeting.stage)
    if said > FULL:
        return "dense packed"
    return "dense" if said > ROOMY else ""


def compare_groups(report: Report) -> GroupTable | None:
    """One table of all groups' scores, None if there is nothing to compare or no room for it."""
    named = [(part, group) for part in report.groups for group in part.groups]
    if not 1 < len(named) <= len(LETTERS):
        return None
    is_lettered = len(named) > NAMED
    letters = iter(LETTERS if is_lettered else [""] * len(named))
    return GroupTable(
        parts=tuple(
            LetteredPart(part, tuple((next(letters), group) for group in part.groups))
            for part in report.groups
        ),
        rows=tuple(
            (view, scores)
            for view in report.aspects
            if any(scores := tuple(group.scores.get(view.code) for _part, group in named))
        ),
    )


def keep_aspects(topics: Iterable[Topic]) -> list[Topic]:
    """The topics that are aspects."""
    return [topic for topic in topics if topic.aspect]


def keep_markers(topics: Iterable[Topic]) -> list[Topic]:
    """The topics that are markers."""
    return [topic for topic in topics if topic.marker]
