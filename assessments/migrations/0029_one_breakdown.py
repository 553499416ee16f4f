"""A round is broken down by one thing: by party where it asks for parties, else by perspective."""

from typing import Any

from django.db import migrations, models


def choose(apps: Any, schema_editor: Any) -> None:
    rounds = apps.get_model("assessments", "Assessment").objects
    rounds.filter(asks_perspective=False).update(breakdown="none")
    second = rounds.filter(asks_perspective=False, asks_second_perspective=True)
    second.update(breakdown="second_perspective")
    asked = [pk for pk, names in rounds.values_list("pk", "organisations") if names]
    rounds.filter(pk__in=asked).update(breakdown="organisation")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0028_votes_at_meetings")]

    operations = [
        migrations.AddField(
            "assessment",
            "breakdown",
            models.CharField(
                choices=[
                    ("organisation", "organisation"),
                    ("perspective", "perspective"),
                    ("second_perspective", "second_perspective"),
                    ("none", "none"),
                ],
                default="perspective",
                max_length=20,
            ),
        ),
        migrations.RunPython(choose, elidable=True),
        migrations.RemoveField("assessment", "asks_perspective"),
        migrations.RemoveField("assessment", "asks_second_perspective"),
    ]
