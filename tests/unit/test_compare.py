"""What differs between two editions."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_content.domain.codec import dump_edition, parse_edition
from model_content.domain.compare import ChangeKind, compare_documents, compare_words
from model_content.domain.content import DialogueQuestion, Edition
from model_content.selectors.editions import fetch_shipped_document

EDITION = parse_edition(fetch_shipped_document())
LISTS = ("success_factors", "pitfalls", "suggestions", "dialogue_questions", "quotes")
WORD = st.text(st.characters(categories=("L", "P", "S", "Z")), max_size=12)


def change_aspect(number: int = 0, **changes) -> Edition:
    code = EDITION.aspects[number].code
    stages = [
        replace(
            stage,
            aspects=tuple(
                replace(aspect, **changes) if aspect.code == code else aspect
                for aspect in stage.aspects
            ),
        )
        for stage in EDITION.stages
    ]
    return replace(EDITION, stages=tuple(stages))


def compare_editions(before: Edition, after: Edition):
    return compare_documents(dump_edition(before), dump_edition(after))


def list_changes(before: Edition, after: Edition) -> list[tuple[str, str, str]]:
    changes = compare_editions(before, after)
    return [(c.kind, c.node.slot, c.node.code) for c in changes]


@st.composite
def drafts(draw) -> Edition:
    """The shipped edition with the texts of an aspect shuffled, removed, added and reworded."""
    number = draw(st.integers(0, len(EDITION.aspects) - 1))
    changes = {}
    for name in LISTS:
        items = draw(st.permutations(getattr(EDITION.aspects[number], name)))
        items = items[: draw(st.integers(0, len(items)))]
        texts = draw(st.lists(WORD, max_size=len(items)))
        reworded = [replace(item, text=t) for item, t in zip(items, texts, strict=False)]
        changes[name] = tuple(reworded + items[len(reworded) :])
    return change_aspect(number, **changes)


def count(edition: Edition, what: str) -> int:
    return sum(len(getattr(aspect, what)) for aspect in edition.aspects)


@given(drafts(), drafts())
@settings(max_examples=40, deadline=None)
def test_what_was_there_less_the_removed_plus_the_added_is_what_is_there(before, after):
    changes = compare_editions(before, after)
    for what in LISTS:
        added, removed = (
            sum(c.node.slot == what and c.kind is kind for c in changes)
            for kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
        )
        assert count(before, what) - removed + added == count(after, what)


@given(drafts())
@settings(max_examples=20, deadline=None)
def test_nothing_differs_from_itself(draft):
    assert compare_editions(draft, draft) == []


@given(st.integers(0, len(EDITION.aspects) - 1), st.sampled_from(LISTS), WORD)
@settings(max_examples=40, deadline=None)
def test_every_changed_text_is_found(number, name, text):
    first, *rest = getattr(EDITION.aspects[number], name)
    after = change_aspect(number, **{name: (replace(first, text=text), *rest)})
    changes = compare_editions(EDITION, after)
    said = [(d.before, d.after) for c in changes for d in c.fields if d.field == "text"]
    assert first.text in {before for before, _ in said}
    assert not text or text in {after for _, after in said}


@given(st.text(), st.text())
def test_the_pieces_are_the_texts_and_what_differs_is_marked(before, after):
    old, new = compare_words(before, after)
    assert ("".join(p.text for p in old), "".join(p.text for p in new)) == (before, after)
    assert any(p.differs for p in (*old, *new)) == (before != after)


def test_a_changed_word_is_marked_and_no_other():
    old, new = compare_words("Alla vet varför vi möts", "Alla säger varför vi möts")
    assert [(p.text, p.differs) for p in old] == [
        ("Alla ", False), ("vet", True), (" ", False), ("varför vi möts", False),
    ]  # fmt: skip
    assert [p.text for p in new if p.differs] == ["säger"]


def test_an_added_or_removed_quote_says_which_source_it_stands_in():
    quote, *rest = EDITION.aspects[0].quotes
    less = change_aspect(quotes=tuple(rest))
    for before, after, side in ((EDITION, less, "before"), (less, EDITION, "after")):
        [change] = compare_editions(before, after)
        told = [(field.field, getattr(field, side)) for field in change.fields]
        assert ("source", quote.source) in told
        assert ("attribution", quote.attribution) in told


def test_an_added_case_says_what_is_ticked_and_an_added_source_its_year():
    """Seen: the boxes of a case and the year of a source were left out."""
    less = replace(EDITION, cases=EDITION.cases[1:], sources=EDITION.sources[:-1])
    told = {
        (field.field, str(field.after))
        for change in compare_editions(less, EDITION)
        for field in change.fields
    }
    assert ("types", "['2a', '2b', '2d']") in told
    assert ("year", str(EDITION.sources[-1].year)) in told


def test_what_has_a_code_is_found_wherever_it_stands():
    """The last aspect of a stage is moved to the next, and a statement changes places."""
    first, second, *rest = EDITION.stages
    moved = first.aspects[-1]
    one, two = moved.statements
    there = replace(moved, stage=second.code, statements=(two, one))
    after = replace(
        EDITION,
        stages=(
            replace(first, aspects=first.aspects[:-1]),
            replace(second, aspects=(there, *second.aspects)),
            *rest,
        ),
    )
    changes = list_changes(EDITION, after)
    assert ("moved", "aspects", moved.code) in changes
    assert [kind for kind, what, _ in changes if what == "statements"] == ["moved"]
    assert len(changes) == 2


def test_only_one_of_many_that_follow_each_other_has_moved():
    cases = (EDITION.cases[-1], *EDITION.cases[:-1])
    assert list_changes(EDITION, replace(EDITION, cases=cases)) == [
        ("moved", "cases", EDITION.cases[-1].code)
    ]


def test_a_flag_a_translation_and_a_source_are_found():
    aspect = EDITION.aspects[0]
    factor, *rest = aspect.success_factors
    after = change_aspect(
        cross_cutting=not aspect.cross_cutting,
        translations={**aspect.translations, "en": {**aspect.translations["en"], "title": "New"}},
        success_factors=(replace(factor, source="norrbotten"), *rest),
    )
    changes = compare_editions(EDITION, after)
    assert [(c.kind, c.fields[0].field) for c in changes] == [
        ("reworded", "title_en"), ("changed", "cross_cutting"), ("changed", "source"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("A b c d", "A b c e", ["reworded"]),
        ("A b c d", "A b e f", ["reworded"]),
        ("A b c d", "A e f g", ["added", "removed"]),
        ("ord " * 3000, "ord " * 3001, ["added", "removed"]),
    ],
)
def test_a_text_without_a_code_is_reworded_while_half_of_it_is_left(before, after, kinds):
    old = change_aspect(dialogue_questions=(DialogueQuestion(before),))
    new = change_aspect(dialogue_questions=(DialogueQuestion(after),))
    assert [kind for kind, _, _ in list_changes(old, new)] == kinds
