"""Gives every collaboration a public id of its own; one default would be the same for all."""

import uuid

from django.db import migrations, models


def give_ids(apps, schema_editor):
    collaborations = apps.get_model("assessments", "Collaboration").objects
    for pk in collaborations.filter(public_id=None).values_list("pk", flat=True):
        collaborations.filter(pk=pk).update(public_id=uuid.uuid4())


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
