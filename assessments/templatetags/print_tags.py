"""What the templates need of the report as a whole: what is printed, or folded on the page.

Example: a report whose aspects quote `smarta` 5.2.1 and 5.10 gives one cited source, smarta, with
the sections ("5.2.1", "5.10"): numbers are ordered as numbers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from typing import Final

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaks_filter
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.core.labels import STATEMENT_LABELS
from assessments.results.report.group import Breakdown, GroupView, Row, Topic, make_rows
from assessments.results.report.parts import AspectView, QuestionView
from assessments.results.report.report import Report
from assessments.results.report.written import is_much, set_paragraphs
from model_content.domain.content import Quote, Source, Sourced, Stage
from model_content.labels import cite_passage

register = template.Library()

KEPT_ROWS: Final = 2048
"""Rows of answers that a process keeps as they look (about half a kB each)."""

SHADES: Final = 4
"""Shades of grey behind a count, by its share of the answers."""

QUOTES: Final = 2
"""How many quotations stand with each aspect to start with, as in `report/advice.html`."""

BRIEF: Final = 350
"""Characters of comments that still fit beside the advice; longer ones stand only at the end."""

ROOMY: Final = 260
"""Characters of name and delimitation together that leave room for large type on page one."""

DIVIDED: Final = 260
LINE: Final = 190
"""What is said of a divided group, and of a meeting or what was decided, in characters at most."""

FULL: Final = 900
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
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StageAnswers:
    """A stage's markers, and aspect by aspect the statements that somebody answered."""

    stage: Stage
    markers: tuple[QuestionView, ...]
    statements: tuple[tuple[QuestionView, ...], ...]


@register.filter
def cite_sources(report: Report) -> tuple[CitedSource, ...]:
    """Every source of the edition with the sections used in this report, in content order."""
    aspects = [view.aspect for view in report.start_here]
    passages: list[Sourced | Quote] = [q for aspect in aspects for q in aspect.quotes[:QUOTES]]
    passages += [pitfall for aspect in aspects for pitfall in aspect.pitfalls]
    for view in (*report.carry_over, *report.prepare):
        passages += view.aspect.success_factors[:1]
    used: dict[str, set[str]] = {}
    for passage in passages:
        used.setdefault(passage.source, set()).add(passage.locator)
    return tuple(
        CitedSource(source, tuple(sorted(used.get(source.key, ()), key=_order_section)))
        for source in report.sources
    )


def _order_section(section: str) -> tuple[tuple[int, str], ...]:
    """“5.10” after “5.2”; sections with a name after those with a number."""
    parts = re.split(r"\.(?=\d)", section)
    return tuple((int(part), "") if part.isdecimal() else (10**6, part) for part in parts)


@register.filter
def group_answers(report: Report) -> tuple[StageAnswers, ...]:
    """The questions with their answers, stage by stage."""
    return tuple(
        StageAnswers(
            stage,
            markers,
            tuple(v.statements for v in views if any(s.is_answered for s in v.statements)),
        )
        for (stage, markers), (_, views) in zip(report.markers, report.by_stage, strict=True)
    )


@register.filter
def is_brief(comments: tuple[str, ...]) -> bool:
    """Whether an aspect's comments fit beside the advice."""
    return sum(map(len, comments)) <= BRIEF


@register.filter("density")
def find_density(report: Report) -> str:
    """How close together page one must stand to stay one page: empty, `dense` or `dense packed`."""
    said = len(report.name) + len(report.scope)
    said += BRIEF * report.is_joint_only + DIVIDED * report.divided
    said += sum(len(text) for text, _is_marker in report.most_differing)
    has_dots = not report.is_single and bool(report.own_placements)
    said += LINE * sum(
        (
            bool(report.comparison), has_dots, bool(report.most_differing), report.names_wanted,
            report.is_running_out, bool(report.deepened),
        )
    )  # fmt: skip
    said += LINE * bool(report.followup) + LINE * bool(report.meeting and report.meeting.stage)
    return "dense packed" if said > FULL else "dense" if said > ROOMY else ""


