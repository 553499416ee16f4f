"""What the templates of the result and the report need beyond Django's own tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from html import unescape
from typing import Any, Final

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from assessments.core.labels import (
    ACTION_STATUS_LABELS,
    AGREEMENT_LABELS,
    BAND_LABELS,
    DIRECTION_LABELS,
    KIND_TITLES,
    OUTCOME_LABELS,
    SAID_BY_LABELS,
    SCALE_ENDS,
    SCALE_LABELS,
    STATE_LABELS,
    VERDICT_LABELS,
    Label,
    name_group,
)
from assessments.core.rules.figures import round_half_up, to_percent
from assessments.methods.stages.answers import DONT_KNOW, NOT_APPLICABLE
from assessments.results.pictures import (
    draw_bars,
    draw_path,
    draw_plain_path,
    draw_slopes,
    draw_spread,
    draw_wishes,
)
from assessments.results.report.parts import AspectView, QuestionView, StageState, StageView
from assessments.results.report.pictured import Cell
from assessments.results.report.report import Report
from model_content.domain.content import Sourced, Stage

register = template.Library()

KEPT = 1024
"""Pictures and numbers of each sort that a process keeps as they look (under 1 kB each)."""

COMPLETE = 100
"""Progress in per cent of a stage with everything in place."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A stage of a result, with how many are there by their own answers."""

    stage: Stage
    state: StageState
    progress: int | None
    own: int
    is_before: bool
    said_by: str


@register.inclusion_tag("components/path.html")
def stage_path(report: Report) -> dict[str, Any]:
    """The stage picture with the position on it, where each one's own answers place them, and the
    result before."""
    own = {} if report.is_single else {s.code: count for s, count in report.own_placements}
    before = [p.code for p in report.comparison.before.places] if report.comparison else []
    return {
        "path": draw_path(report.path, own, before),
        "stages": [
            Placed(view.stage, view.state, view.progress, own.get(view.stage.code, 0),
                   view.stage.code in before, view.said_by)
            for view in report.path
        ],
        "description": describe_path(report),
        "is_result": True,
        "has_own": bool(own),
    }  # fmt: skip


@register.inclusion_tag("components/path.html")
def plain_path(stages: tuple[Stage, ...]) -> dict[str, Any]:
    """The stage picture as such."""
    titles = ", ".join(stage.title for stage in stages)
    return {
        "path": draw_plain_path(stages),
        "stages": [{"stage": stage, "state": StageState.TODO} for stage in stages],
        "description": _("Stadierna i ordning: %(titles)s.") % {"titles": titles},
        "is_result": False,
    }


@register.inclusion_tag("report/aspect_map.html")
def aspect_map(report: Report) -> dict[str, Any]:
    """All aspects along the stages at one glance."""
    return {"report": report, "stages": report.aspect_map}


@register.simple_tag
def map_cell(cell: Cell, is_single: bool) -> SafeString:
    """An aspect on the map."""
    view, notes = cell.view, (cell.spread, cell.votes, cell.is_better, cell.is_worse)
    about = (view.title, view.band, view.agreement, view.most_dont_know)
    return _render_map_cell(*about, *notes, is_single, get_language())


@lru_cache(maxsize=KEPT)
def _render_map_cell(
    title: str,
    band: str,
    agreement: str | None,
    unknown: int,
    spread: int,
    votes: int,
    is_better: bool,
    is_worse: bool,
    is_single: bool,
    language: str,
) -> SafeString:
    return render_to_string("report/map_cell.html", {**locals()})


@register.inclusion_tag("report/wishes.html")
def wish_picture(report: Report) -> dict[str, Any]:
    """What is wanted against how well it works."""
    least = int(report.limits.votes_to_talk)
    return {"picture": draw_wishes(report.wanted, least)}


@register.inclusion_tag("report/slopes.html")
def slope_picture(report: Report) -> dict[str, Any]:
    """The aspects' scores then and now."""
    return {"picture": draw_slopes(report.slopes)}


@register.simple_tag
def spread(question: QuestionView) -> SafeString:
    """How a question was answered, as a bar around a middle."""
    return _render_spread(question, get_language())


