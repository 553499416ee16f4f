"""How gunicorn serves the program: two processes with a few threads each, on one machine.

Used by script/server, and fit for production: HOST, PORT, WORKERS and THREADS are environment
variables. There is no access log, because addresses of pages are secret links.
"""

import gc
import os
import sys
from threading import Thread
from typing import Any

from samverkan.settings import LOGGING

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "6"))
preload_app = True  # loaded once, and before the port is opened: who is not ready is not asked
worker_class = "samverkan.operation.patient_worker.PatientWorker"  # slow clients take no thread
timeout = 60  # seconds; a long report on a slow machine
graceful_timeout = 20  # seconds for answers under way when the server is told to stop
accesslog = None
loglevel = "warning"
logconfig_dict = LOGGING  # no secret links or personal data in gunicorn's own messages either
# No header sets what the program takes its own addresses from: a SCRIPT_NAME that does not fit
# would be answered with a bare 500.
forwarder_headers = ""
control_socket_disable = True  # it would be one file for all servers of a user


def when_ready(server: Any) -> None:
    """Print the address once connections are accepted.

    What has been loaded stays: no process looks through it for what is no longer used, also not for
    a second each when they end, and they share its memory.
    """
    gc.collect()
    gc.freeze()
    sys.stdout.write(f"Samverkanskollen: http://localhost:{PORT}\n")
    sys.stdout.flush()


def worker_exit(server: Any, worker: Any) -> None:
    """Leave mail that is in line to `manage.py run_due`, but for the one that is being sent."""
    from samverkan.operation.background import stop

    stop()


def post_worker_init(worker: Any) -> None:
    """Start what makes PDF files, before the first is asked for, while pages are answered.

    All threads but one may wait for files, so that pages are always answered.
    """
    from assessments.results.files.pdf import warm_up
    from samverkan.pdf import ahead as pdf_ahead
    from samverkan.pdf import cache as pdf_cache
    from samverkan.pdf import maker as pdf_maker

    pdf_cache.allow_waiting(max(1, threads - 1))
    Thread(target=pdf_maker.start, daemon=True).start()
    pdf_ahead.line.open()
    warm_up()
