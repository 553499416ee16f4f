"""What was decided stands in the decision itself: what becomes of the action changes nothing of it.

Of decisions made before it is what the plan says now, where nothing has been decided later.
"""

from django.db import migrations, models

AGREED = ("proposed", "changed")


def write_what_was_decided(apps, schema_editor):
    decisions = apps.get_model("assessments", "Decision").objects.order_by("action", "-pk")
    seen = set()
    for decision in decisions.exclude(outcome="").select_related("action"):
        action, is_last = decision.action, decision.action_id not in seen
        seen.add(decision.action_id)
        if decision.outcome not in AGREED:
            continue
        if decision.outcome == "proposed":
            decision.decided_cost = decision.proposed_cost
            decision.decided_due_on = decision.proposed_due_on
        elif action and is_last:
            decision.decided_cost, decision.decided_due_on = action.cost, action.due_on
        decision.decided_who = action.who if action else ""
        decision.save(update_fields=["decided_cost", "decided_due_on", "decided_who"])


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0046_corrected_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="decided_cost",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="decision",
            name="decided_due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="decided_who",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.RunPython(write_what_was_decided, migrations.RunPython.noop),
    ]
