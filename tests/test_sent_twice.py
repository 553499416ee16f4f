"""A form that is sent twice makes one thing; two people who write the same words make two."""

from itertools import count
from smtplib import SMTPServerDisconnected

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    Assessment,
    Collaboration,
    Decision,
    Feedback,
    Member,
    Part,
    PlannedAction,
    SteeringComment,
)
from assessments.steering.actions import make_steering_link
from model_content.models import ContentChange
from samverkan.accounts.actions import delete_leftovers
from samverkan.models import Submission
from samverkan.submitted.actions import SUBMISSIONS_KEPT
from tests.content import make_draft
from tests.group import ANNA, days_from_now, make_closed, sign_in
from tests.markup import read_form, read_page
from tests.staff import make_staff, sign_in_staff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

_numbers = count()


def make_token():
    """As on a page that is shown anew."""
    return f"{next(_numbers):022}."


@pytest.fixture
def group():
    group = make_closed(*[{}] * 5)
    make_steering_link(assessment=group.round, expires_on=days_from_now(9))
    group.reload()
    return group


def say(group):
    return Client(), reverse("steering_comment", args=[group.steering_token]), "text"


def decide(group):
    return Client(), reverse("steering_decision", args=[group.steering_token]), "text"


def plan(group):
    return sign_in(ANNA), group.collaboration_url("add_to_plan"), "what"


def meet(group):
    return sign_in(ANNA), group.url("meeting_subject", "det-har-bestamde-ni"), "new-what"


def tell(group):
    return Client(), "/synpunkter/", "text"


def begin(group):
    return Client(), "/ny/", "name"


def lead(group):
    return sign_in(ANNA), reverse("new_collaboration"), "name"


def prepare(group):
    return sign_in(ANNA), group.collaboration_url("new_round"), "title"


def edit(group):
    draft = make_draft(make_staff("nils"))
    url = reverse("part_add", args=[draft.pk, "pitfalls"]) + "?i=aspect/varfor"
    return sign_in_staff("eva"), url, "text"


PLACES = {
    say: (SteeringComment, {"name": ""}),
    decide: (Decision, {"decided_on": timezone.localdate().isoformat(), "name": ""}),
    plan: (PlannedAction, {}),
    meet: (PlannedAction, {}),
    tell: (Feedback, {}),
    begin: (Collaboration, {"scope": "Allt", "answered": "alone"}),
    lead: (Collaboration, {"scope": "Allt"}),
    prepare: (Assessment, None),
    edit: (ContentChange, {"source": "smarta", "locator": "s. 1"}),
}
"""Where something is made by a form → what is made, and what else the form holds."""


@pytest.mark.one_database
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_the_forms_token_tells_a_double_post_and_not_its_words(group, place, mailoutbox, settings):
    settings.FEEDBACK_TO = ["vi@kommun.example"]
    browser, url, field = place(group)
    model, more = PLACES[place]
    if more is None:
        more = read_form(read_page(browser.get(url)).one("main").one("form")) | {"people": "7"}
    before = model.objects.count()

    def send(words, token):
        answer = browser.post(url, {**more, field: words, "form_token": token})
        assert answer.status_code == 302, answer.content.decode()
        return answer.url, model.objects.count() - before

    first = make_token()
    made = send("Instämmer.", first)
    assert made[1] == 1
    assert send("Instämmer.", first) == made, "sent twice"
    assert send("Instämmer.", make_token())[1] == 2, "somebody else, or anew"
    assert send("Instämmer delvis.", first)[1] == 3, "back to the page, and other words"
    for number in (4, 5):
        assert send("Instämmer.", "")[1] == number, "a page without a token"
    if place is tell:
        assert len(mailoutbox) == 5


def test_a_part_that_is_added_twice_by_a_double_click_is_said_to_be_there(group):
    anna, url = sign_in(ANNA), group.collaboration_url("parts")
    form = {"name": "Praktik", "scope": "", "form_token": make_token()}
    assert [anna.post(url, form).status_code for _ in range(2)] == [302, 302]
    assert Part.objects.count() == 1
    assert anna.post(url, form | {"form_token": make_token()}).status_code == 422


def test_a_member_who_is_added_twice_by_a_double_click_is_mailed_once(
    group, mailoutbox, monkeypatch
):
    anna, url = sign_in(ANNA), group.collaboration_url("members")
    form = {"email": "disa@kommun.example", "role": "reader", "do": "add"}
    first = make_token()

    def add(token, mails):
        assert anna.post(url, form | {"form_token": token}).status_code == 302
        assert len(mailoutbox) == mails

    def fail(*args):
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("assessments.core.mails.EmailMessage.send", fail)
        add(first, 0)
    add(first, 1)  # as the page says after a mail that failed
    add(first, 1)
    add(make_token(), 2)
    Member.objects.get(user__email=form["email"]).delete()
    add(first, 3)
    assert Member.objects.filter(user__email=form["email"]).count() == 1


@pytest.mark.parametrize("where", [plan, meet])
def test_an_action_can_be_decided_again_whatever_has_become_of_the_others(group, where):
    """Done, added again, the first back to planned, added again, another put in the same words."""
    anna, url, field = where(group)

    def add(what):
        form = {field: what, "form_token": make_token()}
        assert anna.post(url, form).status_code == 302

    def mark(action, status):
        to = group.collaboration_url("planned_status", action.pk)
        assert anna.post(to, {"status": status}).status_code == 302

    add("Boka möte")
    first = PlannedAction.objects.get()
    mark(first, "done")
    add("Boka möte")
    mark(first, "planned")
    add("Boka möte")
    add("Boka lokal")
    other = PlannedAction.objects.get(what="Boka lokal")
    change = group.collaboration_url("change_planned", other.pk)
    form = read_form(read_page(anna.get(change)).one("main").one("form"))
    assert anna.post(change, form | {"what": "Boka möte"}).status_code == 302
    add("Boka möte")
    assert PlannedAction.objects.filter(what="Boka möte").count() == 5
    assert anna.get(group.collaboration_url("plan")).status_code == 200


@pytest.mark.one_database
def test_every_page_has_a_token_of_its_own_and_no_form_is_without():
    browser = Client()
    tokens = [fill_in_token(browser) for _ in range(3)]
    assert len(set(tokens)) == 3


def fill_in_token(browser):
    page = browser.get("/synpunkter/").content.decode()
    return page.split('name="form_token" value="')[1].split('"')[0]


def test_what_tells_a_double_post_is_deleted_after_two_days():
    Submission.objects.create(key="x")
    delete_leftovers(now=timezone.now())
    assert Submission.objects.exists()
    delete_leftovers(now=timezone.now() + SUBMISSIONS_KEPT + SUBMISSIONS_KEPT)
    assert not Submission.objects.exists()
