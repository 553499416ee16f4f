from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0039_sharing")]

    operations = [
        migrations.AddField("assessment", "shows_result", models.BooleanField(default=False)),
    ]
