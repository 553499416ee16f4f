"""Stands for systemd on a machine of the trial: keeps a socket, and starts what ends anew.

    python unit.py ADDRESS:PORT|- FOLDER SECONDS COMMAND...

As `samverkan.socket` and `Restart=always` do. The command runs in FOLDER, a link that an upgrade
points elsewhere, and has its number in `FOLDER.pid`.
"""

import os
import socket
import sys
import time
from pathlib import Path

FIRST = 3  # where systemd hands over a socket


def main(where: str, folder: str, pause: str, *command: str) -> None:
    if where != "-":
        host, _, port = where.rpartition(":")
        listening = socket.create_server((host, int(port)), backlog=2048)
        os.dup2(listening.fileno(), FIRST)
        os.set_inheritable(FIRST, True)
    while True:
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            if where != "-":
                os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
            os.execv(command[0], command)
        Path(f"{folder}.pid").write_text(str(child))
        _, status = os.waitpid(child, 0)
        if status != 0:
            time.sleep(float(pause))


main(*sys.argv[1:])
