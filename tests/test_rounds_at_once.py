"""Two connections at once, on PostgreSQL: a round closes while others answer, join or close it."""

import time
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.actions.answers import RoundClosed
from assessments.actions.rounds import close_round, hand_in
from assessments.domain.lifecycle import ChangeRefused
from assessments.models import Respondent, RoundEvent, Snapshot
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


def close_soon(group: Group) -> Snapshot:
    """Close in the middle of what the others are doing."""
    time.sleep(0.02)
    return close(group)


def count_confirmed(done: list) -> int:
    """How many were confirmed; whoever was not has been told so."""
    refused = [r for r in done if isinstance(r, RoundClosed | Respondent.DoesNotExist)]
    assert [r for r in done if isinstance(r, Exception) and r not in refused] == []
    return len(done) - len(refused)


def test_an_answer_that_was_confirmed_is_in_the_result_and_every_other_was_refused():
    for number in range(3):
        group = open_group(number)
        answering = [group.answer({}) for _ in range(8)]
        jobs = [partial(save, respondent, {"varfor.1": "5"}) for respondent in answering]
        *done, snapshot = in_threads(*jobs, partial(close_soon, group))
        assert snapshot.document["respondents"] == 8
        in_result = snapshot.document["counts"].get("varfor.1", {}).get("5", 0)
        assert in_result == count_confirmed(done)


def test_whoever_was_told_that_the_answers_are_handed_in_is_counted():
    for number in range(3):
        group = open_group(number)
        begun = [group.begin()[0] for _ in range(8)]
        today = timezone.localdate()
        jobs = [partial(hand_in, respondent=r, invitation=None, today=today) for r in begun]
        *done, snapshot = in_threads(*jobs, partial(close_soon, group))
        assert snapshot.document["respondents"] == count_confirmed(done)
        assert Respondent.objects.filter(assessment=group.round).count() == count_confirmed(done)


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
    group.answer({"varfor.1": "5"})
    done = in_threads(*[partial(close, group)] * 3)
    assert sorted(type(result).__name__ for result in done) == [
        ChangeRefused.__name__,
        ChangeRefused.__name__,
        Snapshot.__name__,
    ]
    assert Snapshot.objects.count() == 1
    assert list(RoundEvent.objects.values_list("change", flat=True)) == ["opened", "closed"]
