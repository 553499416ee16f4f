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


def test_the_readme_names_a_licence_that_is_there_for_all_that_others_have_made():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Licences of what is shipped")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([^` ]*/(?:OFL\.txt|LICENSE))`", section))
    ours = {".venv", ".git", "var"}
    found = {
        str(path.relative_to(ROOT))
        for top in ROOT.iterdir()
        if top.is_dir() and top.name not in ours
        for path in top.rglob("*")
        if path.name in {"OFL.txt", "LICENSE"}
    }
    assert named == found
    styles = (ROOT / "static/css/site.css").read_text(encoding="utf-8")
    assert "The Bootstrap Authors" in styles[:300]
    assert "Licensed under MIT" in styles[:300]
