"""An action of the plan that a tool proposed leads back to it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0035_parties_are_reminded")]

    operations = [
        migrations.AddField(
            "plannedaction",
            "from_tool",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="assessments.assessment",
            ),
        ),
    ]
