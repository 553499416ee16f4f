from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_unwarned_on")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="language",
            field=models.CharField(default="sv", max_length=10, verbose_name="Språk"),
        ),
    ]
