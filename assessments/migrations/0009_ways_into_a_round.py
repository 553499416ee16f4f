import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def follow_invitations(apps, schema_editor):
    """Let the number asked of rounds that go on follow the invitations, from what it is now up."""
    rounds = apps.get_model("assessments", "Assessment").objects
    rounds.filter(answered="separately").exclude(state="closed").update(asked_at_least=F("people"))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_language")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="asked_at_least",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="has_group_link",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="withdrawn",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="assessment",
            name="withdrawn_used",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="respondent",
            name="invitation",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="assessments.invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="respondent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("invitation", None), models.Q(("name", ""), _negated=True), _connector="OR"
                ),
                name="respondent_invited_only_with_name",
            ),
        ),
        migrations.RunPython(follow_invitations, migrations.RunPython.noop, elidable=True),
    ]
