"""The overview of a year, and the right to publish it, which analysts have."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_right(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="assessments", model="regionalyear"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="publish_region",
        defaults={"name": "Kan göra och publicera regionala översikter"},
    )  # fmt: skip
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Analytiker")
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0042_answers_are_mailed"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegionalYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True)),
                ("document", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("kinds_of", models.JSONField(default=dict)),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "regional översikt",
                "verbose_name_plural": "regionala översikter",
                "ordering": ("-year",),
                "permissions": [("publish_region", "Kan göra och publicera regionala översikter")],
            },
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
