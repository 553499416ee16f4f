"""Each draft becomes one document, and its history names parts by their keys.

Revisions are left exactly as they are. What was built of rows before is built here once more, as
the rows were when this was written (model_content/domain/document.py says what comes of it).
"""

import hashlib
import json
from collections import defaultdict

from django.db import migrations, models

PARTS = {
    "success_factors": "SuccessFactor",
    "pitfalls": "Pitfall",
    "suggestions": "Suggestion",
    "dialogue_questions": "DialogueQuestion",
    "quotes": "Quote",
}
KINDS = {
    "successfactor": "success_factor",
    "pitfall": "pitfall",
    "suggestion": "suggestion",
    "dialoguequestion": "dialogue_question",
    "quote": "quote",
}
LISTS = {
    "marker": "markers", "statement": "statements", "aspect": "aspects", "case": "cases",
    "source": "sources", "success_factor": "success_factors", "pitfall": "pitfalls",
    "suggestion": "suggestions", "dialogue_question": "dialogue_questions", "quote": "quotes",
}  # fmt: skip
LAST = 100_000
"""The place of a deleted part whose place nobody has written down: the last."""


def carry_over(apps, schema_editor):
    Edition = apps.get_model("model_content", "Edition")
    for edition in Edition.objects.exclude(status="preview").order_by("pk"):
        rows = Rows(apps, edition)
        document = rows.build_document()
        if edition.status == "draft":
            edition.document = document
            edition.based_on_revision = find_revision(apps, edition)
            edition.save(update_fields=["document", "based_on_revision"])
        elif not edition.revisions.exists():
            store_revision(apps, edition, document)
        changes = list(edition.changes.order_by("pk"))
        rows.look_through(changes)
        for change in changes:
            rows.rename(change)
            change.save(update_fields=["key", "before", "after"])


