"""A new kind of text is added in three files, and everything else works with it (CONTENT.md).

The program is copied, "examples" are added to its aspects in the copy and "tips" to the steps of
its tools, and a process of its own edits, checks, compares, searches, translates, exports, imports
and restores one of each.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

EDITS = (
    (
        "model_content/domain/content.py",
        "    # Said by where",
        '    examples: Annotated[tuple[Sourced, ...], Items("example", most=2)] = ()\n'
        "    # Said by where",
    ),
    ("model_content/domain/tools/__init__.py", "    Source_,\n", "    Source_,\n    Sourced,\n"),
    (
        "model_content/domain/tools/__init__.py",
        '    why: Help = ""\n    joined',
        '    tips: Annotated[tuple[Sourced, ...], Items("tip", most=2)] = ()\n'
        '    why: Help = ""\n    joined',
    ),
    (
        "model_content/words.py",
        '    "quote": (',
        '    "example": (_("Exempel"), _("Exemplen")),\n'
        '    "tip": (_("Tips"), _("Tipsen")),\n    "quote": (',
    ),
    (
        "templates/model_content/aspect.html",
        "{% block main %}",
        "{% block main %}{% for each in aspect.examples %}<p>{{ each.text }} "
        "{% source_link edition each %}</p>{% endfor %}",
    ),
    (
        "templates/tools/tool.html",
        "{{ step.title }}",
        "{{ step.title }}{% for each in step.tips %}<p>{{ each.text }}</p>{% endfor %}",
    ),
)
"""Of each file: what is replaced, and by what; the words of both kinds stand in one."""

TRIAL = """
import django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
from django.urls import reverse
from django.utils import timezone
from model_content.actions.editions import import_edition, publish_edition
from model_content.actions.parts import restore_change
from model_content.domain.checks import check_document
from model_content.files import write_json, write_zip
from model_content.models import Edition
from model_content.selectors.editions import fetch_document, fetch_edition, fetch_export
from model_content.selectors.tools import fetch_tool
from tests.content import get, make_draft, newest, save, values
from tests.staff import make_staff, sign_in_staff

pia, user = sign_in_staff("pia"), make_staff("pia")
first = Edition.objects.get(code="2026.2")
draft = make_draft(user)
KEY = "example/varfor/1"

def read(page):
    response = pia.get(page)
    assert response.status_code == 200, (page, response.status_code)
    return " ".join(response.content.decode().split())

def part(name, *args):
    return reverse(name, args=[draft.pk, *args])

# Added, with source and locator, as any other text; and edited.
outline = read(part("edition") + "?oppen=aspect/varfor")
assert "Exemplen" in outline and "Lägg till exempel" in outline
add = part("part_add", "examples") + "?i=aspect/varfor"
assert pia.post(add, {"text": "Luleå börjad", "source": "smarta"}).status_code == 200, "no locator"
sent = {"text": "Luleå börjad", "source": "smarta", "locator": "5.2"}
assert pia.post(add, sent).status_code == 302
assert newest(draft).key == KEY
form = pia.get(part("part", KEY)).context["form"]
sent |= {"seen": form.fields["seen"].initial, "text": "Luleå började", "text_en": "Luleå began"}
assert pia.post(part("part", KEY), sent).status_code == 302
assert values(draft, KEY)["text_en"] == "Luleå began"
# Checked.
for number in (2, 3):
    assert pia.post(add, {**sent, "text": f"Nummer {number}"}).status_code == 302
assert get(draft, KEY).count == 3
assert [str(f) for f in check_document(draft.document)] == ["varfor: 3 examples, at most 2"]
for number in (2, 3):
    pia.post(part("part_delete", f"example/varfor/{number}"))
assert get(draft, KEY).count == 1
assert check_document(draft.document) == []
# Compared, searched and translated.
ready = read(part("edition_ready"))
assert "Tillagt</strong> · Exempel" in ready and "Luleå började" in ready
assert 'id="example-varfor-1"' in read(part("edition") + "?q=luleå+började")
save(draft, KEY, user, text="Luleå var först")
assert "example/varfor/1|text_en" in read(part("edition_translate", "en") + "?visa=andrat")
save(draft, KEY, user, text_en="Luleå was first")
# Exported and imported.
document = fetch_export(Edition.objects.get(pk=draft.pk))
assert document["stages"][0]["aspects"][1]["examples"] == [{"text": "Luleå var först",
    "source": "smarta", "locator": "5.2", "translations": {"en": {"text": "Luleå was first"}}}]
for write in (write_json, write_zip):
    again = import_edition(data=write(document), user=user, year=2026)
    assert fetch_export(again)["stages"] == document["stages"]
# Restored, and followed in the history.
pia.post(part("part_delete", KEY))
assert "Borttaget: exempel" in read(part("edition_history"))
assert restore_change(change_id=newest(draft).pk, seen="", user=user)
assert values(draft, KEY)["text"] == "Luleå var först"
# Published, and shown in both languages; what was published before is as it was.
publish_edition(edition_id=draft.pk, user=user, now=timezone.now())
english = fetch_edition(language="en").content.aspect_by_code["varfor"]
assert english.examples[0].text == "Luleå was first"
assert "Luleå var först" in read(reverse("aspect", args=["varfor"]))
assert fetch_edition("2026.2").content.aspect_by_code["varfor"].examples == ()
# The same of a tool.
pia.post(reverse("edition_copy", args=[Edition.every.get(tool="nio-fragor").pk]))
draft = Edition.every.get(tool="nio-fragor", status="draft")
STEP, KEY = "step/nio-fragor.1", "tip/nio-fragor.1/1"
assert "Lägg till tips" in read(part("edition") + f"?oppen={STEP}")
add = part("part_add", "tips") + f"?i={STEP}"
assert pia.post(add, sent | {"text": "Rita"}).status_code == 302
save(draft, KEY, user, text="Rita en karta", text_en="Draw a map")
assert check_document(fetch_document(draft)) == []
assert "Tillagt</strong> · Tips" in read(part("edition_ready"))
again = import_edition(data=write_json(fetch_export(draft)), user=user, year=2026)
assert fetch_export(again)["steps"] == fetch_export(draft)["steps"]
pia.post(part("part_delete", KEY))
assert restore_change(change_id=newest(draft).pk, seen="", user=user)
publish_edition(edition_id=draft.pk, user=user, now=timezone.now())
assert "Rita en karta" in read(reverse("tool", args=["nio-fragor"]))
assert fetch_tool("nio-fragor", language="en").content.steps[0].tips[0].text == "Draw a map"
print("everything")
"""


@pytest.mark.django_db
def test_a_new_kind_of_text_touches_three_files_and_works_everywhere(tmp_path, copy_seeded):
    for name in ("samverkan", "model_content", "assessments", "templates", "static", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # it names the version
    for name, old, new in EDITS:
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, name
        path.write_text(text.replace(old, new), encoding="utf-8")
    database = tmp_path / "trial.sqlite3"
    copy_seeded(database)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "samverkan.settings",
        "SAMVERKAN_DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", TRIAL], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "everything\n"), done.stderr[-3000:]
