"""The pages of a round for its leaders: preparing it, opening it, waiting, closing it."""

from datetime import date

import pytest
from django.test import Client
from django.utils.formats import date_format

from assessments.models import Assessment, Invitation, Part, Respondent, RoundEvent
from assessments.rounds.actions.rounds import extend_round, hand_in, update_draft
from tests.group import ANNA, BO, CIA, days_from_now, make_group, make_settings, save, sign_in
from tests.markup import read_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def anna():
    """The browser of Anna, who leads."""
    return sign_in(ANNA)


def fill_in(browser: Client, url: str, shown=None) -> dict[str, str]:
    """The form of a page as it is sent when nothing is touched."""
    form = read_page(shown or browser.get(url)).one("main").one("form")
    sent = {}
    for field in form.all("input"):
        given = field.attrs
        is_box = given["type"] in ("radio", "checkbox")
        if not is_box or "checked" in given:
            sent[given["name"]] = given.get("value", "on" if is_box else "")
    for token in ("csrfmiddlewaretoken", "form_token", "seen"):
        sent.pop(token, None)
    return sent | {area.attrs["name"]: area.raw.strip() for area in form.all("textarea")}


def text_of(response) -> str:
    return read_page(response).one("main").text


# The draft ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"people": 2}, "Ni frågar 2 personer. En anonym omgång med så få visar inget resultat"),
        ({"people": 4}, "Ni frågar 4 personer. En anonym omgång med så få visar bara gemensamt"),
        ({"people": 4}, "Fråga minst 1 till. Välj att omgången inte är anonym: "),
        ({"people": 7, "smallest_group": 10}, "Fråga minst 3 till."),
        ({"people": 5}, "Alla 5 måste lämna in för att hela resultatet ska visas."),
        ({"people": 6}, "Ni frågar 6 personer, och 5 måste lämna in"),
        (
            {"people": 12, "organisations": list("ABC")},
            "och 3 parter kan högst 1 part visas för sig.",
        ),
        (
            {"people": 9, "organisations": list("AB")},
            "9 svar och 2 parter visas ingen part",
        ),
        ({"people": 11}, ""),
        ({"people": 3, "anonymous": False, "organisations": list("ABCD")}, ""),
    ],
)
def test_what_so_few_cannot_be_shown_is_said_before_the_round_opens(group, anna, settings, says):
    group.draft(allows_statistics=False, **settings)
    page = read_page(anna.get(group.url("round"))).one("main")
    assert says in page.text
    told = [
        page.all("div", id="prospect"),
        *(page.all(tag, class_="notice") for tag in ("p", "div")),
    ]
    assert any(told) == bool(says)
    too_few = any("Fråga minst" in notice.text for notice in page.all("div", id="prospect"))
    buttons = [button.text for button in page.all("button")]
    assert ("Öppna ändå" in buttons) == too_few


def test_where_too_few_are_asked_nobody_is_told_to_wait_for_more(group, anna):
    """Of four in an anonymous round it said that five were missing."""
    group.open(people=4)
    for name in ("round", "close_round"):
        text = text_of(anna.get(group.url(name)))
        assert "till behöver lämna in" not in text
        assert "4 personer" in text


def test_a_new_round_needs_only_how_many_are_asked(group, anna, clock):
    clock("2026-11-21 10:00")
    url = group.collaboration_url("new_round")
    response = anna.post(url, fill_in(anna, url) | {"people": "11"})
    made = Assessment.objects.get()
    assert response.url == f"/omgang/{made.public_id}/"
    assert (made.state, made.title, made.closes_on) == ("draft", "Hösten 2026", date(2026, 12, 5))
    assert (made.anonymous, made.smallest_group, made.weighting) == (True, 5, "respondent")
    assert made.allows_statistics is False, "no, unless chosen"
    assert made.edition.code == "2026.2"
    assert made.has_group_link, "nobody is mailed"
    again = fill_in(anna, url)
    assert again["title"] == "Hösten 2026, omgång 2", "two rounds of a term can be told apart"
    for people, links in (("", False), ("9", True)):
        anna.post(
            url, again | {"addresses": "a@x.example b@x.example", "people": people, "sender": "Ann"}
        )
        assert Assessment.objects.latest("pk").has_group_link is links, "only who is mailed"


