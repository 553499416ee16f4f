"""Answering in a group's round, without an account: from the link that joins it to handing in."""

import json
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from assessments.core.links import LinkKind, hash_token, sign_link
from assessments.filling.actions.answers import RoundClosed
from assessments.filling.forms.respond import OTHER_ORGANISATION
from assessments.filling.selectors.sheets import fetch_answers
from assessments.instruments.entries import make_seen
from assessments.keeping.actions.deletions import REPLAY
from assessments.models import (
    Answer,
    Assessment,
    Invitation,
    RateCount,
    Respondent,
    ResultNotice,
    Snapshot,
)
from assessments.rounds.actions import notices
from assessments.rounds.actions.notices import DAYS_KEPT, DAYS_LEFT, leave_address, tell_of_results
from samverkan.operation.deletions import Kind
from tests.group import ANNA, days_from_now, invited_token, make_group, save, sign_in
from tests.markup import read_form, read_page
from tests.test_queries import count
from tests.world import NAME, read_example_fields

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PARTIES = ["Hedemora kommun", "Avesta kommun"]


@pytest.fixture
def group():
    group = make_group()
    group.open()
    return group


@pytest.fixture
def ture():
    """The browser of somebody who has been asked to answer."""
    return Client()


def link(name, token, *args):
    return reverse(name, args=[token, *args])


def invitation_link(invitation):
    return link("invited", sign_link(LinkKind.INVITATION, invitation.public_id, 1))


def begin_by(browser, url, **background):
    """Join by this link; give the token of one's own link to answer."""
    response = browser.post(url, background)
    assert response.status_code == 302, response.content.decode()
    return re.fullmatch(r"/d/([^/]+)/steg/lage/", response.url)[1]


def values_of(token):
    respondent = Respondent.objects.get(token_sha256=hash_token(token.partition("~")[0]))
    return {field: answer.value for field, answer in fetch_answers(respondent.pk).items()}


# Joining ------------------------------------------------------------------------------------------


def test_before_answering_one_is_told_what_it_is_about_and_who_sees_what(ture, group):
    text = read_page(ture.get(link("join", group.group_token))).text
    for told in (NAME, group.round.scope, "Våren", "anna@kommun.example", "76 korta frågor"):
        assert told in text
    assert "Omgången är anonym." in text
    assert "Grupper med färre än 5 svarande visas aldrig för sig." in text
    assert "kan begäras ut" in text
    assert "inte till statistik" in text
    assert not Respondent.objects.exists()


def test_in_an_open_round_one_is_told_that_names_and_small_groups_show(ture):
    group = make_group()
    group.open(anonymous=False, organisations=PARTIES, weighting="organisation")
    page = read_page(ture.get(link("join", group.group_token)))
    assert "ser namnen på dem som svarar" in page.text
    assert "räkna ut vad du har svarat" in page.text
    assert "Varje part väger lika mycket" in page.text
    assert "anonym. Verktyget" not in page.text
    assert page.one("input", name="name")


def test_only_what_the_round_asks_for_is_asked_and_stored(ture, group):
    form = read_page(ture.get(link("join", group.group_token))).one("main").one("form")
    assert {i.attrs["name"] for i in form.all("input", type="radio")} == {"perspective"}
    assert not form.all("input", name="name")
    extra = {"name": "Ture Testare", "organisation": PARTIES[0], "second_perspective": "chef"}
    begin_by(ture, link("join", group.group_token), perspective="drivande", **extra)
    stored = Respondent.objects.get()
    background = (stored.name, stored.organisation, stored.second_perspective, stored.perspective)
    assert background == ("", "", "", "drivande")


@pytest.mark.one_database
def test_nothing_is_asked_where_nothing_is_to_be_known(ture, group):
    Assessment.objects.update(breakdown="none")
    token = begin_by(ture, link("join", group.group_token))
    assert ture.get(link("background", token)).status_code == 404


