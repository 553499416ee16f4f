"""Those who have not answered are reminded by themselves; not in rounds that opened before that."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def leave_open_rounds(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    rounds = apps.get_model("assessments", "Assessment").objects
    rounds.exclude(state="draft").update(reminds=False)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0026_words_in_the_mail")]

    operations = [
        migrations.AddField("assessment", "reminds", models.BooleanField(default=True)),
        migrations.AddField("assessment", "reminded_on", models.DateField(blank=True, null=True)),
        migrations.RunPython(leave_open_rounds, migrations.RunPython.noop),
    ]
