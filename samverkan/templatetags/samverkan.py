"""Template tags that every template has: static files and translation, as Django's own."""

from django import template
from django.templatetags.i18n import register as i18n
from django.templatetags.static import register as static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
for library in (i18n, static):
    register.tags.update(library.tags)
    register.filters.update(library.filters)


@register.filter
def break_after_slash(text: str) -> SafeString:
    """Allow a line break after each slash, for narrow columns."""
    # All but the tag itself is escaped.
    return mark_safe(escape(text).replace("/", "/<wbr>"))  # nosec B308
