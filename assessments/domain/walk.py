"""The walk: which pages there are, what is open, how far one has come and what is missing.

Everything that shows order or progress (the bar, the pages, the check page) reads it from here,
so that they cannot disagree. The first page has all markers, stage by stage, and the
self-placement; then one page per stage with its aspects; then one page with the cross-cutting
aspects. The markers give a preliminary stage. Open are the pages of the first stage, of the
preliminary one, of everything before it and of the one after it, and those that hold an answer;
later ones are folded: they can be visited, but are neither counted nor missed. Placed in a closing
stage, the stages that the group never came to (progress under a quarter) are folded too: it cannot
say how well something works that it has not done, and nothing of it will be carried over. But the
stage before the closing one is open where a lasting one is half-way: it is among the priorities.

Where the markers give no stage (too few answers, or they point in different directions), the last
stage that is at least half done stands in for it, or the first.

Of several who answer each for themselves, those whose perspective is `medverkande` or `intressent`
came in when it had begun, or stand beside it: for them the aspects of the first two stages are
folded as well, and open as any other when they hold an answer. The markers are asked of everybody.

Example: with a preliminary place in the second of six stages, the pages open are the markers, the
first three stages and the cross-cutting aspects; with a comment on the sixth stage, that one too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from assessments.diagnosis import Placement, compute_preliminary_stage
from assessments.diagnosis.answers import STATEMENT_VALUES, Answer
from assessments.diagnosis.placement import INSUFFICIENT, is_reached
from assessments.diagnosis.priorities import CARRY_OVER_FROM
from assessments.domain.fields import (
    Values,
    build_respondent,
    name_comment,
)
from model_content.domain.content import Aspect, Edition, Marker, Stage, Statement

MARKERS_PAGE = "lage"
CROSS_CUTTING_PAGE = "hela-vagen"
CHECK_PAGE = "klart"

LATECOMERS = frozenset({"medverkande", "intressent"})
"""The perspectives of those who were not there from the start."""

STARTING_STAGES = 2
"""How many of the first stages latecomers need not answer about."""

ALIKE_AT_LEAST = 20
"""Rated statements before anything is said about their being alike."""

ALIKE_SHARE = Fraction(9, 10)
"""Share of equal answers from which a friendly question is asked."""


class PageKind(StrEnum):
    MARKERS = "markers"
    STAGE = "stage"
    CROSS_CUTTING = "cross_cutting"


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together on a page: a stage's markers, or an aspect with its comment."""

    code: str
    title: str
    questions: tuple[Marker | Statement, ...]
    aspect: Aspect | None
    stage: Stage

    @property
    def comment_field(self) -> str | None:
        return name_comment(self.aspect.code) if self.aspect else None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the section, a comment last."""
        codes = tuple(question.code for question in self.questions)
        return (*codes, self.comment_field) if self.comment_field else codes


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page as the edition lays it out, whatever has been answered."""

    slug: str
    kind: PageKind
    stage: Stage | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of somebody's walk: `total` questions, of which `answered` have an answer."""

    plan: PagePlan
    is_open: bool
    answered: int
    total: int

    @property
    def slug(self) -> str:
        return self.plan.slug

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody's way through the questions, with the preliminary placement."""

    pages: tuple[Page, ...]
    placement: Placement
    answered: int
    total: int

    @property
    def open_pages(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.is_open)

    @property
    def left(self) -> int:
        """Questions on the open pages that have no answer."""
        return self.total - self.answered

    @property
    def statements_left(self) -> int:
        """Statements on the open pages that have no answer."""
        kinds = (PageKind.STAGE, PageKind.CROSS_CUTTING)
        return sum(p.total - p.answered for p in self.open_pages if p.plan.kind in kinds)

    @property
    def is_under_half(self) -> bool:
        return 2 * self.answered < self.total

    @property
    def is_insufficient(self) -> bool:
        """The markers that are answered are too few to say anything about the position."""
        return self.placement.certainty == INSUFFICIENT

    @property
    def folded_pages(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if not page.is_open)

    @property
    def is_start_folded(self) -> bool:
        """One of the first stages is folded, not only such as come later."""
        stages = [page for page in self.pages if page.plan.kind is PageKind.STAGE]
        return not all(page.is_open for page in stages[:STARTING_STAGES])

    def find_page(self, slug: str) -> Page | None:
        """The page with this slug, open or folded."""
        return next((page for page in self.pages if page.slug == slug), None)

    def find_next(self, slug: str) -> str:
        """The slug of the open page after this one; of the check page after the last."""
        slugs = [page.slug for page in self.pages]
        later = self.pages[slugs.index(slug) + 1 :]
        return next((page.slug for page in later if page.is_open), CHECK_PAGE)

    def find_previous(self, slug: str) -> str | None:
        """The slug of the open page before this one, None before the first."""
        slugs = [page.slug for page in self.pages]
        index = len(slugs) if slug == CHECK_PAGE else slugs.index(slug)
        return next((p.slug for p in reversed(self.pages[:index]) if p.is_open), None)

    def find_start(self) -> str:
        """Where to go on: the first open page with something unanswered, or the check page."""
        return next((p.slug for p in self.open_pages if not p.is_complete), CHECK_PAGE)


