"""Tools have editions as the model does; those that are published get theirs."""

from typing import Any

from django.db import migrations, models
from django.db.migrations.state import StateApps


def make_editions(apps: StateApps, _editor: Any) -> None:
    edition = apps.get_model("model_content", "Edition")
    revisions = apps.get_model("model_content", "ToolRevision").objects.order_by("pk")
    for revision in revisions.iterator():
        edition.objects.update_or_create(
            tool=revision.key,
            code=revision.code,
            defaults={
                "status": "published",
                "published_at": revision.document["edition"]["published_at"],
                "in_use_since": revision.created_at,
            },
        )


def remove_editions(apps: StateApps, editor: Any) -> None:
    apps.get_model("model_content", "Edition").objects.exclude(tool="").delete()
    if editor.connection.vendor == "postgresql":  # which changes no table that is yet to be checked
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("model_content", "0010_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="tool",
            field=models.CharField(blank=True, default="", editable=False, max_length=60),
        ),
        migrations.AlterField(
            model_name="edition",
            name="code",
            field=models.SlugField(max_length=20, validators=[], verbose_name="kod"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("tool", "code"), name="edition_code_unique"),
        ),
        migrations.RunPython(make_editions, remove_editions),
        migrations.AlterModelManagers(
            name="edition", managers=[("every", models.manager.Manager())]
        ),
    ]
