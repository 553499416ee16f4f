"""Where what a page tells of is found: the `links` of its rows as addresses with their titles."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from model_content.domain.content import Edition
from model_content.labels import Label
from model_content.selectors.tools import list_offered, list_reading

register = template.Library()

VIEWS: Final[dict[str, Label]] = {
    "all_questions": _("Alla frågor"),
    "cases": _("Erfarenheter"),
    "guide": _("Så gör ni"),
    "local_parties": _("För lokala parter"),
    "method": _("Metoden"),
    "model": _("Modellen"),
}
"""What the pages are called that `view:` may name."""


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: Label


@register.simple_tag
def find_links(edition: Edition, links: Iterable[str]) -> list[Link]:
    """The links to what there is; a tool that is not published, for example, is left out."""
    titles: dict[str, dict[str, Label]] = {
        "tool": {tool.key: tool.title for tool in list_offered()},
        "page": {page.key: page.title for page in list_reading()},
        "aspect": {aspect.code: aspect.title for aspect in edition.aspects},
        "view": VIEWS,
    }
    found = []
    for link in links:
        kind, _colon, name = link.partition(":")
        if (title := titles.get(kind, {}).get(name)) is None:
            continue
        view = {"page": "reading", "view": name}.get(kind, kind)
        found.append(Link(reverse(view, args=[] if kind == "view" else [name]), title))
    return found
