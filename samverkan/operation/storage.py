"""Static files: hashed and compressed when they have been collected, as they are before that."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names from the manifest; plain names where nothing has been collected (tests)."""

    manifest_strict = settings.PRODUCTION

    def stored_name(self, name: str) -> Any:
        is_collected = self.hashed_files or self.manifest_strict
        return super().stored_name(name) if is_collected else name

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress only what pages refer to: names with a hash, no typefaces of PDF files."""
        hashed = set(paths) & set(self.hashed_files.values())
        wanted = {path for path in hashed if not path.startswith("fonts/pdf/")}
        yield from super().compress_files(wanted)