@pytest.mark.one_database
def test_what_is_missing_is_said_and_nobody_has_begun(ture):
    group = make_group()
    group.open(anonymous=False, organisations=PARTIES)
    response = ture.post(link("join", group.group_token), {"perspective": "drivande"})
    assert response.status_code == 422
    said = read_page(response).one("div", id="fel").text
    assert "Skriv ditt namn" in said
    assert "Välj varifrån du kommer" in said
    assert not Respondent.objects.exists()


@pytest.mark.one_database
def test_whoever_comes_from_nobody_asked_is_of_no_organisation_and_can_change_that(ture):
    group = make_group()
    group.open(organisations=PARTIES)
    url = link("join", group.group_token)
    token = begin_by(ture, url, organisation=OTHER_ORGANISATION)
    assert Respondent.objects.get().organisation == ""
    form = read_page(ture.get(link("background", token))).one("main").one("form")
    assert read_form(form) == {"organisation": OTHER_ORGANISATION}
    given = {"organisation": PARTIES[1]}
    assert ture.post(link("background", token), given).status_code == 302
    assert Respondent.objects.get().organisation == PARTIES[1]


def test_over_the_limit_nobody_begins(ture, group, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"join": 1}
    url = link("join", group.group_token)
    begin_by(ture, url, perspective="drivande")
    response = Client().post(url, {"perspective": "intressent"})
    assert response.status_code == 429
    assert read_form(read_page(response).one("main").one("form")) == {"perspective": "intressent"}
    assert Respondent.objects.count() == 1


# Links that do not lead in ------------------------------------------------------------------------


def expect_shut(browser, url, status, words):
    """Whoever opens or posts is told why, and nobody has begun."""
    before = Respondent.objects.count()
    for response in (browser.get(url), browser.post(url, {"perspective": "drivande"})):
        assert response.status_code == status
        assert words in read_page(response).text
    assert Respondent.objects.count() == before


@pytest.mark.one_database
def test_a_link_that_was_revoked_does_not_say_what_it_led_to(ture, group):
    [invitation] = group.invite("ture@kommun.example")
    for_all, for_one = link("join", group.group_token), invitation_link(invitation)
    Assessment.objects.update(group_generation=2)
    invitation.delete()
    for url in (for_all, for_one):
        expect_shut(ture, url, 410, "Länken fungerar inte längre")
        assert NAME not in ture.get(url).content.decode()


@pytest.mark.one_database
def test_a_forged_link_is_not_found(ture, group):
    """Nor one of another kind: a group's link is no invitation."""
    group.invite("ture@kommun.example")
    for name in ("join", "invited"):
        forged = sign_link(LinkKind.READ, group.round.public_id, 1)
        for signed in ("hej", forged, group.group_token[:-2] + "~" + group.group_token[-1]):
            assert ture.get(link(name, signed)).status_code == 404
    assert ture.get(link("invited", group.group_token)).status_code == 404


@pytest.mark.one_database
def test_a_draft_has_not_opened(ture):
    group = make_group()
    group.draft()
    url = link("join", group.group_token)
    expect_shut(ture, url, 409, "Omgången har inte öppnat")
    assert NAME not in ture.get(url).content.decode()


def test_whoever_first_opens_an_overdue_round_closes_it(ture, group):
    Assessment.objects.update(closes_on=days_from_now(-1))
    expect_shut(ture, link("join", group.group_token), 409, "Omgången är stängd")
    assert group.reload().state == "closed"


# One's own page -----------------------------------------------------------------------------------


