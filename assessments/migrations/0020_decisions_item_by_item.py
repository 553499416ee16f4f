"""The steering group decides item by item, and what it decided stands at the action."""

import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [("proposed", "proposed"), ("changed", "changed"), ("referred", "referred")]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0019_for_the_steering_group")]

    operations = [
        migrations.AddField(
            "plannedaction",
            "outcome",
            models.CharField(blank=True, choices=OUTCOMES, max_length=10, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "decision",
            "action",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="decisions",
                to="assessments.plannedaction",
            ),
        ),
        migrations.AddField(
            "decision",
            "outcome",
            models.CharField(blank=True, choices=OUTCOMES, max_length=10, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "decision",
            "proposed",
            models.CharField(blank=True, max_length=500, default=""),
            preserve_default=False,
        ),
    ]
