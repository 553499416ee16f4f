"""What a steering group is put before: what it is asked to decide, and who does what at home.

An action is a party's to do in its own organisation where the party is named, as whole words, in
who is responsible. Example: of the parties Piteå and Luleå, “Anna, Piteå” gives Piteå the action;
“Piteå och Luleå” gives it to both.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from assessments.meeting.rules.meeting import AGREED, ActionStatus, Outcome
from samverkan.texts import fold_name


class Planned(Protocol):
    who: str
    status: str
    for_steering: bool
    outcome: str


Of = TypeVar("Of", bound=Planned)


def list_duties(actions: Sequence[Of], parties: Iterable[str]) -> list[tuple[str, list[Of]]]:
    """Each party that is responsible for something to be done, in their order, with that."""
    due = [a for a in actions if not ActionStatus(a.status).is_over and _is_agreed(a)]
    found = ((party, [a for a in due if is_named(party, a.who)]) for party in parties)
    return [(party, its) for party, its in found if its]


def _is_agreed(action: Planned) -> bool:
    """Whether it needs no decision of the steering group, or has one."""
    return not action.for_steering or action.outcome in AGREED


def is_named(party: str, who: str) -> bool:
    name = fold_name(party)
    return bool(name and re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", fold_name(who)))


def read_proposal(action: Any, last: Any) -> dict[str, Any]:
    """What the group asks to have decided (what, cost and due_on): as it was when the `last`
    decision was made, unless that referred it back; None if there is none that stands."""
    if last and last.proposed and last.outcome != Outcome.REFERRED:
        return {
            "what": last.proposed, "cost": last.proposed_cost, "due_on": last.proposed_due_on,
        }  # fmt: skip
    return {"what": action.what, "cost": action.cost, "due_on": action.due_on}


def read_decided(decision: Any) -> dict[str, Any]:
    """What is to be done by a decision on what the group asked for (what, cost and due_on)."""
    return {
        "what": decision.text, "cost": decision.decided_cost, "due_on": decision.decided_due_on,
    }  # fmt: skip
