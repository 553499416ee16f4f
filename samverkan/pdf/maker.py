"""PDF files made by processes of their own, with bounds of time and memory. No Django here.

What people write decides how much work a file is. Each is therefore made by a process that is
forked from one in which WeasyPrint is loaded (the fork server of `multiprocessing`), and that ends
when the file is made: its memory goes back, and a page never waits for it. The fork server ends
with the process that started it, and is started anew if it dies.
"""

import multiprocessing
import os
import resource
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from time import sleep
from typing import Final

MOST_SECONDS: Final = 20  # of the processor; a report full of comments takes three
MOST_MEMORY: Final = 300  # MB; a report full of comments takes a hundred
LONGEST: Final = 25  # seconds that a file is waited for, also where the machine has much else to do
NICE: Final = 5  # how far pages go before files where both want the processor
DYING_SECONDS: Final = 0.5
TOOK_TOO_MUCH: Final = 3  # what a process ends with that has taken too much memory

_makers = multiprocessing.get_context("forkserver")
_makers.set_forkserver_preload(["samverkan.pdf.warm"])


class NotMade(Exception):
    """A file was not made; what it would have been made of is as it was."""


class TooMuch(NotMade):
    """It takes more of the processor's time or memory than one file may, and would again."""


class Busy(NotMade):
    """Too many wait, the machine has much else to do, or the process was ended: try again soon."""


def start() -> None:
    """Have everything loaded before the first file is asked for: about a second."""
    make_apart('<html lang="sv"><title>-</title><p>-</p></html>')


def make_apart(html: str, *styles: str, seconds: int | None = None) -> bytes:
    """As `samverkan.pdf.render.make_pdf`, in a process of its own, of so many seconds at most.

    Raises:
        TooMuch, Busy: see there.
        RuntimeError: if making it failed; it names the error's kind and place.
    """
    reader, writer = _makers.Pipe(duplex=False)
    with reader:
        with writer:
            process = _begin(writer, html, styles, seconds or MOST_SECONDS)
        answer = b""
        with suppress(EOFError, OSError):  # it has ended
            answer = reader.recv_bytes() if reader.poll(LONGEST) else b""
    process.join(1)
    ended_with = process.exitcode
    process.kill()
    process.join()
    if answer.startswith(b"%PDF-"):
        return answer
    if answer:
        raise RuntimeError(answer.decode())
    if ended_with is not None and (ended_with < 0 or ended_with == TOOK_TOO_MUCH):
        raise TooMuch
    # Too late, or ended by something outside it: the next try may do.
    raise Busy(f"no answer from a PDF file's process that ended with {ended_with}")


def _begin(*task: object) -> BaseProcess:
    process = _makers.Process(target=_make, args=(*task, MOST_MEMORY), daemon=True)
    try:
        process.start()
    except (EOFError, OSError):  # the fork server is dying: a new one is started when it is dead
        sleep(DYING_SECONDS)
        try:
            process.start()
        except (EOFError, OSError) as error:
            raise Busy("no process could be started for a PDF file") from error
    return process


def _make(
    writer: Connection, html: str, styles: tuple[str, ...], seconds: int, memory: int
) -> None:
    """What runs in a process of its own: make a file and send it, or what went wrong and where."""
    # Libraries may quote what somebody wrote.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    Thread(target=_watch, args=(memory,), daemon=True).start()
    try:
        from samverkan.pdf.render import make_pdf

        answer = make_pdf(html, *styles)
    except Exception as error:
        from samverkan.operation.logs import describe_error

        answer = describe_error(error).encode()
    writer.send_bytes(answer)


def _watch(memory: int) -> None:
    """End this process when it has taken too much memory, or nobody waits for it any more."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    while not wait([parent.sentinel], timeout=0.1):
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > memory * 1024:
            os._exit(TOOK_TOO_MUCH)
    os._exit(1)