@pytest.mark.one_database
def test_ones_own_link_can_be_copied_and_mailed_and_no_other(ture, group, mailoutbox):
    [invitation] = group.invite("ture@kommun.example")
    token = begin_by(ture, invitation_link(invitation), perspective="drivande")
    own = f"http://testserver{link('overview', token)}"
    page = read_page(ture.get(own))
    assert page.one("input", id="answer-link").attrs["value"] == own
    assert not page.all("input", id="read-link")
    assert ture.post(link("mail_link", token), {"email": "fel"}).status_code == 422
    ture.post(link("mail_link", token), {"email": "ture@kommun.example"})
    [sent] = mailoutbox
    assert re.findall(r"http://\S+", sent.body) == [own]
    assert sent.subject == f"Din länk: svara om {NAME}"
    assert f"dina egna svar om {NAME}" in sent.body


NOT_FOR_ONE_OF_MANY = [
    ("change_details",), ("delete",), ("conclude",), ("remember",), ("result",),
    ("result_number", 1), ("result_file", 1, "diagnos.json"),
]  # fmt: skip


def test_one_of_many_decides_over_their_own_answers_only(ture, group):
    respondent, token = group.begin(perspective="drivande")
    save(respondent, read_example_fields())
    for name, *args in NOT_FOR_ONE_OF_MANY:
        statuses = {ture.get(link(name, token, *args)).status_code}
        statuses.add(ture.post(link(name, token, *args), {}).status_code)
        assert statuses <= {404, 405}, name
    assert Assessment.objects.get().collaboration.name == NAME


@pytest.mark.one_database
def test_who_answers_for_all_has_nothing_to_hand_in(ture, answered):
    for name in ("background", "handed_in"):
        assert ture.get(answered.url(name)).status_code == 404
    assert ture.post(answered.url("hand_in")).status_code == 404
    for url in (answered.url("check"), answered.url("page", "mognad")):
        assert not read_page(ture.get(url)).all("input", type="checkbox")


# The walk -----------------------------------------------------------------------------------------


def test_every_page_says_what_was_told_when_the_round_opened(ture, group):
    _respondent, token = group.begin(perspective="drivande")
    type(group.collaboration).objects.update(name="Nytt namn", scope="allt möjligt")
    pages = [("page", "lage"), ("page", "mognad"), ("check",), ("overview",)]
    for name, *args in pages:
        text = read_page(ture.get(link(name, token, *args))).text
        assert NAME in text
        assert group.round.scope in text
        assert "Nytt namn" not in text


def test_the_whole_walk_with_nothing_but_forms_ends_in_thanks(ture, group):
    """And what one most wants to work on is marked where it is read, or on the last page."""
    [invitation] = group.invite("ture@kommun.example")
    token = begin_by(ture, invitation_link(invitation), perspective="drivande")
    first = read_page(ture.get(link("page", token, "lage"))).one("form", id="walk")
    ture.post(link("page", token, "lage"), read_form(first, go="next", **{"initiativ.m6": "3"}))
    form = read_page(ture.get(link("check", token))).one("form", id="walk")
    labels = [h.text for h in form.one("section", aria_labelledby="votes").all("h3")]
    assert labels[0] == "Initiativ"
    assert len(labels) == 6
    page = read_page(ture.get(link("page", token, "initiativ"))).one("form", id="walk")
    ture.post(
        link("page", token, "initiativ"), read_form(page, go="klart", **{"vote.varfor": "yes"})
    )
    form = read_page(ture.get(link("check", token))).one("form", id="walk")
    [button] = form.all("button", class_="btn-primary")
    data = read_form(form, outlook="continue", **{"vote.nytta": "yes"})
    for _click in range(2):
        page = read_page(ture.post(button.attrs["formaction"], data))
        assert "Tack, dina svar räknas" in page.text
        assert "Underlaget räcker inte" in page.one("section", aria_labelledby="own").text
    assert Respondent.objects.get().submitted_on == timezone.localdate()
    assert Invitation.objects.get().submitted
    stored = values_of(token)
    assert {f for f, v in stored.items() if v == "yes"} == {"vote.varfor", "vote.nytta"}


