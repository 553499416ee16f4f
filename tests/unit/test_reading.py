"""What the pages for reading ask of an edition: neighbours, first sentences, sources, uses."""

import pytest

from model_content.domain.codec import parse_edition
from model_content.domain.reading import (
    count_uses,
    find_first_sentence,
    find_neighbours,
    list_sources,
)
from model_content.selectors.editions import fetch_shipped_document


@pytest.fixture(scope="module")
def edition():
    return parse_edition(fetch_shipped_document())


def test_the_first_has_nothing_before_it_and_the_last_nothing_after():
    assert find_neighbours("abc", "a") == (None, "b")
    assert find_neighbours("abc", "b") == ("a", "c")
    assert find_neighbours("abc", "c") == ("b", None)
    assert find_neighbours("a", "a") == (None, None)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("En. Två.", "En."),
        ("Varför? För att.", "Varför?"),
        ("Klockan 14.30 ses vi. Sedan går vi.", "Klockan 14.30 ses vi."),
        ("Ingen punkt", "Ingen punkt"),
        ("", ""),
    ],
)
def test_a_text_is_cut_after_its_first_sentence(text, first):
    assert find_first_sentence(text) == first


def test_every_aspect_begins_with_a_sentence_that_stands_by_itself(edition):
    for aspect in edition.aspects:
        first = find_first_sentence(aspect.description)
        assert first.endswith((".", "?", "!")), aspect.code
        assert 3 < len(first.split()) < 35, aspect.code


def test_the_sources_of_an_aspect_are_those_its_passages_name_in_the_editions_order(edition):
    assert [s.key for s in list_sources(edition, edition.aspect_by_code["forankring"])] == [
        "smarta", "vinnova", "skane", "norrbotten",
    ]  # fmt: skip


def test_what_the_sources_have_given_adds_up_to_all_there_is(edition):
    uses = count_uses(edition)
    assert [use.source for use in uses] == list(edition.sources)
    for name in ("success_factors", "pitfalls", "quotes"):
        given = sum(getattr(use, name) for use in uses)
        assert given == sum(len(getattr(aspect, name)) for aspect in edition.aspects)
    assert sum(use.cases for use in uses) == len(edition.cases)
    assert uses[0].aspects == edition.aspects
