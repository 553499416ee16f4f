"""Which methods there are: what a round is asked with and computed by, found by its key."""

from functools import lru_cache
from typing import Protocol

from django.utils.translation import get_language

from assessments.instruments.instrument import Instrument, Values
from assessments.instruments.walk import Walk
from assessments.labels import read_words
from assessments.methods.stages.instrument import (
    STAGES,
    StagesInstrument,
    build_instrument,
    build_joint,
)
from assessments.methods.stages.walk import compute_walk
from model_content.domain.content import Edition


class Method(Protocol):
    """How an instrument is asked and computed."""

    def build(self, edition: Edition) -> Instrument:
        """What a respondent can fill in, in the language that is active."""

    def plan(self, instrument: Instrument, values: Values, perspective: str) -> Walk:
        """The pages, and which of them are open to whoever has answered this."""


class StagesMethod:
    """The stage model."""

    def build(self, edition: Edition) -> StagesInstrument:
        return _build_stages(edition, get_language())

    def plan(self, instrument: Instrument, values: Values, perspective: str) -> Walk:
        assert isinstance(instrument, StagesInstrument)
        return compute_walk(instrument, values, perspective)


METHODS: dict[str, Method] = {STAGES: StagesMethod()}


@lru_cache(maxsize=32)
def _build_stages(edition: Edition, _language: str) -> StagesInstrument:
    return build_instrument(edition, read_words())


@lru_cache(maxsize=32)
def _build_joint(edition: Edition, _language: str, *, is_placed: bool) -> Instrument:
    words = read_words()
    return build_joint(edition, words, words["as_computed" if is_placed else "no_answer"])


def find_joint(edition: Edition, *, is_placed: bool) -> Instrument:
    """What a group can write down at its meeting; `is_placed`: the answers give a stage."""
    return _build_joint(edition, get_language(), is_placed=is_placed)
