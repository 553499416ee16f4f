"""A collaboration for its members: its page, profile, parts and those who are let in."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.core.rules.permissions import Role
from assessments.filling.actions.diagnoses import claim_diagnosis
from assessments.groups.actions.accounts import delete_account
from assessments.groups.actions.collaborations import NotCoLeader, add_member, add_part, hand_over
from assessments.keeping.actions.keeping import delete_collaboration, keep_for
from assessments.models import Assessment, Collaboration, Member, Part, PlannedAction
from assessments.rounds.actions.rounds import update_draft
from assessments.steering.actions import store_steering_comment
from samverkan.accounts.actions import prepare_account
from samverkan.models import User
from tests.group import ANNA, BO, CIA, DISA, days_from_now, make_group, make_settings, sign_in
from tests.markup import read_page
from tests.test_queries import count
from tests.world import NAME, SCOPE, start

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def anna(group):
    return sign_in(ANNA)


def hub_of(group, browser):
    return read_page(browser.get(group.collaboration_url("collaboration")))


def buttons_of(page):
    return [a.text for a in page.one("main").all("a") if "btn-primary" in a.attrs.get("class", "")]


def roles(group):
    members = Member.objects.filter(collaboration=group.collaboration)
    return dict(members.values_list("user__email", "role"))


# The way in ---------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_whoever_wants_everybody_to_answer_is_shown_the_way_from_a_new_diagnosis(client, anna):
    page = read_page(client.get("/ny/"))
    [link] = [a for a in page.all("a") if a.text == "Logga in och bjud in gruppen"]
    made = anna.post(link.attrs["href"], {"name": "Älvsam", "scope": "allt"}, follow=True)
    assert read_page(made).one("h1").text == "Bjud in gruppen", "the form, and no page between"
    assert Collaboration.objects.get(name="Älvsam").owner.email == ANNA


def test_a_diagnosis_of_one_set_of_answers_cannot_be_said_to_be_answered_separately(client):
    sent = {"name": NAME, "scope": SCOPE, "answered": "separately", "people": "7"}
    assert client.post("/ny/", sent).status_code == 422


def test_the_list_has_what_an_account_leads_and_sees_with_the_role_in_words(group):
    group.open()
    make_group("Disas", leader=DISA)
    for email, role in ((ANNA, "Du leder."), (BO, "Du leder med."), (CIA, "Du läser.")):
        main = read_page(sign_in(email).get("/mina/")).one("main").text
        assert f"{NAME} {role} Våren Öppen till och med" in main
        assert "Disas" not in main


# The page -----------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_the_page_puts_one_thing_first_whatever_has_happened(group, anna):
    cia = sign_in(CIA)
    group.draft()
    assert (buttons_of(hub_of(group, anna)), buttons_of(hub_of(group, cia))) == (
        ["Fortsätt förbereda"],
        [],
    )
    group.open()
    assert buttons_of(hub_of(group, anna)) == buttons_of(hub_of(group, cia)) == ["Se omgången"]
    assert "0 av 11 har lämnat in" in hub_of(group, cia).one("main").text


def test_a_claimed_diagnosis_is_a_round_that_its_leader_opens_and_others_read(group, anna):
    diagnosis = start()
    claim_diagnosis(respondent=diagnosis.respondent, user=group.leader, keep_links=True)
    collaboration = diagnosis.assessment.collaboration
    Member.objects.create(
        collaboration=collaboration, user=prepare_account(email=CIA), role=Role.READER.value
    )
    url = f"/samverkan/{collaboration.public_id}/"
    own = f"/mina/{diagnosis.assessment.public_id}/"
    assert own in anna.get(url).content.decode()
    assert f'href="{url}"' in anna.get(own).content.decode()
    assert "Inget resultat än" in sign_in(CIA).get(url).content.decode()
    Collaboration.objects.filter(pk=collaboration.pk).update(types=["2d"], levels=["1"])
    diagnosis.show()
    assert "Samma nivå: mellan aktörer." in sign_in(CIA).get(diagnosis.read_url()).content.decode()
    [link] = [a for a in read_page(sign_in(CIA).get(url)).all("a") if a.text == "Diagnos"]
    assert link.attrs["href"] == diagnosis.read_url()


def test_who_deletes_one_diagnosis_leaves_the_groups_collaboration_as_it_is(group):
    """The link to answer it is enough to delete it, also when the group has gone on from it."""
    diagnosis = start()
    claim_diagnosis(respondent=diagnosis.respondent, user=group.leader, keep_links=True)
    collaboration = diagnosis.assessment.collaboration
    add_part(collaboration=collaboration, name="Praktik", scope="")
    assert Client().post(diagnosis.url("delete")).status_code == 302
    assert Collaboration.objects.filter(pk=collaboration.pk).exists()
    assert Client().get(diagnosis.url("overview")).status_code == 404


def test_the_link_to_one_diagnosis_renames_nothing_once_the_collaboration_is_shared(group, anna):
    """Its leader still does, with the pages of the account."""
    diagnosis = start()
    claim_diagnosis(respondent=diagnosis.respondent, user=group.leader, keep_links=True)
    change = {"name": "Nytt", "scope": "annat", "answered": "together", "people": "7"}
    Client().post(diagnosis.url("change_details"), change)
    assert Collaboration.objects.filter(name="Nytt").exists()
    add_part(collaboration=diagnosis.assessment.collaboration, name="Praktik", scope="")
    page = read_page(Client().get(diagnosis.url("change_details")))
    assert not page.all("input", id="id_name")
    assert "Den som leder samverkan ändrar namnet" in page.text
    stolen = change | {"name": "Stulet", "people": "9"}
    assert Client().post(diagnosis.url("change_details"), stolen).status_code == 302
    assert diagnosis.assessment.collaboration.name == "Nytt"
    assert diagnosis.assessment.people == 9
    own = reverse("change_details", args=[diagnosis.assessment.public_id])
    assert anna.post(own, change | {"name": "Bytt"}).status_code == 302
    assert diagnosis.assessment.collaboration.name == "Bytt"


def test_the_day_of_deletion_of_a_claimed_diagnosis_is_as_its_leader_has_chosen(group, clock):
    clock("2026-11-21 12:00")
    diagnosis = start()
    claim_diagnosis(respondent=diagnosis.respondent, user=group.leader, keep_links=True)
    keep_for(collaboration=diagnosis.assessment.collaboration, months=3)
    page = read_page(Client().get(diagnosis.url("overview")))
    assert "Diagnosen raderas 21 februari 2027" in page.text


@pytest.mark.one_database
def test_all_parts_are_on_one_map_and_what_may_not_be_shown_is_not(group, anna):
    for name in ("Lärcentrum", "Vägledning", "Praktik"):
        add_part(collaboration=group.collaboration, name=name, scope="")
    larcentrum, vagledning, _praktik = Part.objects.all()
    for part, people in ((None, 5), (larcentrum, 2), (vagledning, 5)):
        group.open(part=part)
        for _ in range(people):
            group.answer({"initiativ.m6": "1"} if part == vagledning else None)
        group.close()
    rows = hub_of(group, anna).one("ul", class_="stage-map").all("li")
    assert [bool(row.all("a")) for row in rows] == [True, True, True, False]
    whole, small, unplaced, none = (" ".join(row.text.split()) for row in rows)
    assert whole.startswith("Hela samverkan")
    assert "Etablering" in whole
    assert small.startswith("Lärcentrum")
    assert "Underlaget räcker inte" in small
    assert unplaced.startswith("Vägledning")
    assert "Underlaget räcker inte" in unplaced
    assert none.startswith("Praktik")
    assert none.endswith("Inget resultat än")
    for name in ("round", "round_result"):  # the part is said first
        eyebrow = read_page(anna.get(group.url(name))).all("p", class_="eyebrow")[0]
        assert eyebrow.text.strip().startswith("Vägledning ·")


def test_whoever_opens_the_page_first_closes_a_round_whose_last_day_has_passed(group, anna, clock):
    group.open(closes_on=days_from_now(1))
    clock(f"{days_from_now(2)} 08:00")
    assert "Öppen" not in hub_of(group, anna).one("main").text
    assert group.reload().state == "closed"


@pytest.mark.one_database
def test_the_page_makes_the_same_queries_however_much_there_is(group, anna):
    url = group.collaboration_url("collaboration")

    def fill(rounds):
        for number in range(rounds):
            name = f"Del {rounds} {number}"
            add_part(collaboration=group.collaboration, name=name, scope="")
            group.open(part=Part.objects.get(name=name))
            group.answer_as(*[{}] * 3)
            group.close()
            PlannedAction.objects.create(
                collaboration=group.collaboration, what="Möt", created_on=timezone.localdate()
            )
        anna.get(url)
        return len(count(lambda: anna.get(url)))

    assert fill(1) == fill(3) == 10


@pytest.mark.one_database
def test_a_reader_is_shown_nothing_to_change(group):
    group.open()
    Collaboration.objects.filter(pk=group.collaboration.pk).update(parties=["Luleå", "Boden"])
    hub = hub_of(group, sign_in(CIA))
    assert "ParterLuleå, Boden" in hub.one("main").text
    links = {a.attrs["href"] for a in hub.one("main").all("a")}
    own = group.collaboration_url("collaboration")
    own_links = {link for link in links if link.startswith(own)}
    assert own_links == {f"{own}lamna/", f"{own}verktyg/"}
    assert "Inget är kvar att göra" not in hub.text, "before there is a result or a plan"


# Profile and parts --------------------------------------------------------------------------------


def test_the_profile_takes_the_models_own_codes_and_no_others(group, anna):
    url = group.collaboration_url("profile")
    sent = {"name": NAME, "scope": SCOPE, "types": ["2", "2d"], "geography": ["2"], "start": "2019"}
    assert anna.post(url, {**sent, "levels": ["9"]}).status_code == 422
    Collaboration.objects.update(changed_on="2026-01-02")
    assert anna.post(url, {**sent, "priority": "1"}).status_code == 302
    main = hub_of(group, anna).one("main").text
    assert "Icke affärsdrivande nätverk, myndighetssamverkan" in main
    assert "Samma typ: myndighetssamverkan. Samma utbredning: regionalt." in main
    assert "PrioritetHög" in main  # a word and its meaning, in a list
    assert Collaboration.objects.get().changed_on == timezone.localdate()


def test_two_parts_cannot_have_one_name_and_one_with_rounds_stays(group, anna):
    url = group.collaboration_url("parts")
    assert anna.post(url, {"name": "Praktik", "scope": ""}).status_code == 302
    twice = sign_in(BO).post(url, {"name": "praktik", "scope": "Bos text"})
    assert twice.status_code == 422
    assert "redan en del som heter så" in read_page(twice).text
    assert "Bos text" in [area.text.strip() for area in read_page(twice).all("textarea")]
    part = Part.objects.get()
    anna.post(url, {"part": part.pk, f"part{part.pk}-name": "Lärlingar"})
    group.draft(part=part)
    kept = anna.post(url, {"part": part.pk, "do": "remove"}, follow=True)
    assert "kan inte tas bort" in read_page(kept).one("main").text
    group.round.delete()
    assert Part.objects.get().name == "Lärlingar"
    anna.post(url, {"part": part.pk, "do": "remove"})
    assert not Part.objects.exists()


def test_a_part_that_respondents_have_been_told_of_keeps_its_name_and_scope(group, anna):
    add_part(collaboration=group.collaboration, name="Praktik", scope="Alla elever")
    part = Part.objects.get()
    url, name, scope = (
        group.collaboration_url("parts"),
        f"part{part.pk}-name",
        f"part{part.pk}-scope",
    )
    group.draft(part=part)
    anna.post(url, {"part": part.pk, name: "Praktiken", scope: "Alla elever"})
    group.open(part=Part.objects.get())
    for changed in ({name: "Rektorer", scope: "Alla elever"}, {name: "Praktiken", scope: "Två"}):
        response = anna.post(url, {"part": part.pk, **changed})
        assert response.status_code == 422
        assert "Delen har en omgång som har öppnats" in read_page(response).one("main").text
    anna.post(url, {"part": part.pk, name: "Praktiken", scope: "Alla elever"})
    assert Part.objects.values_list("name", "scope").get() == ("Praktiken", "Alla elever")


def test_a_part_of_another_collaboration_cannot_be_reached(group, anna):
    other = make_group("Disas", leader=DISA)
    add_part(collaboration=other.collaboration, name="Praktik", scope="")
    sent = {"part": Part.objects.get().pk, "do": "remove"}
    assert anna.post(group.collaboration_url("parts"), sent).status_code == 404
    assert Part.objects.exists()


# Members ------------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_letting_somebody_in_says_the_same_whether_or_not_there_is_an_account(
    group, anna, mailoutbox
):
    prepare_account(email=DISA)
    said = []
    for email in (DISA, "ny@kommun.example"):
        sent = {"do": "add", "email": email.upper(), "role": "reader"}
        answer = anna.post(group.collaboration_url("members"), sent, follow=True)
        said.append(read_page(answer).one("p", class_="notice").text.replace(email, ""))
    assert said[0] == said[1]
    assert [mail.to for mail in mailoutbox] == [[DISA], ["ny@kommun.example"]]
    assert group.collaboration_url("collaboration") in mailoutbox[0].body
    assert NAME not in mailoutbox[0].subject


def test_the_leader_changes_roles_and_takes_them_back(group, anna):
    url = group.collaboration_url("members")
    bo, cia = Member.objects.order_by("pk")
    anna.post(url, {"do": "reader", "member": bo.pk})
    anna.post(url, {"do": "remove", "member": cia.pk})
    assert roles(group) == {BO: "reader"}
    assert anna.post(url, {"do": "add", "email": ANNA, "role": "reader"}).status_code == 422


def test_leadership_goes_to_a_co_leader_who_is_chosen_and_confirmed(group, anna):
    url = group.collaboration_url("members")
    bo, cia = Member.objects.order_by("pk")
    assert anna.post(url, {"do": "hand_over", "member": bo.pk}).status_code == 422
    assert anna.post(url, {"do": "hand_over", "member": cia.pk, "sure": "on"}).status_code == 422
    assert anna.post(url, {"do": "hand_over", "member": bo.pk, "sure": "on"}).status_code == 302
    assert Collaboration.objects.get().owner.email == BO
    assert roles(group) == {ANNA: "co_leader", CIA: "reader"}
    with pytest.raises(NotCoLeader):
        hand_over(collaboration=group.collaboration, member=bo)
    assert anna.post(url, {"do": "remove", "member": cia.pk}).status_code == 403


def test_a_member_can_leave_but_the_leader_cannot(group, anna):
    url = group.collaboration_url("leave")
    anna.post(url)
    cia = sign_in(CIA)
    assert cia.post(url).url == "/mina/"
    assert cia.get(url).status_code == 404
    assert (Collaboration.objects.get().owner.email, roles(group)) == (ANNA, {BO: "co_leader"})


# Accounts -----------------------------------------------------------------------------------------


def test_an_account_that_has_been_let_in_is_kept_although_nobody_has_signed_in_to_it(group):
    prepare_account(email=DISA)
    User.objects.update(created_at=timezone.now() - timedelta(days=3))
    call_command("run_due")
    assert set(User.objects.values_list("email", flat=True)) == {ANNA, BO, CIA}


def test_a_leaders_account_that_ends_leaves_the_collaboration_to_a_co_leader(group):
    delete_account(user=User.objects.get(email=CIA), keep_diagnoses=True)
    delete_account(user=group.leader, keep_diagnoses=True)
    assert (Collaboration.objects.get().owner.email, roles(group)) == (BO, {})
    delete_account(user=User.objects.get(email=BO), keep_diagnoses=False)
    assert not Collaboration.objects.exists()


def test_of_two_co_leaders_the_one_who_has_signed_in_leads_on(group):
    add_member(collaboration=group.collaboration, email=DISA, role=Role.CO_LEADER)
    sign_in(DISA)
    delete_account(user=group.leader, keep_diagnoses=True)
    assert Collaboration.objects.get().owner.email == DISA


def test_an_old_link_to_answer_claims_nothing_of_a_group_that_nobody_leads(group):
    diagnosis = start()
    claim_diagnosis(respondent=diagnosis.respondent, user=group.leader, keep_links=True)
    add_part(collaboration=diagnosis.assessment.collaboration, name="Praktik", scope="")
    delete_account(user=group.leader, keep_diagnoses=True)
    disa = sign_in(DISA)
    disa.post(diagnosis.url("remember"))
    refused = read_page(disa.post(reverse("claim"), {"links": "replace"}, follow=True))
    assert "hör till en samverkan som fler delar" in refused.text
    assert diagnosis.assessment.collaboration.owner is None
    assert diagnosis.assessment.read_generation == 1


# Gone meanwhile -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given", "write"),
    [
        ("members", {"email": DISA, "role": "reader"}, "groups.actions.collaborations.add_member"),
        ("parts", {"name": "Praktik"}, "groups.actions.collaborations.add_part"),
        ("add_to_plan", {"what": "Ring"}, "plan.views.add_action"),
    ],
)
def test_what_is_deleted_between_the_page_and_the_writing_is_not_found(
    group, anna, monkeypatch, name, given, write
):
    path, _dot, name_of_action = write.rpartition(".")
    module = import_module(f"assessments.{path}")
    action = getattr(module, name_of_action)

    def come_too_late(**arguments):
        delete_collaboration(collaboration=group.collaboration)
        return action(**arguments)

    monkeypatch.setattr(module, action.__name__, come_too_late)
    assert anna.post(group.collaboration_url(name), given).status_code == 404


def test_a_round_is_not_drafted_for_a_part_that_has_just_been_removed(group):
    add_part(collaboration=group.collaboration, name="Praktik", scope="")
    part = Part.objects.get()
    group.draft()
    Part.objects.all().delete()
    settings = make_settings(part=part)
    with pytest.raises(Part.DoesNotExist):
        group.draft(part=part)
    with pytest.raises(Part.DoesNotExist):
        update_draft(assessment=group.round, settings=settings)


def test_a_comment_on_a_round_that_has_just_been_deleted_is_not_kept(group):
    group.open()
    Assessment.objects.all().delete()
    with pytest.raises(Assessment.DoesNotExist):
        store_steering_comment(
            assessment=group.round, name="", text="Bra", today=timezone.localdate()
        )
