"""`manage.py seed_content`: put the shipped edition of the model into a new database."""

from typing import Any

from django.core.management.base import CommandError

from model_content.actions.seeding import SeedRefused, seed_content
from samverkan.commands import OwnCommand

MOST_SHOWN = 20


class Command(OwnCommand):
    help = "Loads the shipped edition of the model where it is absent; never overwrites anything."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = seed_content()
        except SeedRefused as refused:
            places = "\n".join(f"  {place}" for place in refused.changes[:MOST_SHOWN])
            more = len(refused.changes) - MOST_SHOWN
            raise CommandError(
                f"Edition {refused.code} is already in the database with another content. "
                "Nothing was changed. A change of shipped content needs a new edition code.\n"
                f"Different:\n{places}" + (f"\n  and {more} more" if more > 0 else "")
            ) from refused
        self.stderr.write("The model has been loaded." if loaded else "The model is in place.")
