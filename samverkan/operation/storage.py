"""Static files: hashed and compressed when they have been collected, as they are before that."""

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
