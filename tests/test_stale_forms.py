"""Two have the same form open and both save: both changes stand, or both texts are shown."""

import pytest
from django.urls import reverse

from assessments.groups.actions.collaborations import add_part
from assessments.models import Assessment, Collaboration, Part, PlannedAction
from tests.group import ANNA, BO, make_group, sign_in
from tests.markup import read_form, read_page

pytestmark = pytest.mark.django_db

LONG = "Vi vill att fler vuxna ska läsa vidare. " * 20


@pytest.fixture
def group():
    return make_group()


def profile(group):
    return group.collaboration_url("profile"), Collaboration


def settings(group):
    group.draft(organisations=["Piteå", "Luleå", "Boden", "Kalix"])
    return group.url("edit_round"), Assessment


def part(group):
    add_part(collaboration=group.collaboration, name="Praktik", scope="")
    return group.collaboration_url("parts"), Part


def plan(group):
    action = group.plan("Boka lokal", who="Ture")
    return group.collaboration_url("change_planned", action.pk), PlannedAction


def meeting(group):
    group.open()
    for _ in range(5):
        group.answer()
    group.close()
    action = group.plan("Boka lokal", who="Ture", assessment=group.round)
    return group.url("meeting_action", action.pk), PlannedAction


PLACES = {
    # first field, what A and B write there; another field, what B writes there
    profile: ("initiators_and_purpose", LONG, "Bos syfte", "results", "Bos resultat"),
    settings: ("organisations", "Umeå", "Piteå\r\nKiruna", "title", "Bos titel"),
    part: ("name", "Annas del", "Bos del", "scope", "Bos avgränsning"),
    plan: ("what", "Boka salen", "Boka båten", "who", "Bo"),
    meeting: ("what", "Boka salen", "Boka båten", "who", "Bo"),
}
EACH = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)


def open_form(browser, url):
    return read_form(read_page(browser.get(url)).one("main").all("form")[0])


def name_field(form, field):
    return next(name for name in form if name.rpartition("-")[2] == field)


def read(model, field):
    stored = getattr(model.objects.get(), field)
    return "\n".join(stored) if isinstance(stored, list) else stored


@EACH
def test_a_stale_form_overwrites_nothing_and_shows_both_texts(group, place):
    first, annas, bos, *_other = PLACES[place]
    url, model = place(group)
    anna, bo = sign_in(ANNA), sign_in(BO)
    for_anna, for_bo = open_form(anna, url), open_form(bo, url)
    name = name_field(for_bo, first)
    assert anna.post(url, for_anna | {name: annas}).status_code == 302
    refused = bo.post(url, for_bo | {name: bos})
    assert refused.status_code == 409
    assert read(model, first) == annas.strip()
    page = read_page(refused)
    quoted = [quote.text for quote in page.one("main").all("blockquote", class_="theirs")]
    assert quoted[:2] == [" ".join(annas.split()), " ".join(bos.split())]
    again = read_form(page.one("main").all("form")[0])
    assert again[name] == bos
    assert bo.post(url, again).status_code == 302, "it is saved over the other when asked for again"
    assert read(model, first) == bos.replace("\r\n", "\n")


@EACH
def test_changes_of_different_fields_both_stand(group, place):
    first, annas, _bos, other, bos = PLACES[place]
    url, model = place(group)
    anna, bo = sign_in(ANNA), sign_in(BO)
    for_anna, for_bo = open_form(anna, url), open_form(bo, url)
    assert anna.post(url, for_anna | {name_field(for_anna, first): annas}).status_code == 302
    assert bo.post(url, for_bo | {name_field(for_bo, other): bos}).status_code == 302
    assert (read(model, first), read(model, other)) == (annas.strip(), bos)


@EACH
def test_a_stale_form_that_nothing_is_changed_in_changes_nothing(group, place):
    first, annas, *_other = PLACES[place]
    url, model = place(group)
    anna, bo = sign_in(ANNA), sign_in(BO)
    for_anna, for_bo = open_form(anna, url), open_form(bo, url)
    assert anna.post(url, for_anna | {name_field(for_anna, first): annas}).status_code == 302
    assert bo.post(url, for_bo).status_code == 302
    assert read(model, first) == annas.strip()


def test_a_diagnosis_changed_in_two_browsers_and_how_long_it_is_kept_are_checked_too(group, anna):
    url = anna.url("change_details")
    one, two = sign_in(ANNA), sign_in(BO)
    first, second = open_form(one, url), open_form(two, url)
    assert one.post(url, first | {"name": "Annas namn"}).status_code == 302
    refused = two.post(url, second | {"name": "Bos namn", "scope": "Bos gräns"})
    assert (refused.status_code, "Annas namn" in refused.content.decode()) == (409, True)
    assert anna.assessment.collaboration.name == "Annas namn"
    url = reverse("keeping", args=[group.collaboration.public_id])
    first, second = open_form(one, url), open_form(one, url)
    assert one.post(url, first | {"months": "24"}).status_code == 302
    assert one.post(url, second | {"months": "3"}).status_code == 409
    assert one.post(url, second).status_code == 302, "it was left as it was shown"
    group.collaboration.refresh_from_db()
    assert group.collaboration.kept_months == 24


@pytest.mark.parametrize("place", [plan, meeting])
def test_an_action_that_was_removed_meanwhile_says_so_and_shows_the_text(group, place):
    url, _model = place(group)
    anna = sign_in(ANNA)
    form = open_form(anna, url) | {"what": "Boka hela huset"}
    PlannedAction.objects.all().delete()
    answer = anna.post(url, form)
    assert answer.status_code == 404
    assert "Någon kan ha tagit bort det som du ändrade" in answer.content.decode()
    areas = read_page(answer).one("main").all("textarea")
    assert "Boka hela huset" in [area.raw.removeprefix("\n") for area in areas]


@pytest.mark.parametrize("where", ["plans", "meetings"])
def test_an_action_that_is_removed_at_that_moment_is_no_error(group, monkeypatch, where):
    url, _model = (plan if where == "plans" else meeting)(group)
    anna = sign_in(ANNA)
    form = open_form(anna, url) | {"what": "Boka hela huset"}

    def removed(**_given):
        raise PlannedAction.DoesNotExist

    monkeypatch.setattr("assessments.plan.views.update_action", removed)
    answer = anna.post(url, form)
    assert (answer.status_code, "Boka hela huset" in answer.content.decode()) == (404, True)
