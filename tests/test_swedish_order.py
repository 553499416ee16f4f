"""Every list that is shown by name is in the order of a Swedish dictionary, on either database."""

import io
import json
import zipfile

import pytest
from django.contrib.auth.models import Group as StaffGroup
from django.urls import reverse
from django.utils import timezone

from assessments.core.rules.permissions import Role
from assessments.groups.actions.collaborations import add_member
from samverkan.accounts.actions import prepare_account
from tests.group import ANNA, days_from_now, make_group, sign_in
from tests.staff import sign_in_staff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAMES = (
    "10 bolag", "arbetsförmedlingen", "Bedalund", "Olgafors", "Piteå", "Vikström", "Wikström",
    "Übohus", "Ybsjö", "Zinkgruvan", "åkeriet", "Åsele", "Älvsbyn", "ödlan", "Ömanbo",
)  # fmt: skip
ADDRESSES = (
    "10@zon.example", "anna_al@kommun.example", "anna.ek@kommun.example", "bo@vik.example",
    "bo@wik.example", "bo@zon.example", "bo@åka.example", "bo@älv.example", "bo@öman.example",
)  # fmt: skip


def unsorted(names):
    """As code points are sorted, backwards."""
    return sorted(names, reverse=True)


def read_zipped(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def close_round(group):
    group.open(anonymous=False, organisations=unsorted(NAMES))
    group.answer_as(*({"organisation": name} for name in unsorted(NAMES)))
    group.close()
    return sign_in(ANNA).get(group.url("round_result")).content.decode()


def show_parties(group):
    return close_round(group).split('id="who"')[1]


def show_parties_in_word(group):
    close_round(group)
    file = sign_in(ANNA).get(group.url("round_file", 1, "beslutsunderlag.docx"))
    return read_zipped(file.content, "word/document.xml").split("Vem svarade")[1]


def show_respondents(group):
    group.open(anonymous=False)
    for name in unsorted(NAMES):
        group.answer(name=name)
    return sign_in(ANNA).get(group.url("round")).content.decode()


def plan(group, what: str) -> str:
    for name in unsorted(NAMES):
        group.plan(name, due_on=days_from_now(7))
    file = sign_in(ANNA).get(group.collaboration_url("plan_file", what)).content
    return read_zipped(file, "xl/sharedStrings.xml") if what.endswith("x") else file.decode()


def show_plan(group):
    plan(group, "plan.ics")
    return sign_in(ANNA).get(group.collaboration_url("plan")).content.decode()


def invite(group):
    group.open()
    group.invite(*unsorted(ADDRESSES))


def show_invitations(group):
    invite(group)
    return sign_in(ANNA).get(group.url("invitations")).content.decode()


def export_invitations(group):
    invite(group)
    everything = sign_in(ANNA).get(group.collaboration_url("export_collaboration")).json()
    return json.dumps(everything["invitations"], ensure_ascii=False)


def show_members(page: str):
    def show(group):
        for address in unsorted(ADDRESSES):
            add_member(collaboration=group.collaboration, email=address, role=Role.CO_LEADER)
        return sign_in(ANNA).get(group.collaboration_url(page)).content.decode()

    return show


def show_staff(group):
    for address in unsorted(ADDRESSES):
        user = prepare_account(email=address)
        user.staff_since = timezone.now()
        user.save()
    return sign_in_staff("rut").get(reverse("admin:samverkan_user_changelist")).content.decode()


def show_groups_of_staff(group):
    rut = sign_in_staff("rut")
    user = prepare_account(email="bo@kommun.example")
    user.staff_since = timezone.now()
    user.save()
    user.groups.set([StaffGroup.objects.create(name=name) for name in unsorted(NAMES)])
    return rut.get(reverse("admin:samverkan_user_changelist")).content.decode()


LISTS = {
    "parties on the page of a result": (show_parties, NAMES),
    "parties in the Word file": (show_parties_in_word, NAMES),
    "those who have begun": (show_respondents, NAMES),
    "the plan": (show_plan, NAMES),
    "the plan as a spreadsheet": (lambda group: plan(group, "plan.xlsx"), NAMES),
    "the plan as a table": (lambda group: plan(group, "plan.csv"), NAMES),
    "the plan in calendars": (lambda group: plan(group, "plan.ics"), NAMES),
    "invitations": (show_invitations, ADDRESSES),
    "invitations in the export": (export_invitations, ADDRESSES),
    "members": (show_members("members"), ADDRESSES),
    "members on the page of a collaboration": (show_members("collaboration"), ADDRESSES),
    "staff": (show_staff, ADDRESSES),
    "groups of the staff": (show_groups_of_staff, NAMES),
}


@pytest.mark.parametrize("listed", LISTS)
def test_a_list_of_names_is_in_swedish_order(listed):
    show, names = LISTS[listed]
    text = show(make_group())
    assert sorted(names, key=text.index) == list(names)
