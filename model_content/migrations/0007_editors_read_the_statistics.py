"""Those who edit and those who publish also see how the questions work: three groups are enough."""

from django.db import migrations


def grant(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    found = permissions.filter(
        content_type__app_label="model_content", codename="view_question_statistics"
    ).first()
    names = ("Innehållsredaktör", "Publicerare")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=names):
        if found is not None:
            group.permissions.add(found)


class Migration(migrations.Migration):
    dependencies = [
        ("model_content", "0006_rows_of_drafts_gone"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
