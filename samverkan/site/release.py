"""Which version this is and when it was released, read once from `pyproject.toml`."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Final

_project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))

VERSION: Final[str] = _project["project"]["version"]
RELEASED: Final[date] = _project["tool"]["samverkan"]["released"]
