"""The groups of staff, with the permissions that they have."""

from django.db import migrations

NAMES = {
    "edit_content": "Kan ändra modellens innehåll",
    "publish_content": "Kan publicera och rätta utgåvor",
    "view_question_statistics": "Kan se hur frågorna fungerar",
}
GROUPS = {
    "Innehållsredaktör": ("edit_content",),
    "Publicerare": ("edit_content", "publish_content"),
    "Analytiker": ("view_question_statistics",),
}


def make_groups(apps, schema_editor):
    # Django makes the permissions itself after the last migration, and finds these then.
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="model_content", model="edition"
    )
    permission = apps.get_model("auth", "Permission").objects
    for name, codenames in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for codename in codenames:
            found, _ = permission.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(found)


class Migration(migrations.Migration):
    dependencies = [
        ("model_content", "0002_content_administration"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
