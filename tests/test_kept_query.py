"""Queries whose SQL is kept: the same rows as Django's own, with other values every time."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.filling.actions.answers import _LOCKED, lock_sheet
from assessments.filling.selectors.sheets import (
    _BY_HASH_AND_INVITATION,
    _with_invitation,
    fetch_answers,
    fetch_respondent_by_hash,
)
from assessments.models import Answer, Respondent, Sheet
from tests.world import start

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOBODY = UUID(int=7)


def test_a_kept_query_finds_what_djangos_own_does_for_one_value_after_another():
    for name, value in (("Första", "3"), ("Andra", "4")):
        made = start(name=name)
        made.save({"varfor.3": value})
        sheet = Respondent.objects.get(pk=made.respondent.pk)
        found = fetch_respondent_by_hash(sheet.token_sha256)
        assert found == sheet
        with CaptureQueriesContext(connection) as asked:
            assert found.assessment.collaboration.name == name
            assert found.assessment.changed_on == sheet.assessment.changed_on
        assert len(asked) == 1, "of the sheet that Django's own has fetched"
        assert [a.value for a in fetch_answers(sheet.pk).values()] == [value]
        stored = Answer.objects.get(sheet=sheet)
        assert fetch_answers(sheet.pk)["varfor.3"].saved_at == stored.saved_at
        [own] = _with_invitation(sheet.token_sha256, NOBODY)
        kept = _BY_HASH_AND_INVITATION.first(sheet.token_sha256, NOBODY)
        assert vars(kept).keys() == vars(own).keys()
        assert (kept.pk, kept.edition_revision, kept.invitation_is_used) == (
            own.pk, own.edition_revision, own.invitation_is_used,
        )  # fmt: skip
    assert fetch_respondent_by_hash("0" * 64) is None


def test_a_sheet_that_has_gone_cannot_be_locked_by_the_kept_query():
    made = start(name="Borta")
    assert _LOCKED.first(made.respondent.pk) == (None,)
    Answer.objects.filter(sheet=made.respondent.pk).delete()
    Sheet.objects.filter(pk=made.respondent.pk).delete()
    with pytest.raises(Respondent.DoesNotExist):
        lock_sheet(made.respondent)
