"""Many texts side by side in Swedish and another language, those that are old or missing marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from model_content.actions.parts import PartEdit, accept_translation, update_parts
from model_content.domain.checks import list_missing
from model_content.domain.compare import Piece, compare_words
from model_content.domain.content import Text
from model_content.domain.document import KINDS, Node, find_outdated, mark_values, read_values, walk
from model_content.domain.languages import has_words
from model_content.domain.lifecycle import ChangeRefused
from model_content.editor.base import answer, edition_page, get_user, is_draft, say_why_not
from model_content.editor.forms import build_translation
from model_content.editor.outline import IN_STEPS
from model_content.models import Edition
from model_content.selectors.editions import fetch_document
from model_content.words import LANGUAGES, say_field, say_kind
from samverkan.merging import Stale, make_marks
from samverkan.submitted.unsaved import NotSaved, Why

PER_PAGE = 25
"""Texts on one page, which are saved together."""

SHOWN = {"saknas", "andrat"}
"""What `?visa=` may ask for: what is missing, or what is older than its Swedish text."""

Problems = dict[str, tuple[str, str]]
"""By the name of a box: what was written in it, and why it was not saved."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text: its Swedish and its translation; `was` and `now` what the Swedish has become.

    `name` is that of the translation; `seen` marks both texts as they were shown, `both` too, for
    whoever says that they still fit. `problem` is why what was written could not be saved.
    """

    node: Node
    name: str
    label: str
    swedish: str
    translation: str
    rows: int
    seen: str
    both: str
    was: tuple[Piece, ...] = ()
    now: tuple[Piece, ...] = ()
    problem: str = ""

    @property
    def field(self) -> str:
        """The name of its box in the form."""
        return f"{self.node.key}|{self.name}"

    @property
    def anchor(self) -> str:
        return f"{self.node.anchor}-{self.name}"


@edition_page()
def translate(request: HttpRequest, edition: Edition, language: str) -> HttpResponse:
    """The texts of a stage, or of all, as `?del=` and `?visa=` say."""
    if language not in LANGUAGES:
        raise Http404
    if not is_draft(edition):
        if request.method == "POST":
            raise NotSaved(Why.PUBLISHED)
        raise Http404
    problems: Problems = {}
    if request.method == "POST":
        if box := request.POST.get("fits"):
            key, name, seen = (*box.split("|"), "", "", "")[:3]
            with say_why_not(request):
                accept_translation(
                    edition_id=edition.pk, key=key, name=name, seen=seen, user=get_user(request)
                )
                messages.success(request, _("Översättningen gäller fortfarande."))
        problems = _save(request, edition, language)  # also what is written beside that button
        if not problems:
            return redirect(request.get_full_path())
        edition.refresh_from_db()
    document = fetch_document(edition)
    part, shown = request.GET.get("del", ""), request.GET.get("visa", "")
    lines = list(list_lines(document, language, part, shown if shown in SHOWN else "", problems))
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("sida", "1"))
    problem_lines = [line for line in lines if line.problem]
    context = {
        "edition": edition,
        "language": language,
        "language_name": LANGUAGES[language],
        "stages": [node for node in walk(document) if node.slot in IN_STEPS],
        "part": part,
        "shown": shown,
        "page": page,
        "lines": list(dict.fromkeys((*page.object_list, *problem_lines))),
        "problems": problem_lines,
    }
    title = _("Översätt till %(language)s") % {"language": LANGUAGES[language]}
    return answer(request, "translate", title, context)


def list_lines(
    document: dict[str, Any], language: str, part: str, shown: str, problems: Problems
) -> Iterator[Line]:
    """The texts that are translated, in content order.

    Args:
        part: the key of a stage, or `cases`; all if it is empty.
        shown: one of `SHOWN`, or everything; what has a problem is shown in any case.
    """
    for node in walk(document):
        if part and part not in (node.top.key, node.top.slot):
            continue
        values, old = read_values(node), find_outdated(node)
        missing = list_missing(node, language)
        for field in node.schema.translated:
            name = f"{field}_{language}"
            swedish, said = values.get(field) or "", values.get(name) or ""
            box = f"{node.key}|{name}"
            wanted = {"saknas": field in missing, "andrat": name in old}.get(shown, True)
            if not has_words(swedish) or not (wanted or box in problems):
                continue
            spec = node.schema.fields[field]
            assert isinstance(spec, Text)
            is_text = node.schema.title == "text"
            what = f"{say_kind(node.kind)} {node.index + 1}" if is_text else ""
            label = f"{node.place.title} · {what or say_field(node.kind, field)}"
            written, problem = problems.get(box, (said, ""))
            was, now = compare_words(old[name], swedish) if name in old else ((), ())
            both = {field: values.get(field), name: values.get(name)}
            yield Line(
                node, name, label, swedish, written, max(spec.lines, 2),
                make_marks({field: swedish, name: said}), mark_values(both), was, now, problem,
            )  # fmt: skip


def _save(request: HttpRequest, edition: Edition, language: str) -> Problems:
    """Save each text that was written; gives those that were not, and why."""
    problems: Problems = {}
    edits: dict[str, PartEdit] = {}
    for box, written in request.POST.items():
        key, bar, name = box.partition("|")
        kind, field = key.partition("/")[0], name.removesuffix(f"_{language}")
        if not bar or kind not in KINDS or field not in KINDS[kind].translated or name == field:
            continue
        try:
            text = build_translation(kind, field, language).clean(written)
        except ValidationError as error:
            problems[box] = (str(written), " ".join(error.messages))
        else:
            seen = request.POST.get(f"seen:{box}", "")
            edits[box] = PartEdit(edition.pk, key, {name: text}, seen)
    try:
        done = update_parts(edition_id=edition.pk, edits=edits.values(), user=get_user(request))
    except ChangeRefused as refused:
        raise NotSaved(Why.PUBLISHED) from refused
    for (box, edit), result in zip(edits.items(), done, strict=True):
        if not isinstance(result, bool):
            name = box.partition("|")[2]
            problems[box] = (edit.values[name], _say_why_not(result, name))
    if saved := sum(result is True for result in done):
        said = ngettext("%(n)s text sparad.", "%(n)s texter sparade.", saved) % {"n": saved}
        messages.success(request, said)
    return problems


def _say_why_not(refused: Exception, name: str) -> str:
    if not isinstance(refused, Stale):
        return _("Texten finns inte längre.")
    if name not in refused.merged.conflicts:
        return _("Den svenska texten har ändrats medan ni skrev. Läs den, och spara igen.")
    said = _("Någon annan har skrivit: ”%(text)s”. Spara igen för att skriva över det.")
    return said % {"text": refused.current.get(name) or "–"}
