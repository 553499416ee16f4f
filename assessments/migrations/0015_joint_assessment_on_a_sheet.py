"""What groups have written in their joint assessments stands on a sheet of each round."""

from typing import Any

from django.db import migrations

from assessments.models.ids import make_random_id

BATCH = 1000
"""Rows written at a time."""


def carry_over(apps: Any, schema_editor: Any) -> None:
    sheets, answers, entries = (
        apps.get_model("assessments", name) for name in ("Sheet", "Answer", "JointEntry")
    )
    rounds = entries.objects.order_by().values_list("assessment_id", flat=True).distinct()
    joint = {
        number: sheets(id=make_random_id(), kind="joint", assessment_id=number) for number in rounds
    }
    sheets.objects.bulk_create(joint.values(), BATCH)
    answers.objects.bulk_create(
        (
            answers(
                id=make_random_id(),
                sheet=joint[entry.assessment_id],
                field=entry.field,
                value=entry.value,
                revision=entry.revision,
                saved_at=entry.saved_at,
                saved_by_id=entry.saved_by_id,
            )
            for entry in entries.objects.order_by("pk").iterator()
        ),
        BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_sheets")]

    operations = [
        migrations.RunPython(carry_over, elidable=True),
        migrations.DeleteModel("JointEntry"),
    ]
