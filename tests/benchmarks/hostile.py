"""Reports full of what nobody would write, against the same number of characters of prose; and
eight of them asked for at once.

Each is made by a process of its own, as the program does; what is compared is how long the
processor worked and how much memory was taken at the most, in rounds, so that chance weighs less.
"""

import resource
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median

from samverkan.pdf import maker as pdf_maker
from tests.benchmarks.server import prepare, serve
from tests.browser.server import Gunicorn

TIMES_AS_LONG = 3.0
TIMES_THE_MEMORY = 2.0
ROUNDS = 3
AT_ONCE = 8
QUIET_PAGES = 50
LONGEST_PAGE = 1.0
MOST_MEMORY = 400
"""Seconds that a page may take while files are made, and MB that any process may take."""

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


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer, and the seconds until all of it had come."""

    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Together:
    """What came of `AT_ONCE` reports: how many were made at once, how many were first asked to
    wait, and how many went wrong; seconds until the last was answered, of the slowest page
    meanwhile, and of the slowest before; MB of the largest process meanwhile and afterwards."""

    made: int
    refused: int
    failed: int
    seconds: float
    slowest: float
    alone: float
    most: float
    kept: float

    @property
    def holds(self) -> bool:
        is_answered = self.failed == 0 and self.made > 0
        return is_answered and self.slowest <= LONGEST_PAGE and self.most <= MOST_MEMORY

    def __str__(self) -> str:
        return (
            f"{AT_ONCE} at once: {self.made} were made, {self.refused} told to ask again and then "
            f"made, {self.failed} failed; the last was answered after {self.seconds:.1f} s. "
            f"The slowest page took {self.slowest:.2f} s meanwhile (at most {LONGEST_PAGE:.0f}), "
            f"{self.alone:.2f} s before. "
            f"The largest process took {self.most:.0f} MB (at most {MOST_MEMORY}), "
            f"{self.kept:.0f} MB afterwards."
        )


def main() -> int:
    pdf_maker.start()  # loads WeasyPrint in the process that the others are forked from
    with prepare() as folder:
        works = measure_texts(ROUNDS)
        with serve(folder) as server:
            together = ask_at_once(server)
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
    write(f"{together}\n{'It holds.' if holds and together.holds else 'BROKEN.'}\n")
    return 0 if holds and together.holds else 1


def ask_at_once(server: Gunicorn) -> Together:
    """Ask for `AT_ONCE` reports that nobody has asked for, full of comments, and for a page."""
    paths = [_make_result(number) for number in range(AT_ONCE)]
    alone = max(_fetch(server, "/halsa/", 0.1).seconds for _ in range(QUIET_PAGES))
    slowest = most = 0.0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(_fetch, server, path) for path in paths]
        while not all(one.done() for one in asked):
            slowest = max(slowest, _fetch(server, "/halsa/", 0.1).seconds)
            most = max(most, *server.read_memory())
    answers = [one.result() for one in asked]
    refused = [path for path, one in zip(paths, answers, strict=True) if one.status == 503]
    later = [_fetch(server, path).status for path in refused]
    return Together(
        made=sum(one.status == 200 for one in answers),
        refused=len(refused),
        failed=sum(status not in (200, 503) for status in [one.status for one in answers] + later),
        seconds=max(one.seconds for one in answers),
        slowest=slowest,
        alone=alone,
        most=most,
        kept=max(server.read_memory()),
    )


def _make_result(number: int) -> str:
    from assessments.methods.stages.instrument import name_comment
    from model_content.selectors.editions import fetch_edition
    from tests.world import start

    diagnosis = start(name=f"Full av kommentarer {number}")
    comment = _fill(PROSE)
    diagnosis.save({name_comment(c): comment for c in fetch_edition().content.aspect_by_code})
    diagnosis.show()
    path: str = diagnosis.url("result_file", 1, "rapport.pdf")
    return path


def _fetch(server: Gunicorn, path: str, after: float = 0) -> Answer:
    time.sleep(after)
    began = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return Answer(response.status, time.perf_counter() - began)


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
    from assessments.results.files.pdf import render_html
    from tests.reports import make_report, read_content, read_example

    document = read_example()
    comments = dict.fromkeys(read_content().aspect_by_code, _fill(text))
    document["respondents"][0]["comments"] = comments
    return render_html(make_report(document))


def _fill(text: str) -> str:
    return (text * LENGTH)[:LENGTH].strip()


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
    from samverkan.pdf.render import make_pdf

    make_pdf(html, "report.css")
    used = resource.getrusage(resource.RUSAGE_SELF)
    writer.send((used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))


if __name__ == "__main__":
    sys.exit(main())
