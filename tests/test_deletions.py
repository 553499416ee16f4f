"""What has been deleted stays deleted, also when an older backup is restored."""

import json
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import call_command
from django.utils import timezone

from assessments.actions.accounts import delete_account
from assessments.actions.collaborations import add_member, remove_member
from assessments.actions.diagnoses import claim_diagnosis, delete_diagnosis
from assessments.actions.invitations import withdraw
from assessments.actions.rounds import delete_draft, delete_respondent, reopen_round
from assessments.domain.permissions import Role
from assessments.models import Assessment, Collaboration, Invitation, Member, Respondent
from samverkan.actions import prepare_account
from samverkan.models import User
from tests.group import BO, days_from_now, make_group
from tests.world import NAME, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings, tmp_path):
    settings.DELETION_LOG = str(tmp_path / "apart" / "deletions.log")
    return tmp_path / "apart" / "deletions.log"


def replay():
    call_command("replay_deletions", stderr=StringIO())


def restore(rows):
    for row in serializers.deserialize("json", rows):
        row.save()


def copy(*rows):
    return serializers.serialize("json", rows)


def test_a_deleted_collaboration_that_comes_back_with_a_backup_is_deleted_again(
    log, django_capture_on_commit_callbacks
):
    anna, kept = start(), start(name="Kvar")
    collaboration = anna.assessment.collaboration
    backup = copy(collaboration, Assessment.objects.get(pk=anna.assessment.pk))
    with django_capture_on_commit_callbacks(execute=True):
        delete_diagnosis(assessment=anna.assessment)
    restore(backup)
    for _ in range(2):
        replay()
        assert list(Collaboration.objects.all()) == [kept.assessment.collaboration]


def test_the_log_has_no_personal_data_and_nobody_else_may_read_it(
    log, django_capture_on_commit_callbacks
):
    user = prepare_account(email="anna@kommun.example")
    diagnosis = start()
    claim_diagnosis(respondent=diagnosis.respondent, user=user, keep_links=True)
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user=user, keep_diagnoses=False)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["kind"], set(line)) for line in lines] == [
        ("collaboration", {"day", "kind", "id"}),
        ("account", {"day", "kind", "id"}),
    ]
    assert NAME not in log.read_text()
    assert "anna" not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_deleted_account_and_a_deleted_respondent_are_deleted_again(
    log, django_capture_on_commit_callbacks
):
    group = make_group()
    group.open(anonymous=False)
    respondent = group.answer(name="Ture")
    user = prepare_account(email="ture@kommun.example")
    backup = copy(Respondent.objects.get(pk=respondent.pk), User.objects.get(pk=user.pk))
    with django_capture_on_commit_callbacks(execute=True):
        delete_respondent(respondent=respondent)
        delete_account(user=user, keep_diagnoses=True)
    restore(backup)
    replay()
    assert not Respondent.objects.exists()
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_deleted_draft_and_a_withdrawn_invitation_are_deleted_again(
    log, django_capture_on_commit_callbacks
):
    group = make_group()
    group.open()
    [invitation] = group.invite("ture@kommun.example")
    kept = group.round
    draft = group.draft()
    backup = copy(Assessment.objects.get(pk=draft.pk), invitation)
    with django_capture_on_commit_callbacks(execute=True):
        delete_draft(assessment=draft)
        withdraw(assessment=kept, invitation=invitation.public_id)
    restore(backup)
    replay()
    assert list(Assessment.objects.all()) == [kept]
    assert not Invitation.objects.exists()


def test_a_result_that_comes_back_with_a_deleted_respondent_is_made_without_them(
    log, django_capture_on_commit_callbacks
):
    group = make_group()
    group.open(anonymous=False)
    ture = group.answer(name="Ture")
    group.answer(name="Ulla")
    result = group.close()
    backup = copy(
        Assessment.objects.get(pk=group.round.pk), Respondent.objects.get(pk=ture.pk), result
    )
    reopen_round(
        assessment=group.round,
        closes_on=days_from_now(7),
        reason="Ture vill inte",
        user=group.leader,
        today=timezone.localdate(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        delete_respondent(respondent=ture)
    restore(backup)
    replay()
    assert [s.document["respondents"] for s in group.round.snapshots.all()] == [1]


def test_a_member_who_was_removed_is_removed_again_but_not_one_who_was_let_in_anew(
    log, django_capture_on_commit_callbacks
):
    group = make_group()
    bo, cia = Member.objects.order_by("pk")
    backup = copy(cia)
    with django_capture_on_commit_callbacks(execute=True):
        for member in (bo, cia):
            remove_member(member=Member.objects.get(pk=member.pk))
    add_member(collaboration=group.collaboration, email=BO, role=Role.READER)
    restore(backup)
    replay()
    assert [member.user.email for member in Member.objects.all()] == [BO]


def test_another_account_with_the_number_of_a_deleted_one_stays(
    log, django_capture_on_commit_callbacks, clock
):
    gone = prepare_account(email="ture@kommun.example")
    number = gone.pk
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user=gone, keep_diagnoses=True)
    clock("2031-01-01 10:00")
    new = User.objects.create(pk=number, email="ulla@kommun.example")
    replay()
    assert User.objects.filter(pk=new.pk).exists()


def test_a_diagnosis_in_a_collaboration_with_rounds_takes_only_itself_along():
    """Whoever has kept its link to answer must not be able to delete what a group has said."""
    diagnosis = start()
    group = make_group()
    group.open()
    Assessment.objects.filter(pk=diagnosis.assessment.pk).update(collaboration=group.collaboration)
    delete_diagnosis(assessment=diagnosis.assessment)
    assert list(Assessment.objects.values_list("pk", flat=True)) == [group.round.pk]


def test_a_deletion_that_is_rolled_back_leaves_no_line(log, django_capture_on_commit_callbacks):
    anna = start()
    with django_capture_on_commit_callbacks(execute=False):
        delete_diagnosis(assessment=anna.assessment)
    assert not log.exists()


def test_a_damaged_log_is_refused_whole(log, django_capture_on_commit_callbacks, capsys):
    anna = start()
    with django_capture_on_commit_callbacks(execute=True):
        delete_diagnosis(assessment=anna.assessment)
    log.write_text(log.read_text() + "trasig\n")
    with pytest.raises(SystemExit) as ended:
        replay()
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{log}:2: is not a deletion\n"