@pytest.mark.one_database
@pytest.mark.both_databases
def test_the_parties_are_one_a_line_and_weigh_the_same_unless_the_leader_says_otherwise(
    group, anna
):
    url = group.collaboration_url("new_round")
    sent = fill_in(anna, url) | {
        "people": "11",
        "organisations": " Piteå  kommun\r\n\r\nLuleå\npiteå kommun\n",
    }
    anna.post(url, sent)
    made = Assessment.objects.get()
    assert made.organisations == ["Piteå kommun", "Luleå"]
    assert made.weighting == "organisation"
    group.round = made
    edited = fill_in(anna, group.url("edit_round")) | {"weighting": "respondent"}
    anna.post(group.url("edit_round"), edited)
    assert group.reload().weighting == "respondent"
    assert fill_in(anna, group.url("edit_round")) == edited


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " – "},
        {"people": "1"},
        {"people": "501"},
        {"closes_on": "2020-01-01"},
        {"closes_on": "2999-01-01"},
        {"closes_on": "snart"},
        {"anonymous": ""},
        {"organisations": "a" * 201},
        {"organisations": "\n".join(str(n) for n in range(101))},
        {"smallest_group": "4"},
        {"smallest_group": "11"},
        {"part": "1"},
        {"title": "a\x00"},
        {"addresses": "eve@lulea.example", "sender": ""},
        {"greeting": "Läs mer på evil.example"},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(group, anna, wrong):
    url = group.collaboration_url("new_round")
    sent = fill_in(anna, url) | {"people": "11", "title": "Vår egen"} | wrong
    response = anna.post(url, sent)
    assert response.status_code == 422
    assert not Assessment.objects.exists()
    page = read_page(response).one("main")
    assert page.one("div", id="fel").one("li").text
    assert page.one("input", name="title").attrs["value"] == sent["title"]
    assert page.one("textarea", name="organisations").raw.strip() == sent.get("organisations", "")
    is_folded = not {"smallest_group", "organisations", "title"}.isdisjoint(wrong)
    assert ("open" in page.one("details").attrs) == is_folded


def test_the_last_day_is_before_anything_could_be_deleted(group, anna, clock):
    """A collaboration is kept for three months at least; `run_due` closes first, then deletes."""
    clock("2026-11-21 10:00")
    url = group.collaboration_url("new_round")
    sent = fill_in(anna, url) | {"people": "11"}
    assert anna.post(url, sent | {"closes_on": "2027-02-21"}).status_code == 422
    assert anna.post(url, sent | {"closes_on": "2027-02-20"}).status_code == 302


def test_a_round_is_about_a_part_of_its_own_collaboration(group, anna):
    own, other = (
        Part.objects.create(collaboration=each.collaboration, name="Industrin", scope="gruvorna")
        for each in (group, make_group("En annan"))
    )
    url = group.collaboration_url("new_round")
    sent = fill_in(anna, url) | {"people": "11", "allows_statistics": "no"}
    assert anna.post(url, sent | {"part": str(other.pk)}).status_code == 422
    page = anna.post(url, sent | {"part": str(own.pk)}, follow=True)
    assert Assessment.objects.get().part == own
    assert "gruvorna" in text_of(page)


def test_the_next_round_begins_as_the_last_one_but_says_no_to_statistics(group, anna):
    group.open(people=7, organisations=["Luleå"], anonymous=False, allows_statistics=True)
    sent = fill_in(anna, group.collaboration_url("new_round"))
    assert (sent["people"], sent["organisations"], sent["anonymous"]) == ("7", "Luleå", "no")
    assert sent["allows_statistics"] == "no"


