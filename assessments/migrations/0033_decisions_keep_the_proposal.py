"""A steering group may reject, and what it was asked to decide is kept with its cost and day."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

OUTCOMES = [(each, each) for each in ("proposed", "changed", "referred", "rejected")]


def keep_what_was_proposed(apps, _schema_editor):
    """Until now no decision has changed an action's cost or day."""
    actions = apps.get_model("assessments", "PlannedAction").objects.filter(pk=OuterRef("action"))
    apps.get_model("assessments", "Decision").objects.exclude(action=None).update(
        proposed_cost=Coalesce(Subquery(actions.values("cost")), models.Value("")),
        proposed_due_on=Subquery(actions.values("due_on")),
    )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0032_money_and_mandate_until")]

    operations = [
        migrations.AlterField(
            "plannedaction",
            "outcome",
            models.CharField(blank=True, choices=OUTCOMES, max_length=10),
        ),
        migrations.AlterField(
            "decision",
            "outcome",
            models.CharField(blank=True, choices=OUTCOMES, max_length=10),
        ),
        migrations.AddField(
            "decision",
            "proposed_cost",
            models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField("decision", "proposed_due_on", models.DateField(blank=True, null=True)),
        migrations.RunPython(keep_what_was_proposed, migrations.RunPython.noop),
    ]
