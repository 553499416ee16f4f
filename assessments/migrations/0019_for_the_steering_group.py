"""What a group decides may be for its steering group to decide, and may cost something."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0018_stages_asked_about")]

    operations = [
        migrations.AddField(
            "plannedaction",
            "for_steering",
            models.BooleanField(default=False, verbose_name="Styrgruppen ska besluta det här"),
        ),
        migrations.AddField(
            "plannedaction",
            "cost",
            models.CharField(blank=True, max_length=200, verbose_name="Kostnad"),
        ),
        migrations.AlterField(
            "plannedaction",
            "what",
            models.CharField(max_length=500, verbose_name="Vi beslutar att …"),
        ),
    ]
