"""A collaboration lets itself be counted and found: its leader's two consents and staff's yes."""

import json

import pytest
from django.contrib.auth.models import Group as StaffGroup
from django.urls import reverse
from django.utils import timezone

from assessments.groups.actions.accounts import delete_account
from assessments.groups.actions.collaborations import update_profile
from assessments.models import Sharing
from assessments.sharing.actions import ReadBefore, agree, judge
from assessments.sharing.selectors import counted, fetch_asking, mark_read
from tests.group import ANNA, BO, CIA, make_group, sign_in
from tests.staff import make_staff, sign_in_staff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def group():
    return make_group()


def say(group, **given):
    given = {"counted": False, "named": False} | given
    agree(collaboration=group.collaboration, given=given, today=timezone.localdate())


def approve(group, *, approves=True):
    asking = fetch_asking(group.collaboration.pk)
    judge(collaboration=asking, user=make_staff("gun"), approves=approves, read=mark_read(asking),
          today=timezone.localdate())  # fmt: skip


def read_days():
    names = ("counted_on", "named_on", "approved_on", "declined_on")
    return [str(day) if day else None for day in Sharing.objects.values_list(*names).get()]


def test_nothing_is_agreed_to_before_the_leader_says_so_and_each_yes_keeps_its_day(group, clock):
    page = sign_in(ANNA).get(group.collaboration_url("sharing"))
    assert "checked" not in page.content.decode()
    assert list(counted()) == []
    url = group.collaboration_url("sharing")
    clock("2031-01-01 10:00")
    assert sign_in(ANNA).post(url, {"counted": "on"}).status_code == 302
    clock("2031-01-02 10:00")
    anna = sign_in(ANNA)
    anna.post(url, {"counted": "on", "named": "on"})
    assert read_days() == ["2031-01-01", "2031-01-02", None, None]
    assert "Ja, sedan 1 januari 2031" in anna.get(url).content.decode()
    anna.post(url, {"named": "on"})
    assert read_days() == [None, "2031-01-02", None, None]


def test_only_the_leader_decides_and_the_others_see_what_was_decided(group):
    say(group, counted=True)
    url = group.collaboration_url("sharing")
    for member in (BO, CIA):
        browser = sign_in(member)
        page = browser.get(url).content.decode()
        assert ("Ja, sedan" in page, 'name="counted"' in page) == (True, False)
        assert browser.post(url).status_code == 403
    assert read_days()[0]


def test_a_collaboration_counts_only_with_its_yes_staffs_yes_and_a_leader(group):
    say(group, counted=True)
    assert list(counted()) == []
    approve(group)
    assert list(counted()) == [group.collaboration]
    say(group, named=True)
    assert list(counted()) == []
    say(group, counted=True)
    assert list(counted()) == [group.collaboration]
    group.collaboration.members.all().delete()
    delete_account(user=group.leader, keep_diagnoses=True)
    assert list(counted()) == [], "nobody could take it back"


def test_staff_see_who_asks_approve_or_say_why_not_and_the_leaders_are_told(group, mailoutbox):
    gun, url = sign_in_staff("gun"), reverse("approvals")
    assert group.collaboration.name not in gun.get(url).content.decode()
    say(group, counted=True)
    assert group.collaboration.name in gun.get(url).content.decode()
    one = reverse("approve", args=[group.collaboration.pk])
    read = gun.get(one).context["read"]
    assert gun.post(one, {"do": "approve", "read": read}).url == url
    assert Sharing.objects.get().approved_by.email == "gun@norrbotten.example"
    assert gun.post(one, {"do": "decline", "read": read}).status_code == 422
    refused = {"do": "decline", "read": read, "reason": "Ni är inte från länet."}
    assert gun.post(one, refused).status_code == 302
    assert read_days()[2:] == [None, str(timezone.localdate())]
    assert [mail.to for mail in mailoutbox] == [[ANNA, BO]] * 2
    assert "är godkänd" in mailoutbox[0].body
    assert "Ni är inte från länet." in mailoutbox[1].body
    say(group)
    say(group, counted=True)
    assert read_days()[2:] == [None, None], "a new yes is a new question"


def test_nothing_is_approved_that_staff_have_not_read(group):
    say(group, counted=True)
    asking = fetch_asking(group.collaboration.pk)
    read, gun = mark_read(asking), make_staff("gun")
    given = {"user": gun, "approves": True, "read": read, "today": timezone.localdate()}
    update_profile(collaboration=group.collaboration, profile={"name": "Något annat"})
    with pytest.raises(ReadBefore):
        judge(collaboration=asking, **given)
    one = reverse("approve", args=[group.collaboration.pk])
    answer = sign_in_staff("gun").post(one, {"do": "approve", "read": read})
    assert (answer.status_code, "Något annat" in answer.content.decode()) == (409, True)
    say(group)
    with pytest.raises(ReadBefore):
        judge(collaboration=asking, **given)


def test_the_group_of_staff_that_approves_may_do_nothing_else():
    group = StaffGroup.objects.get(name="Samverkansstöd")
    assert [p.codename for p in group.permissions.all()] == ["approve_sharing"]


def test_the_consents_are_in_the_export_and_not_who_approved_them(group):
    say(group, counted=True)
    approve(group)
    exported = sign_in(ANNA).get(group.collaboration_url("export_collaboration")).json()
    today = str(timezone.localdate())
    days = {"counted_on": today, "named_on": None, "approved_on": today, "declined_on": None}
    assert exported["sharing"] == [days]
    assert "gun" not in json.dumps(exported)
