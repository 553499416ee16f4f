"""`manage.py seed_content`: put the shipped edition of the model into a new database."""

from typing import Any

from model_content.actions.seeding import SeedRefused, seed_content
from samverkan.operation.commands import OwnCommand

MOST_SHOWN = 20


class Command(OwnCommand):
    help = "Loads the shipped edition of the model where it is absent; never overwrites anything."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, or say why what is stored stays: a start of the server goes on in any case."""
        try:
            loaded = seed_content()
        except SeedRefused as refused:
            self.stderr.write(_explain(refused))
            return
        self.stderr.write("The model has been loaded." if loaded else "The model is in place.")


def _explain(refused: SeedRefused) -> str:
    lines = [
        f"Edition {refused.code} is already in the database with another content, which stays. "
        "Nothing was changed. A change of shipped content needs a new edition code.",
        *(f"  {place}" for place in refused.changes[:MOST_SHOWN]),
    ]
    if (more := len(refused.changes) - MOST_SHOWN) > 0:
        lines.append(f"  and {more} more")
    return "\n".join(lines)
