"""Gives every collaboration a public id of its own, and the day it was made as that of its change."""

import uuid

from django.db import migrations, models
from django.utils import timezone


def give_ids(apps, schema_editor):
    collaborations = apps.get_model("assessments", "Collaboration").objects
    made = collaborations.filter(public_id=None).values_list("pk", "created_at")
    for pk, created_at in made:
        changed_on = timezone.localdate(created_at)
        collaborations.filter(pk=pk).update(public_id=uuid.uuid4(), changed_on=changed_on)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_groups")]

    operations = [
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="collaboration",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
