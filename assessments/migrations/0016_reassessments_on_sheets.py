"""How an aspect works since an action was done stands on a sheet of the action."""

from datetime import datetime, time
from typing import Any

from django.db import migrations
from django.utils import timezone

from assessments.models.ids import make_random_id

BATCH = 1000
"""Rows written at a time."""


def carry_over(apps: Any, schema_editor: Any) -> None:
    sheets, answers, actions = (
        apps.get_model("assessments", name) for name in ("Sheet", "Answer", "PlannedAction")
    )
    done = [each for each in actions.objects.order_by("pk") if each.reassessed]
    made = [
        sheets(
            id=make_random_id(),
            kind="reassessment",
            action=action,
            submitted_on=action.reassessed_on,
        )
        for action in done
    ]
    sheets.objects.bulk_create(made, BATCH)
    answers.objects.bulk_create(
        (
            answers(
                id=make_random_id(),
                sheet=sheet,
                field=field,
                value=str(value),
                saved_at=timezone.make_aware(
                    datetime.combine(action.reassessed_on or action.created_on, time())
                ),
            )
            for sheet, action in zip(made, done, strict=True)
            for field, value in action.reassessed.items()
        ),
        BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0015_joint_assessment_on_a_sheet")]

    operations = [
        migrations.RunPython(carry_over, elidable=True),
        migrations.RemoveField("plannedaction", "reassessed"),
        migrations.RemoveField("plannedaction", "reassessed_on"),
    ]