@lru_cache(maxsize=16)
def plan_pages(edition: Edition) -> tuple[PagePlan, ...]:
    """Lay out the pages of an edition; the same for everybody, so worked out once."""
    return tuple(_plan(edition))


def _plan(edition: Edition) -> Iterator[PagePlan]:
    markers = tuple(Section(s.code, s.title, s.markers, None, s) for s in edition.stages)
    yield PagePlan(MARKERS_PAGE, PageKind.MARKERS, None, markers)
    for stage in edition.stages:
        own = tuple(_section(a, stage) for a in stage.aspects if not a.cross_cutting)
        if own:
            yield PagePlan(stage.code, PageKind.STAGE, stage, own)
    cross = tuple(
        _section(aspect, stage)
        for stage in edition.stages
        for aspect in stage.aspects
        if aspect.cross_cutting
    )
    if cross:
        yield PagePlan(CROSS_CUTTING_PAGE, PageKind.CROSS_CUTTING, None, cross)


def _section(aspect: Aspect, stage: Stage) -> Section:
    return Section(aspect.code, aspect.title, aspect.statements, aspect, stage)


def compute_walk(edition: Edition, values: Values, perspective: str = "") -> Walk:
    """Compute somebody's walk from what they have entered.

    Args:
        edition: the content that is answered.
        values: what has been entered.
        perspective: one of `answers.PERSPECTIVES`, empty if none is known.
    """
    answered = frozenset(field for field, value in values.items() if value)
    placement = _place(edition, tuple(build_respondent(values, edition).markers.items()))
    last_open = _find_reach(edition, placement) + 1
    order = {stage.code: index for index, stage in enumerate(edition.stages)}
    first_open = STARTING_STAGES if perspective in LATECOMERS else 0
    pages = tuple(
        _page(
            plan,
            answered,
            (plan.stage is None or order[plan.stage.code] >= first_open)
            and _is_near(plan.stage, order, last_open, edition, placement),
        )
        for plan in plan_pages(edition)
    )
    return Walk(
        pages=pages,
        placement=placement,
        answered=sum(page.answered for page in pages if page.is_open),
        total=sum(page.total for page in pages if page.is_open),
    )


@lru_cache(maxsize=512)
def _place(edition: Edition, markers: tuple[tuple[str, Answer], ...]) -> Placement:
    """Kept, since somebody's markers are the same at every page and save after the first page."""
    return compute_preliminary_stage(edition, dict(markers))


def _is_near(
    stage: Stage | None,
    order: Mapping[str, int],
    last_open: int,
    edition: Edition,
    placement: Placement,
) -> bool:
    if stage is None:
        return True
    is_placed_in_closing = placement.stage and edition.stage_by_code[placement.stage].closing
    if is_placed_in_closing and order[stage.code] > 0 and not stage.closing:
        progress = placement.progress[stage.code]
        was_come_to = progress is None or progress >= CARRY_OVER_FROM
        return was_come_to or _is_due_at_the_end(stage, order, edition, placement)
    return order[stage.code] <= last_open


def _is_due_at_the_end(
    stage: Stage, order: Mapping[str, int], edition: Edition, placement: Placement
) -> bool:
    """Tell whether a group that ends should still do this: it ran and ends unevaluated."""
    is_last_before = placement.stage and order[stage.code] == order[placement.stage] - 1
    ran = any(s.lasting and is_reached(placement.progress[s.code]) for s in edition.stages)
    return bool(is_last_before and ran)


def _find_reach(edition: Edition, placement: Placement) -> int:
    codes = [stage.code for stage in edition.stages]
    if placement.stage is not None:
        return codes.index(placement.stage)
    half_done = [i for i, code in enumerate(codes) if is_reached(placement.progress[code])]
    return max(half_done, default=0)


def _page(plan: PagePlan, answered: frozenset[str], is_near: bool) -> Page:
    questions = [q.code for section in plan.sections for q in section.questions]
    holds = any(field in answered for section in plan.sections for field in section.fields)
    return Page(
        plan=plan,
        is_open=is_near or holds,
        answered=sum(code in answered for code in questions),
        total=len(questions),
    )


def find_missing(walk: Walk, values: Values) -> list[tuple[Page, tuple[Marker | Statement, ...]]]:
    """What is unanswered on the open pages, page by page; complete pages left out."""
    return [
        (page, tuple(_unanswered(page.plan, values)))
        for page in walk.open_pages
        if not page.is_complete
    ]


def _unanswered(plan: PagePlan, values: Values) -> Iterator[Marker | Statement]:
    for section in plan.sections:
        yield from (q for q in section.questions if not values.get(q.code))


def is_nearly_all_alike(edition: Edition, values: Values) -> bool:
    """Tell whether nearly all rated statements have the same answer."""
    rated = {str(value) for value in STATEMENT_VALUES}
    given = Counter(
        values[code] for code in edition.statement_codes if values.get(code, "") in rated
    )
    if given.total() < ALIKE_AT_LEAST:
        return False
    return given.most_common(1)[0][1] >= ALIKE_SHARE * given.total()
