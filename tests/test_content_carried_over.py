"""A database of before is carried over: drafts and their history become documents and keys.

A process of its own migrates a database to where rows were edited, fills it, and migrates on.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

STORY = '''
import copy
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("model_content", "0004_known_words")]
call_command("migrate", "model_content", "0004", verbosity=0)
apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps
from model_content.selectors.editions import fetch_shipped_document
PARTS = {"success_factors": "SuccessFactor", "pitfalls": "Pitfall", "suggestions": "Suggestion",
         "dialogue_questions": "DialogueQuestion", "quotes": "Quote"}
shipped = fetch_shipped_document("edition_2026_1")

def make(model, **fields):
    return apps.get_model("model_content", model).objects.create(**fields)

def load(document, **head):
    """The rows of a document, as they were kept before."""
    edition = make("Edition", **head)
    sources = {s["key"]: make("Source", edition=edition, order=i, **s)
               for i, s in enumerate(document["sources"], 1)}
    for stage in document["stages"]:
        own = {k: v for k, v in stage.items() if k not in ("markers", "aspects")}
        row = make("Stage", edition=edition, **own)
        for i, marker in enumerate(stage["markers"], 1):
            make("Question", edition=edition, kind="marker", stage=row, order=i, **marker)
        for i, aspect in enumerate(stage["aspects"], 1):
            own = {k: v for k, v in aspect.items() if k not in (*PARTS, "statements")}
            under = make("Aspect", edition=edition, stage=row, order=i, **own)
            for j, asked in enumerate(aspect["statements"], 1):
                make("Question", edition=edition, kind="statement", aspect=under, order=j, **asked)
            for name, model in PARTS.items():
                for j, text in enumerate(aspect[name], 1):
                    text = dict(text)
                    if "source" in text:
                        text["source"] = sources[text["source"]]
                    make(model, aspect=under, order=j, **text)
    for i, case in enumerate(document["cases"], 1):
        make("Case", edition=edition, order=i, **{**case, "source": sources[case["source"]]})
    return edition

def log(edition, kind, model="", row=None, place="", before=None, after=None, **more):
    apps.get_model("model_content", "ContentChange").objects.create(
        edition=edition, kind=kind, model=model, row=row, place=place, before=before, after=after,
        by="eva@kommun.example", **more)

first = load(shipped, code="2026.1", status="published", published_at="2026-11-21")
make("Revision", edition=first, number=1, document=shipped, sha256="1" * 64)
lone = load({**shipped, "cases": []}, code="2026.9", status="retired", published_at="2026-11-22")
said = copy.deepcopy(shipped)
case = {**said["cases"].pop(), "priority": None}
said["stages"][0]["aspects"][1]["quotes"][0]["text"] = "Ett ändrat citat"
gone = said["stages"][0]["aspects"][1]["pitfalls"].pop()
aspect = said["stages"][4]["aspects"].pop()
draft = load(said, code="2026.2", status="draft", based_on="2026.1")
Quote = apps.get_model("model_content", "Quote")
quote = Quote.objects.get(aspect__edition=draft, text="Ett ändrat citat")
log(draft, "created", place="2026.2")
log(draft, "changed", "quote", quote.pk, "varfor", {"text": "Ett citat"}, {"text": quote.text})
log(draft, "changed", "quote", quote.pk, "varfor",
    {"translations": {"en": {"text": "A"}}}, {"translations": {"en": {"text": "B"}}})
log(draft, "moved", "quote", quote.pk, "varfor", {"order": 2}, {"order": 1})
log(draft, "changed", "pitfall", 9_001, "varfor", {"text": "Förr"}, {"text": gone["text"]})
log(draft, "deleted", "pitfall", 9_001, "varfor",
    {**gone, "belonged_to": {"aspect": "varfor"}})
log(draft, "deleted", "case", 9_004, case["code"],
    {**{k: v for k, v in case.items() if k not in ("code", "translations")}, "priority": "",
     "translations": case["translations"], "belonged_to": {"code": case["code"]}})
# The second question of an aspect was changed and a last one deleted; then the aspect was.
asked = aspect["dialogue_questions"]
where = ("dialoguequestion", 9_005, aspect["code"])
log(draft, "changed", *where, {"text": "Andra, förr"}, {"text": asked[1]["text"]})
log(draft, "deleted", "dialoguequestion", 9_006, aspect["code"],
    {"text": "Sista", "translations": {}, "belonged_to": {"aspect": aspect["code"]}})
# A quote that was deleted came back as another row.
twice = Quote.objects.filter(aspect__edition=draft, aspect__code="varfor").order_by("order")[1]
log(draft, "deleted", "quote", 9_007, "varfor",
    {"text": twice.text, "attribution": twice.attribution, "source": twice.source.key,
     "locator": twice.locator, "translations": {}, "belonged_to": {"aspect": "varfor"}})
log(draft, "restored", "quote", twice.pk, "varfor", None, {"text": twice.text})
log(draft, "deleted", "aspect", 9_002, aspect["code"],
    {"title": aspect["title"], "cross_cutting": False, "description": aspect["description"],
     "translations": {}, "parts": aspect,
     "belonged_to": {"stage": "utvardering", "code": aspect["code"]}})
log(draft, "added", "question", 9_003, "initiativ.m9", None, {"text": "Ny"})
log(draft, "deleted", "question", 9_003, "initiativ.m9",
    {"text": "Ny", "translations": {},
     "belonged_to": {"stage": "initiativ", "code": "initiativ.m9"}})

call_command("migrate", verbosity=0)
from django.contrib.auth.models import Group
from model_content.actions.parts import CannotRestore, restore_change
from model_content.domain.document import mark_values, walk
from model_content.models import ContentChange, Edition, Revision
from model_content.selectors.editions import fetch_edition, fetch_export
from tests.content import get
from tests.staff import make_staff

assert Revision.objects.get(edition__code="2026.1").document == shipped
assert Revision.objects.get(edition__code="2026.1").sha256 == "1" * 64
assert fetch_edition().content.code == "2026.1"
assert fetch_edition("2026.9").content.cases == ()
draft = Edition.objects.get(code="2026.2")
head = {"code": "2026.2", "status": "draft", "published_at": None}
assert fetch_export(draft) == {**said, "edition": head}
assert draft.based_on_revision == 1
lost = f"pitfall/varfor/{len(said['stages'][0]['aspects'][1]['pitfalls']) + 1}"
second_asked, last_asked = (f"dialogue_question/{aspect['code']}/{i}"
                             for i in (2, len(asked) + 1))
assert [(c.kind, c.key) for c in ContentChange.objects.order_by("pk")] == [
    ("created", ""), ("changed", "quote/varfor/1"), ("changed", "quote/varfor/1"),
    ("moved", "quote/varfor/1"), ("changed", lost), ("deleted", lost),
    ("deleted", f"case/{case['code']}"), ("changed", second_asked), ("deleted", last_asked),
    ("deleted", "quote/varfor/2"), ("restored", "quote/varfor/2"),
    ("deleted", f"aspect/{aspect['code']}"),
    ("added", "marker/initiativ.m9"), ("deleted", "marker/initiativ.m9"),
]
second = ContentChange.objects.order_by("pk")[2]
assert (second.before, second.after) == ({"text_en": "A"}, {"text_en": "B"})
# What was deleted and what was said before can still be brought back.
user = make_staff("eva")
gone_now = ContentChange.objects.filter(kind="deleted").exclude(key__startswith="quote/")
for change in gone_now.order_by("key"):  # aspects first
    assert restore_change(change_id=change.pk, seen="", user=user), change.key
try:
    restore_change(change_id=ContentChange.objects.get(kind="deleted", key="quote/varfor/2").pk,
                   seen="", user=user)
    raise SystemExit("a quote came back twice")
except CannotRestore:
    pass
assert get(draft, second_asked).title == asked[1]["text"]
assert get(draft, last_asked).title == "Sista"
assert next(c for c in fetch_export(draft)["cases"] if c["code"] == case["code"]) == case
assert get(draft, "marker/initiativ.m9").title == "Ny"
first_change = ContentChange.objects.order_by("pk")[1]
assert restore_change(change_id=first_change.pk, seen=mark_values({"text": quote.text}), user=user)
assert get(draft, "quote/varfor/1").title == "Ett citat"
codes = [p.codename for p in Group.objects.get(name="Innehållsredaktör").permissions.all()]
assert sorted(codes) == ["edit_content", "view_question_statistics"]
keys = [node.key for node in walk(fetch_export(draft))]
assert len(keys) == len(set(keys))
print("carried over")
'''


def test_drafts_history_and_what_is_published_are_carried_over(tmp_path):
    url = f"sqlite:///{tmp_path / 'before.sqlite3'}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "samverkan.settings",
        "SAMVERKAN_DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", STORY], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "carried over\n"), done.stderr[-3000:]
