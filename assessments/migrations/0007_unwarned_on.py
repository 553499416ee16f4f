from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_mail_in_line")]

    operations = [
        migrations.AddField(
            model_name="collaboration",
            name="unwarned_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
