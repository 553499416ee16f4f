"""A result's pictures and topics as slides, for those who present in a template of their own.

They show what the page shows (a `Report`, so what may be shown), drawn with the geometry of
`results/pictures.py`; the first slide says the verdict. What stands in a picture stands in words
in the slide's notes. Of what users wrote so much is shown as has room; the notes have it all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Final

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.core.labels import AGREEMENT_LABELS, BAND_LABELS
from assessments.meeting.rules.agenda import AgendaPage, build_agenda
from assessments.meeting.rules.meeting import VoteItem
from assessments.methods.stages.aspects import (
    ADDRESS,
    FIND_OUT,
    STRENGTH,
    STRENGTHEN,
)
from assessments.results.files.packed import EARLIEST
from assessments.results.files.slide_shapes import (
    INK,
    LEFT,
    LINE,
    PAPER,
    QUIET,
    ROOM,
    TOP,
    Cell,
    Deck,
    Slide,
)
from assessments.results.pictures import PATH_WIDTH, PATH_Y, SPREAD_WIDTH, draw_path, draw_spread
from assessments.results.report.parts import QuestionView, StageState
from assessments.results.report.pictured import Cell as MapCell
from assessments.results.report.report import Report
from assessments.templatetags.report_tags import (
    answer_in_words,
    counts_in_words,
    describe_path,
    one_decimal,
    state_in_words,
    state_note,
)

PINE, RUST = "0A5A58", "98390F"
TONES: Final = {-2: RUST, -1: "E3A184", 0: LINE, 1: "84B7B4", 2: PINE}
BANDS: Final = {
    ADDRESS: ("▲", "FBE8E0"), STRENGTHEN: ("◆", "F7EDD0"), STRENGTH: ("●", "E2F0E2"),
    FIND_OUT: ("○", "E3E8F0"),
}  # fmt: skip
"""The mark of a band, and the colour behind it."""

MOST_ROWS: Final = 6
"""Questions that a slide has room for, and things to do."""

LONGEST: Final = 140
"""Characters of a text that users wrote that a slide has room for."""


def render_slides(
    report: Report,
    topics: Iterable[AgendaPage] | None = None,
    votes: Iterable[VoteItem] | None = None,
) -> bytes:
    """Make the slides of a report, with the topics that a leader has chosen and the votes at the
    meeting so far; without them those that it suggests and has."""
    deck = Deck()
    verdict = _say(report, "heading")
    day = date_format(report.day, "j F Y") if report.day else ""
    about = " · ".join(filter(None, (report.name, day, _say(report, "basis"))))
    says = f"{_('Det här räknas in:')} {report.scope}" if report.scope else ""
    deck.open(verdict, about, [_say(report, "meaning"), says])
    if not report.is_withheld:
        _add_path(deck, report)
        if report.is_rated:
            _add_map(deck, report)
        if report.is_counted:
            _add_differing(deck, report)
        _add_changes(deck, report)
        for page in build_agenda(report).topics if topics is None else topics:
            _add_topic(deck, report, page)
        _add_votes(deck, report, votes)
    _add_actions(deck, report)
    return deck.pack(" – ".join((verdict, report.name)), max(report.day or EARLIEST, EARLIEST))


def _say(report: Report, name: str) -> str:
    """A partial template of the page as plain text on one line."""
    return " ".join(unescape(strip_tags(render_to_string(f"report/{name}.html", {"report": report}))).split())  # fmt: skip  # noqa: E501


def _shorten(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST)


def _add_path(deck: Deck, report: Report) -> None:
    own = {} if report.is_single else {s.code: count for s, count in report.own_placements}
    before = [place.code for place in report.comparison.before.places] if report.comparison else []
    path = draw_path(report.path, own, before)
    notes = [f"{view.stage.title}: {state_in_words(view)}" for view in report.path]
    whole = deck.add(_("Var ni står"), [*notes, _say(report, "self")])
    slide = whole.group(describe_path(report))
    unit = ROOM / PATH_WIDTH

    def place(x: float, y: float) -> tuple[float, float]:
        return LEFT + x * unit, TOP + 0.4 + (y - PATH_Y + 40) * unit

    def way(first: int, last: int, color: str) -> None:
        x, y = place(first, PATH_Y)
        slide.shape("RECTANGLE", x, y - 0.03, (last - first) * unit, 0.06, fill=color)

    def say(x: int, y: int, text: str, **look: object) -> None:
        left, top = place(x, y)
        slide.text(left - 1, top - 0.2, 2, 0.3, text, align="CENTER", **look)

    way(path.first, path.last, LINE)
    if path.walked_to:
        way(path.first, path.walked_to, PINE)
    for node in path.nodes:
        x, y = place(node.x, PATH_Y)
        is_here, is_done = node.state == StageState.HERE, node.state == StageState.DONE
        radius = 0.3 if is_here else 0.23
        fill = PINE if is_here or is_done else PAPER
        slide.shape(
            "OVAL", x - radius, y - radius, 2 * radius, 2 * radius, fill=fill,
            line=RUST if node.state == StageState.PART else PINE if fill == PINE else QUIET,
            text="✓" if is_done else str(node.number), color=PAPER if fill == PINE else INK,
        )  # fmt: skip
        for line_y, line in node.lines:
            say(node.x, line_y, line, bold=True, size=16, color=PINE if is_here else INK)
        if node.said_by or node.state != StageState.TODO:
            say(node.x, node.note_y, str(state_note(node)), size=14, color=QUIET)
    for crowd in path.crowds:
        lines = Counter(dot_y for _x, dot_y in crowd.dots)
        if lines:
            dots = "\n".join("●" * number for number in lines.values())
            say(crowd.x, min(lines) + 5, dots, size=11, color=PINE)
        for told_y, text in (
            (crowd.number_y, str(crowd.number) if crowd.number else ""),
            (crowd.before_y, "○ " + _("förra resultatet")),
        ):
            if told_y and text:
                say(crowd.x, told_y, text, size=14, color=QUIET)
    whole.text(LEFT, max(4.9, place(0, path.height)[1] + 0.2), ROOM, 1, _say(report, "self"))


def _add_map(deck: Deck, report: Report) -> None:
    columns = [(stage.stage.title, cells) for stage, cells in report.aspect_map]
    said = [
        f"{title}: " + "; ".join(f"{cell.view.title}, {_tell(cell)}" for cell in cells)
        for title, cells in columns
    ]
    slide = deck.add(_("Alla aspekter"), said)
    longest = max(len(cells) for _title, cells in columns)
    rows = [
        [_show(cells[n]) if n < len(cells) else ("", "") for _title, cells in columns]
        for n in range(longest)
    ]
    heads = [title.replace("/", "/\n") for title, _cells in columns]
    slide.table(_("Aspekterna längs stadierna, med läge"), heads, rows, [1] * len(heads), size=11)


def _show(cell: MapCell) -> Cell:
    mark, fill = BANDS.get(cell.view.band, ("–", ""))
    return f"{mark} {cell.view.title}\n{_tell(cell)}", fill


def _tell(cell: MapCell) -> str:
    """Everything that is known of an aspect, on one line."""
    votes = ngettext("%(votes)s vill", "%(votes)s vill", cell.votes) % {"votes": cell.votes}
    said = [
        str(BAND_LABELS[cell.view.band]),
        str(AGREEMENT_LABELS[cell.view.agreement or ""]) if cell.spread > 1 else "",
        f"★ {votes}" if cell.votes else "",
        "▲ " + _("bättre") if cell.is_better else "",
        "▼ " + _("sämre") if cell.is_worse else "",
    ]
    return ", ".join(filter(None, said))


def _add_differing(deck: Deck, report: Report) -> None:
    found = report.differently
    if not found:
        return
    notes = [f"{each.question.text} ({each.about}): {_count(each.question)}" for each in found]
    slide = deck.add(_("Var ni svarar olika"), notes)
    _draw_rows(slide, [(each.question.text, [("", each.question)]) for each in found[:MOST_ROWS]])


Bars = Sequence[tuple[str, QuestionView | None]]
"""How a question was answered: once, or before and after."""


def _draw_rows(slide: Slide, rows: Sequence[tuple[str, Bars]]) -> None:
    """Questions, each with its bars around a middle and the counts in words."""
    height = min(1.0, 5.2 / max(1, sum(len(bars) for _text, bars in rows)))
    y, half = TOP, ROOM / 2
    for text, bars in rows:
        slide.text(LEFT, y, half - 0.4, height, text, size=15)
        for name, question in bars:
            said = _count(question)
            if question and question.valid:
                unit = half / SPREAD_WIDTH
                bar = slide.group(f"{text}: {name} {said}")
                for piece in draw_spread(question):
                    bar.shape(
                        "RECTANGLE", LEFT + half + piece.x * unit, y + 0.08, piece.width * unit,
                        0.3, fill=TONES[piece.tone], line=PAPER, size=12,
                        text=str(piece.number) if piece.has_room else "",
                        color=PAPER if abs(piece.tone) > 1 else INK,
                    )  # fmt: skip
            words = f"{name} {said}".strip()
            slide.text(LEFT + half, y + 0.38, half, 0.3, words, size=12, color=QUIET)
            y += height


def _count(question: QuestionView | None) -> str:
    """How a question was answered, in words."""
    if question is None or not question.answered:
        return _("visas inte") if question is None or question.is_answered else _("inget svar")
    return str(answer_in_words(question) or counts_in_words(question))


def _add_changes(deck: Deck, report: Report) -> None:
    slopes = [slope for slope in report.slopes if slope.is_changed]
    if not slopes:
        return
    rows = [
        (
            ("▲ " if slope.after > slope.before else "▼ ") + slope.title,
            one_decimal(slope.before),
            one_decimal(slope.after),
        )
        for slope in slopes
    ]
    title = _("Sedan förra resultatet")
    slide = deck.add(title, [" – ".join(row) for row in rows])
    cells = [[(text, "") for text in row] for row in rows[: 2 * MOST_ROWS]]
    slide.table(title, [_("Aspekt"), _("Då"), _("Nu")], cells, (6, 1, 1))


def _add_topic(deck: Deck, report: Report, page: AgendaPage) -> None:
    subject = page.subject
    if subject is None:
        return
    asked = [f"– {each.text}" for each in subject.aspect.aspect.dialogue_questions] if subject.aspect else []  # fmt: skip  # noqa: E501
    questions = [each for each in subject.questions if each.is_answered or not asked]
    notes = [f"{each.text}: {_count(each)}" for each in questions]
    slide = deck.add(page.title, [*notes, *([_("Prata om:"), *asked] if asked else [])])
    _draw_rows(slide, [(each.text, [("", each)]) for each in questions[:MOST_ROWS]])
    y = TOP + min(1.0, 5.2 / max(1, len(questions))) * len(questions) + 0.1
    if asked and y < 5.6:
        slide.text(LEFT, y, ROOM, 1.2, "\n".join([_("Prata om:"), *asked[:3]]), size=16)


def _add_votes(deck: Deck, report: Report, votes: Iterable[VoteItem] | None) -> None:
    told = report.view_votes(votes) if votes is not None else report.meeting.votes if report.meeting else ()  # fmt: skip  # noqa: E501
    for vote in told:
        notes = [
            f"{before.text}: {_('Före:')} {_count(before)}. {_('Efter:')} {_count(after)}."
            for before, after in vote.pairs
        ]
        rows: list[tuple[str, Bars]] = [
            (before.text, [(_("Före:"), before), (_("Efter:"), after)])
            for before, after in vote.pairs[: MOST_ROWS // 2]
        ]
        _draw_rows(deck.add(_("Före och efter mötet") + f": {vote.title}", notes), rows)


def _add_actions(deck: Deck, report: Report) -> None:
    """What the group has decided, or what to begin with."""
    heads = [_("Vad"), _("Vem"), _("När")]
    if report.meeting and report.meeting.actions:
        rows = [
            (each.what, each.who, date_format(each.due_on, "j F Y") if each.due_on else "")
            for each in report.meeting.actions
        ]
        title, shares = _("Det här ska ni göra"), (5, 2, 2)
    elif report.start_here:
        rows = [(v.title, str(BAND_LABELS[v.band]), " ".join(v.suggestions[:1])) for v in report.start_here]  # fmt: skip  # noqa: E501
        heads, shares = [_("Aspekt"), _("Läge"), _("Pröva:")], (2, 1, 5)
        title = _("Börja här")
    else:
        return
    slide = deck.add(title, [" – ".join(filter(None, row)) for row in rows])
    cells = [[(_shorten(text), "") for text in row] for row in rows[:MOST_ROWS]]
    slide.table(title, heads, cells, shares)
