"""What the tests share: diagnoses that have come differently far, and links into a group's round.

It is made once, through the actions, in the database that each server has a copy of.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments.core.rules.permissions import Role
from assessments.filling.actions.diagnoses import claim_diagnosis
from assessments.groups.actions.collaborations import add_member
from samverkan.accounts.actions import prepare_account
from tests import world
from tests.browser.visitor import Diagnosis, Visitor
from tests.group import Group, mailed_link, make_group
from tests.sessions import sign_in_as

LONG_WORD = "Utbildningssamverkansorganisationsgruppen"[:40]
ENDLESS_WORD = "Å" * 200
COMMENT = f"Vi är oense.\n{ENDLESS_WORD}\nDet är bra."
LONGEST_WORD = "Samverkansorganisationsutvecklingskonferensens"
LONG_ADDRESS = f"{'a' * 40}@{'b' * 12}.example"


@dataclass
class World:
    new: Diagnosis
    placed: Diagnosis
    unplaced: Diagnosis
    endless: Diagnosis
    owned: Diagnosis


def open_world(address: str, made: dict[str, Any]) -> World:
    """The diagnoses as they are served at an address, each behind its link."""
    paths = {name: Diagnosis(Visitor(address), path) for name, path in made["paths"].items()}
    paths["owned"].visitor.be(made["session"])
    return World(**paths)


def furnish() -> None:
    """Make all of it in the database of the settings, and print where it is."""
    diagnoses = {
        "new": world.start(),
        "placed": place(),
        "unplaced": world.start(),
        "endless": world.start(ENDLESS_WORD, ENDLESS_WORD),
        "owned": world.start(),
    }
    diagnoses["unplaced"].show()
    diagnoses["endless"].save(answer() | {"comment.varfor": COMMENT})
    diagnoses["endless"].show()
    paths = {name: made.url("overview") for name, made in diagnoses.items()}
    anna = prepare_account(email="anna@kommun.example")
    owned = diagnoses["owned"]
    claim_diagnosis(respondent=owned.respondent, user=anna, keep_links=True)
    paths["owned"] = reverse("overview", args=[owned.assessment.public_id])
    session = sign_in_as(anna).cookies["sessionid"].value
    said = {"paths": paths, "session": session, "links": open_a_round(), "long": use_long_words()}
    print(json.dumps(said))  # noqa: T201


def answer() -> dict[str, str]:
    """All but what is asked on the last page."""
    fields = world.read_example_fields() | {"self_placement": "mognad"}
    return {field: value for field, value in fields.items() if field != "outlook"}


def place() -> world.Diagnosis:
    """One with a result, some answers changed since, and a result of these."""
    placed = world.start(LONG_WORD, f"Allt som {LONG_WORD} gör")
    placed.save(answer() | {"comment.varfor": COMMENT, "comment.vem": "Kort."})
    first = placed.show()
    first.document |= {"date": "2026-03-02"}
    first.save()
    placed.save({"uppstart.m3": "3", "forankring.3": "4", "forankring.4": "4", "varfor.4": "2"})
    placed.show()
    return placed


def open_a_round() -> list[str]:
    """The links that lead into a round: the one that was mailed, and the group's."""
    group = make_group()
    group.open()
    [invited] = group.invite("ture@kommun.example")
    return [mailed_link(invited), reverse("join", args=[group.group_token])]


def use_long_words() -> list[str]:
    """Addresses of a collaboration in which every word is as long as words are."""
    group = make_group(name=LONGEST_WORD, leader="lang@kommun.example")
    add_member(collaboration=group.collaboration, email=LONG_ADDRESS, role=Role.READER)
    group.open(title=LONGEST_WORD, organisations=[LONGEST_WORD, "Kommunen"])
    return [*list_open(group), *list_closed(group)]


def list_open(group: Group) -> list[str]:
    return [
        *map(group.url, ("round", "invitations", "asked")),
        *map(group.collaboration_url, ("collaboration", "members", "profile", "parts", "plan")),
        reverse("join", args=[group.group_token]),
    ]


def list_closed(group: Group) -> list[str]:
    """Of a round after that one."""
    group.open(title=LONGEST_WORD)
    for _ in range(6):
        group.answer()
    group.close()
    return [group.url("meeting"), group.url("steering_link")]
