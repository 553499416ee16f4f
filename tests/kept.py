"""Rows read and stored past the models: worlds that the actions have made once are put back.

Answering a whole diagnosis takes a hundred times as long as storing its rows again. Each process
makes a world through the actions the first time that a test asks for it.
"""

from collections.abc import Callable, Hashable, Iterable
from copy import deepcopy
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from assessments.models import Collaboration
from model_content.selectors.editions import fetch_edition
from samverkan.models import User

Made = TypeVar("Made")

MODELS = (
    User,
    EmailAddress,
    *(
        model
        for model in apps.get_app_config("assessments").get_models(include_auto_created=True)
        if not model._meta.proxy
    ),
)
_kept: dict[Hashable, tuple[object, list[tuple[str, Any]]]] = {}
_now = timezone.now


def read_tables(models: Iterable[type[Model]]) -> list[list[tuple[object, ...]]]:
    """Every row of these models, as the database gives it."""
    found = []
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
            found.append(cursor.fetchall())
    return found


def make_once(name: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` makes in an empty database, with its rows stored; what it returns is a copy.

    Made anew where there is something already, where the test has set the clock, and on another
    day or another edition than the first time.
    """
    if timezone.now is not _now or Collaboration.objects.exists() or User.objects.exists():
        return make()
    published = fetch_edition()
    key = (name, timezone.localdate(), published.sha256, published.id)
    if key not in _kept:
        made = make()
        _kept[key] = (deepcopy(made), _list_statements())
        return made
    made, statements = _kept[key]
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
    return deepcopy(made)


def _list_statements() -> list[tuple[str, Any]]:
    """SQL that stores the rows there are once more: Django takes longer to write it than to run it.

    The rows are deleted and put back to see it, which is undone.
    """
    statements: list[tuple[str, Any]] = []

    def record(execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        statements.append((sql, values))
        return execute(sql, values, *rest)

    tables = [list(model._default_manager.order_by("pk")) for model in MODELS]
    with transaction.atomic():
        for model in reversed(MODELS):
            model._default_manager.all()._raw_delete(connection.alias)
        with connection.execute_wrapper(record):
            for rows in filter(None, tables):
                type(rows[0])._default_manager.bulk_create(rows)
        transaction.set_rollback(True)
    return statements
