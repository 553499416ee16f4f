from django.db import migrations, models

from assessments.results.rules.comparison import count_changes


def count_of_stored(apps, _schema_editor):
    """Count once what each stored result says has changed; the documents stay as they are."""
    snapshots = apps.get_model("assessments", "Snapshot").objects
    compared = snapshots.filter(document__has_key="earlier")
    for each in compared.iterator(chunk_size=100):
        snapshots.filter(pk=each.pk).update(changes=count_changes(each.document))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0037_link_mails")]

    operations = [
        migrations.AddField("snapshot", "changes", models.JSONField(editable=False, null=True)),
        migrations.RunPython(count_of_stored, migrations.RunPython.noop),
    ]