@lru_cache(maxsize=KEPT)
def _render_spread(question: QuestionView, language: str) -> SafeString:
    shown = {"pieces": draw_spread(question), "said": counts_in_words(question)}
    return render_to_string("components/spread.html", shown)


@register.simple_tag
def describe_path(report: Report) -> str:
    """The picture in words: every stage with its state."""
    notes = ((view.stage.title, str(state_note(view))) for view in report.path)
    return "; ".join(": ".join(filter(None, note)) for note in notes) + "."


@register.filter
def state_note(view: Any) -> Label:
    """What stands under a stage on the path: its state in words, or how far it has come."""
    if view.said_by:
        return SAID_BY_LABELS[view.said_by]
    if view.state == StageState.MEASURED:
        return _("%(progress)s %% på plats") % {"progress": view.progress}
    if view.state == StageState.DONE and view.progress == COMPLETE:
        return STATE_LABELS["complete"]
    return STATE_LABELS[str(view.state)]


@register.filter
def state_in_words(view: StageView) -> Label:
    """A stage's state for a table, where each one needs words: also what is not drawn."""
    if view.said_by or view.state not in (StageState.TODO, StageState.MEASURED):
        return state_note(view)
    if view.progress is None:
        return STATE_LABELS[StageState.UNKNOWN.value]
    if view.is_half_way:
        return STATE_LABELS["complete" if view.progress == COMPLETE else StageState.DONE.value]
    return _("påbörjat") if view.progress else _("inte påbörjat")


register.filter("band_label", lambda band: BAND_LABELS[band])


@register.filter
def band_and_score(aspect: Any) -> str:
    """An aspect's band with its score, a dash where there is none."""
    if not aspect:
        return "–"
    band = str(BAND_LABELS[aspect.band])
    return band if aspect.score is None else f"{band} {one_decimal(aspect.score)}"


register.filter("verdict_label", lambda verdict: VERDICT_LABELS[verdict])
register.filter("action_status_label", lambda status: ACTION_STATUS_LABELS[status])
register.filter("outcome_word", lambda outcome: OUTCOME_LABELS[outcome])
register.filter("kind_title", lambda kind: KIND_TITLES[kind])
register.filter("group_name", name_group)
register.filter("percent", to_percent)


@register.filter
def agreement_label(agreement: str | None) -> Label:
    """How much those who answered agree, empty where it is not known."""
    return AGREEMENT_LABELS[agreement] if agreement else ""


@register.filter
def stage_titles(views: Sequence[StageView]) -> str:
    """The names of stages as they stand within a sentence."""
    return join_words([view.stage.title for view in views])


@register.filter
def aspect_titles(views: Sequence[AspectView]) -> str:
    """The names of aspects as they stand within a sentence."""
    return join_words([view.title for view in views])


@register.filter
def listed_titles(views: Sequence[AspectView]) -> str:
    """The names of aspects in a row, as a list of its own."""
    return ", ".join(view.title for view in views)


@register.filter
def run_together(pitfalls: Sequence[Sourced]) -> str:
    """What follows “Se upp för”: three sentences after a colon, or all that begin with “att”."""
    texts = [pitfall.text for pitfall in pitfalls]
    if all(text.endswith((".", "!", "?")) for text in texts):
        return f": {' '.join(texts[:3])}"
    return f" {'; '.join(texts)}."


def join_words(words: Sequence[str]) -> str:
    """Words with commas, and "och" before the last."""
    *first, last = words
    return (
        _("%(first)s och %(last)s") % {"first": ", ".join(first), "last": last} if first else last
    )


@register.filter
def outlook_label(outlook: str) -> str:
    """An outlook as the report says it."""
    return str(DIRECTION_LABELS[outlook])


