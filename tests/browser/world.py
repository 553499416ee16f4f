"""Diagnoses that have come differently far, for the tests that look at every page."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import Server
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
    owned: Diagnosis


def date_the_last_result(database: Path, day: str) -> None:
    """As if it had been asked for that day, so that the next one has it to be compared with."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE assessments_snapshot SET document = json_set(document, '$.date', ?) "
            "WHERE id = (SELECT max(id) FROM assessments_snapshot)",
            [day],
        )


def put_on_account(diagnosis: Diagnosis, server: Server) -> Diagnosis:
    """Sign in with a code, which a development server prints, and claim the diagnosis."""
    visitor = diagnosis.visitor
    visitor.get(diagnosis.path)
    visitor.post(f"{diagnosis.path}lagg-till/", {})
    visitor.post("/konto/logga-in/", {"email": "anna@kommun.example"})
    code = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", server.read_log(), re.MULTILINE)[-1]
    visitor.post("/konto/kod/", {"code": code})
    visitor.get("/mina/lagg-till/")
    listed = visitor.post("/mina/lagg-till/", {"links": "keep"})
    own = re.search(r'href="(/mina/[0-9a-f-]{36}/)"', listed.text)
    assert own, listed.text
    return Diagnosis(visitor, own[1])


def build_world(server: Server) -> World:
    address = server.address
    answers = read_example_answers() | {"outlook": "continue", "self_placement": "mognad"}
    placed = start_diagnosis(address, LONG_WORD, f"Allt som {LONG_WORD} gör")
    placed.fill_everything(answers | {"comment.varfor": COMMENT, "comment.vem": "Kort."})
    placed.conclude()
    date_the_last_result(server.database, "2026-03-02")
    placed.change("uppstart.m3", "3")
    for field, value in {"forankring.3": "4", "forankring.4": "4", "varfor.4": "2"}.items():
        placed.change(field, value)
    placed.conclude()
    unplaced = start_diagnosis(address)
    unplaced.conclude()
    endless = start_diagnosis(address, ENDLESS_WORD, ENDLESS_WORD)
    endless.fill_everything(answers | {"comment.varfor": COMMENT})
    endless.conclude()
    owned = put_on_account(start_diagnosis(address), server)
    return World(start_diagnosis(address), placed, unplaced, endless, owned)
