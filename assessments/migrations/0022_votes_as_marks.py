"""What somebody most wants to work on is a mark on each aspect, not three choices from a list."""

from typing import Any

from django.db import migrations


def carry_over(apps: Any, schema_editor: Any) -> None:
    answers = apps.get_model("assessments", "Answer").objects
    old = answers.filter(field__in=("vote.1", "vote.2", "vote.3"))
    for answer in old.exclude(value="").order_by("pk"):  # random: no order of those who answered
        field = f"vote.{answer.value}"
        if not answers.filter(sheet=answer.sheet_id, field=field).exists():
            answers.filter(pk=answer.pk).update(field=field, value="yes")
    answers.filter(field__in=("vote.1", "vote.2", "vote.3")).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0021_leaders_are_told")]

    operations = [migrations.RunPython(carry_over, elidable=True)]
