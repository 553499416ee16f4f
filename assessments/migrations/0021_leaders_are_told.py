"""Those who lead are mailed of what a steering group has written, and answer it.

Of what stands already nobody is told anew.
"""

from django.db import migrations, models


def _told(model: str) -> list[migrations.operations.base.Operation]:
    return [
        migrations.AddField(model, "told", models.BooleanField(default=True)),
        migrations.AlterField(model, "told", models.BooleanField(default=False)),
    ]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0020_decisions_item_by_item")]

    operations = [
        migrations.AddField("steeringcomment", "from_leader", models.BooleanField(default=False)),
        *_told("steeringcomment"),
        *_told("decision"),
    ]
