"""The PDF report against Chromium, kept open, printing the same HTML with the same style and fonts.

Chromium opens a page for each report, as a service that prints for several people must. What it
needs when one and the same page is used again is also said: it is faster, and tells how far there
is to go.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.server import prepare
from tests.browser.chromium import find_chromium

TIMES_AS_LONG = 2.0
SHARE_OF_MEMORY = 1 / 3
ROUNDS = 12


@dataclass(frozen=True)
class Comparison:
    """Medians in seconds, and memory in MB: what the program's process takes at its highest, and
    what is Chromium's own (its processes' proportional shares, added)."""

    ours: float
    chromium: float
    same_page: float
    our_memory: float
    chromium_memory: float

    @property
    def holds(self) -> bool:
        return (
            self.ours <= TIMES_AS_LONG * self.chromium
            and self.our_memory <= SHARE_OF_MEMORY * self.chromium_memory
        )

    def __str__(self) -> str:
        return (
            f"PDF: {self.ours * 1000:.0f} ms and {self.our_memory:.0f} MB; Chromium "
            f"{self.chromium * 1000:.0f} ms and {self.chromium_memory:.0f} MB "
            f"(the same page again: {self.same_page * 1000:.0f} ms). That is "
            f"{self.ours / self.chromium:.2f} times its time (at most {TIMES_AS_LONG:.0f}) and "
            f"{self.our_memory / self.chromium_memory:.2f} of its memory "
            f"(at most {SHARE_OF_MEMORY:.2f})."
        )


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("benchmark: the Debian package chromium-headless-shell is missing\n")
        return 1
    with prepare() as folder:
        comparison = compare_pdf(chromium, folder, ROUNDS)
    sys.stdout.write(f"{comparison}\n{'It holds.' if comparison.holds else 'BROKEN.'}\n")
    return 0 if comparison.holds else 1


def compare_pdf(chromium: str, folder: Path, rounds: int) -> Comparison:
    """Make the example's report without comments `rounds` times in both ways, in turn."""
    # Django's modules cannot be imported before they have been set up.
    from django.template.loader import render_to_string

    from assessments.results.example import fetch_example
    from assessments.results.files.pdf import render_pdf
    from assessments.results.selectors import fetch_report
    from samverkan.pdf.render import FONTS, STYLES

    report = fetch_report(fetch_example() | {"comments": []})
    html = render_to_string("report/report.html", {"report": report})
    style = (STYLES / "report.css").read_text(encoding="utf-8")
    path = folder / "report.html"
    path.write_text(html.replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8")
    times: dict[str, list[float]] = {"ours": [], "chromium": [], "same_page": []}
    with _open_chromium(chromium, FONTS / "fonts.conf") as browser:
        kept = browser.new_page()
        ways: dict[str, Callable[[], object]] = {
            "ours": lambda: render_pdf(report),
            "chromium": lambda: _print_anew(browser, path),
            "same_page": lambda: _print(kept, path),
        }
        for do in ways.values():  # the first of each is not counted: fonts and code are loaded
            do()
        for _ in range(rounds):
            for name, do in ways.items():
                started = time.perf_counter()
                do()
                times[name].append(time.perf_counter() - started)
        chromium_memory = sum(_read_pss(process) for process in _list_under(os.getpid()))
    medians = {name: statistics.median(measured) for name, measured in times.items()}
    return Comparison(**medians, our_memory=_measure_our_memory(), chromium_memory=chromium_memory)


@contextmanager
def _open_chromium(chromium: str, fonts: Path) -> Iterator[Browser]:
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"], env=environment
        )
        yield browser
        browser.close()


def _print_anew(browser: Browser, path: Path) -> None:
    page = browser.new_page()
    _print(page, path)
    page.close()


def _print(page: Page, path: Path) -> None:
    page.goto(path.as_uri())
    page.pdf(prefer_css_page_size=True, tagged=True, outline=True)


def _list_under(process: int) -> Iterator[int]:
    """Chromium's processes, found under this one."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    below = {process}
    for pid, parent, name in rows:  # children come after their parents
        if int(parent) in below:
            below.add(int(pid))
            if "chrom" in name:
                yield int(pid)


def _read_pss(process: int) -> float:
    """MB that a process takes, what it shares counted in part; 0 if it has just ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _measure_our_memory() -> float:
    """MB at the most, of a process that does nothing but make the report three times."""
    code = (
        "import django, pathlib; django.setup()\n"
        "from assessments.results.example import fetch_example\n"
        "from assessments.results.files.pdf import render_pdf\n"
        "from assessments.results.selectors import fetch_report\n"
        "report = fetch_report(fetch_example() | {'comments': []})\n"
        "for _ in range(3): render_pdf(report)\n"
        # Not getrusage: its maximum goes on from the process that started this one.
        "print(pathlib.Path('/proc/self/status').read_text())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    peak = next(line for line in done.stdout.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
