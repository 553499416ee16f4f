"""The walk through the stage model: which pages there are and which of them are open.

The first page has all markers, stage by stage, and the
self-placement; then one page per stage with its aspects; then one page with the cross-cutting
aspects. Until every marker has an answer (“vet ej” is one) all pages are open, since any stage may
be asked about: what is left to do never grows on the way. The markers give a preliminary stage.
Open are then the pages of the first stage, of the preliminary one, of everything before it and of
the one after it, and those that hold an answer;
later ones are folded: they can be visited, but are neither counted nor missed. Placed in a closing
stage, the stages that the group never came to (progress under a quarter) are folded too: it cannot
say how well something works that it has not done, and nothing of it will be carried over. But the
stage before the closing one is open where a lasting one is half-way: it is among the priorities.

Where the markers give no stage (too few values, or they point in different directions), the last
stage that is at least half done stands in for it, or the first.

Of several who answer each for themselves, those whose perspective is `medverkande` or `intressent`
came in when it had begun, or stand beside it: for them the aspects of the first two stages are
folded as well, and open as any other when they hold an answer. The markers are asked of everybody.

From method 2 that is for one set of answers only. Several who answer each for themselves are asked
the same pages, whatever they have answered: the markers, the stages that were chosen when the round
was prepared (all unless chosen otherwise) and the cross-cutting aspects. Other pages are not there,
and nobody is shown a preliminary place: otherwise those who see the collaboration as least mature
would be asked least, and all would have a place in mind before the result. In a short round
everybody is asked the markers alone.

Example: with a preliminary place in the second of six stages, the pages open are the markers, the
first three stages and the cross-cutting aspects; with a comment on the sixth stage, that one too.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from assessments.instruments.instrument import Values
from assessments.instruments.walk import Asked, Page, PagePlan, Walk, list_answered, make_page
from assessments.methods.stages.answers import STATEMENT_VALUES, Answer
from assessments.methods.stages.diagnose import compute_preliminary_stage
from assessments.methods.stages.instrument import StagesInstrument, build_respondent, say
from assessments.methods.stages.placement import INSUFFICIENT, Placement, is_reached
from assessments.methods.stages.priorities import CARRY_OVER_FROM
from assessments.methods.stages.rules import find_rules
from model_content.domain.content import Edition, Stage

MARKERS_PAGE = "lage"
CROSS_CUTTING_PAGE = "hela-vagen"

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
class StagesPage(PagePlan):
    """A page of the walk; the markers and what cuts across belong to no one stage."""

    kind: PageKind = PageKind.STAGE
    stage: Stage | None = None


@dataclass(frozen=True)
class StagesWalk(Walk):
    """Somebody's way through the questions, with the preliminary placement."""

    placement: Placement
    is_nearly_all_alike: bool
    shows_place: bool = True  # the preliminary placement may be shown

    @property
    def statements_left(self) -> int:
        """Statements on the open pages that have no answer."""
        pages = (page for page in self.open_pages if page.slug != MARKERS_PAGE)
        return sum(page.total - page.answered for page in pages)

    @property
    def is_settled(self) -> bool:
        """Every marker has an answer, so that no more pages are to come."""
        return self.pages[0].is_complete

    @property
    def is_insufficient(self) -> bool:
        """The markers that are answered are too few to say anything about the position."""
        return self.placement.certainty == INSUFFICIENT

    @property
    def is_start_folded(self) -> bool:
        """One of the first stages is folded, not only such as come later."""
        stages = [page for page in self.pages if _read_kind(page.plan) is PageKind.STAGE]
        return not all(page.is_open for page in stages[:STARTING_STAGES])


def _read_kind(plan: PagePlan) -> PageKind:
    assert isinstance(plan, StagesPage)
    return plan.kind


@lru_cache(maxsize=16)
def plan_pages(instrument: StagesInstrument) -> tuple[StagesPage, ...]:
    """Lay out the pages of an edition; the same for everybody, so worked out once."""
    return tuple(_plan(instrument))


def _plan(instrument: StagesInstrument) -> Iterator[StagesPage]:
    edition, words = instrument.edition, instrument.words
    count = len(edition.stages)
    markers, aspects = instrument.groups[: count + 1], instrument.groups[count + 1 :]
    group_of = {group.code: group for group in aspects}
    title, lead = say(words, "markers.title"), say(words, "markers.lead")
    yield StagesPage(MARKERS_PAGE, title, markers, lead, kind=PageKind.MARKERS)
    ask = say(words, "statements.ask")
    for stage in edition.stages:
        own = tuple(group_of[a.code] for a in stage.aspects if not a.cross_cutting)
        if own:
            yield StagesPage(stage.code, stage.title, own, stage.summary, ask, stage=stage)
    cross = tuple(group_of[a.code] for a in edition.aspects if a.cross_cutting)
    if cross:
        title, lead = say(words, "cross_cutting.title"), say(words, "cross_cutting.lead")
        yield StagesPage(CROSS_CUTTING_PAGE, title, cross, lead, ask, kind=PageKind.CROSS_CUTTING)


def compute_walk(
    instrument: StagesInstrument, values: Values, asked: Asked | None = None
) -> StagesWalk:
    """Compute somebody's walk from what they have entered, asked in this way."""
    edition, asked = instrument.edition, asked or Asked()
    placement = _place(edition, tuple(build_respondent(values, edition).markers.items()))
    is_alike = asked.is_one_of_several and find_rules(edition).asks_all_alike
    if asked.is_short:
        pages: tuple[Page, ...] = (make_page(plan_pages(instrument)[0], list_answered(values)),)
    elif is_alike:
        pages = _ask_alike(instrument, values, asked.chosen)
    else:
        pages = _fold(instrument, values, placement, asked.perspective)
    return StagesWalk(
        pages,
        placement,
        is_nearly_all_alike(edition, values),
        shows_place=not (is_alike or asked.is_short),
    )


def _ask_alike(
    instrument: StagesInstrument, values: Values, chosen: Collection[str]
) -> tuple[Page, ...]:
    answered = list_answered(values)
    plans = (
        plan
        for plan in plan_pages(instrument)
        if plan.stage is None or not chosen or plan.stage.code in chosen
    )
    return tuple(make_page(plan, answered) for plan in plans)


def _fold(
    instrument: StagesInstrument, values: Values, placement: Placement, perspective: str
) -> tuple[Page, ...]:
    edition, answered = instrument.edition, list_answered(values)
    last_open = _find_reach(edition, placement) + 1
    order = {stage.code: index for index, stage in enumerate(edition.stages)}
    first_open = STARTING_STAGES if perspective in LATECOMERS else 0
    is_settled = all(marker.code in answered for marker in edition.markers)
    return tuple(
        make_page(
            plan,
            answered,
            is_near=(plan.stage is None or order[plan.stage.code] >= first_open)
            and (not is_settled or _is_near(plan.stage, order, last_open, edition, placement)),
        )
        for plan in plan_pages(instrument)
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


def is_nearly_all_alike(edition: Edition, values: Values) -> bool:
    """Tell whether nearly all rated statements have the same answer."""
    rated = {str(value) for value in STATEMENT_VALUES}
    given = Counter(
        values[code] for code in edition.statement_codes if values.get(code, "") in rated
    )
    if given.total() < ALIKE_AT_LEAST:
        return False
    return given.most_common(1)[0][1] >= ALIKE_SHARE * given.total()
