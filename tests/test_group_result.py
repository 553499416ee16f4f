"""The result of a group's round: who reaches it when, and what its pages and files say."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.core.links import LinkKind, sign_link
from assessments.groups.selectors import fetch_hub
from assessments.meeting.rules.meeting import (
    FOLLOWUP,
    MEETING,
    ActionItem,
    ActionStatus,
    FollowUp,
    Meeting,
    dump_followup,
    dump_meeting,
)
from assessments.models import Assessment, Snapshot
from assessments.rounds.actions.rounds import reopen_round
from model_content.domain.hashing import compute_sha256
from tests.group import ANNA, CIA, Group, days_from_now, make_group, sign_in
from tests.markup import Element, parse_html
from tests.world import read_example_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


def close(group, count: int, **settings) -> None:
    """A round that so many answer, differently, is opened and closed."""
    group.open(**settings)
    for i in range(count):
        fields = read_example_fields() | {"nytta.3": str(i % 5 + 1), "nytta.2": "dont_know"}
        fields |= {"vote.nytta": "yes", "vote.varfor": "yes"}
        group.answer(fields, perspective="drivande" if i % 2 else "medverkande")
    group.close()


def open_page(group, email: str = CIA) -> Element:
    response = sign_in(email).get(group.url("round_result"))
    assert response.status_code == 200
    return parse_html(response.content.decode())


def add(group, **parts) -> None:
    """What a meeting and the round before have added to the result."""
    snapshot = group.round.snapshots.get()
    document = snapshot.document | parts
    kept = {"document": document, "sha256": compute_sha256(document)}
    Snapshot.objects.filter(pk=snapshot.pk).update(**kept)


def make_actions(*statuses: ActionStatus) -> tuple[ActionItem, ...]:
    return tuple(ActionItem("Mät nyttan", "Ture", None, "nytta", status) for status in statuses)


# When ---------------------------------------------------------------------------------------------


def test_a_result_is_not_reached_before_the_round_has_closed(group):
    group.open()
    group.answer()
    for args in (("round_result",), ("round_result_number", 1), ("round_file", 1, "rapport.pdf")):
        response = sign_in(ANNA).get(group.url(*args))
        assert response.status_code == 302
        assert response.headers["Location"] == group.url("round")
    page = Client().get(read_url(group))
    assert "Det finns inget resultat än" in page.content.decode()


def test_of_a_round_that_is_open_again_no_page_file_or_export_has_the_result(group):
    """By what was sent out before, too: links to read, to the steering group and to files."""
    close(group, 6, anonymous=False)
    Assessment.objects.update(steering_generation=1, steering_expires_on="2099-01-01")
    group.reload()
    token = read_url(group)
    steered = reverse("steering_report", args=[group.steering_token])
    files = ("rapport.pdf", "beslutsunderlag.docx", "tabell.csv", "diagnos.json")
    addresses = [
        *(group.url(n) for n in ("round_result", "archive", "meeting", "steering_link")),
        *(group.url("round_file", 1, name) for name in files),
        *(f"{token}{rest}" for rest in ("1/", *(f"1/{name}" for name in files))),
        *(f"{steered}{rest}" for rest in ("", "rapport/", *(f"rapport/1/{n}" for n in files))),
    ]
    anna = sign_in(ANNA)
    quick = [url for url in addresses if not url.endswith((".pdf", ".zip"))]
    assert {anna.get(url).status_code for url in quick} == {200}
    reopen_round(
        assessment=group.round, closes_on=days_from_now(7), reason="En hann inte",
        user=group.leader, today=timezone.localdate(),
    )  # fmt: skip
    assert {url for url in addresses if anna.get(url).status_code == 200} == set()
    assert "Det finns inget resultat än" in anna.get(token).content.decode()
    everything = anna.get(group.collaboration_url("export_collaboration")).json()
    assert everything["results"] == []
    assert fetch_hub(group.collaboration, timezone.localdate()).has_map is False
    later = Group(group.collaboration, group.leader)
    later.open(anonymous=False)
    later.answer()
    assert "earlier" not in later.close().document
    group.close()
    assert anna.get(group.url("round_result")).status_code == 200


def read_url(group) -> str:
    token = sign_link(LinkKind.READ, group.round.public_id, group.round.read_generation)
    return f"/l/{token}/"


def test_the_link_to_read_shows_what_members_see(group):
    close(group, 6)
    pages = [open_page(group), parse_html(Client().get(read_url(group)).content.decode())]
    for section in ("who", "topics", "groups", "votes", "all"):
        texts = {tuple(s.text for s in p.all("section", aria_labelledby=section)) for p in pages}
        assert len(texts) == 1, section


def test_a_number_or_a_file_that_there_is_not_is_not_found(group):
    close(group, 5)
    browser = sign_in(ANNA)
    assert browser.get(group.url("round_result_number", 2)).status_code == 404
    assert browser.get(group.url("round_file", 1, "svar.json")).status_code == 404
    assert browser.get(group.url("round_file", 1, "annat.pdf")).status_code == 404
    assert "svar.json" not in str(browser.get(group.url("round_result")).content)


# What ---------------------------------------------------------------------------------------------


def test_a_group_reads_who_answered_and_what_it_wants_to_work_on(group):
    close(group, 12, people=15)
    page = open_page(group)
    who = page.one("section", aria_labelledby="who").text
    assert "12 svarade. 3 av dem ni frågade svarade inte." in who
    assert "Drivande (6), Medverkande (6)" in who
    assert "Nytta (12)" in page.one("section", aria_labelledby="votes").text
    groups = page.one("section", aria_labelledby="groups")
    assert [h.text for h in groups.one("table").one("thead").all("th")][1:] == [
        "Drivande", "Medverkande",
    ]  # fmt: skip


def test_a_group_hidden_from_a_breakdown_is_said_to_be(group):
    group.open()
    group.answer_as(*[{"perspective": "drivande"}] * 6, *[{"perspective": "intressent"}] * 2)
    group.close()
    who = open_page(group).one("section", aria_labelledby="who").text
    assert "Visas inte för sig: mindre grupper. Så få svarade att" in who
    assert "Intressent" not in who


def test_four_of_an_anonymous_round_read_no_numbers_of_answers(group):
    close(group, 4)
    page = open_page(group)
    assert "Bara 4 har svarat." in page.text
    assert "Det bygger på att ni svarade" not in page.text
    assert page.all("svg", class_="dist") == []
    assert page.one("section", aria_labelledby="all").all("table")
    for hidden in ("topics", "answers", "groups", "votes", "unknown", "comments"):
        assert page.all("section", aria_labelledby=hidden) == []


def test_two_of_an_anonymous_round_are_told_to_answer_together(group):
    close(group, 2)
    page = open_page(group)
    assert page.one("h1").text == "För få har svarat"
    assert "Gruppen svarar tillsammans" in page.one("section", aria_labelledby="together").text
    for hidden in ("start", "all", "answers", "prepare", "strengths"):
        assert page.all("section", aria_labelledby=hidden) == []
    assert page.all("figure") == []


def test_a_round_that_nobody_answered_says_so(group):
    group.open(anonymous=False)
    group.close()
    assert open_page(group).one("h1").text == "Ingen har svarat"


def test_the_joint_stage_stands_beside_the_computed_one_with_the_reason(group):
    close(group, 5)
    add(group, **{MEETING: dump_meeting(make_meeting("uppstart"))})
    page = open_page(group)
    assert page.one("h1").text == "Gruppen bedömer att samverkan är i Uppstart"
    assert "Svaren säger: sannolikt Etablering." in page.one("p", class_="lead").text
    assert "Ni: Uppstart. Uträknat: sannolikt Etablering. Därför: Två är nya" in page.text
    section = page.one("section", aria_labelledby="meeting")
    for words in (
        "Ingen har mätt den",
        "Norr håller inte med",
        "Mät nyttan",
        "Ture",
        "inget datum",
    ):
        assert words in section.text


def make_meeting(stage: str) -> Meeting:
    return Meeting(
        day=date(2026, 12, 1),
        stage=stage,
        reason="Två är nya",
        notes=(("nytta", "Ingen har mätt den"),),
        dissent="Norr håller inte med",
        actions=make_actions(ActionStatus.PLANNED),
    )


def test_a_group_that_agrees_with_the_answers_reads_that_it_does(group):
    close(group, 5)
    add(group, **{MEETING: dump_meeting(make_meeting("etablering"))})
    text = open_page(group).text
    assert "Ni: Etablering. Det är också vad svaren säger." in text
    assert "Uträknat:" not in text


def test_the_result_opens_with_what_became_of_the_last_decisions(group):
    close(group, 5)
    actions = make_actions(ActionStatus.DONE, ActionStatus.DONE, ActionStatus.PLANNED)
    add(group, **{FOLLOWUP: dump_followup(FollowUp("Hösten", None, actions, ()))})
    page = open_page(group)
    before_the_path = page.text.partition("Visa stadierna")[0]
    assert "Klar: 2, planerad: 1." in before_the_path
    assert "Klar: 2, planerad: 1." in page.one("section", aria_labelledby="followup").text


# Files --------------------------------------------------------------------------------------------


def read_table(group) -> list[dict[str, str]]:
    content = sign_in(ANNA).get(group.url("round_file", 1, "tabell.csv")).content
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";"))


def test_the_table_of_a_group_says_how_agreed_it_is(group):
    close(group, 5)
    rows = {row["Aspekt"]: row for row in read_table(group)}
    assert rows["Varför?"]["Hur eniga ni är"] == "samsyn"
    assert rows["Nytta"]["Hur eniga ni är"] == "olika uppfattningar"
    assert rows["Nytta"]["Vill arbeta med det"] == "5"


def test_numbers_that_are_not_shown_are_blank_in_the_table_and_not_nought(group):
    close(group, 4)
    rated = [row for row in read_table(group) if row["Medelvärde 1–5"]]
    assert len(rated) > 20
    for row in rated:
        assert {row[str(value)] for value in range(1, 6)} | {row["Vet ej"]} == {""}
        assert row["Hur eniga ni är"] == ""


# A short round ------------------------------------------------------------------------------------


def test_a_short_round_after_a_whole_one_says_what_it_is_and_proposes_nothing(group):
    close(group, 6)
    whole = group.url("round_result")
    markers = {f: v for f, v in read_example_fields().items() if ".m" in f}
    group.open(is_short=True)
    for number in range(6):
        contested = {"mognad.m1": "3" if number % 2 else "0"}
        group.answer(markers | contested | {"vote.vem": "yes"}, perspective="drivande")
    group.close()
    page = open_page(group)
    assert "Det är en kort omgång" in page.text
    start = page.one("section", aria_labelledby="start")
    assert "Gå igenom det som står under ”Prata om det här”." in start.text
    assert "För få" not in start.text, "there is a section of what they want to work on"
    assert "Det här vill flest arbeta med: Vem? (6)." in start.text
    assert start.one("a").attrs["href"] == whole
    as_text = sign_in(ANNA).get(group.url("round_file", 1, "sammanfattning.txt")).content.decode()
    assert "Det här vill flest arbeta med: Vem? (6)." in as_text
    topics = page.one("section", aria_labelledby="topics").text
    assert "Vem?" in topics
    unasked = "Inget behöver åtgärdas", "Inte bedömd", "Visa alla aspekter då och nu", "påståenden"
    for wrong in unasked:
        assert wrong not in page.text
    assert "Sedan förra resultatet" in page.text
    group.open()  # the next whole one is compared with the whole one before the pulse
    group.answer_as(*[{"perspective": "drivande"}] * 5)
    document = group.close().document
    assert not document["earlier"].get("is_short")
    assert document["earlier"]["start_here"]
