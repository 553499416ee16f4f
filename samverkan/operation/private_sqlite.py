"""SQLite's files, for their owner's eyes only: answers and addresses are in them.

A file that is there is never opened here: whoever closes a file gives up all locks that the process
has on it, also those of its other connections (POSIX). Another process would then take itself for
the only one and delete the log that this one still writes to.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final

PRIVATE: Final = 0o600
BESIDE: Final = ("", "-wal", "-shm", "-journal")  # added to the name for SQLite's own files
_making: Final = Lock()


class PrivateConnection(sqlite3.Connection):
    """Makes the file with the right rights, or takes from others what an older version gave."""

    def __init__(self, database: str, *args: Any, **kwargs: Any) -> None:
        name = os.fspath(database)
        if not name.startswith((":memory:", "file:")):
            _make_private(Path(name))
        super().__init__(database, *args, **kwargs)


def _make_private(database: Path) -> None:
    """What cannot be done is left to SQLite, which says what is wrong."""
    with suppress(OSError), _making:
        with suppress(FileExistsError):
            os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE))
        for end in BESIDE:
            file = Path(f"{database}{end}")
            if file.exists() and file.stat().st_mode & 0o077:
                file.chmod(PRIVATE)
