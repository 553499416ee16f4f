"""How long a collaboration is kept, everything that is stored of it, its archive and its end."""

import json
import time
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from assessments.keeping import warnings as deletion_warnings
from assessments.keeping.selectors import list_to_warn
from assessments.models import Assessment, Collaboration, Respondent, Snapshot
from samverkan.accounts.recent import RECENT_MINUTES
from samverkan.models import User
from tests.group import ANNA, BO, CIA, make_group, sign_in
from tests.world import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def group():
    return make_group()


def due():
    call_command("run_due", verbosity=0)


def age(group, months_ago):
    """As if nothing had changed since then."""
    day = timezone.localdate() - timedelta(days=round(30.5 * months_ago))
    Collaboration.objects.filter(pk=group.collaboration.pk).update(changed_on=day)
    Assessment.objects.filter(collaboration=group.collaboration).update(changed_on=day)


def exists(group):
    return Collaboration.objects.filter(pk=group.collaboration.pk).exists()


# Being deleted by time ----------------------------------------------------------------------------


def test_nothing_of_a_leader_is_deleted_before_a_warning_has_gone(group, mailoutbox, clock):
    group.open()
    group.close()
    clock("2030-01-01 10:00")
    due()
    due()
    [mail] = mailoutbox
    assert (mail.to, NAME in mail.body) == ([ANNA, BO], True)
    assert "31 januari 2030" in mail.body
    clock("2030-01-30 10:00")
    due()
    assert exists(group)
    clock("2030-01-31 10:00")
    due()
    assert not exists(group)
    assert len(mailoutbox) == 1


def test_a_change_after_the_warning_keeps_the_collaboration(group, mailoutbox, clock):
    age(group, 13)
    due()
    assert len(mailoutbox) == 1
    group.draft()
    later = timezone.localdate() + timedelta(days=40)
    clock(f"{later} 10:00")
    due()
    assert exists(group)


def test_a_warning_comes_a_month_before_the_day_that_was_promised(group, mailoutbox, clock):
    Collaboration.objects.filter(pk=group.collaboration.pk).update(
        changed_on=date(2030, 1, 15), kept_months=6
    )
    clock("2030-06-14 10:00")
    due()
    assert mailoutbox == []
    clock("2030-06-15 10:00")
    due()
    assert "15 juli 2030" in mailoutbox[0].body


def test_a_warning_is_tried_again_for_90_days_and_then_keeping_ends(
    group, mailoutbox, settings, clock
):
    group.open()
    group.close()
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    for day in ("2030-01-01", "2030-01-02", "2030-03-31"):
        clock(f"{day} 10:00")
        due()
        assert exists(group)
    with transaction.atomic():
        clock("2030-04-01 10:00")
        due()
        assert not exists(group)
        transaction.set_rollback(True)
    settings.EMAIL_BACKEND = works  # on the last day it goes: there are 30 days from then
    clock("2030-03-31 11:00")
    due()
    assert "30 april 2030" in mailoutbox[0].body
    clock("2030-04-29 10:00")
    due()
    assert exists(group)
    clock("2030-04-30 10:00")
    due()
    assert not exists(group)


def test_where_no_leader_can_be_mailed_the_readers_are_warned(group, mailoutbox, clock):
    Collaboration.objects.filter(pk=group.collaboration.pk).update(owner=None)
    User.objects.filter(email=BO).update(email=f"bo@{'å' * 60}.se")
    clock("2030-01-01 10:00")
    due()
    assert exists(group)
    assert [mail.to for mail in mailoutbox] == [[CIA]]


def test_of_two_runs_at_once_one_warns(group, mailoutbox, settings, clock):
    settings.SITE_URL = ""
    clock("2030-01-01 10:00")
    [(collaboration, day)] = list_to_warn(timezone.localdate())
    due()
    assert not deletion_warnings._warn(collaboration, day, timezone.localdate())
    [mail] = mailoutbox
    assert "/samverkan/" not in mail.body


def test_the_leader_chooses_how_long_it_is_kept(group):
    leader = sign_in(ANNA)
    leader.post(group.collaboration_url("keeping"), {"months": "60"})
    group.collaboration.refresh_from_db()
    assert group.collaboration.kept_months == 60
    assert leader.post(group.collaboration_url("keeping"), {"months": "7"}).status_code == 422


# Export and deletion ------------------------------------------------------------------------------


