"""Diagnoses that have come differently far, for the tests that look at every page."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.browser.visitor import Diagnosis, read_example_answers, start_diagnosis

LONG_WORD = "Utbildningssamverkansorganisationsgruppen"[:40]
ENDLESS_WORD = "Å" * 200
COMMENT = f"Vi är oense.\n{ENDLESS_WORD}\nDet är bra."


@dataclass
class World:
    new: Diagnosis
    placed: Diagnosis
    unplaced: Diagnosis
    endless: Diagnosis


def date_the_last_result(database: Path, day: str) -> None:
    """As if it had been asked for that day, so that the next one has it to be compared with."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE assessments_snapshot SET document = json_set(document, '$.date', ?) "
            "WHERE id = (SELECT max(id) FROM assessments_snapshot)",
            [day],
        )


def build_world(address: str, database: Path) -> World:
    answers = read_example_answers() | {"outlook": "continue", "self_placement": "mognad"}
    placed = start_diagnosis(address, LONG_WORD, f"Allt som {LONG_WORD} gör")
    placed.fill_everything(answers | {"comment.varfor": COMMENT, "comment.vem": "Kort."})
    placed.conclude()
    date_the_last_result(database, "2026-03-02")
    placed.change("uppstart.m3", "3")
    for field, value in {"forankring.1": "4", "forankring.2": "4", "varfor.2": "2"}.items():
        placed.change(field, value)
    placed.conclude()
    unplaced = start_diagnosis(address)
    unplaced.conclude()
    endless = start_diagnosis(address, ENDLESS_WORD, ENDLESS_WORD)
    endless.fill_everything(answers | {"comment.varfor": COMMENT})
    endless.conclude()
    return World(start_diagnosis(address), placed, unplaced, endless)
