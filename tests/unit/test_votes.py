"""What may be shown of a new vote at a meeting: nothing of fewer than the smallest group."""

from random import Random

from assessments.results.report.group import pair_questions
from assessments.results.rules.disclosure import disclose_vote
from tests.unit.test_agenda import DIVIDED

CODES = ("vem.1", "vem.2")
VALUES = ("1", "2", "3", "4", "5", "dont_know", "not_applicable", "")


def test_no_count_is_of_fewer_than_the_smallest_group_and_all_others_are_right():
    random = Random(13)
    for _ in range(500):
        smallest, voters = random.randint(5, 10), random.randint(0, 14)
        ballots = [{c: v for c in CODES if (v := random.choice(VALUES))} for _ in range(voters)]
        shown = disclose_vote(ballots, smallest) or {}
        for code in CODES:
            given = [ballot[code] for ballot in ballots if code in ballot]
            expected = {value: given.count(value) for value in sorted(set(given))}
            enough = voters >= smallest and len(given) >= smallest
            assert shown.get(code) == (expected if enough else None)


def test_the_order_of_the_ballots_is_not_seen():
    ballots = [{"vem.1": value} for value in "1234512345"]
    assert disclose_vote(ballots, 5) == disclose_vote(ballots[::-1], 5)


def test_a_question_stands_as_before_and_after_with_all_its_values():
    question = DIVIDED.start_here[0].statements[0]
    [(before, after)] = pair_questions([question], {question.code: {"4": 3, "dont_know": 2}})
    assert before is question
    assert after.counts == ((1, 0), (2, 0), (3, 0), (4, 3), (5, 0))
    assert (after.dont_know, after.not_applicable) == (2, 0)
    assert pair_questions([question], {}) == [(question, None)]
