"""Stands for systemd on a machine of the trial: starts anew what has ended (`Restart=always`).

    python unit.py FOLDER SECONDS COMMAND...

The command runs in FOLDER, a link that an upgrade points elsewhere, and has its number in
`FOLDER.pid`. What fails is started again after so many seconds.
"""

import os
import sys
import time
from pathlib import Path


def main(folder: str, pause: str, *command: str) -> None:
    while True:
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            os.execv(command[0], command)
        Path(f"{folder}.pid").write_text(str(child))
        _, status = os.waitpid(child, 0)
        if status != 0:
            time.sleep(float(pause))


main(*sys.argv[1:])
