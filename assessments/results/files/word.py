"""A result for decision papers, as a Word file: the only module that knows how one is made.

What is in it and how it looks is the template, `templates/report/word.docx`, which is opened and
changed in Word. docxtpl fills in what stands in braces there, which is Jinja:

    {{ report.name }}, {{ _("Vad") }}  what is shown (a `Report`), and words of the interface
    {{r part("heading") }}             `report/heading.html` as on the page, within a paragraph
    {{p write(part("who")) }}          … or as paragraphs, in the styles that begin the template
    {%p if report.scope %}             what is left out; `tr` instead of `p` for a table's rows

After a change in Word, `script/messages` lists what the template says in `word.txt`. The file
depends on nothing but the report. What users wrote is read neither as Word's markup nor as Jinja.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape, unescape
from types import SimpleNamespace
from typing import Any, Final
from zipfile import ZipFile

from django.conf import settings
from django.template.defaultfilters import date as date_filter
from django.template.defaultfilters import truncatechars
from django.template.loader import render_to_string
from django.utils.translation import gettext
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from lxml.html import fragment_fromstring
from markupsafe import Markup

from assessments.results.files.packed import EARLIEST, describe, pack
from assessments.results.report.report import Report
from assessments.templatetags import print_tags, report_tags
from samverkan.templatetags.samverkan import one_line
from samverkan.texts import clean_text

TEMPLATE: Final = settings.BASE_DIR / "templates" / "report" / "word.docx"

STYLES: Final = {"strong": "Strong", "em": "Emphasis"}
"""Elements and the character styles that their text is set in."""

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EMPTY: Final = "//w:r[not(w:t/text()) and not(*[not(self::w:rPr or self::w:t)])]"


def render_word(report: Report) -> bytes:
    """Make the Word file of a report."""
    file = DocxTemplate(TEMPLATE)
    styles = {tag: file.get_docx().styles[name].style_id for tag, name in STYLES.items()}

    def part(*names: str, **more: Any) -> _Part:
        shown = (render_to_string(f"report/{n}.html", {"report": report, **more}) for n in names)
        return _Part(_read("".join(shown)), styles)

    context = {"report": report, "meeting": report.meeting, "part": part, "_": gettext}
    file.render(context, _make_environment(), autoescape=True)
    for run in file.docx.element.xpath(_EMPTY):  # what docxtpl leaves beside each `r`
        run.getparent().remove(run)
    day = max(report.day or EARLIEST, EARLIEST)
    title = " – ".join(filter(None, (part("heading").element.text_content(), report.name)))
    _describe(file, title, day)
    return pack(file.save, day)


def render_blocks(title: str, blocks: Iterable[tuple[str, str]], day: date) -> bytes:
    """Make a Word file of paragraphs, each with the name of one of Word's own styles."""
    file = Document()
    for style, text in blocks:
        file.add_paragraph(clean_text(text), style=style)
    _describe(SimpleNamespace(docx=file), title, day)
    return pack(file.save, day)


@dataclass(frozen=True)
class _Part:
    """What a partial template of the page says, for the template of the file."""

    element: Any
    styles: dict[str, str]

    @property
    def paragraphs(self) -> list["_Part"]:
        return [_Part(each, self.styles) for each in self.element.iter("h3", "p", "li")]

    @property
    def kind(self) -> str:
        """What the paragraph is: `h3`, `ul`, `ol`, `lead` (stands just before a list) or `p`."""
        if self.element.tag == "li":
            return str(self.element.getparent().tag)
        is_lead = self.element.xpath("self::p[following-sibling::*[1][self::ul or self::ol]]")
        return "lead" if is_lead else str(self.element.tag)

    def __html__(self) -> str:
        return "".join(self._write(self.element, ""))

    def _write(self, element: Any, look: str) -> Iterator[str]:
        """The runs of an element, each in the style of the innermost of `STYLES` around it."""
        if element.tag in self.styles:
            look = f'<w:rPr><w:rStyle w:val="{self.styles[element.tag]}"/></w:rPr>'
        yield "<w:r><w:br/></w:r>" if element.tag == "br" else _write_run(element.text, look)
        for child in element:
            yield from self._write(child, look)
            yield _write_run(child.tail, look)


def _read(markup: str) -> Any:
    """The markup as an element, with no other spaces in its texts than those that are seen."""
    markup = _fold(clean_text(markup))
    markup = re.sub(r" (?=(?:<[^>]*>)* )", "", markup)
    markup = re.sub(r"(<(?:br|h3|li|p)\b[^>]*>) | (?=</?(?:br|h3|li|p)\b)", r"\1", markup)
    return fragment_fromstring(markup.strip(), create_parent=True)


def _write_run(text: str | None, look: str) -> str:
    said = f'<w:t xml:space="preserve">{write_text(text)}</w:t>'
    return f"<w:r>{look}{said}</w:r>" if text else ""


def write_text(value: Any) -> Any:
    """A value as Word's XML: white space folded, braces as what neither Jinja nor docxtpl reads."""
    if isinstance(value, Markup | _Part):
        return value
    text = escape(_fold(clean_text(str(value))))
    text = text.replace("{", "&#123;").replace("}", "&#125;")
    return Markup(text)  # nosec B704: escaped above


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text, flags=re.ASCII)


@cache
def _make_environment() -> Environment:
    """What the template is read by. A name that is not known stops it."""
    made = Environment(autoescape=True, finalize=write_text, undefined=StrictUndefined)
    made.filters |= report_tags.register.filters | print_tags.register.filters
    made.filters |= {"date": date_filter, "truncatechars": truncatechars, "one_line": one_line}
    return made


def _describe(file: Any, title: str, day: date) -> None:
    """What the file says of itself, after it is filled in: a title is never read as a template."""
    language = describe(file.docx.core_properties, title, day)
    # What Word checks the spelling by.
    for part in file.docx.part.package.iter_parts():
        for element in part.element.iter(f"{_WORD}lang") if hasattr(part, "element") else ():
            element.set(f"{_WORD}val", language)


def read_template() -> str:
    """What stands in the template, a paragraph a line: `script/messages` finds its words there."""
    with ZipFile(TEMPLATE) as file:
        parts = [name for name in file.namelist() if re.fullmatch(r"word/\w+\.xml", name)]
        markup = "".join(file.read(name).decode() for name in parts)
    markup = re.sub(r'</w:p>|<w:tblCaption w:val="([^"]*)"/>', r"\n\1", markup)
    # Word may have made quotation marks curly, which docxtpl puts right.
    text = re.sub("[“”]", '"', unescape(re.sub(r"<[^>]*>", "", markup)))
    return re.sub(r"\n\s*", "\n", text).lstrip()
