"""A party that is to fill in a tool for itself can be reminded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0034_comments_on_what_is_asked")]

    operations = [
        migrations.AddField(
            "sheet",
            "email",
            models.EmailField(blank=True, default="", max_length=254, verbose_name="E-postadress"),
            preserve_default=False,
        ),
        migrations.AddField("sheet", "mailed_on", models.DateField(blank=True, null=True)),
    ]
