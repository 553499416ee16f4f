"""Measures the program on the database that SAMVERKAN_DATABASE_URL names, SQLite if none.

Ends with 1 if a bound is broken or a saved answer was lost.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.benchmarks.server import prepare, serve

if TYPE_CHECKING:
    from tests.benchmarks.load import Figure

PEOPLE = 100
MEMBERS = 200
NOISE = 0.1
"""How much the ratios may differ between two halves of the rounds and still be believed."""

CONNECTIONS = 4
"""Two for each process of the server: it always has something to do, and seldom a queue."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/benchmark")
    parser.add_argument("--rounds", type=int, default=30, help="how often everything is measured")
    parser.add_argument("--seconds", type=float, default=0.3, help="for how long each time")
    options = parser.parse_args()
    with prepare() as folder:
        # Django's models cannot be imported before they have been set up.
        from tests.benchmarks import costs as counted
        from tests.benchmarks import load, world

        people = world.make_people(PEOPLE)
        results = world.make_result(load.FEW), world.make_result(load.MANY)
        with serve(folder) as server:
            first = load.measure_first_reports(server, people[:CONNECTIONS])
            figures = load.measure(
                server,
                people,
                connections=CONNECTIONS,
                rounds=options.rounds,
                seconds=options.seconds,
            )
            longer = load.compare_pages(
                server,
                results,
                connections=CONNECTIONS,
                rounds=options.rounds,
                seconds=options.seconds,
            )
            together = load.save_all_at_once(server, people, seconds=5)
            group, members = world.make_members(MEMBERS)
            round_ = load.save_all_at_once(server, members, seconds=10)
        costs = counted.measure_costs(people[0])
        lost = world.find_lost([*people, *members])
        counted = world.count_handed_in(group, members)
    say(make_table(figures))
    noise = max(abs(figure.again - 1) for figure in figures)
    say(
        f"Between the first half of the rounds and the second, a ratio differs by at most "
        f"{noise:.0%}" + (": believe none." if noise > NOISE else ".")
    )
    for cost in costs:
        say(
            f"{cost.name}: {cost.requests} request{'s' if cost.requests > 1 else ''}, "
            f"{cost.queries} queries, {cost.cpu * 1000:.1f} ms of processor in the program."
        )
    say(f"A report that nobody has asked for before: {first * 1000:.0f} ms.")
    say(
        f"{PEOPLE} respondents saving at once: {len(together.latencies)} answers saved, "
        f"{together.rate:.0f} a second, p95 {together.p95 * 1000:.0f} ms."
    )
    baseline = next(figure for figure in figures if figure.name == load.BASELINE)
    say(
        f"{MEMBERS} respondents of one round saving at once: {len(round_.latencies)} answers, "
        f"{round_.rate:.0f} a second ({baseline.rate / round_.rate:.2f} × baseline), "
        f"p95 {round_.p95 * 1000:.0f} ms; the result holds {counted} of them."
    )
    say(f"{len(lost)} saved answers lost.")
    say(
        f"The result of {load.MANY} respondents takes {longer:.2f} times as long as that of "
        f"{load.FEW} (at most {load.TIMES_AS_LONG:.1f})."
    )
    broken = [figure.name for figure in figures if figure.holds is False]
    if longer > load.TIMES_AS_LONG:
        broken.append(f"result of {load.MANY}")
    say(f"Broken: {', '.join(broken)}." if broken else "Every bound holds.")
    return 1 if broken or lost or counted != MEMBERS else 0


def make_table(figures: Sequence["Figure"]) -> str:
    """The figures as a table in Markdown; `× baseline` is of the time that a request takes."""
    lines = [
        "| | requests/s | p95, ms | CPU, ms | × baseline | half of the rounds | at most | |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for figure in figures:
        most = "" if figure.bound is None else f"{figure.bound:.1f}"
        verdict = {True: "holds", False: "BROKEN", None: ""}[figure.holds]
        lines.append(
            f"| {figure.name} | {figure.rate:.0f} | {figure.p95 * 1000:.1f} "
            f"| {figure.cpu * 1000:.2f} | {figure.ratio:.2f} "
            f"| {figure.spread[0]:.2f}–{figure.spread[1]:.2f} | {most} | {verdict} |"
        )
    return "\n".join(lines) + "\n"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
