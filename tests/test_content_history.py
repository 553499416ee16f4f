"""Whatever staff do with the content, every revision that there has been stays as it was."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model_content.actions.editions import (
    EditionNotReady,
    copy_edition,
    correct_part,
    publish_edition,
    take_up_edition,
)
from model_content.actions.parts import (
    PartEdit,
    PartGone,
    PartInUse,
    add_part,
    delete_part,
    move_part,
    restore_change,
    update_part,
)
from model_content.domain.document import Node, walk
from model_content.domain.lifecycle import ChangeRefused
from model_content.models import Edition, Revision
from model_content.selectors.editions import fetch_document, forget_revisions
from samverkan.models import User
from tests.kept import read_tables
from tests.staff import make_staff

pytestmark = pytest.mark.django_db

REFUSED = (ChangeRefused, EditionNotReady, PartInUse, PartGone)
"""What an action may answer; then nothing has changed."""

KINDS = ("statement", "dialogue_question", "quote", "aspect", "stage")

Act = Callable[[Edition, int, User], Any]


def pick(edition: Edition, number: int) -> Node:
    """One of the parts of an edition."""
    edition.refresh_from_db()
    kind = KINDS[number % len(KINDS)]
    nodes = [node for node in walk(fetch_document(edition)) if node.kind == kind]
    return nodes[number % len(nodes)]


def word(edition: Edition, number: int) -> PartEdit:
    """Another text for one of the parts."""
    node = pick(edition, number)
    text = f"Alla parter vet vad nummer {number} är"
    return PartEdit(edition.pk, node.key, {node.schema.title: text})


def add(edition: Edition, number: int, user: User) -> None:
    add_part(edition_id=edition.pk, parent="aspect/varfor", slot="dialogue_questions",
             values={"text": f"Vad är {number}?"}, user=user)  # fmt: skip


def move(edition: Edition, number: int, user: User) -> None:
    to = "up" if number % 2 == 0 else "down"
    move_part(edition_id=edition.pk, key=pick(edition, number).key, to=to, user=user)


def delete(edition: Edition, number: int, user: User) -> None:
    delete_part(edition_id=edition.pk, key=pick(edition, number).key, user=user)
    if number % 2:
        restore_change(change_id=edition.changes.first().pk, seen="", user=user)


ACTS: dict[str, Act] = {
    "edit": lambda e, n, user: update_part(edit=word(e, n), user=user),
    "correct": lambda e, n, user: correct_part(edit=word(e, n), user=user, reason="Stavfel"),
    "reorder": move,
    "add": add,
    "delete": delete,
    "publish": lambda e, n, user: publish_edition(edition_id=e.pk, user=user, now=timezone.now()),
    "take up": lambda e, n, user: take_up_edition(edition_id=e.pk, user=user, now=timezone.now()),
}

# On the edition that is shipped, on one that has been published after it, or on a draft.
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2), st.integers(0, 400)),
    min_size=4,
    max_size=10,
)


def read_revisions() -> dict[int, tuple[object, ...]]:
    """Every revision there is, as it is stored."""
    [rows] = read_tables([Revision])
    return {row[0]: row for row in rows}


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
        first = Edition.objects.get(code="2026.2")
        copies = [copy_edition(edition_id=first.pk, user=user, year=2026) for _ in range(2)]
        publish_edition(edition_id=copies[0].pk, user=user, now=timezone.now())
        editions = [first, *copies]
        seen, corrected = read_revisions(), False
        exported = export("2026.2")
        for name, which, number in steps:
            try:
                ACTS[name](editions[which], number, user)
                corrected |= (name, which) == ("correct", 0)
            except REFUSED:
                pass
            now = read_revisions()
            assert {pk: now[pk] for pk in seen} == seen
            seen = now
        assert corrected or export("2026.2") == exported
        transaction.set_rollback(True)
    forget_revisions()  # their keys are used anew
