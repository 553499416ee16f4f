"""Static files: hashed and compressed when they have been collected, as they are before that."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names from the manifest; plain names where nothing has been collected (tests)."""

    manifest_strict = settings.PRODUCTION

    def stored_name(self, name: str) -> str:
        if not (self.hashed_files or self.manifest_strict):
            return name
        stored: str = super().stored_name(name)
        return stored

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what pages refer to: names with a hash, and not the typefaces of PDF files.

        Compressing takes nearly all of the time that collecting takes.
        """
        hashed = set(paths) & set(self.hashed_files.values())
        yield from super().compress_files(
            {path for path in hashed if not path.startswith("fonts/pdf/")}
        )
