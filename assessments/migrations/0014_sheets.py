"""A respondent's answers stand on a sheet, which others than respondents can have too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KIND = models.CharField(
    choices=[
        ("respondent", "Respondent"),
        ("joint", "Joint"),
        ("reassessment", "Reassessment"),
    ],
    default="respondent",
    max_length=12,
)
OF_ITS_KIND = (
    models.Q(kind="respondent", assessment__isnull=False, action=None)
    & models.Q(token_sha256__isnull=False)
    | models.Q(kind="joint", assessment__isnull=False, action=None)
    & models.Q(token_sha256=None, submitted_on=None)
    | models.Q(kind="reassessment", assessment=None, action__isnull=False)
    & models.Q(token_sha256=None)
)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0013_removed_actions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("answer", "answer_field_unique"),
        migrations.RemoveConstraint("respondent", "respondent_invited_only_with_name"),
        migrations.RenameModel("Respondent", "Sheet"),
        migrations.AlterModelOptions("sheet", {}),
        migrations.RenameField("answer", "respondent", "sheet"),
        migrations.AddField("sheet", "kind", KIND),
        migrations.AlterField(
            "sheet",
            "assessment",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sheets",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            "sheet",
            "action",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reassessment",
                to="assessments.plannedaction",
            ),
        ),
        migrations.AlterField(
            "sheet", "token_sha256", models.CharField(max_length=64, null=True, unique=True)
        ),
        migrations.AddField(
            "answer",
            "saved_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "answer",
            models.UniqueConstraint(fields=("sheet", "field"), name="answer_field_unique"),
        ),
        migrations.AddConstraint(
            "sheet",
            models.CheckConstraint(
                condition=models.Q(invitation=None) | ~models.Q(name=""),
                name="sheet_invited_only_with_name",
            ),
        ),
        migrations.AddConstraint(
            "sheet",
            models.CheckConstraint(condition=OF_ITS_KIND, name="sheet_is_of_its_kind"),
        ),
        migrations.AddConstraint(
            "sheet",
            models.UniqueConstraint(
                condition=models.Q(kind="joint"),
                fields=("assessment",),
                name="sheet_one_joint_in_a_round",
            ),
        ),
        migrations.CreateModel(
            name="Respondent",
            fields=[],
            options={
                "verbose_name": "svarande",
                "verbose_name_plural": "svarande",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("assessments.sheet",),
        ),
    ]