def store_revision(apps, edition, document):
    document = without_ids(document)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    apps.get_model("model_content", "Revision").objects.create(
        edition=edition,
        number=1,
        document=document,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def without_ids(value):
    if isinstance(value, dict):
        return {key: without_ids(inner) for key, inner in value.items() if key != "id"}
    return [without_ids(inner) for inner in value] if isinstance(value, list) else value


def find_revision(apps, draft):
    """Which revision of the edition that a draft was copied from was the newest then."""
    made = draft.changes.filter(kind="created").order_by("pk").first()
    if made is None or made.reason:  # read in from a file
        return 0
    revisions = apps.get_model("model_content", "Revision").objects
    return revisions.filter(edition__code=draft.based_on, created_at__lte=made.at).count()


class Rows:
    """The rows of an edition, the document they make, and the key of each."""

    def __init__(self, apps, edition):
        self.edition = edition
        self.models = {
            name: apps.get_model("model_content", name)
            for name in ("Stage", "Aspect", "Question", "Case", "Source", *PARTS.values())
        }
        self.keys = {}
        self.parents = {}
        self.ids = defaultdict(int)
        self.last = {}
        self.back = {}
        self.buried = []
        self.stages = set(self._of_edition("Stage").values_list("code", flat=True))

    def _of_edition(self, name):
        return self.models[name].objects.filter(edition=self.edition).order_by("order")

    def _know(self, model, row, key, parent):
        self.keys[model, row.pk] = key
        self.parents[model, row.pk] = parent

    # The document

    def build_document(self):
        sources = list(self._of_edition("Source"))
        self.source_keys = {row.pk: row.key for row in sources}
        for row in sources:
            self._know("source", row, f"source/{row.key}", "")
        published_at = self.edition.published_at
        return {
            "format": "samverkan-content/1",
            "edition": {
                "code": self.edition.code,
                "status": self.edition.status,
                "published_at": published_at.isoformat() if published_at else None,
            },
            "stages": [self._build_stage(row) for row in self._of_edition("Stage")],
            "cases": [self._build_case(row) for row in self._of_edition("Case")],
            "sources": [pick(row, "key", "title", "publisher", "year") for row in sources],
        }

    def _build_stage(self, row):
        self._know("stage", row, f"stage/{row.code}", "")
        part = pick(row, "code", "title", "order", "lasting", "closing", "summary", "description")
        questions = self._of_edition("Question")
        return part | {
            "markers": [self._build_question(q, "marker", row)
                        for q in questions.filter(stage=row)],
            "aspects": [self._build_aspect(a, row)
                        for a in self._of_edition("Aspect").filter(stage=row)],
        } | translations(row)  # fmt: skip

    def _build_question(self, row, kind, parent):
        above = "stage" if kind == "marker" else "aspect"
        self._know("question", row, f"{kind}/{row.code}", f"{above}/{parent.code}")
        return pick(row, "code", "text") | translations(row)

    def _build_aspect(self, row, stage):
        self._know("aspect", row, f"aspect/{row.code}", f"stage/{stage.code}")
        part = pick(row, "code", "title", "cross_cutting", "description")
        questions = self._of_edition("Question").filter(aspect=row)
        part["statements"] = [self._build_question(q, "statement", row) for q in questions]
        for name, model in PARTS.items():
            texts = self.models[model].objects.filter(aspect=row).order_by("order")
            part[name] = [self._build_text(text, model.lower(), row) for text in texts]
        return part | translations(row)

    def _build_text(self, row, model, aspect):
        kind = KINDS[model]
        self.ids[kind, aspect.code] += 1
        number = self.ids[kind, aspect.code]
        self._know(model, row, f"{kind}/{aspect.code}/{number}", f"aspect/{aspect.code}")
        part = {"id": number, "text": row.text}
        if getattr(row, "outlook", ""):
            part["outlook"] = row.outlook
        if hasattr(row, "attribution"):
            part["attribution"] = row.attribution
        if hasattr(row, "locator"):
            part |= {"source": self.source_keys[row.source_id], "locator": row.locator}
        return part | translations(row)

    def _build_case(self, row):
        self._know("case", row, f"case/{row.code}", "")
        part = pick(
            row, "code", "name", "start", "end", "initiators_and_purpose", "types", "levels",
            "geography",
        )  # fmt: skip
        part |= {"priority": row.priority or None, "results": row.results}
        part |= {"source": self.source_keys[row.source_id], "locator": row.locator}
        return part | translations(row)

    # The history

    def look_through(self, changes):
        """What becomes of texts without a code that are gone, before any of them is named.

        Each text of an aspect that was deleted gets an id; by what a row said last (`last`) it is
        known which of them (`buried`) it was. One that was deleted by itself and brought back
        became another row (`back`), which has its key.
        """
        lost = {}
        for change in changes:
            found, after = (change.model, change.row), change.after or {}
            before = change.before or {}
            if change.model == "aspect":
                for name, model in PARTS.items():
                    for text in (before.get("parts") or {}).get(name, ()):
                        text["id"] = self._take_id(KINDS[model.lower()], change.place)
                        self.buried.append((change, model.lower(), text))
            elif change.model in KINDS and change.kind == "deleted":
                lost[change.model, change.place, before.get("text")] = found
                self.last.pop(found, None)
            elif change.model in KINDS and "text" in after:
                self.last[found] = change.pk, after["text"]
                if change.kind == "restored" and change.before is None:
                    was = lost.pop((change.model, change.place, after["text"]), found)
                    self.back |= {was: found} if was != found else {}

    def _take_id(self, kind, aspect):
        self.ids[kind, aspect] += 1
        return self.ids[kind, aspect]

    def rename(self, change):
        if not change.model:
            return
        belonged = (change.before or {}).get("belonged_to") or {}
        found = change.model, change.row
        if found not in self.keys:
            self._name_gone(found, change.place, belonged)
        change.key = self.keys[found]
        parent = self.parents[found]
        if change.kind == "moved":
            change.before = self._place(change.before, change.key, parent)
            change.after = self._place(change.after, change.key, parent)
        elif change.kind == "deleted":
            change.before = self._keep_deleted(change, parent)
        else:
            change.before, change.after = flatten_both(change.before, change.after)

    def _name_gone(self, found, place, belonged):
        """The key of a row that has been deleted, by what is kept of it."""
        model = found[0]
        if found in self.back:
            later = self.back[found]
            if later not in self.keys:
                self._name_gone(later, place, belonged)
            key, parent = self.keys[later], self.parents[later]
        elif model in KINDS:
            number = self._find_buried(found, place) or self._take_id(KINDS[model], place)
            key, parent = f"{KINDS[model]}/{place}/{number}", f"aspect/{place}"
        elif model == "question":
            above = place.rpartition(".")[0]
            is_marker = "stage" in belonged or above in self.stages
            key = f"{'marker' if is_marker else 'statement'}/{place}"
            parent = f"{'stage' if is_marker else 'aspect'}/{above}"
        else:
            key = f"{model}/{place}"
            stage = belonged.get("stage", "")
            parent = f"stage/{stage}" if model == "aspect" else ""
        self.keys[found] = key
        self.parents[found] = parent

    def _find_buried(self, found, aspect):
        """The id of the text of a deleted aspect that a row was; 0 if it was none."""
        since, said = self.last.get(found, (0, None))
        for each in self.buried:
            change, model, text = each
            is_same = (model, change.place, text["text"]) == (found[0], aspect, said)
            if is_same and change.pk > since:
                self.buried.remove(each)
                return text["id"]
        return 0

    def _place(self, values, key, parent):
        kind = key.partition("/")[0]
        order = (values or {}).get("order", LAST)
        return {"parent": parent, "list": LISTS[kind], "index": order - 1}

    def _keep_deleted(self, change, parent):
        before = dict(change.before or {})
        belonged = before.pop("belonged_to", None) or {}
        part = before.pop("parts", None)
        kind, _, rest = change.key.partition("/")
        if part is None:
            said = before.pop("translations", None)
            part = {k: v for k, v in before.items() if k != "outlook" or v}
            if "priority" in part:
                part["priority"] = part["priority"] or None
            part |= {name: belonged[name] for name in ("code", "key") if name in belonged}
            part |= {"translations": said} if said else {}
            if kind in KINDS.values():
                part["id"] = int(rest.rpartition("/")[2])
        return {"node": part, "parent": parent, "list": LISTS.get(kind, ""), "index": LAST}


def pick(row, *names):
    return {name: getattr(row, name) for name in names}


def translations(row):
    return {"translations": row.translations} if row.translations else {}


def flatten_both(before, after):
    """The values of a change, with each translation as a value of its own, as `text_en`."""
    old, new = flatten(before), flatten(after)
    if before and after:
        old |= dict.fromkeys(new.keys() - old.keys())
        new |= dict.fromkeys(old.keys() - new.keys())
    return (old if before is not None else None), (new if after is not None else None)


def flatten(values):
    flat = {}
    for name, value in (values or {}).items():
        if name == "translations":
            for language, texts in value.items():
                flat |= {f"{field}_{language}": text for field, text in texts.items()}
        else:
            flat[name] = value
    return flat


class Migration(migrations.Migration):
    dependencies = [("model_content", "0004_known_words")]

    operations = [
        migrations.AddField("edition", "document", models.JSONField(null=True, editable=False)),
        migrations.AddField(
            "edition",
            "based_on_revision",
            models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            "contentchange",
            "key",
            models.CharField(verbose_name="var", max_length=150, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(carry_over),
    ]
