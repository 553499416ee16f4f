"""What the test runs, as a process of its own: `python -m tests.carried_over.carry URL FILE`.

Loads the rows into the empty database of this URL, migrates it to the newest tables and seeds it,
as an operator does, reads everything again and writes that to the file.
"""

import json
import sys
from pathlib import Path

from tests.carried_over import program


def carry(url: str) -> dict[str, object]:
    program.start(url)
    from django.core.management import call_command

    from tests.carried_over.everything import read_everything
    from tests.carried_over.rows import load_rows

    load_rows()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed_content")
    return read_everything()


if __name__ == "__main__":
    read = carry(sys.argv[1])
    Path(sys.argv[2]).write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")
