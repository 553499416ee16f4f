"""What a collaboration agrees to beyond itself, and the group of staff that approves it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_group(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="assessments", model="sharing"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="approve_sharing",
        defaults={"name": "Kan godkänna samverkan"},
    )  # fmt: skip
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Samverkansstöd")
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0038_results_say_what_changed"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sharing",
            fields=[
                (
                    "collaboration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sharing",
                        serialize=False,
                        to="assessments.collaboration",
                    ),
                ),
                ("counted_on", models.DateField(blank=True, null=True)),
                ("named_on", models.DateField(blank=True, null=True)),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("declined_on", models.DateField(blank=True, null=True)),
                (
                    "approved_by",
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
                "permissions": [("approve_sharing", "Kan godkänna samverkan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_on", None), ("declined_on", None), _connector="OR"
                        ),
                        name="sharing_judged_once",
                    )
                ],
            },
        ),
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
