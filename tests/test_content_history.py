"""Whatever staff do with the content, every revision that there has been stays as it was."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_content.actions.drafts import copy_edition
from model_content.actions.revisions import (
    EditionNotReady,
    correct_row,
    publish_edition,
    retire_edition,
    take_up_edition,
)
from model_content.actions.rows import (
    RowEdit,
    RowInUse,
    add_row,
    delete_row,
    move_row,
    update_row,
)

from model_content.domain.lifecycle import ChangeRefused
from model_content.models import (
    Aspect,
    DialogueQuestion,
    Edition,
    Question,
    Quote,
    Revision,
    Stage,
)
from model_content.selectors.editions import forget_revisions
from samverkan.models import User
from tests.staff import make_staff

pytestmark = pytest.mark.django_db

REFUSED = (ChangeRefused, EditionNotReady, RowInUse)
"""What an action may answer; then nothing has changed."""

MODELS = (Question, DialogueQuestion, Quote, Aspect, Stage)

Act = Callable[[Edition, int, User], Any]


def pick(edition: Edition, number: int) -> tuple[Any, Any]:
    """One of the rows of an edition."""
    model = MODELS[number % len(MODELS)]
    is_part = model in (DialogueQuestion, Quote)
    rows = model.objects.filter(**{"aspect__edition" if is_part else "edition": edition})
    return model, rows.order_by("pk")[number % max(rows.count(), 1)]


def word(edition: Edition, number: int) -> RowEdit:
    """Another text for one of the rows."""
    model, row = pick(edition, number)
    field = "title" if model in (Aspect, Stage) else "text"
    return RowEdit(model, row.pk, {field: f"Alla parter vet vad nummer {number} är"}, row.version)


def add(edition: Edition, number: int, user: User) -> None:
    aspect = Aspect.objects.filter(edition=edition).order_by("pk").first()
    add_row(model=DialogueQuestion, parent=aspect, values={"text": f"Vad är {number}?"}, user=user)


def move(edition: Edition, number: int, user: User) -> None:
    model, row = pick(edition, number)
    move_row(model=model, pk=row.pk, up=number % 2 == 0, user=user)


def delete(edition: Edition, number: int, user: User) -> None:
    model, row = pick(edition, number)
    delete_row(model=model, pk=row.pk, user=user)


ACTS: dict[str, Act] = {
    "edit": lambda e, n, user: update_row(edit=word(e, n), user=user),
    "correct": lambda e, n, user: correct_row(edit=word(e, n), user=user, reason="Stavfel"),
    "reorder": move,
    "add": add,
    "delete": delete,
    "publish": lambda e, n, user: publish_edition(edition_id=e.pk, user=user, now=timezone.now()),
    "retire": lambda e, n, user: retire_edition(edition_id=e.pk, user=user),
    "take up": lambda e, n, user: take_up_edition(edition_id=e.pk, user=user, now=timezone.now()),
}

# On the edition that is shipped, on one that has been published after it, or on a draft.
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2), st.integers(0, 400)),
    min_size=4,
    max_size=10,
)


def read_revisions() -> dict[int, tuple[str, str]]:
    """Every revision there is, as it is stored."""
    rows = Revision.objects.values_list("pk", "document", "sha256")
    return {pk: (json.dumps(document), sha256) for pk, document, sha256 in rows}


def export(code: str) -> str:
    out = StringIO()
    call_command("export_content", "--edition", code, stdout=out)
    return out.getvalue()


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_sequence_of_changes_touches_an_earlier_revision(db, steps):
    with transaction.atomic():
        user = make_staff("rut")
        first = Edition.objects.get()
        copies = [copy_edition(edition_id=first.pk, user=user, year=2026) for _ in range(2)]
        publish_edition(edition_id=copies[0].pk, user=user, now=timezone.now())
        editions = [first, *copies]
        seen, corrected = read_revisions(), False
        exported = export("2026.1")
        for name, which, number in steps:
            try:
                ACTS[name](editions[which], number, user)
                corrected |= (name, which) == ("correct", 0)
            except REFUSED:
                pass
            now = read_revisions()
            assert {pk: now[pk] for pk in seen} == seen
            seen = now
        assert corrected or export("2026.1") == exported
        transaction.set_rollback(True)
    forget_revisions()  # their keys are used anew