@pytest.mark.one_database
def test_votes_chosen_from_lists_are_carried_over_as_stars(group):
    respondent, token = group.begin()
    for field, value in {"vote.1": "varfor", "vote.2": "nytta", "vote.3": ""}.items():
        Answer.objects.create(sheet=respondent, field=field, value=value, saved_at=timezone.now())
    migration = import_module("assessments.migrations.0022_votes_as_marks")
    migration.carry_over(apps, None)
    assert values_of(token) == {"vote.varfor": "yes", "vote.nytta": "yes"}


@pytest.mark.one_database
def test_more_than_three_stars_are_said_at_handing_in_and_nothing_is_lost(ture, group):
    respondent, token = group.begin(perspective="drivande")
    save(
        respondent,
        {"initiativ.m6": "3"} | dict.fromkeys(("vote.varfor", "vote.kommunikation"), "yes"),
    )
    form = read_page(ture.get(link("check", token))).one("form", id="walk")
    data = read_form(form, **{"vote.vem": "yes", "vote.nytta": "yes"})
    response = ture.post(link("hand_in", token), data)
    assert response.status_code == 422
    page = read_page(response)
    assert "hidden" in form.one("p", id="excess").attrs
    excess = page.one("p", id="excess")
    assert "hidden" not in excess.attrs
    assert "Ta bort stjärnor tills 3 är kvar. Allt är sparat." in excess.text
    walk = read_page(ture.get(link("page", token, "initiativ"))).one("form", id="walk")
    assert walk.attrs["data-stars-elsewhere"] == "2", "two of the four stand on other pages"
    assert "Vill arbeta med det här: Varför? högst 3" in walk.text
    chosen = page.one("section", aria_labelledby="votes")
    about = chosen.one("p", id="about-vote.vem").text
    assert about, "a bare word is not starred"
    assert chosen.one("input", name="vote.vem").attrs["aria-describedby"] == "about-vote.vem"
    assert len([i for i in chosen.all("input", type="checkbox") if "checked" in i.attrs]) == 4
    assert Respondent.objects.get().submitted_on is None
    again = read_form(page.one("form", id="walk"))
    del again["vote.kommunikation"]
    assert ture.post(link("hand_in", token), again).status_code == 200
    assert values_of(token)["vote.kommunikation"] == ""
    save(respondent, {"vote.vad": "yes"})  # handed in, and then one more
    back = read_form(
        read_page(ture.get(link("check", token))).one("form", id="walk"), go="overview"
    )
    assert ture.post(link("check", token), back).status_code == 422


def test_a_vote_changed_elsewhere_or_on_nothing_is_said_and_nothing_handed_in(ture, group):
    respondent, token = group.begin(perspective="drivande")
    save(respondent, {"initiativ.m6": "3"})
    form = read_page(ture.get(link("check", token))).one("form", id="walk")
    save(respondent, {"outlook": "end"})
    data = read_form(form, **{"outlook": "continue", "vote.vem": "finns-inte"})
    response = ture.post(link("hand_in", token), data)
    assert response.status_code == 409
    page = read_page(response)
    assert "Vi avslutar" in page.one("p", id="problem-outlook").text
    assert "Inget är ändrat" in page.one("p", id="problem-vote.vem").text
    assert Respondent.objects.get().submitted_on is None
    assert values_of(token)["outlook"] == "end"


@pytest.mark.one_database
def test_ones_own_picture_is_shown_once_and_stored_nowhere(ture, group):
    respondent, token = group.begin(perspective="drivande")
    save(respondent, read_example_fields())
    before = dict(fetch_answers(respondent.pk))
    own = read_page(ture.post(link("hand_in", token))).one("section", aria_labelledby="own")
    assert "sparas inte" in own.text
    assert len(own.one("table").all("tr")) == 7  # every stage with how much is in place
    for url in (link("hand_in", token), link("handed_in", token), link("overview", token)):
        page = read_page(ture.get(url, follow=True))
        assert not page.all("section", aria_labelledby="own")
    assert not Snapshot.objects.exists()
    assert {f: a.value for f, a in before.items()} == values_of(token)


