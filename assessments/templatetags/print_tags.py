"""What the templates need of the report as a whole: what is printed, or folded on the page."""

from functools import lru_cache
from typing import Final

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaks_filter
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.domain import report_print
from assessments.domain.report import Report
from assessments.domain.report_parts import AspectView, QuestionView
from assessments.domain.written import is_much, set_paragraphs
from assessments.labels import STATEMENT_LABELS
from assessments.methods.stages.instrument import STATEMENT
from model_content.domain.content import Quote, Sourced
from model_content.labels import cite_passage

register = template.Library()

KEPT_ROWS: Final = 2048
"""Rows of answers that a process keeps as they look (about half a kB each)."""

SHADES: Final = 4
"""Shades of grey behind a count, by its share of the answers."""

register.filter("is_brief", report_print.is_brief)
register.filter("density", report_print.find_density)
register.filter("compare_groups", report_print.compare_groups)
register.filter("keep_aspects", report_print.keep_aspects)
register.filter("keep_markers", report_print.keep_markers)
register.filter("cite_sources", report_print.cite_sources)
register.filter("group_answers", report_print.group_answers)


@register.simple_tag
def answer_rows(questions: tuple[QuestionView, ...], report: Report) -> SafeString:
    """Rows of a table: each question and how it was answered."""
    language = get_language()
    rows = (_render_answer_row(question, report.is_single, language) for question in questions)
    return format_html_join("", "{}", ((row,) for row in rows))


@register.simple_tag
def comment_list(texts: tuple[str, ...]) -> SafeString:
    """What users wrote about an aspect, as items of a description list; a group writes much."""
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

    First the values of the scale, then “vet ej” and, of a statement, “inte aktuellt”.
    """
    numbers = [*(count for _value, count in question.counts), question.dont_know]
    if question.scale == STATEMENT:
        numbers.append(question.not_applicable)
    return [(number, _shade(number, question.answered)) for number in numbers]


def _shade(count: int, total: int) -> int:
    return -(-SHADES * count // total) if total else 0


@register.simple_tag
def cite(report: Report, passage: Sourced | Quote) -> str:
    """Where a passage stands: the publisher, the year and the section."""
    return cite_passage(report.edition, passage)
