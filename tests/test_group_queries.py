"""How many queries a group's pages make: fixed, and the same with 5 and with 300 respondents."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Answer, Invitation, Respondent
from assessments.steering.actions import make_steering_link
from tests.group import ANNA, Group, days_from_now, make_group, sign_in
from tests.group_addresses import ACTION, GROUP_ADDRESSES, GroupAddress, Where
from tests.test_group_access import find_token
from tests.test_queries import count
from tests.world import read_example_fields

pytestmark = pytest.mark.django_db

COUNTED = [a for a in GROUP_ADDRESSES if a.get == 200]

BUDGET = {
    "new_collaboration": 2,
    "collaboration": 9,
    "collaboration_tools": 5,
    "iceberg": 5,
    "iceberg_question": 5,
    "new_round": 7,
    "profile": 3,
    "parts": 4,
    "members": 4,
    "leave": 3,
    "keeping": 4,
    "sharing": 6,
    "delete_collaboration": 4,  # one is whether the account has a second factor
    "export_collaboration": 19,
    "plan": 7,
    "add_to_plan": 4,
    "change_planned": 5,
    "remove_planned": 4,
    "reassess": 5,
    "plan_file": 7,
    "edit_round": 6,
    "delete_round": 3,
    "round": 5,
    "invitations": 6,
    "group_link": 5,
    "group_screen": 3,
    "group_qr": 3,
    "extend_round": 3,
    "asked": 4,
    "close_round": 4,
    "steering_link": 6,
    "archive": 5,
    "meeting": 8,
    "meeting_answers": 7,
    "meeting_topics": 7,
    "meeting_minutes": 8,
    "meeting_subject": 11,
    "round_result": 9,
    "round_result_number": 6,
    "round_file": 5,
    "join": 3,
    "invited": 3,
    "background": 1,
    "ballot": 5,
    "steering_report": 7,
    "steering_full": 3,
    "steering_file": 3,
}
"""Queries of a GET by the one who leads, two of them the account's; by the name of the address."""


def fill(group: Group, respondents: int) -> None:
    """Respondents who answered a fourth of what the example does, with as many invitations."""
    values = dict(list(read_example_fields().items())[::4])
    made = Respondent.objects.bulk_create(
        Respondent(
            assessment=group.round,
            token_sha256=f"{group.round.pk}-{number}",
            perspective="drivande",
            submitted_on=group.round.opened_on,
        )
        for number in range(respondents)
    )
    Answer.objects.bulk_create(
        Answer(sheet=each, field=field, value=value, saved_at=group.round.created_at)
        for each in made
        for field, value in values.items()
    )
    Invitation.objects.bulk_create(
        Invitation(assessment=group.round, email=f"nr{number}@kommun.example")
        for number in range(respondents)
    )


def make_world(state: str, respondents: int) -> Group:
    """A round in this state, of a group as large as that; a closed one comes after another."""
    group = make_group()
    for number in range(min(respondents, 30)):
        group.plan(f"Åtgärd {number}", aspect="nytta")
    group.plan(pk=ACTION, aspect="nytta", for_steering=True)
    if state == "draft":
        group.draft()
        return group
    if state == "closed":
        group.open(people=300)
        fill(group, 5)
        group.close()
    group.open(people=300)  # so many may answer
    fill(group, respondents)
    if state == "closed":
        group.close()
        make_steering_link(assessment=group.round, expires_on=days_from_now(30))
    group.reload()
    return group


def url_of(address: GroupAddress, group: Group) -> str:
    if address.where is Where.ACCOUNT:
        return reverse(address.name, args=address.args)
    if address.where is Where.COLLABORATION:
        return group.collaboration_url(address.name, *address.args)
    if address.where is Where.ROUND:
        return group.url(address.name, *address.args)
    return reverse(address.name, args=[find_token(group, address.where), *address.args])


def count_each(group: Group, addresses: list[GroupAddress]) -> dict[str, int]:
    anna = sign_in(ANNA)
    made = {}
    for address in addresses:
        by_account = address.where in (Where.ACCOUNT, Where.COLLABORATION, Where.ROUND)
        browser, url = anna if by_account else Client(), url_of(address, group)
        made[address.name] = len(count(lambda b=browser, u=url: b.get(u)))
    return made


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_each_page_makes_exactly_its_queries_whatever_the_size(state):
    addresses = [address for address in COUNTED if address.state == state]
    made = []
    for respondents in (5, 300):
        group = make_world(state, respondents)
        count_each(group, addresses)  # what a process learns once is not counted
        made.append(count_each(group, addresses))
        group.collaboration.delete()
    few, many = made
    assert many == few
    assert few == {name: BUDGET[name] for name in few}


def test_every_page_of_a_group_has_a_budget():
    assert set(BUDGET) == {address.name for address in COUNTED}
