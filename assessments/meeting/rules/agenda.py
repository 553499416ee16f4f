"""What a group goes through at its meeting, one thing at a time.

The agenda begins with the placement and ends with what the group decides. In between are the
topics: those that a leader has chosen, in that order and with so many minutes each, or else those
that are suggested; then the results of the tools that have been used lately. Whatever can be a
topic has a page also if it is none.

What can be a topic comes each once: what is under “Börja här”, worst first; then the rest.
Suggested are the first `WORST`, and then, up to `MOST_TOPICS` in all, the others under “Börja här”
too: what the group sees differently, then what has only some statement that it sees differently or
what somebody wants to work on; each of these by how many want it. Of the others, the one that most
want has a place whatever else there is, if at least half as many want it as what most want.
`number` is the place under “Börja här”.
The iceberg can be a topic too, the last; it is never suggested.
Each has a slug, by which it is found: a marker's code with a hyphen for its dot, or an aspect's
code. What is chosen is stored as a text, a topic a line: `vem 15`.

Example: of Vem, Tid, Ansvar and Mål to begin with, where Mål is seen differently and three want to
work on it, the contested marker `initiativ.m1`, and Varför with one statement that is contested,
the suggestion is vem, tid, ansvar, mal, initiativ-m1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assessments.methods.stages.agreement import DIFFERENT_VIEWS
from assessments.methods.stages.instrument import (
    DISSENT,
    JOINT_REASON,
    JOINT_STAGE,
    OBSTACLES,
    PRESENT,
    name_note,
)
from assessments.results.report.group import TopicReason
from assessments.results.report.parts import AspectView, QuestionView
from assessments.results.report.report import Report
from model_content.domain.content import Stage

PLACEMENT: Final = "var-ni-star"
SUMMARY: Final = "det-har-bestamde-ni"
"""The slugs of the first and the last page; no aspect has them."""

TOOL: Final = "verktyg-"
"""Before the key of a tool: the slug of its page."""

ICEBERG: Final = "isberget"
"""The slug of the page about what is in the group's way; it is no aspect."""

MOST_TOPICS: Final = 5
"""Topics that a meeting may have."""

WORST: Final = 3
"""The most of what is under “Börja här” that is suggested."""

LAST_NUMBER: Final = 99
"""Of what is not under “Börja här”, after all that is."""

MINUTES: Final = 10
MOST_MINUTES: Final = 180
"""Minutes of a page unless its leader says otherwise, and the most that may be said."""

ICEBERG_MINUTES: Final = 50
"""Five on the phones and a conversation."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A marker or an aspect to talk about.

    `reason` is why, None if it is only among what to begin with; `number` is its place there, if it
    has one. `votes` want to work on it, 0 if that is not known.
    """

    stage: Stage
    marker: QuestionView | None
    aspect: AspectView | None
    reason: TopicReason | None = None
    votes: int = 0
    number: int | None = None

    @property
    def is_contested(self) -> bool:
        """Whether it is seen differently as a whole, not only in one of an aspect's statements."""
        if self.aspect is None:
            return self.reason is TopicReason.MARKER
        return self.reason is TopicReason.ASPECT and self.aspect.agreement == DIFFERENT_VIEWS

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Its place among what is suggested after the worst, the lowest first."""
        return (not self.is_contested, -self.votes, self.number or LAST_NUMBER)

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        if self.marker is not None:
            return (self.marker,)
        return self.aspect.statements if self.aspect else ()


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """A page of the meeting; `fields` are those of the joint assessment that stand there, `name` is
    the title of the tool that it is about, if it is."""

    slug: str
    fields: tuple[str, ...] = ()
    subject: Subject | None = None
    minutes: int = MINUTES
    name: str = ""

    @property
    def is_iceberg(self) -> bool:
        return self.slug == ICEBERG

    @property
    def is_tool(self) -> bool:
        return self.slug.startswith(TOOL)

    @property
    def is_placement(self) -> bool:
        return self.slug == PLACEMENT

    @property
    def is_summary(self) -> bool:
        return self.slug == SUMMARY

    @property
    def aspect(self) -> str:
        view = self.subject.aspect if self.subject else None
        return view.code if view else ""

    @property
    def title(self) -> str:
        """The topic's own name, empty for the first and the last page."""
        if self.subject is None:
            return self.name
        return self.subject.aspect.title if self.subject.aspect else self.subject.questions[0].text


