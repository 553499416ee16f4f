"""The minutes of a meeting, as they are now: a text to paste, and a Word file.

Both are made of the same blocks.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.meeting.rules.agenda import Subject
from assessments.meeting.rules.meeting import VoteItem
from assessments.meeting.selectors import MeetingSheet, list_votes
from assessments.methods.stages.instrument import DISSENT, JOINT_REASON, JOINT_STAGE, PRESENT
from assessments.models import PlannedAction
from assessments.results.files.downloads import make_slides
from assessments.results.report.group import pair_questions
from assessments.templatetags.report_tags import after_that, counts_in_words, outcome_in_words
from assessments.tools.selectors import tell_origin
from samverkan.texts import clean_text


class Block(NamedTuple):
    """A piece of the minutes; `style` is that of Word."""

    style: str
    text: str


def list_blocks(sheet: MeetingSheet) -> Iterator[Block]:
    values, report = sheet.values, sheet.report
    yield Block("Title", _("Anteckningar från mötet"))
    last = max((answer.saved_at for answer in sheet.answers.values()), default=timezone.now())
    day = date_format(timezone.localtime(last), "j F Y")
    yield Block("Normal", " · ".join(filter(None, (report.name, sheet.assessment.title, day))))
    if PRESENT in values:
        yield Block("Heading 1", _("Närvarande"))
        yield from (Block("List Bullet", name) for name in values[PRESENT].splitlines() if name)
    yield Block("Heading 1", _("Var vi står"))
    if not report.is_withheld:
        computed = render_to_string("report/standing.html", {"standing": report})
        yield Block("Normal", _("Svaren säger:") + f" {computed.strip()}.")
    if stage := sheet.edition.stage_by_code.get(values.get(JOINT_STAGE, "")):
        reason = values.get(JOINT_REASON, "")
        yield Block("Normal", _("Vi säger:") + f" {stage.title}. {reason}".rstrip())
    yield from _list_topics(sheet)
    if DISSENT in values:
        yield Block("Heading 1", _("Avvikande mening"))
        yield Block("Normal", values[DISSENT])


def _list_topics(sheet: MeetingSheet) -> Iterator[Block]:
    """What came of each topic, then of other aspects and of tools, and what is for none."""
    told: set[int] = set()
    votes = {vote.topic: vote for vote in list_votes(sheet.assessment)}
    for page in (*sheet.agenda.topics, *sheet.agenda.others):
        note = next((sheet.values[field] for field in page.fields if field in sheet.values), "")
        decided = tuple(each for each in sheet.list_actions(page) if each.from_tool is None)
        vote = votes.get(page.slug)
        if note or decided or vote:
            yield Block("Heading 1", page.title)
            if note:
                yield Block("Normal", note)
            if vote and page.subject:
                yield from _list_votes(vote, page.subject)
            yield from _list_decisions(decided)
            told |= {action.pk for action in decided}
    of_tools: dict[str, list[PlannedAction]] = {}
    for action in sheet.actions:
        if origin := tell_origin(action.from_tool):
            of_tools.setdefault(origin.title, []).append(action)
            told.add(action.pk)
    for title, actions in of_tools.items():
        yield Block("Heading 1", title)
        yield from _list_decisions(actions)
    left = [action for action in sheet.actions if action.pk not in told]
    if left:
        yield Block("Heading 1", _("Beslut"))
        yield from _list_decisions(left)


def _list_votes(vote: VoteItem, subject: Subject) -> Iterator[Block]:
    yield Block("Normal", _("Vi röstade igen (%(voters)s röstade):") % {"voters": vote.voters})
    for before, after in pair_questions(subject.questions, vote.counts):
        if after:
            then = counts_in_words(before) or _("visas inte")
            said = (
                f"{before.text}:",
                _("Före:"),
                f"{then}.",
                _("Efter:"),
                f"{counts_in_words(after)}.",
            )
            yield Block("List Bullet", " ".join(said))


def _list_decisions(actions: Sequence[PlannedAction]) -> Iterator[Block]:
    own = [action for action in actions if not action.for_steering]
    asked = [action for action in actions if action.for_steering]
    for heading, listed in (
        (_("Vi beslutar att:"), own),
        (_("Vi ber styrgruppen besluta att:"), asked),
    ):
        if listed:
            yield Block("Normal", heading)
        yield from (Block("List Bullet", _say(action)) for action in listed)


def _say(action: PlannedAction) -> str:
    said = [after_that(action.what)]
    if action.who:
        said.append(_("Ansvarig: %(who)s") % {"who": action.who})
    if action.due_on:
        said.append(_("Klart senast %(day)s") % {"day": date_format(action.due_on, "j F Y")})
    if action.cost:
        said.append(_("Kostnad:") + " " + action.cost)
    if action.outcome:
        said.append(_("Styrgruppens beslut:") + " " + outcome_in_words(action))
    return ". ".join(text.rstrip(".") for text in said) + "."


def write_minutes(sheet: MeetingSheet) -> bytes:
    marks = {"Heading 1": "\n", "List Bullet": "- "}
    lines = (marks.get(style, "") + text for style, text in list_blocks(sheet))
    return (clean_text("\n".join(lines)).strip() + "\n").encode()


def make_minutes_file(sheet: MeetingSheet) -> bytes:
    from assessments.results.files.word import render_blocks  # its libraries, when first needed

    return render_blocks(_("Anteckningar från mötet"), list_blocks(sheet), timezone.localdate())


def make_meetings_slides(sheet: MeetingSheet) -> bytes:
    """The result's pictures with the topics that have been chosen and the votes so far."""
    votes = list_votes(sheet.assessment)
    return make_slides(sheet.report, topics=sheet.agenda.topics, votes=votes)


MAKERS: Final = {"txt": write_minutes, "docx": make_minutes_file, "pptx": make_meetings_slides}
