"""The way through an instrument's pages: what is open, how far one has come and what is missing.

Everything that shows order or progress (the bar, the pages, the check page) reads it from here, so
that they cannot disagree. Which pages there are and which are open is for the method to say; a
folded page can be visited, but is neither counted nor missed. After the last page comes the check
page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.instruments.instrument import Group, Question, Values

CHECK_PAGE = "klart"


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page as it is laid out, whatever has been answered; `ask` stands above its questions."""

    slug: str
    title: str
    groups: tuple[Group, ...]
    lead: str = ""
    ask: str = ""

    @property
    def fields(self) -> list[str]:
        """The fields of the page, in the order they stand there."""
        return [field for group in self.groups for field in group.fields]

    @property
    def counted(self) -> tuple[Question, ...]:
        """The questions that are to be answered."""
        groups = (group for group in self.groups if not group.is_optional)
        return tuple(question for group in groups for question in group.questions)


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody is asked, beside what has been filled in.

    Attributes:
        perspective: who they answer as, empty if that is not known.
        is_one_of_several: each answers for themselves, and the result is that of all together.
        chosen: codes of the parts that everybody in the round is asked about; empty for all.
        party: whose sheet it is, empty where it is that of all together.
        has_parties: parties fill in sheets of their own.
        is_short: only what the method needs to say where they stand.
    """

    perspective: str = ""
    is_one_of_several: bool = False
    chosen: tuple[str, ...] = ()
    party: str = ""
    has_parties: bool = False
    is_short: bool = False


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


@dataclass(frozen=True)
class Walk:
    """Somebody's way through the questions."""

    pages: tuple[Page, ...]

    @property
    def open_pages(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.is_open)

    @property
    def answered(self) -> int:
        """Questions on the open pages that have an answer."""
        return sum(page.answered for page in self.open_pages)

    @property
    def total(self) -> int:
        """Questions on the open pages."""
        return sum(page.total for page in self.open_pages)

    @property
    def left(self) -> int:
        """Questions on the open pages that have no answer."""
        return self.total - self.answered

    @property
    def is_under_half(self) -> bool:
        return 2 * self.answered < self.total

    @property
    def folded_pages(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if not page.is_open)

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

    def find_missing(self, values: Values) -> list[tuple[Page, tuple[Question, ...]]]:
        """What is unanswered on the open pages, page by page; complete pages left out."""
        return [
            (page, tuple(q for q in page.plan.counted if not values.get(q.code)))
            for page in self.open_pages
            if not page.is_complete
        ]


def make_page(plan: PagePlan, answered: frozenset[str], *, is_near: bool = True) -> Page:
    """A page of a walk; one that holds an answer is open, near or not."""
    counted = [question.code for question in plan.counted]
    return Page(
        plan=plan,
        is_open=is_near or any(field in answered for field in plan.fields),
        answered=sum(code in answered for code in counted),
        total=len(counted),
    )


def list_answered(values: Values) -> frozenset[str]:
    """The fields that have an answer."""
    return frozenset(field for field, value in values.items() if value)


def plan_groups(groups: tuple[Group, ...]) -> Iterator[PagePlan]:
    """A page for each group, for methods that say nothing else."""
    for group in groups:
        yield PagePlan(group.code, group.title, (group,))