def test_the_next_round_asks_as_many_as_came_by_the_groups_link_where_no_number_was_said(
    group, anna
):
    group.open(people=1)
    assert not fill_in(anna, group.collaboration_url("new_round"))["people"]
    group.answer_as({}, {}, {})
    assert fill_in(anna, group.collaboration_url("new_round"))["people"] == "3"


def test_the_parties_are_those_of_the_collaboration(group, anna):
    """The first that are named in a round are kept; from then on the profile has them."""
    profile, new_round = map(group.collaboration_url, ("profile", "new_round"))
    group.draft(organisations=["Piteå kommun", "Luleå"])
    assert fill_in(anna, profile)["parties"] == "Piteå kommun\nLuleå"
    group.draft(organisations=["Bara i den här"])
    anna.post(profile, fill_in(anna, profile) | {"parties": "Regionen\nFacket\nregionen"})
    assert fill_in(anna, new_round)["organisations"] == "Regionen\nFacket"


# From one page to the next ------------------------------------------------------------------------

SENDER = "Anna Ek, Luleå kommun"
PASTED = "Eve Ek <eve.ek@lulea.example>; bo@gmial.com; fia@lulea,example; <b>; eve.ek@gmail.com"


def send_page(browser, group, **changes):
    sent = fill_in(browser, group.url("round")) | changes
    return browser.post(group.url("open_round"), sent)


@pytest.mark.both_databases
def test_two_pages_lead_from_the_collaboration_to_mails_that_are_sent(
    group, anna, mailoutbox, django_capture_on_commit_callbacks
):
    url = group.collaboration_url("new_round")
    response = anna.post(url, fill_in(anna, url) | {"addresses": PASTED, "sender": SENDER})
    group.round = Assessment.objects.get()
    assert response.url == group.url("round")
    page = read_page(anna.get(group.url("round"))).one("main")
    assert "En adress är klar eve.ek@lulea.example" in page.text
    assert "Titta på 3 adresser innan ni skickar" in page.text
    assert "bo@gmial.com: Är adressen rätt?* Skicka till bo@gmail.com" in page.text
    assert "eve.ek@gmail.com: Samma person två gånger?" in page.text
    assert "fia@lulea,example: Är adressen rätt?* Skicka till fia@lulea.example" in page.text
    assert page.one("textarea", name="addresses").raw.strip() == "<b>"
    assert f"Hej! {SENDER}, bjuder in dig" in page.text, "the mail, as it will look"
    guesses = {"doubt-0": "swap", "doubt-2": "swap"}
    with django_capture_on_commit_callbacks(execute=True):
        assert send_page(anna, group, **guesses).url == group.url("invitations")
    eve, bo, fia = "eve.ek@lulea.example", "bo@gmail.com", "fia@lulea.example"
    assert {m.to[0] for m in mailoutbox} == {eve, bo, fia, "eve.ek@gmail.com"}
    assert (group.reload().people, group.round.left_out) == (4, [])


def test_what_is_doubted_can_be_kept_or_left_out_and_the_list_saved_without_sending(
    group, anna, mailoutbox
):
    url = group.collaboration_url("new_round")
    anna.post(url, fill_in(anna, url) | {"addresses": PASTED, "sender": SENDER})
    group.round = Assessment.objects.get()
    chosen = {"doubt-0": "keep", "doubt-1": "drop", "doubt-2": "drop"}
    more = {"addresses": "gun@lulea.example, två", "do": "add"}
    assert send_page(anna, group, **chosen, **more).url == group.url("round")
    stored = sorted(Invitation.objects.values_list("email", flat=True))
    assert stored == ["bo@gmial.com", "eve.ek@lulea.example", "gun@lulea.example"]
    assert (group.reload().left_out, group.round.state) == (["två"], "draft")
    refused = send_page(anna, group, addresses="två; tre")
    assert (refused.status_code, group.reload().state) == (422, "draft")
    assert "tre. Inget har skickats." in text_of(refused)
    assert mailoutbox == []


