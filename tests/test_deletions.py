"""What has been deleted stays deleted, also when an older backup is restored."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.models import Group
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessments.core.rules.permissions import Role
from assessments.filling.actions.diagnoses import claim_diagnosis, delete_diagnosis
from assessments.groups.actions.accounts import delete_account
from assessments.groups.actions.collaborations import (
    add_member,
    change_role,
    hand_over,
    remove_member,
)
from assessments.models import (
    Assessment,
    Collaboration,
    Invitation,
    Member,
    Respondent,
    Sharing,
)
from assessments.rounds.actions.invitations import replace_group_link, withdraw
from assessments.rounds.actions.rounds import delete_draft, delete_respondent, reopen_round
from assessments.sharing.actions import agree, judge
from assessments.sharing.rules import Verdict
from assessments.sharing.selectors import fetch_asking, mark_read
from assessments.steering.actions import make_steering_link, revoke_steering_link
from samverkan.accounts.actions import (
    accept_invitation,
    close_account,
    forget_second_factor,
    invite_staff,
    make_recovery_codes,
    prepare_account,
    remove_factor,
    remove_staff,
    set_staff_groups,
    use_recovery_code,
)
from samverkan.models import StaffInvitation, User
from tests.group import ANNA, BO, CIA, days_from_now, make_group
from tests.world import NAME, start

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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


def test_a_consent_taken_back_and_an_approval_do_not_come_back_with_a_backup(
    log, django_capture_on_commit_callbacks
):
    collaboration, day = make_group().collaboration, timezone.localdate()
    agree(collaboration=collaboration, given={"counted": True, "named": True}, today=day)
    Sharing.objects.update(approved_on=day, listed_on=day)
    backup = Backup(Sharing)
    with django_capture_on_commit_callbacks(execute=True):
        agree(collaboration=collaboration, given={"counted": True, "named": False}, today=day)
        read = mark_read(asking := fetch_asking(collaboration.pk))
        judge(collaboration=asking, user=prepare_account(email=BO), verdict=Verdict.DECLINE,
              read=read, today=day)  # fmt: skip
    backup.restore()
    for _ in range(2):
        replay()
        row = Sharing.objects.get()
        days = (row.counted_on, row.named_on, row.approved_on, row.listed_on)
        assert days == (day, None, None, None)


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


# What could be done no longer ---------------------------------------------------------------------


EVE = "eve@norrbotten.example"


class Backup:
    """Whole tables, put back as they were."""

    def __init__(self, *models) -> None:
        self.rows = {model: copy(*model.objects.all()) for model in models}

    def restore(self) -> None:
        for model, rows in self.rows.items():
            known = [row.object.pk for row in serializers.deserialize("json", rows)]
            model.objects.exclude(pk__in=known).delete()
            restore(rows)


@pytest.fixture
def staff(db):
    """Eve, who edits and may do everything, with an app and recovery codes."""
    user = prepare_account(email=EVE)
    user.staff_since, user.is_superuser = timezone.now(), True
    user.save()
    user.groups.set(Group.objects.filter(name__in=["Publicerare", "Analytiker"]))
    Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt("x")})
    make_recovery_codes(user=user)
    return user


OF_ACCOUNTS = (User, StaffInvitation, Authenticator)


def read_state(user):
    user = User.objects.get(pk=user.pk)
    kinds = sorted(user.authenticator_set.values_list("type", flat=True))
    groups = sorted(user.groups.values_list("name", flat=True))
    invited = StaffInvitation.objects.exists()
    is_staff = user.staff_since is not None
    return user.is_active, is_staff, user.is_superuser, groups, kinds, invited


@pytest.mark.parametrize(
    "do",
    [
        lambda user: remove_staff(email=EVE),
        lambda user: forget_second_factor(email=EVE),
        lambda user: close_account(email=EVE, is_closed=True),
        lambda user: set_staff_groups(user_id=user.pk, groups=[]),
        lambda user: set_staff_groups(
            user_id=user.pk, groups=Group.objects.filter(name="Publicerare")
        ),
    ],
    ids=["removed", "second factor forgotten", "closed", "no group", "fewer groups"],
)
def test_what_one_of_the_staff_could_do_no_longer_is_taken_back_again(
    log, staff, do, django_capture_on_commit_callbacks
):
    invite_staff(email=EVE, as_superuser=True, now=timezone.now())
    before, backup = read_state(staff), Backup(*OF_ACCOUNTS)
    with django_capture_on_commit_callbacks(execute=True):
        do(staff)
    after = read_state(staff)
    backup.restore()
    assert read_state(staff) == before != after
    for _ in range(2):
        replay()
        assert read_state(staff) == after
    assert "eve" not in log.read_text()


def test_who_became_staff_again_in_the_same_groups_stays_so(
    log, staff, django_capture_on_commit_callbacks, clock
):
    clock("2031-01-01 10:00")
    with django_capture_on_commit_callbacks(execute=True):
        remove_staff(email=EVE)
        close_account(email=EVE, is_closed=True)
    clock("2031-01-02 10:00")
    User.objects.update(staff_since=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        set_staff_groups(user_id=staff.pk, groups=Group.objects.filter(name="Analytiker"))
        close_account(email=EVE, is_closed=False)
    before = read_state(staff)
    replay()
    assert read_state(staff) == before
    log.write_text("".join(reversed(log.read_text().splitlines(keepends=True))))  # joined badly
    replay()
    assert read_state(staff) == before


def test_a_used_recovery_code_and_a_removed_app_are_worthless_again(
    log, staff, django_capture_on_commit_callbacks
):
    User.objects.update(staff_since=None, is_superuser=False)
    codes = list(make_recovery_codes(user=staff))
    app = staff.authenticator_set.get(type="totp")
    Authenticator.objects.create(user=staff, type="webauthn", data={})
    backup = Backup(Authenticator)
    with django_capture_on_commit_callbacks(execute=True):
        assert use_recovery_code(user=staff, code=codes[0])
        remove_factor(factor=app)
    backup.restore()
    replay()
    assert use_recovery_code(user=staff, code=codes[0]) is None
    assert use_recovery_code(user=staff, code=codes[1])
    assert sorted(staff.authenticator_set.values_list("type", flat=True)) == [
        "recovery_codes", "webauthn",
    ]  # fmt: skip


def test_a_used_invitation_to_the_staff_is_not_good_again(
    log, staff, django_capture_on_commit_callbacks
):
    token = invite_staff(email=EVE, as_superuser=True, now=timezone.now())
    backup = Backup(StaffInvitation)
    staff.second_factor_given = True
    with django_capture_on_commit_callbacks(execute=True):
        accept_invitation(token=token, user=staff, now=timezone.now())
    backup.restore()
    replay()
    assert not StaffInvitation.objects.exists()


def test_links_that_were_revoked_are_revoked_again_and_those_made_since_are_not(
    log, django_capture_on_commit_callbacks
):
    diagnosis, group = start(), make_group()
    read_link = diagnosis.read_url()
    user = prepare_account(email="anna@kommun.example")
    group.open(anonymous=False)
    group.answer(name="Ture")
    make_steering_link(assessment=group.round, expires_on=days_from_now(9))
    backup = Backup(Respondent, Assessment, Collaboration)
    group_links, steering_links = [group.group_token], [group.reload() and group.steering_token]
    with django_capture_on_commit_callbacks(execute=True):
        claim_diagnosis(respondent=diagnosis.respondent, user=user, keep_links=False)
        replace_group_link(assessment=group.round)
        group_links.append(group.reload() and group.group_token)
        make_steering_link(assessment=group.round, expires_on=days_from_now(9))
        steering_links.append(group.reload() and group.steering_token)
        revoke_steering_link(assessment=group.round)
    opens = Client()
    backup.restore()
    assert opens.get(diagnosis.url("overview")).status_code == 200
    replay()
    assert opens.get(diagnosis.url("overview")).status_code == 404
    assert opens.get(read_link).status_code == 404
    assert Collaboration.objects.get(pk=diagnosis.assessment.collaboration_id).owner == user
    assert [opens.get(f"/g/{link}/").status_code for link in group_links] == [410, 200]
    assert [opens.get(f"/s/{link}/").status_code for link in steering_links] == [410, 410]
    make_steering_link(assessment=group.round, expires_on=days_from_now(9))
    assert group.reload().steering_generation == 4, "no number that has been given out"


def test_who_led_and_who_led_with_and_then_only_reads_are_so_again(
    log, django_capture_on_commit_callbacks
):
    group = make_group()
    bo, cia = Member.objects.order_by("pk")
    backup = Backup(Collaboration, Member)
    with django_capture_on_commit_callbacks(execute=True):
        change_role(member=cia, role=Role.CO_LEADER)
        hand_over(collaboration=group.collaboration, member=cia)
        change_role(member=bo, role=Role.READER)
    backup.restore()
    for _ in range(2):
        replay()
        assert Collaboration.objects.get().owner.email == CIA
        assert {m.user.email: m.role for m in Member.objects.all()} == {
            BO: "reader",
            ANNA: "co_leader",
        }


def test_everybody_is_signed_out_after_a_restore(log, owner):
    assert owner.get("/mina/").status_code == 200
    replay()
    assert owner.get("/mina/").status_code == 302
