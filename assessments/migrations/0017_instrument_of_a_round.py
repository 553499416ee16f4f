"""A round says which instrument it is answered with; those there are, with the stage model."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0016_reassessments_on_sheets")]

    operations = [
        migrations.AddField(
            "assessment", "instrument", models.CharField(default="stages", max_length=60)
        ),
    ]
