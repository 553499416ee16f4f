"""Parties belong to a collaboration; a draft keeps what was pasted and cannot be invited yet.

Nobody is asked about statistics any more: what has not been chosen is no.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_over(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rounds = apps.get_model("assessments", "Assessment").objects.filter(answered="separately")
    rounds.filter(state="draft", allows_statistics=None).update(allows_statistics=False)
    newest = {}
    for collaboration, parties in rounds.order_by("pk").values_list(
        "collaboration_id", "organisations"
    ):
        newest[collaboration] = parties or newest.get(collaboration, [])
    for collaboration, parties in newest.items():
        found = apps.get_model("assessments", "Collaboration").objects.filter(pk=collaboration)
        found.update(parties=parties)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0023_tool_of_a_round")]

    operations = [
        migrations.AddField(
            model_name="collaboration",
            name="parties",
            field=models.JSONField(blank=True, default=list, verbose_name="Parter"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="left_out",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
