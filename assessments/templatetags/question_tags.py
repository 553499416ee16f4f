"""What the templates of the walk need beyond Django's own tags."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.filling.fields import FieldView, GroupView

register = template.Library()

KEPT_QUESTIONS = 2048
"""Questions as they look, with one answer or another, that a process keeps (about 1 kB each)."""


@register.simple_tag
def question(field: FieldView) -> SafeString:
    """A question with its answers to choose between, the present one chosen."""
    return _render(field, get_language())


@register.filter
def has_numbers(groups: Iterable[GroupView]) -> bool:
    """Whether something on the page is answered by choosing one of several, which digits do."""
    fields = (field for view in groups for field in view.questions)
    scales = (f.scale for f in fields if f.scale and f.scale.code != "cell")
    return any(len(scale.options) > 1 for scale in scales)


@lru_cache(maxsize=KEPT_QUESTIONS)
def _render(field: FieldView, language: str) -> SafeString:
    """A page has up to 26 questions, which look the same to everybody who has given that answer."""
    return render_to_string("components/question.html", {"field": field})