@pytest.mark.one_database
def test_ones_own_picture_stays_when_one_asks_for_a_mail_from_its_page(ture, group):
    respondent, token = group.begin(perspective="drivande")
    save(respondent, read_example_fields())
    page = read_page(ture.post(link("hand_in", token)))
    form = next(f for f in page.all("form") if f.attrs["action"] == link("result_notice", token))
    for address, status in (("fel", 422), ("ture@kommun.example", 200)):
        response = ture.post(form.attrs["action"], read_form(form) | {"email": address})
        assert response.status_code == status
        page = read_page(response)
        assert page.one("section", aria_labelledby="own")
    assert not page.all("input", name="email"), "it has been asked for"
    assert ResultNotice.objects.count() == 1


def test_an_address_is_kept_until_the_result_is_there_and_tied_to_nothing(
    ture, group, mailoutbox, caplog, settings
):
    address = "Ture.Testare@kommun.example"
    respondent, token = group.begin(perspective="drivande")
    assert ture.post(link("result_notice", token), {"email": address}).url == link("check", token)
    save(respondent, read_example_fields())
    ture.post(link("hand_in", token))
    before = list(Respondent.objects.values()), list(RateCount.objects.values_list("key"))
    for _click in range(2):
        response = ture.post(link("result_notice", token), {"email": address})
        assert response.url == link("handed_in", token) + "?mejl=1"
    assert not read_page(ture.get(response.url)).all("input", name="email")
    assert ture.post(link("result_notice", token), {"email": "fel"}).status_code == 422
    [notice] = ResultNotice.objects.values()
    assert {**notice, "id": 0} == {
        "id": 0, "assessment_id": group.round.pk, "email": address.lower()
    }  # fmt: skip
    assert list(Respondent.objects.values()) == before[0]
    new = set(RateCount.objects.values_list("key")) - set(before[1])
    assert len(new) <= 1  # by the device's address alone: no count of the answers beside it
    with TestCase.captureOnCommitCallbacks(execute=True):
        group.close()
    assert tell_of_results(today=timezone.localdate()) == len(mailoutbox) == 0, "not given yet"
    notices.show_result(assessment=group.round, shown=True)
    settings.SITE_URL = "https://samverkan.example"
    tell_of_results(today=timezone.localdate())
    [mail] = mailoutbox
    assert mail.to == [address.lower()]
    assert "https://samverkan.example/l/" in mail.body
    assert "/d/" not in mail.body
    assert not ResultNotice.objects.exists()
    assert "ture.testare" not in caplog.text.lower()


def test_who_waits_for_a_result_that_is_not_given_is_told_whom_to_ask_and_then_forgotten(
    group, monkeypatch, mailoutbox
):
    leave_address(assessment=group.round, email="ture@kommun.example")
    assert tell_of_results(today=timezone.localdate()) == 0  # open still
    group.close()
    last = DAYS_KEPT - DAYS_LEFT
    assert tell_of_results(today=days_from_now(last - 1)) == 0
    with monkeypatch.context() as patched:
        patched.setattr("assessments.core.mails.send_text", lambda *_, **__: False)
        for day in (last, DAYS_KEPT):
            tell_of_results(today=days_from_now(day))
            assert ResultNotice.objects.count() == 1
    assert tell_of_results(today=days_from_now(last)) == 1
    assert "anna@kommun.example" in mailoutbox[0].body
    ResultNotice(assessment=group.round, email="ture@kommun.example").save()
    tell_of_results(today=days_from_now(DAYS_KEPT + 1))
    assert not ResultNotice.objects.exists()
    with pytest.raises(RoundClosed):
        leave_address(assessment=group.round, email="ture@kommun.example")


