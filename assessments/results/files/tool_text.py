"""The result of a tool in running text: to copy, and as a Word file."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.core.labels import name_block
from assessments.methods.sheets.pictures import keep_for_print, name_letters
from assessments.methods.sheets.shown import ShownTool

BEFORE: Final = {"Heading 1": "\n", "List Bullet": "- ", "List Number": "- "}
"""What stands before a paragraph of one of Word's styles where it is copied as text."""

Paragraph = tuple[str, str]


def make_text(shown: ShownTool) -> str:
    return "\n".join(BEFORE.get(style, "") + text for style, text in list_paragraphs(shown)) + "\n"


def make_word(shown: ShownTool) -> bytes:
    from assessments.results.files.word import render_blocks  # its libraries, when first needed

    return render_blocks(shown.title, list_paragraphs(shown), shown.day)


def list_paragraphs(shown: ShownTool) -> Iterator[Paragraph]:
    """What a tool's page says, each paragraph with one of Word's own styles."""
    yield "Title", f"{shown.title}: {shown.name}"
    yield "Normal", f"{date_format(shown.day, 'j F Y')}. {_('Det här räknas in:')} {shown.scope}"
    if shown.missing:
        words = render_to_string("tools/missing_words.txt", {"shown": shown})
        yield "Normal", " ".join(words.split())
    parties = name_letters(shown.blocks)
    for block in keep_for_print(shown.blocks):
        for heading in block.get("headings", ()):
            yield "Heading 1", heading["title"]
            for line in heading["lines"]:
                yield from _list_lines(line)
        if block["kind"] in ("turned", "sides", "sentences", "proposals"):
            yield "Heading 1", name_block(block, shown.missing)
        yield from (("List Bullet", text) for text in block.get("texts", ()))
        yield from (("List Number", each["text"]) for each in block.get("proposals", ()))
        for row in block.get("rows", ()):
            if block["kind"] == "turned":
                yield from _list_turned(row, block["day"])
            elif block["kind"] == "sides":
                words_of = {said["party"]: said["word"] for said in row["said"]}
                given = [f"{party}: {words_of.get(party) or _('inget svar')}" for party in parties]
                yield "List Bullet", f"{row['text']} {', '.join(given)}"


def _list_turned(row: Mapping[str, Any], day: str) -> Iterator[Paragraph]:
    yield "Heading 2", row["text"]
    for said in row["said"]:
        yield "Normal", ": ".join(filter(None, (said["word"], said["note"])))
    if row["was_word"]:
        said = {"day": date_format(date.fromisoformat(day), "j F Y"), "what": row["was_word"]}
        yield "Normal", _("Förra varvet, %(day)s: %(what)s") % said


def _list_lines(line: Mapping[str, Any]) -> Iterator[Paragraph]:
    missing = " " + _("Saknar svar.") if line.get("missing") else ""
    if line["label"]:
        yield "Heading 2", line["label"] + missing
    for said in line["said"]:
        party = f"{said['party']}: " if said["party"] else ""
        more = f" ({said['more']})" if said["more"] else ""
        yield "Normal", party + said["text"] + more
        if said.get("review"):
            yield "Normal", _("Tas upp igen: %(day)s.") % {"day": said["review"]}
    for cells in line.get("cells", ()):
        named = zip(line["heads"], cells, strict=True)
        told = [f"{head}{'' if '?' in head else ':'} {cell}" for head, cell in named if cell]
        yield "List Bullet", "; ".join(told)
