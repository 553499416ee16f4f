"""The example of the page about the method, on editions of other shapes than the shipped one."""

from dataclasses import replace
from fractions import Fraction

import pytest

from assessments.results.rules.worked_example import compute_worked_example, measure_walk
from model_content.domain.codec import parse_edition
from model_content.domain.content import Edition
from model_content.selectors.editions import fetch_shipped_document


@pytest.fixture(scope="module")
def edition() -> Edition:
    return parse_edition(fetch_shipped_document())


def test_it_stands_in_the_last_stage_before_one_with_a_rule_of_its_own(edition):
    example = compute_worked_example(edition)
    assert (example.placed.stage.code, example.runner_up.stage.code) == ("etablering", "uppstart")
    assert example.placed.distance == Fraction(5, 72)
    assert example.diagnosis.margin == Fraction(1, 6)
    assert example.result.score == Fraction(5, 2)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_fewer_stages_give_an_example_too(edition, count):
    fewer = replace(edition, stages=edition.stages[:count])
    example = compute_worked_example(fewer)
    assert example.placed.stage in fewer.stages[:3]
    assert sum(row.term for row in example.rows) == example.placed.distance


def test_the_longest_walk_asks_all_questions_and_the_shortest_only_the_first_stages(edition):
    assert measure_walk(edition) == (44, len(edition.markers) + len(edition.statements))
