"""Template tags that every template has: static files and translation, as Django's own."""

import re
from textwrap import shorten
from typing import Final

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template.defaulttags import CsrfTokenNode
from django.templatetags.i18n import register as i18n
from django.templatetags.static import register as static
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from samverkan.site.public import get_site_address
from samverkan.site.release import VERSION
from samverkan.submitted.form_tokens import FIELD, find_account, make_form_token, name_visitor
from samverkan.submitted.unsaved import Written, is_waiting, list_texts, read_written

register = template.Library()
for library in (i18n, static):
    register.tags.update(library.tags)
    register.filters.update(library.filters)

BREAKING: Final = re.compile(r"[^\S\xa0\u202f]+")
DESCRIPTION_LENGTH: Final = 160  # characters that search engines show


@register.simple_block_tag
def in_one_line(content: SafeString) -> SafeString:
    """What the tag holds, as the value of an attribute: one line, no tag, no quotation mark."""
    line = " ".join(strip_tags(content).split()).replace('"', "&quot;")
    return SafeString(line)  # nosec B703: the template has escaped all that it was given


@register.filter(is_safe=True)
def one_line(text: str) -> str:
    """The text with all white space folded, apart from spaces that don't break."""
    return BREAKING.sub(" ", text).strip()


@register.filter
def has_stars(form: BaseForm) -> bool:
    """Whether some of several fields must be filled in: those have a star, which is explained."""
    fields = form.visible_fields()
    return len(fields) > 1 and any(each.field.required for each in fields)


@register.simple_tag(takes_context=True)
def canonical_address(context: template.Context) -> str:
    return get_site_address(context["request"]) + str(context["request"].path)


@register.simple_tag(takes_context=True)
def is_signed_in(context: template.Context) -> bool:
    return "request" in context and find_account(context["request"]) is not None


@register.simple_tag(takes_context=True)
def has_unsaved(context: template.Context) -> bool:
    """Whether what the visitor wrote before signing in waits to be saved (submitted/unsaved.py)."""
    request = context["request"]
    is_there = request.resolver_match and request.resolver_match.url_name == "unsaved"
    return not is_there and is_waiting(request)


@register.simple_tag(takes_context=True)
def account_mark(context: template.Context) -> str:
    return name_visitor(context["request"]) if "request" in context else ""


@register.inclusion_tag("components/unsaved_texts.html", takes_context=True)
def unsaved_texts(context: template.Context) -> dict[str, list[Written] | bool]:
    """What was posted to a page that could not save it, to be copied; nothing on other pages."""
    return {"texts": list_texts(read_written(context["request"])), "named": False}


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    """Django's security code, and the form's own token (samverkan/submitted/form_tokens.py).

    The token is marked on a page that answers a form: what stands in that is newer than what the
    browser has kept (static/js/unsaved.js).
    """
    request = context["request"]
    mark = " data-posted" if request.method == "POST" else ""
    field = '<input type="hidden" name="{}" value="{}"{}>'
    own = format_html(field, FIELD, make_form_token(request), mark)
    return SafeString(CsrfTokenNode().render(context) + own)  # nosec B703: made by format_html


@register.simple_tag(takes_context=True)
def current(context: template.Context, name: str) -> str:
    """The attribute that marks a link to the page one is on, nothing on other pages."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_here = match and match.url_name == name
    return format_html(' aria-current="{}"', "page") if is_here else ""


@register.simple_tag
def program_version() -> str:
    """Name and version of the program, the same in every language."""
    return f"Samverkanskollen\N{NO-BREAK SPACE}{VERSION}"


@register.simple_tag
def other_languages() -> list[tuple[str, str]]:
    """The languages of the interface that the page is not in: code and own name."""
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language()]


@register.filter
def plain(text: object) -> str:
    """A text, escaped, without its mark of what language it is in: that is an element, which cannot
    stand in an attribute, a title or an option.
    """
    return str(text)


@register.filter
def described_by(title: str, text: str) -> str:
    """A page's description: its title and as much of its text as there is room for."""
    head = title if title.endswith(("?", "!", ".")) else f"{title}:"
    return shorten(f"{head} {text}", DESCRIPTION_LENGTH, placeholder=" …")


@register.filter
def inside_quotes(text: str) -> str:
    """A quotation without its own outer quotation marks: the style sheet adds a pair."""
    is_quoted = len(text) > 2 and text[0] in "“”" and text[-1] == "”" and "”" not in text[1:-1]
    return type(text)(text[1:-1]) if is_quoted else text


@register.filter
def break_after_slash(text: str) -> str:
    """Allow a line break after each slash, for narrow columns."""
    if "/" not in text:
        return text
    parts = (type(text)(part) for part in text.split("/"))
    return format_html_join(SafeString("/<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def paragraphs(text: str) -> SafeString:
    """The text's paragraphs, each with the mark of its language that the whole has."""
    parts = (type(text)(part) for part in text.split("\n\n"))
    return format_html_join("\n\n", "<p>{}</p>", ((part,) for part in parts))