def test_no_mail_goes_to_an_address_that_was_only_guessed(group, anna, mailoutbox):
    """A mail to gmial.com went to gmail.com, and a personal link with it, unless one looked."""
    url = group.collaboration_url("new_round")
    anna.post(url, fill_in(anna, url) | {"addresses": PASTED, "sender": SENDER})
    group.round = Assessment.objects.get()
    sent = fill_in(anna, group.url("round"))
    assert {name: sent.get(name) for name in ("doubt-0", "doubt-1", "doubt-2")} == {
        "doubt-0": None, "doubt-1": "keep", "doubt-2": None,
    }  # fmt: skip
    refused = anna.post(group.url("open_round"), sent)
    assert (refused.status_code, group.reload().state, mailoutbox) == (422, "draft", [])
    errors = read_page(refused).one("div", id="fel").text
    assert "Välj vart inbjudan till bo@gmial.com ska skickas." in errors
    assert anna.post(group.url("open_round"), sent | {"do": "add"}).status_code == 302
    kept = Invitation.objects.values_list("email", flat=True)
    assert sorted(kept) == ["bo@gmial.com", "eve.ek@gmail.com", "eve.ek@lulea.example"]
    assert group.reload().left_out == ["<b>", "fia@lulea,example"], "asked about again"


def test_a_list_that_somebody_else_has_changed_is_read_again_before_it_is_sent(group, anna):
    group.draft()
    sent = fill_in(anna, group.url("round"))
    group.invite("ny@lulea.example")
    assert anna.post(group.url("open_round"), sent).status_code == 409
    assert group.reload().state == "draft"


def test_the_next_round_offers_to_invite_the_same_whoever_has_answered(group, anna):
    url = group.collaboration_url("new_round")
    assert "Fyll i samma" not in text_of(anna.get(url))
    group.open(people=3)
    eve, fia = "eve@lulea.example", "fia@lulea.example"
    [used, _] = group.invite(eve, fia)
    hand_in(respondent=group.begin()[0], invitation=used, today=days_from_now(0))
    group.close()
    group.draft()
    group.invite("ny@lulea.example")
    page = anna.get(url)
    assert "Fyll i samma som förra gången (2 adresser)" in text_of(page)
    assert eve not in text_of(page)
    written = {"addresses": "ny@lulea.example", "greeting": "Hej!"}
    filled = fill_in(anna, url, anna.post(url, fill_in(anna, url) | written | {"do": "same"}))
    assert filled["addresses"].split() == ["ny@lulea.example", eve, fia]
    assert (filled["greeting"], Invitation.objects.count()) == ("Hej!", 3)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"addresses": "a@x.example b@x.example"}, "Ni frågar 2 personer."),
        (
            {"people": "9", "organisations": "A\nB\nC\nD"},
            "9 svar och 4 parter visas ingen part",
        ),
        ({"people": "9", "closes_on": "snart"}, "Med 9 svar visas hela resultatet."),
        ({"people": "3", "anonymous": "no"}, "Det kan gå att se vem som har svarat vad."),
        ({"people": "många"}, "Här ser ni vad som kan visas"),
    ],
)
def test_what_can_be_shown_is_worked_out_before_anything_is_saved(group, anna, written, says):
    url = group.collaboration_url("new_round")
    response = anna.post(url, fill_in(anna, url) | written | {"do": "count"})
    assert (response.status_code, Assessment.objects.count()) == (200, 0)
    page = read_page(response).one("main")
    assert says in page.one("div", id="foreseen").text
    by_parties = page.one("details").one("div", id="foreseen-parties").text
    assert (says in by_parties) == ("visas ingen part" in says), "beside where they are written"
    assert page.all("div", id="fel") == []
    again = fill_in(anna, url, response)
    assert written.items() <= again.items(), "nothing that was written is lost"


