"""What the templates of the model's pages need beyond Django's own tags."""

import re
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from model_content.domain.content import Case, Edition, Quote, Sourced, Stage
from model_content.domain.reading import find_first_sentence
from model_content.labels import (
    OPTIONS,
    Label,
    cite_passage,
    label_codes,
    label_kind,
    say_in_one,
    say_state,
    say_taken,
    say_years,
)
from model_content.pictures import draw_model, draw_model_upright
from model_content.selectors.drafts import (
    list_deleted_drafts,
    list_editions,
    list_page_editions,
    list_tool_editions,
)

register = template.Library()

register.filter("in_one", say_in_one)
register.filter("kind", label_kind)
register.filter("state", say_state)
register.filter("taken", say_taken)
register.filter("years", say_years)


@register.filter
def mark_found(text: str, query: str) -> str:
    """A text with what was searched for marked, letter case apart."""
    if not query:
        return text
    pieces = re.split(f"({re.escape(query)})", text, flags=re.IGNORECASE)
    texts = ((format_html("<mark>{}</mark>", p) if i % 2 else p,) for i, p in enumerate(pieces))
    return format_html_join("", "{}", texts)


@register.filter
def first_sentence(text: str) -> str:
    """A text's first sentence, with the mark of its language that the text has."""
    return type(text)(find_first_sentence(text))


@register.inclusion_tag("model_content/picture.html")
def model_picture(stages: tuple[Stage, ...]) -> dict[str, Any]:
    """The picture of the model, lying and upright; the style sheet shows the one that fits."""
    return {
        "pictures": [draw_model(stages), draw_model_upright(stages)],
        "stages": stages,
        "lasting": [stage for stage in stages if stage.lasting],
        "closing": [stage for stage in stages if stage.closing],
    }


@register.inclusion_tag("model_content/source_link.html")
def source_link(edition: Edition, passage: Sourced | Quote) -> dict[str, str]:
    """A link to the source of a passage, saying where in it the passage stands."""
    return {"key": passage.source, "words": cite_passage(edition, passage)}


@register.filter
def labels(case: Case, field: str) -> list[Label]:
    """The words for what is ticked in a field of a case's form."""
    return label_codes(OPTIONS[field], getattr(case, field) or ())


register.simple_tag(list_editions, name="list_editions")
register.simple_tag(list_page_editions)
register.simple_tag(list_tool_editions, name="list_tool_editions")
register.simple_tag(list_deleted_drafts, name="list_deleted_drafts")
