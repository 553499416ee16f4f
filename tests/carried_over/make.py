"""Made `rows/`, `addresses.json` and `golden/`, once: `python -m tests.carried_over.make`.

Fills a new database with the actions of the program, the clock set and the random numbers given,
writes its rows, then reads everything there is to read and writes that. It was run by the program
as it was when this folder was added, and cannot be run by a later one; what it wrote is not to be
changed.
"""

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.carried_over import program

NO_TEXTS = {
    *(f"assessments.Assessment.{name}" for name in ("state", "answered", "language", "weighting")),
    *(f"assessments.Respondent.{name}" for name in ("perspective", "second_perspective")),
    *(f"model_content.ContentChange.{name}" for name in ("kind", "model")),
    "assessments.Answer.field", "assessments.Feedback.topic", "assessments.Invitation.mail_state",
    "assessments.JointEntry.field", "assessments.Member.role", "assessments.PlannedAction.status",
    "assessments.RoundEvent.change", "model_content.Edition.status", "model_content.KnownWord.word",
    "model_content.Question.kind", "assessments.Snapshot.document",
}  # fmt: skip
"""Columns of codes, and of what stands in others."""

PACKED = {"kept", "edition", "document", "inside"}
"""Golden results of which much stands in the rows too."""


def make() -> None:
    folder = Path(tempfile.mkdtemp())
    program.start(f"sqlite:///{folder / 'filled.sqlite3'}", seed=20261129)
    from django.core.management import call_command

    from tests.carried_over import everything, rows
    from tests.carried_over.filling import fill
    from tests.carried_over.people import TRIED

    call_command("migrate", interactive=False, verbosity=0)
    places, secrets = fill(program.set_time)
    tables = rows.dump_tables()
    program.set_time(program.READ)
    addresses = {"places": places.listed, "secrets": secrets, "accounts": TRIED}
    said = everything.read_everything(addresses)
    golden = {place["name"]: said[place["name"]] for place in places.listed}
    golden |= {name: said[name] for name in said if name not in golden}
    written = list_written(tables)
    for place in places.listed:
        if place["how"] == "facts":
            golden[place["name"]] = find_facts(written, golden[place["name"]])
        elif place["how"] != "status":
            assert not is_refused(golden[place["name"]]), place

    for old in (rows.ROWS, everything.GOLDEN):
        shutil.rmtree(old, ignore_errors=True)
    ways = everything.INSIDE_WAYS | {place["name"]: place["how"] for place in places.listed}
    packed = [value for name, value in golden.items() if ways[name] in PACKED]
    shared = rows.Sharing([*tables.values(), *packed])
    for label, table in tables.items():
        names, *found = table
        rows.write_lines(rows.ROWS / f"{label}.json", [names, *map(shared.pack, found)])
    for name, value in golden.items():
        value = shared.pack(value) if ways[name] in PACKED else value
        everything.write_golden(name, value)
    rows.write_lines(rows.SHARED, shared.shared)
    rows.write_lines(rows.MIGRATIONS, rows.list_leaves())
    everything.ADDRESSES.write_text(
        json.dumps(addresses, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    print(rows.describe_sizes(tables))  # noqa: T201


def list_written(tables: dict[str, list[list[Any]]]) -> list[str]:
    """Every text of the rows that somebody may have written, white space folded; no codes."""
    found: set[str] = set()
    for label, (names, *listed) in tables.items():
        if label.startswith(("assessments.", "samverkan.User", "model_content.")):
            read = [(n, name) for n, name in enumerate(names) if f"{label}.{name}" not in NO_TEXTS]
            for row in listed:
                for number, name in read:
                    if not name.endswith(("sha256", "_at", "_on", "_since", "id", "key")):
                        found |= set(_texts(row[number]))
    return sorted(text for text in found if len(text) > 3)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [" ".join(value.split())]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _texts(part)]


def find_facts(written: list[str], page: str) -> list[str]:
    """What somebody has written that the page says, in its order; not what is a part of another."""
    said = [text for text in written if text in page and _find(text, page)]
    whole = [text for text in said if not any(text != other and text in other for other in said)]
    assert whole, f"nothing that somebody wrote is on the page: {page[:200]}"
    return sorted(whole, key=page.index)


def _find(text: str, page: str) -> bool:
    """Whether it stands there as words of its own."""
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", page) is not None


def is_refused(said: Any) -> bool:
    """Whether it is a status instead of what was to be read."""
    return isinstance(said, str) and said[:3].isdigit() and "\n" not in said


if __name__ == "__main__":
    make()
