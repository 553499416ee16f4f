"""Everything that is filled in stands on sheets: which are counted, and whose names are kept."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.filling.actions.answers import save_entries
from assessments.filling.selectors.sheets import find_instrument
from assessments.groups.selectors import fetch_hub
from assessments.instruments.entries import Entry
from assessments.keeping.selectors import fetch_everything
from assessments.meeting.selectors import make_joint_sheet
from assessments.methods.registry import find_joint
from assessments.models import Answer, Respondent, Sheet, SheetKind
from assessments.rounds.actions.rounds import reopen_round
from assessments.rounds.selectors.rounds import fetch_handed_in, fetch_turnout, list_respondents
from model_content.selectors.editions import fetch_edition
from tests.group import days_from_now, make_closed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def group():
    """Five have answered an open round, and the group has written down what it says of it."""
    return make_closed(*[{"name": "Ture"}] * 5, anonymous=False)


def write_together(group, value="Nej"):
    save_entries(
        sheet=make_joint_sheet(group.round),
        instrument=find_joint(fetch_edition().content, is_placed=True),
        entries=[Entry("dissent", value, "")],
        user=group.leader,
    )


def count_everything(group):
    turnout = fetch_turnout(group.round)
    return (
        (turnout.begun, turnout.handed_in, turnout.unfinished),
        len(fetch_handed_in(group.round)),
        len(list_respondents(group.round)),
        [row.handed_in for row in fetch_hub(group.collaboration, timezone.localdate()).rounds],
        fetch_everything(group.collaboration)["answers"],
        Respondent.objects.count(),
    )


def test_what_a_group_writes_together_is_never_counted_as_one_who_answers(group):
    before = count_everything(group)
    assert before[0] == (5, 5, 0)
    write_together(group)
    assert Sheet.objects.filter(kind=SheetKind.JOINT).count() == 1
    assert count_everything(group) == before
    reopen_round(
        assessment=group.round, closes_on=days_from_now(3), reason="Fler",
        user=group.leader, today=timezone.localdate(),
    )  # fmt: skip
    assert count_everything(group) == before
    assert group.close().document["respondents"] == 5
    assert Answer.objects.get(sheet__kind=SheetKind.JOINT).value == "Nej"  # closing keeps it


def test_who_saved_is_kept_of_what_members_write_and_never_of_an_answer(anna, group):
    write_together(group)
    assert Answer.objects.get(saved_by__isnull=False).saved_by == group.leader
    entry = Entry("varfor.3", "3", "")
    save_entries(
        sheet=anna.respondent,
        instrument=find_instrument(anna.respondent, anna.published),
        entries=[entry],
        user=group.leader,
    )
    answers = Answer.objects.filter(sheet__kind=SheetKind.RESPONDENT)
    assert answers.exists()
    assert not answers.filter(saved_by__isnull=False).exists()


def test_a_round_has_one_joint_sheet_however_often_it_is_written_in(group):
    write_together(group)
    save_entries(
        sheet=make_joint_sheet(group.round),
        instrument=find_joint(fetch_edition().content, is_placed=True),
        entries=[Entry("joint.reason", "Ja", "")],
    )
    joint = Sheet.objects.get(kind=SheetKind.JOINT)
    assert joint.answers.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        make_joint_sheet(group.round).save()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": SheetKind.RESPONDENT},  # nobody could come to it
        {"kind": SheetKind.JOINT, "token_sha256": "a"},  # a link would open it
        {"kind": SheetKind.JOINT, "submitted_on": "2026-11-21"},
        {"kind": SheetKind.REASSESSMENT},
    ],
)
def test_the_database_refuses_a_sheet_that_is_not_of_its_kind(group, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(assessment=group.round, **wrong)