@pytest.mark.one_database
def test_who_has_answered_nothing_is_asked_to_before_handing_in(ture, group):
    _respondent, token = group.begin()
    response = ture.post(link("hand_in", token), follow=True)
    assert response.redirect_chain == [(link("check", token), 302)]
    assert "Svara först" in read_page(response).text
    assert Respondent.objects.get().submitted_on is None
    assert ture.get(link("handed_in", token)).url == link("check", token)


def test_an_invitation_used_for_other_answers_is_said_and_nothing_is_lost(ture, group):
    [invitation] = group.invite("ture@kommun.example")
    url = invitation_link(invitation)
    devices = ture, Client()
    tokens = [begin_by(device, url, perspective="drivande") for device in devices]
    for token in tokens:
        ture.post(link("page", token, "lage"), {"seen.initiativ.m6": "", "initiativ.m6": "2"})
    assert ture.post(link("hand_in", tokens[0])).status_code == 200
    response = ture.post(link("hand_in", tokens[1]))
    assert response.status_code == 409
    assert "Det du har svarat här är sparat" in read_page(response).text
    assert values_of(tokens[1]) == {"initiativ.m6": "2"}
    assert Respondent.objects.exclude(submitted_on=None).count() == 1
    expect_shut(Client(), url, 409, "Inbjudan är använd")
    # To whom the mail was sent on is not left there: the round has a link for all.
    led = read_page(Client().get(url)).one("a", class_="btn-primary").attrs["href"]
    assert Client().get(led).status_code == 200
    # Whoever opens the mail again on the second device, or goes on there, is told at once.
    told = devices[1].get(url, follow=True)
    assert (told.status_code, read_page(told).one("h1").text) == (409, "Inbjudan är använd")
    for device, token, used in zip(devices, tokens, (False, True), strict=True):
        for address in (link("page", token, "lage"), link("check", token)):
            page = read_page(device.get(address)).text
            assert ("Det du svarar här räknas inte" in page) is used, address


def test_an_invitation_to_another_round_is_not_used_up_by_handing_in(ture, group):
    respondent, token = group.begin()
    save(respondent, {"initiativ.m6": "2"})
    other = make_group("En annan")
    other.open()
    [theirs] = other.invite("ture@kommun.example")
    assert ture.post(link("hand_in", invited_token(token, theirs))).status_code == 200
    assert not Invitation.objects.get().submitted


def test_after_handing_in_every_change_counts_and_only_its_day_is_said(ture, group, clock):
    clock("2026-11-21 14:32")
    Assessment.objects.update(closes_on="2026-12-01")
    respondent, token = group.begin()
    save(respondent, {"initiativ.m6": "2"})
    assert read_page(ture.get(link("check", token))).one("span", id="saved").text == "Sparat 14.32"
    ture.post(link("hand_in", token))
    body = {"field": "vote.vem", "value": "yes", "seen": make_seen("", 0), "sent": []}
    response = ture.post(link("answers", token), json.dumps(body), content_type="application/json")
    assert response.json()["saved"] == "i dag"
    page = read_page(ture.get(link("page", token, "lage")))
    assert page.one("span", id="saved").text == "Sparat i dag"
    assert "Det du ändrar sparas och räknas direkt." in page.text
    clock("2026-11-23 08:00")
    page = read_page(ture.get(link("check", token)))
    assert page.one("span", id="saved").text == "Sparat 21 november 2026"
    assert not page.all("button", formaction=link("hand_in", token))


# A round that has closed --------------------------------------------------------------------------


@pytest.mark.one_database
def test_a_closed_round_says_so_wherever_it_is_met(ture, group):
    respondent, token = group.begin()
    save(respondent, {"initiativ.m6": "2"})
    ture.post(link("hand_in", token))
    group.close()
    stored = list(Answer.objects.values_list("field", "value"))
    for name, *args in [("overview",), ("page", "lage"), ("check",), ("background",)]:
        response = ture.get(link(name, token, *args))
        assert response.status_code == 409, name
        assert "Har du lämnat in räknas dina svar." in read_page(response).text
    data = {"seen.initiativ.m6": "", "initiativ.m6": "3"}
    for name, *args in [("page", "lage"), ("check",), ("hand_in",), ("mail_link",)]:
        assert ture.post(link(name, token, *args), data).status_code == 409, name
    assert list(Answer.objects.values_list("field", "value")) == stored


