"""What only the templates of the printed report need."""

from typing import Final

from django import template

from assessments.domain import report_print
from assessments.domain.report import Report
from assessments.domain.report_parts import AspectView, QuestionView
from assessments.labels import MARKER_LABELS, STATEMENT_LABELS, Label
from model_content.domain.content import Quote, Sourced
from model_content.labels import cite_passage

register = template.Library()

SHADES: Final = 4
"""Shades of grey behind a count, by its share of the answers."""

register.filter("is_brief", report_print.is_brief)
register.filter("is_dense", report_print.is_dense)


@register.filter
def short_answer(question: QuestionView) -> Label:
    """The only respondent's answer to a marker or a statement, empty if there is none."""
    if question.only_answer is None:
        return ""
    labels = STATEMENT_LABELS if len(question.counts) == len("12345") else MARKER_LABELS
    return labels[question.only_answer]


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
    total = sum(n for _value, n in view.bars) + dont_knows(view)
    return -(-SHADES * count // total) if total else 0


@register.simple_tag
def cite(report: Report, passage: Sourced | Quote) -> str:
    """Where a passage stands: the publisher, the year and the section."""
    return cite_passage(report.edition, passage)
