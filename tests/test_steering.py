"""The steering group: its link, what it sees, what it says and decides."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Decision, SteeringComment
from assessments.steering.actions import make_steering_link, revoke_steering_link
from tests.group import ANNA, CIA, days_from_now, make_group, sign_in
from tests.world import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ENDED = "Länken gäller inte längre"


@pytest.fixture
def group():
    """A closed round whose leader has made a link for the steering group."""
    group = make_group()
    group.open()
    for _ in range(6):
        group.answer()
    group.close()
    make_steering_link(assessment=group.round, expires_on=days_from_now(60))
    group.reload()
    return group


def url(group, name="steering_report", *args):
    return reverse(name, args=[group.steering_token, *args])


def test_the_leader_makes_a_link_and_shows_it_again(client, group):
    leader = sign_in(ANNA)
    leader.post(group.url("steering_link"), {"expires_on": days_from_now(30).isoformat()})
    group.reload()
    shown = leader.get(group.url("steering_link")).content.decode()
    assert url(group) in shown
    assert NAME in client.get(url(group)).content.decode()


def test_who_only_reads_is_not_given_the_link_but_sees_what_was_decided(client, group):
    client.post(url(group, "steering_decision"), decision(text="Vi avsätter tid."))
    shown = sign_in(CIA).get(group.url("steering_link")).content.decode()
    assert group.steering_token not in shown
    assert "Vi avsätter tid." in shown


@pytest.mark.parametrize("day", ["", "i morgon", "2020-01-01", "2999-01-01"])
def test_a_last_day_that_cannot_be_is_refused_and_the_old_link_goes_on_working(client, group, day):
    response = sign_in(ANNA).post(group.url("steering_link"), {"expires_on": day})
    assert response.status_code == 422
    assert client.get(url(group)).status_code == 200


@pytest.mark.parametrize("way", ["revoked", "replaced", "expired", "deleted"])
def test_a_link_that_has_ended_says_so_and_not_what_it_led_to(client, group, clock, way):
    old = [url(group, name) for name in ("steering_report", "steering_full")]
    if way == "revoked":
        revoke_steering_link(assessment=group.round)
    elif way == "replaced":
        make_steering_link(assessment=group.round, expires_on=days_from_now(60))
    elif way == "deleted":
        group.collaboration.delete()
    else:
        clock(f"{days_from_now(61)} 09:00")
    for address in old:
        response = client.get(address)
        assert response.status_code == 410
        assert ENDED in response.content.decode()
        assert NAME not in response.content.decode()


def test_the_last_day_of_a_link_is_a_whole_day(client, group, clock):
    clock(f"{days_from_now(60)} 23:59")
    assert client.get(url(group)).status_code == 200


def decision(**fields):
    return {"decided_on": timezone.localdate().isoformat(), "text": "Ja.", "name": "", **fields}


def test_what_the_steering_group_decides_the_leader_sees_and_the_next_report_states(client, group):
    client.post(url(group, "steering_decision"), decision(text="Vi går vidare.", name="Cia"))
    assert "Vi går vidare." in sign_in(ANNA).get(group.url("steering_link")).content.decode()
    group.open(title="Hösten")
    for _ in range(5):
        group.answer()
    followup = group.close().document["followup"]
    assert [d["text"] for d in followup["decisions"]] == ["Vi går vidare."]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("steering_decision", {"decided_on": "2999-01-01", "text": "Lång text", "name": ""}),
        ("steering_decision", {"decided_on": "", "text": "Lång text", "name": ""}),
        ("steering_comment", {"text": "Lång text" * 600, "name": ""}),
    ],
)
def test_what_is_refused_stays_in_the_form_and_nothing_is_stored(client, group, name, fields):
    response = client.post(url(group, name), fields)
    assert response.status_code == 422
    assert "Lång text" in response.content.decode()
    assert not Decision.objects.exists()
    assert not SteeringComment.objects.exists()


def test_before_the_round_is_closed_there_is_no_link_to_make(group):
    group.open()
    response = sign_in(ANNA).post(
        group.url("steering_link"), {"expires_on": days_from_now(30).isoformat()}
    )
    assert response.url == group.url("round")
    assert group.reload().steering_generation == 0


def test_the_steering_group_downloads_the_report_as_it_reads_it(client, group):
    summary = client.get(url(group, "steering_file", 1, "sammanfattning.txt"))
    assert NAME in summary.content.decode()
    assert client.get(url(group, "steering_file", 2, "sammanfattning.txt")).status_code == 404
    assert client.get(url(group, "steering_file", 1, "svar.json")).status_code == 404
