"""A new vote on one topic of a meeting: cast from the phones, shown once, and nothing of few."""

from io import BytesIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pptx import Presentation

from assessments.core.links import LinkKind, make_code, sign_link
from assessments.meeting.actions import delete_open_votes, store_meeting_report
from assessments.meeting.selectors import fetch_meeting, find_change_since
from assessments.meeting.voted import COOKIE
from assessments.models import Ballot, Vote
from tests.group import ANNA, CIA, close_divided, sign_in
from tests.markup import read_page

pytestmark = pytest.mark.django_db

TOPIC = "vem"


@pytest.fixture
def group():
    return close_divided()


@pytest.fixture
def anna():
    return sign_in(ANNA)


def url(group, name):
    return group.url(name, TOPIC)


def open_vote(group, anna, people=8):
    sent = {"people": people}
    assert anna.post(url(group, "open_vote"), sent).url == url(group, "meeting_subject")
    vote = Vote.objects.get()
    return reverse("ballot", args=[sign_link(LinkKind.VOTE, vote.public_id, 1)])


def cast(link, *values):
    for number, value in enumerate(values):
        sent = {"vem.3": value, "form_token": f"{number:022}."}
        assert Client().post(link, sent).status_code == 302


def read(browser, address):
    return browser.get(address).content.decode()


def test_before_and_after_stand_beside_each_other_and_no_ballot_is_kept(group, anna):
    link = open_vote(group, anna)
    shown = read_page(anna.get(url(group, "meeting_subject"))).one("p", class_="typed")
    assert shown.one("a").attrs["href"].endswith(link)
    typed = shown.text.removeprefix("testserver")
    assert Client().get(f"{typed}/").url == f"http://testserver{link}"
    assert (
        Client().get(f"/k/{make_code(Vote.objects.get().pk, 2, LinkKind.VOTE)}/").status_code == 404
    )
    assert anna.get(url(group, "vote_qr"))["Content-Type"] == "image/svg+xml"
    cast(link, *"45454")
    shown = read(anna, url(group, "meeting_subject"))
    assert "5 av 8 har svarat" in " ".join(shown.split())
    assert "2 stämmer helt" not in shown, "nothing is shown while it is open"
    anna.post(url(group, "close_vote"))
    page = read(sign_in(CIA), url(group, "meeting_subject"))
    assert "4 stämmer inte alls, 4 stämmer helt" in page
    assert "3 stämmer ganska väl, 2 stämmer helt" in page
    assert not Ballot.objects.exists()
    assert Client().post(link, {"vem.3": "1"}).status_code == 410
    told = (
        ": Före: 4 stämmer inte alls, 4 stämmer helt. Efter: 3 stämmer ganska väl, 2 stämmer helt."
    )
    assert told in read(anna, group.url("meeting_minutes", "txt"))
    slides = Presentation(BytesIO(anna.get(group.url("meeting_minutes", "pptx")).content)).slides
    assert "Före och efter mötet: Vem?" in [slide.shapes.title.text for slide in slides]
    report = store_meeting_report(assessment=group.round, today=timezone.localdate())
    assert not find_change_since(group.round, report)
    shown = read_page(anna.get(group.url("round_result"))).one("section", aria_labelledby="meeting")
    assert "Ni röstade igen: Vem? 5 röstade på mötet." in shown.text
    word = anna.get(group.url("round_file", 2, "beslutsunderlag.docx")).content
    lines = [" ".join(p.text.split()) for p in Document(BytesIO(word)).paragraphs]
    assert [line.count(told) for line in lines if told in line] == [1]


def test_closing_for_few_shows_nothing_and_loses_no_vote_until_it_is_cancelled(group, anna):
    assert "minst 5 röstar" in " ".join(read(anna, url(group, "meeting_subject")).split())
    cast(open_vote(group, anna), *"4545")
    closed = anna.post(url(group, "close_vote"), follow=True).content.decode()
    assert "Minst 5 behöver svara" in closed
    assert "2 stämmer ganska väl" not in closed
    assert Ballot.objects.count() == 4
    cancelled = anna.post(url(group, "close_vote"), {"cancel": "1"}, follow=True)
    assert "Rösterna är raderade" in cancelled.content.decode()
    assert not Vote.objects.exists()
    open_vote(group, anna)  # another may be held


def test_a_topic_is_voted_on_once_so_that_no_difference_tells_who_came_between(group, anna):
    link = open_vote(group, anna)
    cast(link, *"45454")
    anna.post(url(group, "close_vote"))
    anna.post(url(group, "close_vote"), {"cancel": "1"})
    anna.post(url(group, "open_vote"), {"people": "8"})
    assert Client().get(link).status_code == 410
    assert "Öppna röstningen" not in read(anna, url(group, "meeting_subject"))


def test_a_ballot_holds_only_what_is_asked_and_something(group, anna):
    link = open_vote(group, anna)
    for sent in ({}, {"vem.3": "9"}, {"varfor.1": "3"}):
        assert Client().post(link, sent).status_code == 422
    twice = {"vem.3": "4", "form_token": f"{1:022}."}
    for _ in range(2):
        Client().post(link, twice)
    assert [ballot.answers for ballot in Ballot.objects.all()] == [{"vem.3": "4"}]


def test_a_device_votes_once_and_is_told_so(group, anna):
    link, phone = open_vote(group, anna), Client()
    for number, value in enumerate("45"):
        phone.post(link, {"vem.3": value, "form_token": f"{number:022}."})
    assert [ballot.answers for ballot in Ballot.objects.all()] == [{"vem.3": "4"}]
    page = read(phone, link)
    assert "ditt svar är med" in page
    assert "<form method" not in page.partition("<main")[2].partition("</main")[0]
    assert phone.cookies[COOKIE]["path"] == link


def test_a_vote_takes_no_more_ballots_than_are_in_the_room(group, anna):
    for people, said in (("", "Skriv med siffror"), ("4", "minst 5"), ("999", "högst 200")):
        opened = anna.post(url(group, "open_vote"), {"people": people}, follow=True)
        assert said in opened.content.decode()
        assert not Vote.objects.exists()
    link = open_vote(group, anna, people=5)
    assert "Ni är 5 i rummet" in read(Client(), link)
    cast(link, *"45454")
    refused = Client().post(link, {"vem.3": "1", "form_token": f"{9:022}."})
    assert refused.status_code == 409
    assert "5 svar har redan kommit in" in refused.content.decode()
    assert Ballot.objects.count() == 5


def test_a_vote_that_was_forgotten_is_deleted_the_next_day(group, anna, clock):
    cast(open_vote(group, anna), *"45454")
    call_command("run_due")
    assert Vote.objects.exists()
    clock("2099-01-01 09:00")
    delete_open_votes(today=timezone.localdate())
    assert not Ballot.objects.exists()


def test_only_what_the_meeting_talks_about_is_voted_on(group, anna):
    assert anna.post(group.url("open_vote", "var-ni-star")).status_code == 404
    assert anna.post(group.url("open_vote", "okant")).status_code == 404
    assert fetch_meeting(group.round).agenda.find(TOPIC)
