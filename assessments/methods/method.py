"""What a method is: how an instrument is asked, computed and shown.

A method without pages of its own is a `SheetMethod`, and needs `build`, `compute` and `view`: what
it shows stands on a page, in the PDF file and in a table that are the same for all
(instruments/shown.py).
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from assessments.instruments.instrument import Given, Instrument, Values
from assessments.instruments.shown import Section, Shown, read_shown
from assessments.instruments.walk import Asked, Walk, list_answered, make_page, plan_groups
from assessments.results.rules.snapshot import Occasion, build_document
from model_content.domain.content import Edition


class Method(Protocol):
    """A method, found by its key (methods/registry.py).

    Attributes:
        has_own_pages: what it shows has templates of its own.
        pages: where the templates of its pages of questions and of its result are.
    """

    key: str
    has_own_pages: bool
    pages: str = "assessments"

    @abstractmethod
    def build(self, edition: Edition) -> Instrument:
        """What a respondent can fill in, in the language that is active."""

    @abstractmethod
    def plan(self, instrument: Instrument, values: Values, asked: Asked) -> Walk:
        """The pages, and which of them are open to whoever has answered this."""

    @abstractmethod
    def make_document(
        self, instrument: Instrument, sheets: Sequence[Given], occasion: Occasion
    ) -> dict[str, Any]:
        """The document of a result that is stored."""

    @abstractmethod
    def show(self, document: Mapping[str, Any], edition: Edition) -> Any:
        """What is shown of a stored result, on the revision of the content that it names."""


class SheetMethod(Method):
    """A method without pages of its own; `version` is stored with every result."""

    version = "1"
    has_own_pages = False

    @abstractmethod
    def compute(self, instrument: Instrument, sheets: Sequence[Values]) -> dict[str, Any]:
        """The result of what has been filled in, as JSON."""

    @abstractmethod
    def view(self, instrument: Instrument, result: Mapping[str, Any]) -> tuple[Section, ...]:
        """What is shown of a stored result."""

    def plan(self, instrument: Instrument, values: Values, asked: Asked) -> Walk:
        """A page for each group, all open."""
        answered = list_answered(values)
        pages = (make_page(plan, answered) for plan in plan_groups(instrument.groups))
        return Walk(tuple(pages))

    def make_document(
        self, instrument: Instrument, sheets: Sequence[Given], occasion: Occasion
    ) -> dict[str, Any]:
        """The document of a result.

        Raises:
            NotImplementedError: several have answered each for themselves, and what may be shown
                of them is for a method to say.
        """
        if occasion.terms is not None:
            raise NotImplementedError(self.key)
        values = [given.values for given in sheets]
        result = self.compute(instrument, values)
        return build_document(self.key, self.version, result, values, occasion)

    def show(self, document: Mapping[str, Any], edition: Edition) -> Shown:
        instrument = self.build(edition)
        return read_shown(document, instrument.title, self.view(instrument, document["result"]))
