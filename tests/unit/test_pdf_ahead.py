"""What is made ahead: the newest first, each thing once, and never all the time."""

from threading import Thread

import pytest

from samverkan.pdf import ahead
from samverkan.pdf.ahead import Allowance, Line


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr(ahead, "DELAY", 0)
    monkeypatch.setattr(Thread, "start", lambda _thread: None)
    made = Line()
    made.open()
    return made


def test_a_result_that_is_changed_ten_times_is_made_once(line):
    for number in range(10):
        line.put("one", lambda number=number: ("one", number))
        line.put("another", lambda number=number: ("another", number))
    assert [line.take()(), line.take()()] == [("another", 9), ("one", 9)]
    assert not line._jobs


def test_of_a_flood_the_newest_twenty_wait(line):
    for number in range(1000):
        line.put(number, lambda number=number: number)
    assert [line.take()() for _ in list(line._jobs)] == list(range(999, 979, -1))


def test_whoever_changes_the_result_at_once_is_waited_for(line, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(ahead, "monotonic", lambda: now[0])
    monkeypatch.setattr(ahead, "DELAY", 2.0)
    waited = []

    def wait(seconds):
        waited.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(line._changed, "wait", wait)
    line.put("one", lambda: "made")
    assert line.take()() == "made"
    assert waited == [2.0]


def test_a_command_makes_nothing_ahead():
    line = Line()
    line.put("one", lambda: None)
    assert not line._jobs


def test_most_of_the_time_is_left_for_pages(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(ahead, "monotonic", lambda: now[0])

    def work():
        now[0] += 2
        raise ValueError

    allowance, made = Allowance(), 0
    while now[0] < 3600:
        if allowance.count_left() > 0:
            allowance.do(work)
            made += 2
        else:
            now[0] += 1
    assert 0.2 * 3600 < made < 0.27 * 3600