def test_a_draft_that_can_show_no_party_offers_not_to_ask_for_it(group, anna):
    group.draft(people=9, breakdown="organisation", organisations=["A", "B", "C", "D"])
    page = read_page(anna.get(group.url("round"))).one("main")
    assert "visas ingen part för sig" in page.text
    assert page.one("button", value="no_parties").text == "Fråga inte om part"
    sent = {"do": "no_parties", "addresses": "gun@lulea.example"}
    assert send_page(anna, group, **sent).url == group.url("round")
    page = text_of(anna.get(group.url("round")))
    assert "ingen part för sig" not in page
    assert "gun@lulea.example" in page, "what was written is kept"
    assert group.reload().state == "draft"


# Opening ------------------------------------------------------------------------------------------


def open_it(browser, group, **changes):
    return browser.post(group.url("open_round"), fill_in(browser, group.url("round")) | changes)


@pytest.mark.both_databases
def test_a_round_opens_when_its_leader_has_read_what_respondents_are_told(group, anna):
    group.draft(smallest_group=7)
    page = text_of(anna.get(group.url("round")))
    assert "färre än 7 svarande" in page
    assert "Det som de svarande får veta går inte att ändra sedan." in page
    sent = fill_in(anna, group.url("round"))
    for _ in range(2):  # a double click
        response = anna.post(group.url("open_round"), sent)
        assert response.status_code == 302
    assert group.reload().state == "open"
    assert RoundEvent.objects.get().user == group.leader


def test_a_draft_that_somebody_else_has_changed_is_read_again_before_it_opens(group, anna):
    group.draft()
    sent = fill_in(anna, group.url("round"))
    update_draft(assessment=group.round, settings=make_settings(anonymous=False))
    response = anna.post(group.url("open_round"), sent)
    assert response.status_code == 409
    assert "Läs igenom den igen" in text_of(response)
    assert group.reload().state == "draft"
    assert open_it(anna, group).status_code == 302


@pytest.mark.one_database
@pytest.mark.both_databases
def test_the_part_that_is_told_is_the_one_that_the_round_is_about_when_it_opens(group, anna):
    part = Part.objects.create(collaboration=group.collaboration, name="Ny", scope="bara gruvorna")
    group.draft()
    update_draft(assessment=group.round, settings=make_settings(part=part))
    open_it(anna, group)
    assert group.reload().told_scope == "bara gruvorna"


def test_a_last_day_that_has_passed_is_said_before_the_round_can_open(group, anna):
    group.draft()
    sent = fill_in(anna, group.url("round"))
    group.draft(closes_on=date(2020, 1, 1))
    page = anna.get(group.url("round"))
    assert "Öppna omgången" not in text_of(page)
    assert "Gör klart omgången" in text_of(page)
    assert anna.post(group.url("open_round"), sent).status_code == 409


def test_a_draft_is_deleted_after_a_question_and_an_open_round_is_not(group, anna):
    group.open()
    assert anna.get(group.url("delete_round")).url == group.url("round")
    assert anna.post(group.url("delete_round")).status_code == 409
    group.draft()
    assert "Ta bort utkastet?" in text_of(anna.get(group.url("delete_round")))
    assert anna.post(group.url("delete_round")).url == group.collaboration_url("collaboration")
    assert not Assessment.objects.filter(pk=group.round.pk).exists()


def test_settings_of_a_round_that_has_opened_meanwhile_are_not_saved(group, anna):
    group.draft()
    sent = fill_in(anna, group.url("edit_round")) | {"title": "En annan"}
    open_it(sign_in(BO), group)
    response = anna.post(group.url("edit_round"), sent)
    assert response.status_code == 409
    assert "Ingenting har ändrats." in text_of(response)
    assert group.reload().title == "Våren"


