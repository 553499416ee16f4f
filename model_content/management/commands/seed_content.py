"""`manage.py seed_content`: put the shipped editions of the model into the database."""

from typing import Any

from model_content.actions.seeding import Outcome, Seeded, find_newer, seed_content
from samverkan.operation.commands import OwnCommand

MOST_SHOWN = 20


class Command(OwnCommand):
    help = "Loads the shipped editions of the model that are absent; never overwrites anything."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them, or say why what is stored stays: a start of the server goes on in any case."""
        seeded = seed_content()
        loaded = [s.code for s in seeded if s.outcome in (Outcome.LOADED, Outcome.TRANSLATED)]
        different = [s for s in seeded if s.outcome is Outcome.DIFFERENT]
        if loaded:
            self.stderr.write(f"The model has been loaded: {', '.join(loaded)}.")
        elif not different:
            self.stderr.write("The model is in place.")
        for each in different:
            self.stderr.write(_explain(each))
        if newer := find_newer(seeded):
            self.stderr.write(
                f"Edition {newer} is not in use. To take it into use, press “Ta i bruk” at "
                "/personal/innehall/utgavor/."
            )


def _explain(seeded: Seeded) -> str:
    lines = [
        f"Edition {seeded.code} is already in the database with another content, which stays. "
        "Nothing of it was changed. A change of shipped content needs a new edition code.",
        *(f"  {place}" for place in seeded.changes[:MOST_SHOWN]),
    ]
    if (more := len(seeded.changes) - MOST_SHOWN) > 0:
        lines.append(f"  and {more} more")
    return "\n".join(lines)
