"""Which pasted addresses may be other ones than were meant, told before anything is sent.

A domain is doubtful if it is one slip (a letter more, fewer, another, or two that have changed
places) from a common mail provider's, or from one that more of the list have; or if it is such a
domain without its dots. The address is then suggested with that domain. Two addresses may be one
person's if they are of the same mailbox (`anna+1@`), or if the same whole name (with a dot, a
hyphen or an underscore in it) stands before the @ of both: the later is doubted, or the one that is
a mail provider's.

Example: `find_doubts(["anna.ek@gmial.com", "anna.ek@lulea.example"], [])` gives
`[Doubt("anna.ek@gmial.com", Why.DOMAIN, "anna.ek@gmail.com"),
Doubt("anna.ek@lulea.example", Why.TWICE, "anna.ek@gmial.com")]`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PROVIDERS: Final = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "outlook.com", "live.se",
    "live.com", "icloud.com", "yahoo.com", "yahoo.se", "telia.com", "bredband.net",
)  # fmt: skip

# Others that are one letter from these, and no slips.
_GENUINE: Final = frozenset(
    (
        *PROVIDERS, "mail.com", "ymail.com", "email.com", "hotmail.de", "hotmail.es", "hotmail.be",
        "yahoo.de", "yahoo.es", "live.be",
    )
)  # fmt: skip

_WHOLE_NAME: Final = re.compile(r"\w{2,}[._-]\w{2,}")


class Why(StrEnum):
    DOMAIN = "domain"  # a slip from a mail provider's domain; `other` is what was meant
    NEAR = "near"  # perhaps one from the domain of others in the list; `other` is with that
    UNREADABLE = "unreadable"  # no address, but `other` is what was meant
    TWICE = "twice"  # perhaps the same person as `other`, which stands there too


@dataclass(frozen=True, slots=True)
class Doubt:
    address: str
    why: Why
    other: str


def find_doubts(addresses: Sequence[str], unreadable: Iterable[str]) -> list[Doubt]:
    """What is to be looked at again, of good addresses in their one form and of what is none."""
    domains = Counter(address.rpartition("@")[2] for address in addresses)
    people: dict[str, str] = {}
    doubts = []
    # An address at work is the one to keep.
    for address in sorted(addresses, key=lambda each: each.rpartition("@")[2] in _GENUINE):
        local, _, domain = address.rpartition("@")
        provider, near = _find_meant(domain, domains)
        mailbox = local.partition("+")[0] or local
        same = people.setdefault(f"{mailbox}@{domain}", address)
        if _WHOLE_NAME.fullmatch(mailbox):
            same = people.setdefault(mailbox, address) if same == address else same
        if meant := provider or near:
            why = Why.DOMAIN if provider else Why.NEAR
            doubts.append(Doubt(address, why, f"{local}@{meant}"))
        elif same != address:
            doubts.append(Doubt(address, Why.TWICE, same))
    bare = {domain.replace(".", ""): domain for domain in (*domains, *PROVIDERS)}
    for written in unreadable:
        local, _, rest = written.lower().partition("@")
        known = bare.get(re.sub(r"[\s.,]", "", rest))
        if known and re.fullmatch(r"[\w.+-]*\w", local):
            doubts.append(Doubt(written, Why.UNREADABLE, f"{local}@{known}"))
    return doubts


def _find_meant(domain: str, domains: Counter[str]) -> tuple[str, str]:
    """The provider's domain that this one is a slip from, and that of others in the list."""
    if domain in _GENUINE:
        return "", ""
    of_list = [each for each, times in domains.most_common() if times > domains[domain]]
    return _find_slip(domain, PROVIDERS), _find_slip(domain, of_list)


def _find_slip(domain: str, known: Iterable[str]) -> str:
    return next((each for each in known if _is_slip(domain, each)), "")


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter more, fewer or another, or two that change places, makes them the same."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 6:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or a[1::-1] + a[2:] == b
