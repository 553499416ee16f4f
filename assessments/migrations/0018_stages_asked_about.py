"""A round says which stages everybody in it is asked about; an empty list is all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0017_instrument_of_a_round")]

    operations = [
        migrations.AddField(
            "assessment",
            "asked_stages",
            models.JSONField(blank=True, default=list, verbose_name="Stadier"),
        ),
    ]
