"""Reports full of what nobody would write, against the same number of characters of prose.

Each is made by a process of its own, as the program does; what is compared is how long the
processor worked and how much memory was taken at the most, in rounds, so that chance weighs less.
"""

import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median

from samverkan import pdf_maker
from tests.benchmarks.server import prepare

TIMES_AS_LONG = 3.0
TIMES_THE_MEMORY = 2.0
ROUNDS = 3
LENGTH = 5000
"""Characters of each comment, as many as a comment may have; there is one on each aspect."""

PROSE = (
    "Vi har kommit överens om vad samverkan är till för, men inte om vem som beslutar när parterna "
    "är oense. "
)

TEXTS: Mapping[str, str] = {
    "short lines": "a\n",
    "blank lines": "a\n\n",
    "tabs": "a\t",
    "one word": "x",
    "narrow letters": ". ",
    "accents": "å\u0301\u0323\u0302\u0330",
    "right to left": "שלום עולם ",
    "emoji": "😀",
    "joined emoji": "👩\u200d👩\u200d👧 ",
    "Chinese": "漢字",
    "markup": "<b>&amp;</b> ",
}
"""What each text is made of, over and over."""


@dataclass(frozen=True, slots=True)
class Work:
    """Seconds that the processor worked, and MB at the most."""

    seconds: float
    memory: float


def main() -> int:
    pdf_maker.start()  # loads WeasyPrint in the process that the others are forked from
    with prepare():
        works = measure_texts(ROUNDS)
    prose = works.pop("prose")
    write = sys.stdout.write
    write(f"prose: {prose.seconds:.1f} s of the processor, {prose.memory:.0f} MB\n")
    holds = True
    for name, work in works.items():
        longer, more = work.seconds / prose.seconds, work.memory / prose.memory
        is_within = longer <= TIMES_AS_LONG and more <= TIMES_THE_MEMORY
        holds &= is_within
        write(f"{name}: × {longer:.2f}, memory × {more:.2f}{'' if is_within else ' BROKEN'}\n")
    write(f"At most × {TIMES_AS_LONG:.0f}, memory × {TIMES_THE_MEMORY:.0f}.\n")
    return 0 if holds else 1


def measure_texts(rounds: int) -> dict[str, Work]:
    """The median work of a report with each of the texts as every comment, by its name."""
    pages = {name: _render(text) for name, text in {"prose": PROSE, **TEXTS}.items()}
    done: dict[str, list[Work]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, html in pages.items():
            done[name].append(_measure(html))
    return {
        name: Work(median(w.seconds for w in works), median(w.memory for w in works))
        for name, works in done.items()
    }


def _render(text: str) -> str:
    # Django's modules cannot be imported before they have been set up.
    from assessments.pdf import render_html
    from tests.reports import make_report, read_content, read_example

    document = read_example()
    comment = (text * LENGTH)[:LENGTH].strip()
    document["respondents"][0]["comments"] = dict.fromkeys(read_content().aspect_by_code, comment)
    return render_html(make_report(document))


def _measure(html: str) -> Work:
    processes = get_context("forkserver")
    reader, writer = processes.Pipe(duplex=False)
    process = processes.Process(target=_make, args=(writer, html))
    process.start()
    writer.close()
    seconds, memory = reader.recv()
    process.join()
    return Work(seconds, memory)


def _make(writer: Connection, html: str) -> None:
    from samverkan.pdf import make_pdf

    make_pdf(html, "report.css")
    used = resource.getrusage(resource.RUSAGE_SELF)
    writer.send((used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))


if __name__ == "__main__":
    sys.exit(main())