# Waiting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_in", "says"),
    [
        (0, "5 till behöver lämna in innan"),
        (4, "En till behöver lämna in innan"),
        (5, "Hela resultatet kan visas"),
    ],
)
def test_who_waits_is_told_how_many_are_missing(group, anna, handed_in, says):
    group.open()
    for _ in range(handed_in):
        group.answer({})
    for _ in range(2):
        save(group.begin()[0], {"initiativ.m6": "2"})
    group.begin()  # and answers nothing
    page = text_of(anna.get(group.url("round")))
    assert f"{handed_in} av 11 har lämnat in" in page
    assert "2 påbörjade svar är inte inlämnade" in page, "who they are of, nobody knows"
    assert says in page


def test_the_leader_of_an_anonymous_round_sees_nobody(group, anna):
    group.open()
    respondent = group.answer({}, name="Ture", organisation="Luleå")
    page = anna.get(group.url("round")).content.decode()
    assert "Ture" not in page
    assert "Luleå" not in page
    response = anna.post(group.url("remove_respondent"), {"respondent": respondent.pk})
    assert response.status_code == 409
    assert Respondent.objects.exists()


def test_the_leader_of_an_open_round_sees_who_has_handed_in_and_can_remove_one(group, anna):
    group.open(anonymous=False)
    ture = group.answer({}, name="Ture")
    group.begin(name="Ulla")
    page = text_of(anna.get(group.url("round")))
    assert "Ture har lämnat in" in page
    assert "Ulla har börjat" in page
    assert "Ture" not in text_of(sign_in(CIA).get(group.url("round")))
    for _ in range(2):  # a double click
        assert anna.post(group.url("remove_respondent"), {"respondent": ture.pk}).status_code == 302
    assert [r.name for r in Respondent.objects.all()] == ["Ulla"]


def test_the_leader_is_told_that_a_result_goes_with_the_answers_in_it(group, anna):
    said = "Resultatet som omgången redan har fått tas också bort"
    group.open(anonymous=False)
    group.answer({}, name="Ture")
    assert said not in text_of(anna.get(group.url("round")))
    group.close()
    anna.post(
        group.url("reopen_round"), {"closes_on": days_from_now(7).isoformat(), "reason": "Fel"}
    )
    assert said in text_of(anna.get(group.url("round")))


@pytest.mark.parametrize("number", ["", "x", "9" * 19, "9" * 5000, "²", "-1"])
def test_a_respondent_that_does_not_exist_is_not_removed(group, anna, number):
    group.open(anonymous=False)
    group.answer({}, name="Ture")
    assert anna.post(group.url("remove_respondent"), {"respondent": number}).status_code == 302
    assert Respondent.objects.count() == 1


def test_nobody_of_another_round_is_removed(group, anna):
    group.open(anonymous=False)
    other = make_group("En annan", leader=ANNA)
    other.open()
    respondent = other.answer({})
    anna.post(group.url("remove_respondent"), {"respondent": respondent.pk})
    assert Respondent.objects.get() == respondent


def test_the_last_day_is_moved_forward_only_and_once_for_a_double_click(group, anna):
    group.open(closes_on=days_from_now(3))
    url = group.url("extend_round")
    early = anna.post(url, {"closes_on": days_from_now(2).isoformat()})
    assert early.status_code == 422
    assert f"Välj {date_format(days_from_now(3), 'j F Y')} eller en senare dag" in text_of(early)
    assert fill_in(anna, url)["closes_on"] == days_from_now(10).isoformat()
    for _ in range(2):
        assert anna.post(url, fill_in(anna, url) | {"closes_on": days_from_now(9).isoformat()}).url
    assert group.reload().closes_on == days_from_now(9)
    assert list(RoundEvent.objects.values_list("change", flat=True)) == ["opened", "extended"]


