"""A new vote on a topic at a meeting; its ballots are deleted when it is closed."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import assessments.models.ids


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0027_reminder_by_itself"),
    ]

    operations = [
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("topic", models.CharField(max_length=100)),
                ("opened_on", models.DateField()),
                ("result", models.JSONField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="assessments.assessment",
                    ),
                ),
            ],
            options={
                "verbose_name": "röstning",
                "verbose_name_plural": "röstningar",
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=assessments.models.ids.make_random_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("answers", models.JSONField()),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="assessments.vote",
                    ),
                ),
            ],
            options={
                "verbose_name": "röst",
                "verbose_name_plural": "röster",
            },
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("assessment", "topic"), name="vote_one_on_a_topic"
            ),
        ),
    ]
