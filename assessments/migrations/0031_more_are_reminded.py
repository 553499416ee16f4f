"""Whoever is responsible for an action is reminded of it, and those who lead of the next round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0030_short_rounds")]

    operations = [
        migrations.AddField(
            "plannedaction",
            "who_email",
            models.EmailField(
                blank=True, max_length=254, verbose_name="E-post till den som ansvarar"
            ),
        ),
        migrations.AddField(
            "collaboration", "next_round_told_on", models.DateField(blank=True, null=True)
        ),
    ]