def test_a_day_that_another_leader_has_passed_meanwhile_is_refused(group, anna):
    group.open(closes_on=days_from_now(3))
    sent = {"closes_on": days_from_now(5).isoformat()}
    extend_round(
        assessment=group.round,
        closes_on=days_from_now(9),
        user=group.leader,
        today=days_from_now(0),
    )
    assert anna.post(group.url("extend_round"), sent).status_code == 422
    assert group.reload().closes_on == days_from_now(9)


# Closing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_in", "warning"), [(2, "visas inget resultat"), (3, "ingen fördelning"), (5, None)]
)
def test_closing_too_early_warns_of_what_will_not_be_shown(group, anna, handed_in, warning):
    group.open()
    for _ in range(handed_in):
        group.answer({})
    page = read_page(anna.get(group.url("close_round"))).one("main")
    assert "En anonym omgång kan inte öppnas igen." in page.text
    primary = page.one("a" if warning else "button", class_="btn-primary").text
    assert primary == ("Flytta sista dagen" if warning else "Stäng omgången")
    assert warning is None or warning in page.text


def test_closing_twice_ends_at_the_closed_round_without_an_error(group, anna):
    group.open()
    for browser in (anna, sign_in(BO)):
        response = browser.post(group.url("close_round"))
        assert (response.status_code, response.url) == (302, group.url("round"))
    assert group.reload().snapshots.count() == 1
    page = text_of(anna.get(group.url("round")))
    assert "visas inget resultat" in page
    assert "Svara tillsammans i stället" in page
    assert "Öppna igen" not in page
    assert anna.post(group.url("extend_round")).status_code == 409


@pytest.mark.both_databases
def test_an_open_round_is_opened_again_with_a_reason_that_everybody_can_read(group, anna):
    group.open(anonymous=False)
    group.answer({}, name="Ture")
    group.close()
    url = group.url("reopen_round")
    sent = fill_in(anna, url)
    assert anna.post(url, sent).status_code == 422
    for _ in range(2):  # a double click
        assert anna.post(url, sent | {"reason": "Två hann inte"}).url == group.url("round")
    assert group.reload().state == "open"
    changes = list(RoundEvent.objects.values_list("change", "reason"))
    assert changes == [("opened", ""), ("closed", ""), ("reopened", "Två hann inte")]
    page = text_of(sign_in(CIA).get(group.url("round")))
    assert "Två hann inte" in page
    assert ANNA in page
    assert group.close().number == 2


def test_an_anonymous_round_is_not_opened_again(group, anna):
    group.open()
    group.close()
    assert anna.get(group.url("reopen_round")).url == group.url("round")
    response = anna.post(group.url("reopen_round"), {"reason": "Ändå"})
    assert response.status_code == 409
    assert "anonym omgång" in text_of(response)


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_a_reader_sees_the_state_and_the_counts_but_no_buttons(group, state):
    getattr(group, "draft" if state == "draft" else "open")(anonymous=False)
    if state == "closed":
        group.close()
    main = read_page(sign_in(CIA).get(group.url("round"))).one("main")
    assert main.all("button") == main.all("form") == []
    leading = [group.url(name) for name in ("edit_round", "close_round", "reopen_round")]
    assert not {link.attrs["href"] for link in main.all("a")} & set(leading)
    if state != "draft":
        assert "0 av 11" in main.text


@pytest.mark.parametrize("name", ["Någon annan", "någon  annan", "Someone else"])
def test_no_party_has_the_name_of_what_is_chosen_for_none(group, anna, name):
    """Two choices with the same words were given to whoever answers. Each form has one token."""
    group.draft()
    url = group.url("edit_round")
    form = read_page(anna.get(url)).one("main").one("form")
    for token in ("csrfmiddlewaretoken", "form_token"):
        assert len(form.all("input", name=token)) == 1
    sent = fill_in(anna, url) | {"organisations": f"Kommunen\n{name}"}
    refused = anna.post(url, sent)
    assert refused.status_code == 422
    assert "De som svarar kan redan välja det" in text_of(refused)
