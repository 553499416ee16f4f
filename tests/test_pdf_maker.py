"""PDF files are made by processes of their own: within bounds, and none stays when it is done."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

import pytest

from samverkan.pdf import maker as pdf_maker
from samverkan.pdf.maker import Busy, TooMuch, make_apart

PAGE = '<html lang="sv"><title>-</title><p>'
SLOW = PAGE + "Vi har kommit överens. " * 60_000


def is_running(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] != "Z"  # ended, and nobody has asked how


@pytest.mark.parametrize("bound", [("MOST_SECONDS", 1), ("MOST_MEMORY", 70)], ids=lambda b: b[0])
def test_a_file_that_takes_too_much_is_ended_and_the_next_is_made(monkeypatch, bound):
    monkeypatch.setattr(pdf_maker, *bound)
    with pytest.raises(TooMuch):
        make_apart(SLOW)
    monkeypatch.undo()
    assert make_apart(PAGE).startswith(b"%PDF-")


def test_a_file_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr(pdf_maker, "LONGEST", 0.2)
    began = time.monotonic()
    with pytest.raises(Busy):
        make_apart(SLOW)
    assert time.monotonic() - began < 5


class Process:
    """One that ends without an answer: `ended` is what it ended with."""

    def __init__(self, ended: int | None) -> None:
        self.exitcode = ended

    def kill(self) -> None: ...

    def join(self, _seconds: float | None = None) -> None: ...


@pytest.mark.parametrize(
    ("ended", "said"),
    [(None, Busy), (0, Busy), (1, Busy), (255, Busy), (-24, TooMuch), (-9, TooMuch), (3, TooMuch)],
)
def test_a_process_that_gave_no_answer_is_never_a_fault_of_ours(monkeypatch, ended, said):
    monkeypatch.setattr(pdf_maker, "_begin", lambda *_: Process(ended))
    with pytest.raises(said):
        make_apart(PAGE)


def test_a_fork_server_that_will_not_start_is_tried_again_later(monkeypatch):
    def refuse(*_: object) -> None:
        raise EOFError

    monkeypatch.setattr(pdf_maker, "DYING_SECONDS", 0)
    monkeypatch.setattr(pdf_maker._makers.Process, "start", refuse)
    with pytest.raises(Busy):
        make_apart(PAGE)


def test_what_goes_wrong_is_named_without_anything_that_was_written(capfd):
    with pytest.raises(RuntimeError) as failed:
        make_apart(PAGE + "Anna sa det", "no-such.css")
    assert "FileNotFoundError" in str(failed.value)
    assert "Anna" not in str(failed.value)
    assert capfd.readouterr().err == ""


def test_files_are_made_though_what_makes_them_was_killed():
    make_apart(PAGE)
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)
    assert make_apart(PAGE).startswith(b"%PDF-")


def test_nothing_stays_when_the_server_is_killed_in_the_middle_of_a_file():
    code = (
        "from multiprocessing import active_children, forkserver\n"
        "from threading import Thread\n"
        "from time import sleep\n"
        "from samverkan.pdf import maker as pdf_maker\n"
        "pdf_maker.start()\n"
        f"Thread(target=pdf_maker.make_apart, args=({PAGE!r} + 'ord ' * 400_000,)).start()\n"
        "while not active_children(): sleep(0.01)\n"
        "sleep(0.3)\n"
        "print(active_children()[0].pid, forkserver._forkserver._forkserver_pid, flush=True)\n"
    )
    root = Path(__file__).parent.parent
    server = subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE)
    assert server.stdout is not None
    pids = [int(pid) for pid in server.stdout.readline().split()]
    assert [is_running(pid) for pid in pids] == [True, True]
    server.kill()
    server.communicate()
    until = time.monotonic() + 10
    while any(map(is_running, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert [is_running(pid) for pid in pids] == [False, False]
