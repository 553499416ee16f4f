"""Diagnoses that have come differently far, for the tests that look at every page."""

from dataclasses import dataclass

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


def build_world(address: str) -> World:
    answers = read_example_answers() | {"outlook": "continue", "self_placement": "mognad"}
    placed = start_diagnosis(address, LONG_WORD, f"Allt som {LONG_WORD} gör")
    placed.fill_everything(answers | {"comment.varfor": COMMENT, "comment.vem": "Kort."})
    placed.conclude()
    placed.change("uppstart.m3", "3")
    placed.conclude()
    unplaced = start_diagnosis(address)
    unplaced.conclude()
    endless = start_diagnosis(address, ENDLESS_WORD, ENDLESS_WORD)
    endless.fill_everything(answers | {"comment.varfor": COMMENT})
    endless.conclude()
    return World(start_diagnosis(address), placed, unplaced, endless)
