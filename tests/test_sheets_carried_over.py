"""A database from before the sheets is carried over: answers, joint assessments, re-assessments."""

import json
import uuid

import pytest

from tests.test_backup import install, remove

BEFORE_AND_AFTER = """
import json
from datetime import date, datetime, timezone
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

executor = MigrationExecutor(connection)
before = [("assessments", "0012_mail_state_words"), ("samverkan", executor.loader.graph.leaf_nodes("samverkan")[0][1])]
executor.migrate(before)
old = executor.loader.project_state(before).apps
model = lambda name: old.get_model("assessments", name)
moment = datetime(2026, 11, 21, 14, 32, tzinfo=timezone.utc)
day = date(2026, 11, 21)
user = old.get_model("samverkan", "User").objects.create(email="anna@kommun.example")
edition = old.get_model("model_content", "Edition").objects.create(code="2026.1")
collaboration = model("Collaboration").objects.create(name="N", scope="s", changed_on=day)
rounds = [
    model("Assessment").objects.create(
        collaboration=collaboration, edition=edition, answered="alone", people=1, changed_on=day
    )
    for _ in range(3)
]
respondent = model("Respondent").objects.create(
    assessment=rounds[0], token_sha256="a" * 64, perspective="drivande", submitted_on=day
)
answer = {"revision": 7, "saved_at": moment}
model("Answer").objects.create(respondent=respondent, field="varfor.1", value="3", **answer)
model("Answer").objects.create(respondent=respondent, field="varfor.2", value="", **answer)
for each, field, value, by in (
    (rounds[1], "dissent", "Nej", user), (rounds[1], "note.vem", "", None), (rounds[2], "dissent", "Ja", None),
):
    model("JointEntry").objects.create(
        assessment=each, field=field, value=value, saved_by=by, **answer
    )
actions = [
    model("PlannedAction").objects.create(
        collaboration=collaboration, what="Ring", aspect="nytta", created_on=day, **again
    )
    for again in (
        {"reassessed": {"nytta.1": 4, "nytta.2": "dont_know"}, "reassessed_on": day}, {},
    )
]

executor = MigrationExecutor(connection)
executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "assessments"])

from assessments.models import Answer, Respondent, Sheet, SheetKind
[same] = Respondent.objects.all()
assert (same.pk, same.token_sha256, same.submitted_on) == (respondent.pk, "a" * 64, day)
assert {a.instrument for a in (same.assessment, *(s.assessment for s in Sheet.objects.filter(kind="joint")))} == {"stages"}
rows = Answer.objects.order_by("sheet__kind", "sheet__assessment", "field")
found = [
    [
        a.sheet.kind, a.field, a.value, a.revision, a.saved_at.isoformat(), a.saved_by and a.saved_by.email,
        [r.pk for r in rounds].index(a.sheet.assessment_id) if a.sheet.assessment_id else None,
        [r.pk for r in actions].index(a.sheet.action_id) if a.sheet.action_id else None,
        a.sheet.submitted_on and a.sheet.submitted_on.isoformat(),
    ]
    for a in rows
]
print(json.dumps(found))
"""  # noqa: E501


@pytest.mark.django_db
def test_nothing_that_was_filled_in_is_lost_when_it_is_carried_over_to_sheets(tmp_path):
    installation = install(tmp_path, f"carried_{uuid.uuid4().hex}")
    try:
        found = json.loads(installation.run(BEFORE_AND_AFTER))
    finally:
        remove(installation)
    moment = "2026-11-21T14:32:00+00:00"
    assert found == [
        ["joint", "dissent", "Nej", 7, moment, "anna@kommun.example", 1, None, None],
        ["joint", "note.vem", "", 7, moment, None, 1, None, None],
        ["joint", "dissent", "Ja", 7, moment, None, 2, None, None],
        ["reassessment", "nytta.1", "4", 1, "2026-11-20T23:00:00+00:00", None, None, 0,
         "2026-11-21"],
        ["reassessment", "nytta.2", "dont_know", 1, "2026-11-20T23:00:00+00:00", None, None, 0,
         "2026-11-21"],
        ["respondent", "varfor.1", "3", 7, moment, None, 0, None, "2026-11-21"],
        ["respondent", "varfor.2", "", 7, moment, None, 0, None, "2026-11-21"],
    ]  # fmt: skip