@register.filter
def compare_groups(report: Report) -> GroupTable | None:
    """One table of all groups' scores, None if there is nothing to compare or no room for it."""
    groups = [group for part in report.groups for group in part.groups]
    rows = make_rows(report.aspects, groups)
    if not rows or not 1 < len(groups) <= len(LETTERS):
        return None
    letters = iter(LETTERS) if len(groups) > NAMED else cycle([""])
    parts = (LetteredPart(p, tuple((next(letters), g) for g in p.groups)) for p in report.groups)
    return GroupTable(tuple(parts), rows)


@register.filter
def keep_aspects(topics: Iterable[Topic]) -> list[Topic]:
    return [topic for topic in topics if topic.aspect]


@register.filter
def keep_markers(topics: Iterable[Topic]) -> list[Topic]:
    return [topic for topic in topics if topic.marker]


@register.simple_tag
def answer_rows(questions: tuple[QuestionView, ...], report: Report) -> SafeString:
    """Rows of a table: each question and how it was answered."""
    language = get_language()
    rows = (_render_answer_row(question, report.is_single, language) for question in questions)
    return format_html_join("", "{}", ((row,) for row in rows))


@register.simple_tag
def comment_list(comments: Iterable[tuple[AspectView, tuple[str, ...]]]) -> SafeString:
    """What users wrote, aspect by aspect, as items of a description list; a group writes much."""
    item = '<dt id="c-{}">{}</dt>{}'
    return format_html_join("\n", item, ((v.code, v.title, _list(texts)) for v, texts in comments))


def _list(texts: tuple[str, ...]) -> SafeString:
    return format_html_join("", "<dd>{}</dd>", ((_set(text),) for text in texts))


@register.simple_tag(takes_context=True)
def written(context: Context, text: str) -> SafeString:
    """A text that somebody wrote: on the page as it was typed, on paper on a bounded number of
    lines (`on_paper`)."""
    if not context.get("on_paper"):
        return _set(text)
    return format_html_join("", '<p class="written">{}</p>', ((p,) for p in set_paragraphs(text)))


@register.filter
def size(report: Report) -> str:
    """The class of the comments at the end: `small` if there are very many words."""
    written = [comment for _view, comments in report.comments for comment in comments]
    return "small" if is_much(written) else ""


def _set(text: str) -> SafeString:
    """A comment in paragraphs; most are one line, and need not be taken apart."""
    return linebreaks_filter(text) if "\n" in text else format_html("<p>{}</p>", text)


@lru_cache(maxsize=KEPT_ROWS)
def _render_answer_row(question: QuestionView, is_single: bool, language: str) -> SafeString:
    """A result has some 75 rows, which look the same for everybody who answered alike."""
    row = {"question": question, "is_single": is_single}
    return render_to_string("report/answer_row.html", row)


@register.filter
def answers_in_short(view: AspectView) -> str:
    """The only respondent's answers to an aspect's statements, as numbers where they are."""
    given = [statement.only_answer for statement in view.statements]
    return ", ".join(a if a.isdecimal() else str(STATEMENT_LABELS[a]).lower() for a in given if a)


@register.filter
def dont_knows(view: AspectView) -> int:
    """How many times somebody did not know about the aspect."""
    return sum(statement.dont_know for statement in view.statements)


@register.filter
def shade(view: AspectView, count: int) -> int:
    """0 (nobody) to 4 (all), how large a share of the aspect's answers a count is."""
    return _shade(count, sum(n for _value, n in view.bars) + dont_knows(view))


@register.filter
def shaded_counts(question: QuestionView) -> list[tuple[int, int]]:
    """How many gave each answer to a question, each with its shade as `shade` has it.

    First the values of the scale, then “vet ej” and, where that is an answer, that it does not
    apply.
    """
    numbers = [*(count for _value, count in question.counts), question.dont_know]
    if question.can_be_left_out:
        numbers.append(question.not_applicable)
    return [(number, _shade(number, question.answered)) for number in numbers]


def _shade(count: int, total: int) -> int:
    return -(-SHADES * count // total) if total else 0


@register.simple_tag
def cite(report: Report, passage: Sourced | Quote) -> str:
    """Where a passage stands: the publisher, the year and the section."""
    return cite_passage(report.edition, passage)
