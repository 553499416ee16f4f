"""As script/gunicorn_conf.py, but no PDF file is made before somebody asks for it.

Every result of every test would have its report made ahead of time, beside the tests.
"""

import runpy
from typing import Any

_served = runpy.run_path("script/gunicorn_conf.py")
globals().update({name: kept for name, kept in _served.items() if not name.startswith("__")})


def post_worker_init(worker: Any) -> None:
    """What makes files is started with the first that somebody asks for."""
    from samverkan.pdf.cache import allow_waiting

    allow_waiting(max(1, _served["threads"] - 1))
