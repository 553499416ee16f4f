"""Who invites, and words of their own, stand in the mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0025_notices_of_results")]

    operations = [
        migrations.AddField(
            "assessment",
            "sender",
            models.CharField(blank=True, max_length=100, verbose_name="Vem bjuder in?"),
        ),
        migrations.AddField(
            "assessment",
            "greeting",
            models.TextField(blank=True, max_length=600, verbose_name="Egna ord i mejlet"),
        ),
    ]