@dataclass(frozen=True, slots=True)
class Agenda:
    """The pages that are gone through, and `others`, about what could have been a topic."""

    pages: tuple[AgendaPage, ...]
    others: tuple[AgendaPage, ...] = ()

    @property
    def topics(self) -> tuple[AgendaPage, ...]:
        return tuple(page for page in self.pages if page.subject or page.is_iceberg)

    @property
    def known(self) -> tuple[AgendaPage, ...]:
        """All that can be a topic."""
        return (*self.topics, *self.others)

    @property
    def minutes(self) -> int:
        return sum(page.minutes for page in self.pages)

    def find(self, slug: str) -> AgendaPage | None:
        return next((page for page in (*self.pages, *self.others) if page.slug == slug), None)

    def find_page_of(self, aspect: str) -> AgendaPage:
        """The page where an aspect is talked about, otherwise the last."""
        return next((page for page in self.known if aspect and page.aspect == aspect), self.last)

    @property
    def last(self) -> AgendaPage:
        return self.pages[-1]

    def count_to(self, page: AgendaPage) -> int:
        """Which page it is, counted from 1; 0 for one that is not gone through."""
        slugs = [each.slug for each in self.pages]
        return slugs.index(page.slug) + 1 if page.slug in slugs else 0

    def before(self, page: AgendaPage) -> AgendaPage | None:
        """The page before; from one that is not gone through the way back is to the first."""
        if page.slug == self.pages[0].slug:
            return None
        return self.pages[max(0, self.count_to(page) - 2)]

    def after(self, page: AgendaPage) -> AgendaPage | None:
        place = self.count_to(page)
        return next(iter(self.pages[place:]), None) if place else self.last


def build_agenda(
    report: Report, chosen: str = "", iceberg: str = "", tools: Mapping[str, str] = {}
) -> Agenda:
    """Build the agenda of a group's result; where nothing may be shown only the iceberg can be one.

    `iceberg` is what that is called; empty, there is none. `chosen` is the leader's choice as it is
    stored; empty, or of nothing that there is, it is what is suggested. `tools` are those used
    lately, by key with their titles.
    """
    more = [AgendaPage(ICEBERG, (OBSTACLES,), minutes=ICEBERG_MINUTES, name=iceberg)]
    pages = [*list_pages(report), *(more if iceberg else ())]
    known = {page.slug: page for page in pages}
    topics = [replace(known[s], minutes=m) for s, m in read_choice(chosen) if s in known]
    if not topics:
        suggested = suggest([page.subject for page in known.values() if page.subject])
        topics = [_make_page(subject) for subject in suggested]
    slugs = {topic.slug for topic in topics}
    return Agenda(
        (
            AgendaPage(PLACEMENT, (JOINT_STAGE, JOINT_REASON, PRESENT)),
            *topics,
            *(AgendaPage(TOOL + key, name=title) for key, title in tools.items()),
            AgendaPage(SUMMARY, (DISSENT,)),
        ),
        tuple(page for slug, page in known.items() if slug not in slugs),
    )


def list_pages(report: Report) -> list[AgendaPage]:
    """The pages of all in a result that can be a topic, in the order of the suggestion."""
    return [] if report.is_withheld else [_make_page(each) for each in list_subjects(report)]


def list_subjects(report: Report) -> list[Subject]:
    """What can be a topic, in the order of the suggestion."""
    votes = dict(report.votes)
    reasons = {topic.aspect: topic.reason for topic in report.talk_about if topic.aspect}
    worst = [
        Subject(view.stage, None, view, reasons.get(view), votes.get(view, 0), number)
        for number, view in enumerate(report.start_here, start=1)
    ]
    others = [
        Subject(t.stage, t.marker, t.aspect, t.reason, t.votes)
        for t in report.talk_about
        if t.marker or t.aspect not in report.start_here
    ]
    return worst + sorted(others, key=lambda subject: subject.rank)


def suggest(subjects: Sequence[Subject]) -> list[Subject]:
    """Choose by the rule of the module, of subjects in order, and in the order of choosing."""
    worst = [subject for subject in subjects if (subject.number or LAST_NUMBER) <= WORST]
    others = [s for s in subjects if s not in worst and (s.reason or s.votes)]
    others.sort(key=lambda subject: subject.rank)
    most = max((subject.votes for subject in subjects), default=0)
    wanted = [s for s in others if s.votes and 2 * s.votes >= most]
    room = MOST_TOPICS - len(worst)
    first = max(wanted, key=lambda subject: subject.votes, default=None)
    if first in others[room:]:
        others = [*others[: room - 1], first]
    return [*worst, *others[:room]]


def read_choice(text: str) -> list[tuple[str, int]]:
    """The slugs and minutes of a choice as it is stored; what is none of that is left out."""
    lines = (line.split() for line in text.splitlines())
    pairs = {line[0]: line[1] for line in lines if len(line) == 2}
    return [(slug, count_minutes(minutes)) for slug, minutes in pairs.items()][:MOST_TOPICS]


def write_choice(topics: Iterable[tuple[str, int]]) -> str:
    return "\n".join(f"{slug} {minutes}" for slug, minutes in topics)


def count_minutes(text: str) -> int:
    """How many minutes somebody wrote, within bounds; the usual ones if it is no number."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_MINUTES))):
        return MINUTES
    return max(1, min(int(text), MOST_MINUTES))


def _make_page(subject: Subject) -> AgendaPage:
    if subject.aspect is not None:
        return AgendaPage(subject.aspect.code, (name_note(subject.aspect.code),), subject)
    return AgendaPage(subject.questions[0].code.replace(".", "-"), (), subject)
