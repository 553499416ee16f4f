"""What the templates of the result and the report need beyond Django's own tags."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.domain.report import AspectView, QuestionView, Report
from assessments.labels import (
    BAND_LABELS,
    MARKER_LABELS,
    OUTLOOK_LABELS,
    STATE_LABELS,
    STATEMENT_LABELS,
    Label,
)
from assessments.pictures import draw_bars, draw_path, draw_plain_path
from model_content.domain.content import Stage

register = template.Library()


@register.inclusion_tag("components/path.html")
def stage_path(report: Report) -> dict[str, Any]:
    """The stage picture with the position on it."""
    return {
        "path": draw_path(report.stages),
        "stages": report.stages,
        "description": describe_path(report),
        "is_result": True,
    }


@register.inclusion_tag("components/path.html")
def plain_path(stages: tuple[Stage, ...]) -> dict[str, Any]:
    """The stage picture as such."""
    titles = ", ".join(stage.title for stage in stages)
    return {
        "path": draw_plain_path(stages),
        "stages": [{"stage": stage, "state": "todo"} for stage in stages],
        "description": _("Stadierna i ordning: %(titles)s.") % {"titles": titles},
        "is_result": False,
    }


@register.simple_tag
def describe_path(report: Report) -> str:
    """The picture in words: every stage with its state."""
    parts = []
    for view in report.stages:
        label = STATE_LABELS[view.state.value]
        parts.append(f"{view.stage.title}: {label}" if label else view.stage.title)
    return "; ".join(parts) + "."


@register.filter
def band_label(band: str) -> Label:
    return BAND_LABELS[band]


@register.filter
def state_label(state: str) -> Label:
    return STATE_LABELS[state]


@register.filter
def outlook_label(outlook: str) -> str:
    """An outlook as it is said in the middle of a sentence."""
    label = str(OUTLOOK_LABELS[outlook])
    return label[:1].lower() + label[1:]


@register.filter
def one_line(text: str) -> str:
    """The text with all white space folded."""
    return " ".join(text.split())


@register.filter
def one_decimal(value: float | None) -> str:
    """A number with one decimal in the language's own way, a dash for none."""
    return "–" if value is None else number_format(value, decimal_pos=1)


@register.filter
def answer_in_words(question: QuestionView) -> Label:
    """How the only respondent answered a statement, in words."""
    return STATEMENT_LABELS[question.only_answer] if question.only_answer else ""


@register.filter
def marker_in_words(question: QuestionView) -> Label:
    """How the only respondent answered a marker, in words."""
    return MARKER_LABELS[question.only_answer] if question.only_answer else ""


@register.filter
def counts_in_words(question: QuestionView) -> str:
    """All answers to a statement with how many gave each."""
    given = [(str(v), n) for v, n in question.counts] + [
        ("dont_know", question.dont_know),
        ("not_applicable", question.not_applicable),
    ]
    labels = STATEMENT_LABELS if len(question.counts) == 5 else MARKER_LABELS
    return ", ".join(f"{n} {str(labels[v]).lower()}" for v, n in given if n)


@register.inclusion_tag("components/distribution.html")
def distribution(view: AspectView) -> dict[str, Any]:
    """The small picture of how the answers to an aspect are spread over 1–5."""
    said = [
        ngettext("%(count)s svar på %(value)s", "%(count)s svar på %(value)s", count)
        % {"count": count, "value": value}
        for value, count in view.bars
        if count
    ]
    return {
        "bars": draw_bars(view.bars),
        "title": ", ".join(said),
        "is_unknown": view.most_dont_know > 0,
    }