def test_everything_is_exported_but_not_what_a_groups_members_answered(group):
    group.open()
    for _ in range(6):
        group.answer(perspective="drivande")
    group.invite("ture@kommun.example")
    group.close()
    everything = sign_in(ANNA).get(group.collaboration_url("export_collaboration")).json()
    assert everything["leader"] == ANNA
    assert next(m["email"] for m in everything["members"]) == BO
    assert everything["results"][0]["document"]["respondents"] == 6
    assert everything["answers"] == []
    [invited] = everything["invitations"]
    assert "submitted" not in invited
    assert "token" not in json.dumps(everything)
    assert all(str(r.pk) not in json.dumps(everything) for r in Respondent.objects.all())


def test_a_result_of_before_names_nobody_who_took_no_part_in_export_or_archive(group, monkeypatch):
    """Documents once named parties that nobody answered from, and groups that are not shown."""
    group.open(organisations=["Norr", "Syd"])
    group.answer_as(*[{"organisation": "Norr"}] * 5)
    snapshot = group.close()
    hidden = [{"kind": "organisation", "reason": "small", "names": ["Norr"]}]
    document = snapshot.document | {"silent": ["Syd"], "hidden": hidden}
    Snapshot.objects.filter(pk=snapshot.pk).update(document=document)
    monkeypatch.setattr("assessments.keeping.archive.fetch_pdf", lambda _: b"")  # takes a second
    browser = sign_in(ANNA)
    exported = browser.get(group.collaboration_url("export_collaboration")).json()
    archive = ZipFile(BytesIO(browser.get(group.url("archive")).content))
    for told in (exported["results"][0]["document"], json.loads(archive.read("resultat.json"))):
        assert (told["silent"], told["hidden"]) == (
            [],
            [{"kind": "organisation", "reason": "small"}],
        )


def test_deleting_a_collaboration_deletes_everything_in_it(group):
    part = group.collaboration.parts.create(name="Norra delen")
    group.open(part=part)
    group.answer()
    response = sign_in(ANNA).post(group.collaboration_url("delete_collaboration"))
    assert response.url == "/mina/"
    assert not exists(group)
    assert not Respondent.objects.exists()


@pytest.mark.one_database
def test_what_cannot_be_undone_asks_for_a_recent_sign_in_and_only_of_those_who_may(
    group, shown, owner, monkeypatch
):
    """Deleting a collaboration or a diagnosis on an account, and handing over."""
    diagnosis = f"/mina/{shown.assessment.public_id}/radera/"
    deletion = group.collaboration_url("delete_collaboration")
    members, bo = (
        group.collaboration_url("members"),
        group.collaboration.members.get(user__email=BO),
    )
    handing_over = {"do": "hand_over", "member": bo.pk, "sure": "on"}
    leader, reader = sign_in(ANNA), sign_in(CIA)
    later = time.time() + RECENT_MINUTES * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    for browser, path, data in (
        (leader, deletion, {}), (owner, diagnosis, {}), (leader, members, handing_over),
    ):  # fmt: skip
        asked = browser.post(path, data)
        assert (asked.status_code, asked.url) == (302, f"/konto/igen/?next={quote(path, safe='')}")
    assert leader.get(deletion).url.startswith("/konto/igen/")
    assert reader.post(deletion).status_code == 403
    assert sign_in("nils@kommun.example").post(deletion).status_code == 404
    assert exists(group)
    assert Assessment.objects.filter(pk=shown.assessment.pk).exists()
    assert Collaboration.objects.get(pk=group.collaboration.pk).owner.email == ANNA
    shown.respondent.refresh_from_db()
    link = Client().post(f"/d/{shown.token}/radera/")
    assert link.url == "/", "whoever has the link to answer needs no account"


# The archive --------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_the_archive_holds_report_answers_questions_and_method(group):
    group.open()
    for _ in range(6):
        group.answer()
    group.close()
    leader = sign_in(ANNA)
    content = leader.get(group.url("archive")).content
    with ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
        assert archive.read("rapport.pdf").startswith(b"%PDF")
        questions = json.loads(archive.read("fragor.json"))
        result = json.loads(archive.read("resultat.json"))
        about = archive.read("LÄS MIG.txt").decode()
    assert names >= {"rapport.pdf", "beslutsunderlag.docx", "tabell.csv"}
    assert (questions["edition"]["code"], result["method"]) == ("2026.2", "2")
    assert "metod 2" in about
    assert "&" not in about
    assert leader.get(group.url("archive")).content == content
