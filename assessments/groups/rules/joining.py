"""What a link that joins a group's round leads to, for whoever opens it on a device.

A device that has begun by a link remembers it (filling/begun.py), and the same link leads back
there: a personal one straight to one's own page, the group's to a choice, since a screen may be
passed round. Nothing else leads back: a mail can be forwarded, and a mailbox can be several
people's, so whoever has only the mail never sees what was answered with it, in an open round
either. On another device one goes on by the link of one's own.

Example: a personal link whose invitation has been used, opened on the device where it was used,
goes on (`GO_ON`); on any other it says so (`USED`).
"""

from enum import StrEnum

from assessments.core.rules.lifecycle import State


class Entrance(StrEnum):
    REVOKED = "revoked"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    USED = "used"
    BEGIN = "begin"
    GO_ON = "go_on"
    CHOOSE = "choose"


def find_entrance(
    state: State, *, personal: bool, works: bool, used: bool, begun: bool, anew: bool
) -> Entrance:
    """Decide what the link leads to.

    Args:
        personal: an invitation's; otherwise the group's.
        works: it has not been withdrawn, replaced or turned off.
        used: answers have been handed in with the invitation.
        begun: this device has begun by the link, and what was begun is still there.
        anew: somebody else is to begin on the device; by the group's link only.
    """
    if not (works or begun):
        return Entrance.REVOKED
    if state is not State.OPEN:
        return Entrance.NOT_OPEN if state is State.DRAFT else Entrance.CLOSED
    if begun and personal:
        return Entrance.GO_ON
    if begun and not (anew and works):
        return Entrance.CHOOSE
    return Entrance.USED if used else Entrance.BEGIN