@register.filter
def end_sentence(text: str) -> str:
    """What somebody has written, with a full stop unless it ends with a mark of its own."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…", ":", ";", ")")) else f"{text}."


LOWERED: Final = {
    "en", "ett", "den", "det", "de", "vi", "alla", "varje", "båda", "två", "tre", "inga",
    "ingen", "från", "under", "i", "på", "till", "med", "när", "om", "var", "vår", "vårt",
    "våra", "utse", "ge", "ta", "göra", "låta", "avsätta", "anställa", "inrätta",
    "starta", "fortsätta", "bjuda", "hålla", "skriva", "följa", "införa", "förlänga",
    "dela", "a", "an", "the", "we", "all", "each", "both", "two", "three", "no", "from",
    "in", "to", "appoint",
}  # fmt: skip
"""First words of a proposal that are surely no names, so that they can be written small."""


@register.filter
def without_stop(text: str) -> str:
    """What somebody has proposed, for more to follow: without a full stop of its own."""
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


@register.filter
def after_that(text: str) -> str:
    """What somebody has proposed, as it stands after a printed "att": one line without an "att" or
    a full stop of its own.

    Example: "En samordnare, på prov." gives "en samordnare, på prov".
    """
    text = without_stop(" ".join(text.split()))
    if text[:4].lower() == "att ":
        text = text[4:]
    return text[:1].lower() + text[1:] if text.partition(" ")[0].lower() in LOWERED else text


@register.filter
def outcome_in_words(action: Any) -> str:
    """What the steering group has decided of an action, with its new words if it changed it."""
    how = str(OUTCOME_LABELS[action.outcome]).lower()
    if not action.decided:
        return how
    terms = {"cost": action.decided_cost, "due_on": action.decided_due_on}
    said = render_to_string("steering/terms.html", terms) if any(terms.values()) else ""
    that = pgettext("to decide to", "att")
    return f"{how}: {that} {after_that(action.decided)} {' '.join(unescape(said).split())}".strip()


@register.filter
def one_decimal(value: float | Fraction | None) -> str:
    """A number with one decimal in the language's own way, a dash for none."""
    return "–" if value is None else _format(round_half_up(value), get_language())


@lru_cache(maxsize=KEPT)
def _format(value: Decimal, language: str) -> str:
    return number_format(value)


@register.filter
def answer_in_words(question: QuestionView) -> Label:
    """The only respondent's answer to a marker or a statement, empty if there is none."""
    return SCALE_LABELS[question.scale][question.only_answer] if question.only_answer else ""


@register.filter
def counts_in_words(question: QuestionView) -> str:
    """All answers to a marker or a statement with how many gave each."""
    given = [(str(v), n) for v, n in question.counts]
    given += [(DONT_KNOW, question.dont_know), (NOT_APPLICABLE, question.not_applicable)]
    labels = SCALE_LABELS[question.scale]
    return ", ".join(f"{n} {str(labels[v]).lower()}" for v, n in given if n)


@register.simple_tag
def band_mark(band: str) -> SafeString:
    """A band's shape and word."""
    return _render_band(band, get_language())


@lru_cache(maxsize=len(BAND_LABELS))
def _render_band(band: str, language: str) -> SafeString:
    """A result has up to 40 marks, but there are only five."""
    return render_to_string("components/band.html", {"band": band})


@register.simple_tag
def distribution(view: AspectView, is_counted: bool = False) -> SafeString:
    """The small picture of how the answers to an aspect are spread over 1–5.

    With `is_counted`, how many there are of each stands under it.
    """
    return _render_distribution(view.bars, view.most_dont_know > 0, is_counted, get_language())


@register.simple_tag
def question_bars(question: QuestionView, most: int) -> SafeString:
    """The same picture for one question, 0–3 or 1–5, with words at the ends of its scale.

    `most` answers are as high as it: a person is as high in all pictures of a page.
    """
    given = (question.counts, question.dont_know > 0, False, get_language())
    return _render_distribution(*given, most, question.scale)


@lru_cache(maxsize=KEPT)
def _render_distribution(
    counts: tuple[tuple[int, int], ...],
    is_unknown: bool,
    is_counted: bool,
    language: str,
    most: int = 0,
    scale: str = "",
) -> SafeString:
    """A result has 26 pictures; one respondent can give rise to no more than some twenty."""
    said = [
        ngettext("%(count)s svar på %(value)s", "%(count)s svar på %(value)s", count)
        % {"count": count, "value": value}
        for value, count in counts
        if count
    ]
    context = {
        "bars": draw_bars(counts, most),
        "ends": SCALE_ENDS.get(scale, ()),
        "is_counted": is_counted,
        "title": ", ".join(said),
        "is_unknown": is_unknown,
    }
    return render_to_string("components/distribution.html", context)
