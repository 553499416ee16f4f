from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0038_results_say_what_changed")]

    operations = [
        migrations.AddField("assessment", "shows_result", models.BooleanField(default=False)),
    ]
