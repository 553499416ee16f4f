"""Doing one thing after another, where one that fails must not stop the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")


class SomeFailed(Exception):
    """Some failed, and all the others were done."""


def do_each(do: Callable[[T], int], things: Iterable[T], *, what: str) -> int:
    """Do this to each of the things, and return the sum of what it returned.

    Raises `SomeFailed` when all have been tried. The log says what failed and the class of each
    error, not its text: that may hold an address, or what somebody has answered.
    """
    total = failed = 0
    for thing in things:
        try:
            total += do(thing)
        except Exception as error:
            logger.error("%s failed: %s", what, type(error).__name__)
            failed += 1
    if failed:
        raise SomeFailed
    return total
