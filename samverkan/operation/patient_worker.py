"""gunicorn's worker with threads, in which a request takes a thread when all of it has come.

gunicorn reads a request in the thread that answers it, so a few clients that are slow to send take
every thread there is. Here the one thread that watches all connections receives what has come, and
hands a request on when it is whole; what is not whole in time is closed. Behind a proxy that does
the same (README.md) it never has to.
"""

import re
import selectors
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

REQUEST_SECONDS: Final = 20  # to send a request, from when the server waits for it
STALLED_SECONDS: Final = 10  # to take nothing of an answer, or send nothing of what is too large

# Bytes that are waited for; what is larger is refused by the program or read in its thread.
MOST_HEAD: Final = 64 * 1024
MOST_BODY: Final = 2 * 1024 * 1024 + MOST_HEAD

_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS: Final = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)


def is_whole(received: bytes | bytearray) -> bool:
    """Whether a request has come in full, or is so large that it is not waited for."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return len(received) > MOST_HEAD
    head, body = bytes(received[: end + 2]), len(received) - end - 4
    if _CHUNKED.search(head):
        return received.find(b"0\r\n\r\n", end + 4) >= 0 or body > MOST_BODY
    length = _LENGTH.search(head)
    announced = int(length[1]) if length else 0
    return body >= announced or announced > MOST_BODY


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Receives requests without a thread, and gives each one when it is whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receiving: dict[Any, float] = {}  # connections, and until when each may go on

    def enqueue_req(self, conn: Any) -> None:
        """A connection is new, or begins another request: receive that first."""
        conn.received = bytearray(conn.parser.unreader.take_buffered() if conn.parser else b"")
        conn.may_expect = True
        conn.sock.setblocking(False)
        self.receiving[conn] = time.monotonic() + REQUEST_SECONDS
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        if conn.received:
            self._hand_over_if_whole(conn)

    def _receive(self, conn: Any, _sock: socket.socket) -> None:
        try:
            came = conn.sock.recv(MOST_HEAD)
        except BlockingIOError:
            return
        except OSError:
            came = b""
        if came:
            conn.received += came
            self._hand_over_if_whole(conn)
        else:
            self._give_up(conn)

    def _hand_over_if_whole(self, conn: Any) -> None:
        if is_whole(conn.received):
            self._stop_receiving(conn)
            super().enqueue_req(conn)
        elif conn.may_expect and (end := conn.received.find(b"\r\n\r\n")) >= 0:
            conn.may_expect = False
            if _EXPECTS.search(conn.received, 0, end + 2):
                with suppress(OSError):
                    conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _stop_receiving(self, conn: Any) -> None:
        del self.receiving[conn]
        self.poller.unregister(conn.sock)

    def _give_up(self, conn: Any) -> None:
        self._stop_receiving(conn)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Close what has not sent a request in time, and when stopping what has not begun one."""
        super().murder_pending()
        now = time.monotonic()
        for conn, until in list(self.receiving.items()):
            if until < now or not (self.alive or conn.received):
                self._give_up(conn)

    def handle(self, conn: Any) -> Any:
        """Answer a request that has come: in a thread of its own."""
        conn.sock.setblocking(True)
        wait = struct.pack("ll", STALLED_SECONDS, 0)
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, way, wait)
        conn.data_ready = True
        conn.init()
        conn.parser.unreader.unread(bytes(conn.received))
        conn.received = bytearray()
        return super().handle(conn)
