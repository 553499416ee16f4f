"""Two connections at once, on PostgreSQL: a round closes while others answer, join or close it."""

import time
from collections import Counter
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.core.rules.lifecycle import ChangeRefused
from assessments.filling.actions.answers import RoundClosed
from assessments.models import Respondent, RoundEvent, Snapshot
from assessments.rounds.actions.rounds import close_round, hand_in
from model_content.selectors.editions import fetch_edition
from tests.group import Group, make_group, save
from tests.test_concurrency import _release, elsewhere, in_threads, is_waiting, two_connections

pytestmark = two_connections


def open_group(number: int = 0) -> Group:
    """A round in which everything is shown, so that what is in its result can be counted."""
    group = make_group(f"Grupp {number}")
    group.open(anonymous=False)
    return group


def close(group: Group) -> Snapshot:
    return close_round(assessment=group.round, user=group.leader, today=timezone.localdate())


def answer_one_by_one(respondent: Respondent, codes: list[str]) -> list[str]:
    """Answer question after question until the round has closed; give those confirmed."""
    confirmed = []
    for code in codes:
        try:
            save(respondent, {code: "5"})
        except RoundClosed:
            return confirmed
        confirmed.append(code)
    return confirmed


def hand_in_if_open(respondent: Respondent) -> bool:
    """Whether handing in was confirmed; answers that were too late have been deleted."""
    try:
        hand_in(respondent=respondent, invitation=None, today=timezone.localdate())
    except (RoundClosed, Respondent.DoesNotExist):
        return False
    return True


def test_an_answer_that_was_confirmed_is_in_the_result_and_every_other_was_refused():
    codes = [statement.code for statement in fetch_edition().content.statements]
    group = open_group()
    answering = [group.answer({}) for _ in range(6)]

    def close_soon() -> Snapshot:
        time.sleep(0.2)
        return close(group)

    jobs = [partial(answer_one_by_one, respondent, codes) for respondent in answering]
    *done, snapshot = in_threads(*jobs, close_soon)
    confirmed = Counter(code for given in done for code in given)
    counts = snapshot.document["counts"]
    assert {code: counts[code]["5"] for code in codes if code in counts} == confirmed
    assert 0 < confirmed.total() < len(codes) * len(answering), "they did meet"


def test_whoever_was_told_that_the_answers_are_handed_in_is_counted():
    for number in range(4):
        group = open_group(number)
        jobs = [partial(hand_in_if_open, group.begin()[0]) for _ in range(8)]
        *done, snapshot = in_threads(*jobs, partial(close, group))
        assert set(done) <= {True, False}
        assert snapshot.document["respondents"] == done.count(True)
        assert Respondent.objects.filter(assessment=group.round).count() == done.count(True)


def test_nobody_joins_a_round_that_is_being_closed():
    group = open_group()
    with transaction.atomic():
        close(group)
        with elsewhere(group.begin) as joining:
            assert is_waiting(joining)
            _release()
            with pytest.raises(RoundClosed):
                joining.result(10)
    assert not Respondent.objects.exists()


def test_two_who_close_at_once_get_one_result():
    group = open_group()
    group.answer({"varfor.3": "5"})
    done = in_threads(*[partial(close, group)] * 3)
    assert sorted(type(result).__name__ for result in done) == [
        ChangeRefused.__name__,
        ChangeRefused.__name__,
        Snapshot.__name__,
    ]
    assert Snapshot.objects.count() == 1
    assert list(RoundEvent.objects.values_list("change", flat=True)) == ["opened", "closed"]
