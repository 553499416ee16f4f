"""Rows read and stored past the models: worlds that the actions have made once are put back.

Answering a whole diagnosis takes a hundred times as long as storing its rows again. Each process
makes a world through the actions the first time that a test asks for it.
"""

from collections.abc import Callable, Hashable, Iterable
from copy import deepcopy
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from assessments.models import Collaboration
from model_content.selectors.editions import fetch_edition
from samverkan.models import User

Made = TypeVar("Made")

_MODELS = (
    User,
    EmailAddress,
    *(
        model
        for model in apps.get_app_config("assessments").get_models(include_auto_created=True)
        if not model._meta.proxy
    ),
)
_kept: dict[Hashable, tuple[object, list[list[Model]]]] = {}
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
    key = (name, timezone.localdate(), fetch_edition().sha256, fetch_edition().id)
    if key not in _kept:
        made = make()
        rows = [list(model._default_manager.order_by("pk")) for model in _MODELS]
        _kept[key] = (deepcopy(made), [each for each in rows if each])
        return made
    made, tables = _kept[key]
    for rows in tables:
        type(rows[0])._default_manager.bulk_create(rows)
    return deepcopy(made)
