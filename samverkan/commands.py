"""What the commands of interfaces.md share: JSON on standard output, exit 2 with one line."""

import sys
from typing import Any

from django.core.management.base import BaseCommand


class BadInput(Exception):
    """The input cannot be used; the message is one line that begins with the place."""


class JsonCommand(BaseCommand):
    """A command whose `run` returns what to print, or raises `BadInput`."""

    requires_system_checks = []

    def run(self, **options: Any) -> str | None:
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            output = self.run(**options)
        except BadInput as error:
            line = " ".join(str(error).split())
            sys.stderr.write("".join(map(_make_printable, line)) + "\n")
            sys.exit(2)
        if output is not None:
            sys.stdout.buffer.write(output.encode() + b"\n")
            sys.stdout.buffer.flush()


def _make_printable(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
