"""Which rounds a figure over many of them is made of, so that no single one shows.

What is shown of one round is decided in disclosure.py; this is the same for statistics over rounds
of many collaborations.

Example: see `choose_pool`.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

LEAST_LEADERS: Final = 3
"""Different leaders, each with a round or more, from which a figure over many rounds is shown."""

POOL_TIMES: Final = 2
"""How many times the greatest smallest group must have answered, in all such rounds together."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a round adds to one figure over many rounds.

    `leader` is a number for those who lead it (`number_leaders`), `month` the one it closed in, as
    `2026-11`. So many `respondents` the figure tells of in that round.
    """

    leader: int
    month: str
    respondents: int
    smallest: int


def choose_pool(contributions: Sequence[Contribution]) -> list[int]:
    """Choose the rounds that one figure over many rounds is made of, by their indices.

    A figure is shown only of a *batch* of rounds that at least three lead, with at least twice as
    many respondents as the greatest of their smallest groups, and at least that many when all that
    any one of them leads is left out. So whoever leads some, however many and whether there is
    anybody behind them, and takes their results away, is left with those of two others together and
    never with fewer people than any round of them would show.

    Rounds come in month by month, and not before their month is over (`is_poolable`): a figure that
    changed on the day a round closed would be that round. A month that is too small for a batch
    waits for the next. So what two looks at the page differ by is a batch too, or several, and can
    be shown as well.

    What remains: one person with several accounts, or two who do it together, cannot be told from
    two leaders, and whoever may read another's result can take that away too. Of a round that is
    deleted, or opened again, the batch is put together anew: somebody who kept the old figures can
    compare.

    Worked example (A, B, C and D are led by different people, all with 6 respondents and 5 as the
    smallest group): A and B closed in March, C
    in April, D in May. Nothing is shown in April; from May A, B and C are; D waits for two more.
    """
    chosen: list[int] = []
    waiting: list[int] = []
    months = [contribution.month for contribution in contributions]
    for month in sorted(set(months)):  # the whole month or nothing of it
        waiting += [i for i, given in enumerate(months) if given == month]
        if _is_enough([contributions[i] for i in waiting]):
            chosen += waiting
            waiting = []
    return sorted(chosen)


def number_leaders(rounds: Sequence[Collection[int]]) -> list[int]:
    """Give each round a number that it shares with those whose leaders it shares.

    Also in several steps: who leads two rounds knows both results, and so do those who lead either
    with them if they put together what they know. Rounds that nobody is known to lead share one.

    Example: of rounds led by {1}, {1, 2}, {2, 3} and {4} the first three have the same number.
    """
    chosen: dict[int, int] = {}
    for leaders in rounds:
        numbers = {chosen.get(leader, leader) for leader in leaders}
        number = min(numbers, default=0)
        chosen |= dict.fromkeys(leaders, number)
        chosen |= {leader: number for leader, given in chosen.items() if given in numbers}
    return [chosen[min(leaders)] if leaders else 0 for leaders in rounds]


def is_poolable(month: str, this_month: str) -> bool:
    """Whether rounds that closed in a month may count, in the month that it is now."""
    return month < this_month


def _is_enough(batch: Sequence[Contribution]) -> bool:
    people: Counter[int] = Counter()
    for contribution in batch:
        people[contribution.leader] += contribution.respondents
    smallest = max(contribution.smallest for contribution in batch)
    total = sum(people.values())
    return (
        len(+people) >= LEAST_LEADERS
        and total >= POOL_TIMES * smallest
        and total - max(people.values()) >= smallest
    )
