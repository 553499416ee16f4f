"""Template tags that every template has: static files and translation, as Django's own."""

from django import template
from django.templatetags.i18n import register as i18n
from django.templatetags.static import register as static

register = template.Library()
for library in (i18n, static):
    register.tags.update(library.tags)
    register.filters.update(library.filters)
