"""What a group goes through at its meeting, one thing at a time.

The agenda begins with the placement and ends with what the group decides. In between are the
subjects: first what is under “Prata om det här”, then what is under “Börja här”, each once. A
subject that is under both stands where it comes first and says so (`number` is its place under
“Börja här”). Each has a slug, by which it is found: a marker's code with a hyphen for its dot, or
an aspect's code.

Example: the contested marker `initiativ.m1` and the contested aspect Varför, which is also the
first to begin with, before Vem give the slugs var-ni-star, initiativ-m1, varfor, vem,
det-har-bestamde-ni.
"""

from dataclasses import dataclass
from typing import Final

from assessments.methods.stages.instrument import DISSENT, JOINT_REASON, JOINT_STAGE, name_note
from assessments.results.report.group import TopicReason
from assessments.results.report.parts import AspectView, QuestionView
from assessments.results.report.report import Report
from model_content.domain.content import Stage

PLACEMENT: Final = "var-ni-star"
SUMMARY: Final = "det-har-bestamde-ni"
"""The slugs of the first and the last page; no aspect has them."""


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
        return self.reason in (TopicReason.MARKER, TopicReason.ASPECT)

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        if self.marker is not None:
            return (self.marker,)
        return self.aspect.statements if self.aspect else ()


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """A page of the meeting; `fields` are those of the joint assessment that stand there."""

    slug: str
    fields: tuple[str, ...] = ()
    subject: Subject | None = None

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
        """The subject's own name, empty for the first and the last page."""
        if self.subject is None:
            return ""
        return self.subject.aspect.title if self.subject.aspect else self.subject.questions[0].text


@dataclass(frozen=True, slots=True)
class Agenda:
    pages: tuple[AgendaPage, ...]

    def find(self, slug: str) -> AgendaPage | None:
        return next((page for page in self.pages if page.slug == slug), None)

    def find_page_of(self, aspect: str) -> AgendaPage:
        """The page where an aspect is talked about, otherwise the last."""
        return next((page for page in self.pages if aspect and page.aspect == aspect), self.last)

    @property
    def last(self) -> AgendaPage:
        return self.pages[-1]

    def count_to(self, page: AgendaPage) -> int:
        """Which page it is, counted from 1."""
        return [each.slug for each in self.pages].index(page.slug) + 1

    def before(self, page: AgendaPage) -> AgendaPage | None:
        return self.pages[self.count_to(page) - 2] if page is not self.pages[0] else None

    def after(self, page: AgendaPage) -> AgendaPage | None:
        return next(iter(self.pages[self.count_to(page) :]), None)


def build_agenda(report: Report) -> Agenda:
    """Build the agenda of a group's result; where nothing may be shown there are no subjects."""
    numbers: dict[AspectView | None, int] = {
        view: number for number, view in enumerate(report.start_here, start=1)
    }
    votes = dict(report.votes)
    subjects = [
        Subject(t.stage, t.marker, t.aspect, t.reason, t.votes, numbers.get(t.aspect))
        for t in report.talk_about
    ]
    known = [subject.aspect for subject in subjects]
    subjects += [
        Subject(view.stage, None, view, votes=votes.get(view, 0), number=numbers[view])
        for view in report.start_here
        if view not in known
    ]
    return Agenda(
        (
            AgendaPage(PLACEMENT, (JOINT_STAGE, JOINT_REASON)),
            *map(_make_page, [] if report.is_withheld else subjects),
            AgendaPage(SUMMARY, (DISSENT,)),
        )
    )


def _make_page(subject: Subject) -> AgendaPage:
    if subject.aspect is not None:
        return AgendaPage(subject.aspect.code, (name_note(subject.aspect.code),), subject)
    return AgendaPage(subject.questions[0].code.replace(".", "-"), (), subject)
