"""What the templates of the walk need beyond Django's own tags."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.filling.fields import FieldView, GroupView
from assessments.instruments.walk import Page

register = template.Library()

KEPT_FIELDS = 2048
"""Fields as they look, with one answer or another, that a process keeps (about 1 kB each)."""

HOLE = "\0"
"""Stands for what differs, in what is kept: the mark of a field, the fields of a group."""

TEXT_HINT = _("Står i rapporten. Skriv inget om enskilda personer.")


@register.simple_tag
def question(field: FieldView) -> SafeString:
    """A question with its answers to choose between, the present one chosen."""
    return _show("question", field)


@register.simple_tag
def group(view: GroupView, most: int = 0) -> SafeString:
    """A group of questions under its title; `most` is how many groups may be marked."""
    shown = [_show("question" if field.scale else "text", field) for field in view.questions]
    if view.mark:
        shown.append(_show("star", view.mark, most))
    if view.comment:
        shown.append(_show("comment", view.comment))
    frame = _keep_frame(view.group.code, view.group.title, view.group.why, get_language())
    return SafeString(frame.replace(HOLE, "".join(shown), 1))  # nosec B703: of templates' pieces


@lru_cache(maxsize=KEPT_FIELDS)
def _keep_frame(code: str, title: str, why: str, language: str) -> SafeString:
    context = {"code": code, "title": title, "why": why, "fields": HOLE}
    return render_to_string("components/group.html", context)


def _show(template: str, field: FieldView, most: int = 0) -> SafeString:
    """Of what looks the same to everybody the looks are kept; never what somebody has written."""
    if field.problem or (field.scale is None and field.value):
        return _render(template, field, most)
    kept = _keep(template, replace(field, seen=HOLE), most, get_language())
    return SafeString(kept.replace(HOLE, field.seen, 1))  # nosec B703: a number and a hash


def _render(template: str, field: FieldView, most: int) -> SafeString:
    context = {"field": field, "most": most, "is_under_title": True, "hint": TEXT_HINT}
    return render_to_string(f"components/{template}.html", context)


@lru_cache(maxsize=KEPT_FIELDS)
def _keep(template: str, field: FieldView, most: int, language: str) -> SafeString:
    return _render(template, field, most)


@register.simple_tag
def walk_step(page: Page, number: int, length: int, slug: str) -> SafeString:
    """A page in the bar, the one with this slug as where one is."""
    about = (page.slug, page.plan.title, page.answered, page.total)
    return _keep_step(*about, number, length, page.slug == slug, get_language())


@lru_cache(maxsize=KEPT_FIELDS)
def _keep_step(
    slug: str,
    title: str,
    answered: int,
    total: int,
    number: int,
    length: int,
    is_here: bool,
    language: str,
) -> SafeString:
    return render_to_string("components/walk_step.html", {**locals()})


@register.filter
def has_numbers(groups: Iterable[GroupView]) -> bool:
    """Whether something on the page is answered by choosing one of several, which digits do."""
    fields = (field for view in groups for field in view.questions)
    scales = (f.scale for f in fields if f.scale and f.scale.code != "cell")
    return any(len(scale.options) > 1 for scale in scales)
