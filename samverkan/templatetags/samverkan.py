"""Template tags that every template has: static files and translation, as Django's own."""

from django import template
from django.templatetags.i18n import register as i18n
from django.templatetags.static import register as static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
for library in (i18n, static):
    register.tags.update(library.tags)
    register.filters.update(library.filters)


@register.filter
def break_after_slash(text: str) -> SafeString:
    """Allow a line break after each slash, for narrow columns."""
    return format_html_join(SafeString("/<wbr>"), "{}", ((part,) for part in text.split("/")))
