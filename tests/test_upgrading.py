"""A rolling upgrade: the version before goes on working on what the later one has migrated."""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

PAST = {"assessments": 43, "model_content": 11, "samverkan": 7}
"""The last migration of each app that came with 1.0 or earlier, when upgrades had an outage."""

LATER = frozenset[tuple[str, str]]()
"""App and name of migrations that take away what already the version before did not use."""

TAKES_AWAY = (
    migrations.RemoveField, migrations.RenameField, migrations.DeleteModel,
    migrations.RenameModel, migrations.AlterModelTable,
)  # fmt: skip


def find_harm(operation: migrations.operations.base.Operation) -> str | None:
    """What the version before cannot live with: it names all columns it knows and no others."""
    if isinstance(operation, TAKES_AWAY):
        return "takes away or renames what the version before uses"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        is_filled = field.null or field.db_default is not NOT_PROVIDED
        if not (is_filled or field.many_to_many):
            return "adds a column that the version before leaves empty: null=True or db_default"
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return next(filter(None, map(find_harm, operation.database_operations)), None)
    return None


def test_a_migration_leaves_what_the_version_before_works_with():
    found = MigrationLoader(None).disk_migrations
    assert set(PAST) <= {app for app, _name in found}
    harmful = [
        f"{app}/{name}: {operation.describe()}: {harm}"
        for (app, name), migration in found.items()
        if app in PAST and int(name[:4]) > PAST[app] and (app, name) not in LATER
        for operation in migration.operations
        if (harm := find_harm(operation))
    ]
    assert harmful == []


@pytest.mark.parametrize(
    ("operation", "is_harmful"),
    [
        (migrations.RemoveField("answer", "value"), True),
        (migrations.RenameField("answer", "value", "text"), True),
        (migrations.AddField("answer", "n", models.IntegerField(default=0)), True),
        (migrations.AddField("answer", "n", models.IntegerField(db_default=0)), False),
        (migrations.AddField("answer", "n", models.IntegerField(null=True)), False),
        (migrations.CreateModel("other", []), False),
    ],
)
def test_what_the_version_before_cannot_live_with(operation, is_harmful):
    assert bool(find_harm(operation)) is is_harmful