def test_those_who_answered_are_led_to_the_result_by_the_links_they_have_until_it_is_taken_back(
    ture, group, mailoutbox, settings
):
    [invitation] = group.invite("ture@kommun.example")
    _respondent, token = group.begin()
    for _ in range(3):
        group.answer({"initiativ.m6": "2"})
    ture.post(link("page", token, "lage"), {"seen.initiativ.m6": "", "initiativ.m6": "2"})
    ture.post(link("hand_in", token))
    ture.post(link("result_notice", token), {"email": "ture@kommun.example"})
    anna = sign_in(ANNA)
    assert anna.post(group.url("show_result"), {"shown": "yes"}).status_code == 409
    assert not group.reload().shows_result, "an open round has none"
    settings.SITE_URL = "https://samverkan.example"
    with TestCase.captureOnCommitCallbacks(execute=True):
        anna.post(group.url("close_round"), {"shows_result": "yes"})
    ways = [link("join", group.group_token), invitation_link(invitation), link("overview", token)]
    found = {
        read_page(Client().get(way)).one("a", class_="btn-primary").attrs["href"] for way in ways
    }
    [result] = found
    assert Client().get(result).status_code == 200
    assert settings.SITE_URL + result in mailoutbox[0].body
    assert result in anna.get(group.url("round")).content.decode()
    anna.post(group.url("show_result"), {"shown": "no"})
    assert Client().get(result).status_code == 404
    assert result not in anna.get(group.url("round")).content.decode()
    # Nor does a backup from before bring it back.
    Assessment.objects.update(shows_result=True, read_generation=1)
    assert REPLAY[Kind.READ_LINK](f"{group.round.public_id}/2") == 1
    assert Client().get(result).status_code == 404
    for way in ways:
        assert "Fråga den som leder samverkan efter resultatet." in read_page(ture.get(way)).text


def test_the_script_is_told_that_the_round_has_closed_at_once_when_its_day_is_over(ture, group):
    _respondent, token = group.begin()
    Assessment.objects.update(closes_on=days_from_now(-1))
    body = {"field": "varfor.3", "value": "3", "seen": make_seen("", 0), "sent": []}
    response = ture.post(link("answers", token), json.dumps(body), content_type="application/json")
    assert response.status_code == 409
    assert response.json()["status"] == "closed"
    assert response.json()["message"].startswith("Omgången är stängd.")
    assert group.reload().state == "closed"
    assert "aldrig lämnades in" in read_page(ture.get(link("overview", token))).text


# Queries ------------------------------------------------------------------------------------------


def test_one_of_many_costs_no_more_queries_than_one_alone(ture, group):
    [invitation] = group.invite("ture@kommun.example")
    respondent, token = group.begin(perspective="drivande")
    save(respondent, read_example_fields())
    token = invited_token(token, invitation)
    urls = {
        "join": link("join", group.group_token),
        "invited": invitation_link(invitation),
        "page": link("page", token, "mognad"),
        **{n: link(n, token) for n in ("overview", "check", "preliminary", "answers")},
        "background": link("background", token),
    }
    ture.get(urls["page"])
    made = {name: len(count(lambda url=url: ture.get(url))) for name, url in urls.items()}
    assert made == {
        "join": 3, "invited": 3, "page": 2, "overview": 3, "check": 2, "preliminary": 2,
        "answers": 2, "background": 1,
    }  # fmt: skip
    ture.post(link("hand_in", token))
    assert len(count(lambda: ture.get(link("handed_in", token)))) == 1
