"""The version is said in one way everywhere, and what is shipped of others names its licence."""

import re
from datetime import date
from pathlib import Path

from samverkan.site.release import RELEASED, VERSION

ROOT = Path(__file__).parents[2]


def test_the_changelog_begins_with_this_version_and_is_newest_first():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## (\S+) – (\S+)$", text, re.MULTILINE)
    assert heads[0] == (VERSION, RELEASED.isoformat())
    assert len(heads) == len(re.findall(r"^## ", text, re.MULTILINE)), "a version without a day"
    days = [date.fromisoformat(day) for _, day in heads]
    assert days == sorted(days, reverse=True)
