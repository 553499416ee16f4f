"""The tables that drafts were edited in, and what named their rows in the history, go."""

from django.db import migrations, models
from django.db.models import Q

GONE = (
    "Quote", "Pitfall", "SuccessFactor", "Suggestion", "DialogueQuestion", "Question", "Case",
    "Aspect", "Stage", "Source",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("model_content", "0005_drafts_are_documents")]

    operations = [
        migrations.AlterModelManagers("edition", []),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=~Q(status="draft") | Q(document__isnull=False),
                name="edition_draft_has_document",
            ),
        ),
        migrations.RemoveIndex("contentchange", "change_of_row"),
        migrations.RemoveField("contentchange", "model"),
        migrations.RemoveField("contentchange", "row"),
        migrations.RemoveField("contentchange", "place"),
        migrations.AddIndex("contentchange", models.Index(fields=["key"], name="change_of_key")),
        *(migrations.DeleteModel(name) for name in GONE),
    ]
