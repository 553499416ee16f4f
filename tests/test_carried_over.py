"""A filled database of former tables is carried over: nothing of it is lost.

`tests/carried_over/` says what it holds, how it was made and what is compared.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.carried_over.comparing import compare
from tests.carried_over.everything import list_ways, read_golden
from tests.test_backup import install, remove

WAYS = list_ways()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the program says of the rows after they have been migrated, by name."""
    folder = tmp_path_factory.mktemp("carried")
    installation = install(folder, "carried_over")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.carried_over.carry", installation.url, folder / "said"],
            cwd=settings.BASE_DIR, env=installation.variables, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-5000:]
        yield json.loads((folder / "said").read_text(encoding="utf-8"))
    finally:
        remove(installation)


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    return read_golden()


@pytest.mark.parametrize("name", WAYS)
def test_everything_is_as_it_was(found, golden, name):
    if found[name] is None:
        pytest.skip("the Debian package poppler-utils is missing")
    assert compare(WAYS[name], golden[name], found[name]) == []
