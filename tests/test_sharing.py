"""A collaboration lets itself be counted and found: its leader's two consents and staff's yes."""

import json

import pytest
from django.contrib.auth.models import Group as StaffGroup
from django.urls import reverse
from django.utils import timezone

from assessments.groups.actions.accounts import delete_account
from assessments.groups.actions.collaborations import update_profile
from assessments.keeping.actions.keeping import delete_collaboration
from assessments.models import Sharing
from assessments.sharing.actions import ReadBefore, agree, judge
from assessments.sharing.mails import ask_whether_it_holds
from assessments.sharing.rules import Listed, Verdict, count_aspects, count_kinds, find
from assessments.sharing.selectors import counted, fetch_asking, list_listed, mark_read
from model_content.selectors.editions import fetch_edition
from samverkan.accounts.actions import close_account
from samverkan.operation.each import SomeFailed
from tests.group import ANNA, BO, CIA, make_group, sign_in
from tests.staff import make_staff, sign_in_staff
from tests.test_queries import count

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


WORDS = "Vi fick med oss småföretagen genom att åka dit."
LIST = "/lar-av-varandra/"


@pytest.fixture
def group():
    return make_group()


def say(group, **given):
    given = {"counted": False, "named": False} | given
    if given["named"]:
        given = {"good_at": WORDS} | given
    agree(collaboration=group.collaboration, given=given, today=timezone.localdate())


def approve(group, verdict=Verdict.APPROVE):
    asking = fetch_asking(group.collaboration.pk)
    judge(collaboration=asking, user=make_staff("gun"), verdict=verdict, read=mark_read(asking),
          today=timezone.localdate())  # fmt: skip


def read_days():
    names = ("counted_on", "named_on", "approved_on", "declined_on")
    return [str(day) if day else None for day in Sharing.objects.values_list(*names).get()]


def test_nothing_is_agreed_to_before_the_leader_says_so_and_each_yes_keeps_its_day(group, clock):
    page = sign_in(ANNA).get(group.collaboration_url("sharing"))
    assert "checked" not in page.content.decode()
    assert list(counted()) == []
    url = group.collaboration_url("sharing")
    clock("2031-01-01 10:00")
    assert sign_in(ANNA).post(url, {"counted": "on"}).status_code == 302
    clock("2031-01-02 10:00")
    anna = sign_in(ANNA)
    anna.post(url, {"counted": "on", "named": "on", "good_at": WORDS})
    assert read_days() == ["2031-01-01", "2031-01-02", None, None]
    assert "Ja, sedan 1 januari 2031" in anna.get(url).content.decode()
    anna.post(url, {"named": "on", "good_at": WORDS})
    assert read_days() == [None, "2031-01-02", None, None]


@pytest.mark.one_database
def test_only_the_leader_decides_and_the_others_see_what_was_decided(group):
    say(group, counted=True)
    url = group.collaboration_url("sharing")
    for member in (BO, CIA):
        browser = sign_in(member)
        page = browser.get(url).content.decode()
        assert ("Ja, sedan" in page, 'name="counted"' in page) == (True, False)
        assert browser.post(url).status_code == 403
    assert read_days()[0]


def test_a_collaboration_counts_only_with_its_yes_staffs_yes_and_a_leader(group):
    say(group, counted=True)
    assert list(counted()) == []
    approve(group)
    assert list(counted()) == [group.collaboration]
    say(group, named=True)
    assert list(counted()) == []
    say(group, counted=True)
    assert list(counted()) == [group.collaboration]
    group.collaboration.members.all().delete()
    delete_account(user=group.leader, keep_diagnoses=True)
    assert list(counted()) == [], "nobody could take it back"


def test_staff_see_who_asks_approve_or_say_why_not_and_the_leaders_are_told(group, mailoutbox):
    gun, url = sign_in_staff("gun"), reverse("approvals")
    assert group.collaboration.name not in gun.get(url).content.decode()
    say(group, counted=True)
    assert group.collaboration.name in gun.get(url).content.decode()
    assert "</a> (1)" in gun.get(reverse("staff")).content.decode()
    one = reverse("approve", args=[group.collaboration.pk])
    read = gun.get(one).context["read"]
    assert gun.post(one, {"do": "approve", "read": read}).url == url
    assert Sharing.objects.get().approved_by.email == "gun@norrbotten.example"
    assert gun.post(one, {"do": "decline", "read": read}).status_code == 422
    assert "Hittas i ”Lär av varandra”: nej" in mailoutbox[0].body
    assert f"http://testserver{group.collaboration_url('sharing')}" in mailoutbox[0].body
    read = gun.get(one).context["read"]
    refused = {"do": "decline", "read": read, "reason": "Ni är inte från länet."}
    assert gun.post(one, refused).status_code == 302
    assert read_days()[2:] == [None, str(timezone.localdate())]
    assert [mail.to for mail in mailoutbox] == [[ANNA, BO]] * 2
    assert "är godkänd" in mailoutbox[0].body
    assert "Ni är inte från länet." in mailoutbox[1].body
    say(group)
    say(group, counted=True)
    assert read_days()[2:] == [None, None], "a new yes is a new question"


def test_other_words_after_a_no_are_a_new_question_and_the_leader_is_told(group):
    anna, url = sign_in(ANNA), group.collaboration_url("sharing")
    say(group, named=True, counted=True)
    for words in ("Andra ord", "Andra ord"):
        approve(group, Verdict.DECLINE)
        given = {"counted": "on", "named": "on", "good_at": words}
        page = anna.post(url, given, follow=True).content.decode()
        assert ("Skickat till personalen igen." in page, read_days()[3]) == (True, None)
    approve(group, Verdict.DECLINE)
    page = anna.post(url, {"counted": "on"}, follow=True).content.decode()
    assert ("personalen igen" in page, bool(read_days()[3])) == (False, True), "only taken back"
    say(group, named=True)
    approve(group)
    assert "Ni syns inte längre i listan." in anna.post(url, follow=True).content.decode()


def test_staff_let_it_be_counted_and_say_no_to_its_words_at_once(group, mailoutbox):
    update_profile(collaboration=group.collaboration, profile={"types": ["2a"]})
    say(group, counted=True, named=True, aspects=["nytta"])
    gun, one = sign_in_staff("gun"), reverse("approve", args=[group.collaboration.pk])
    page = gun.get(one)
    title = fetch_edition().content.aspect_by_code["nytta"].title
    for read in (title, "Kunskapsnätverk", WORDS):
        assert read in page.content.decode(), read
    given = {"do": "count", "read": page.context["read"]}
    assert gun.post(one, given).status_code == 422
    assert gun.post(one, given | {"reason": "Skriv vad ni gör."}).status_code == 302
    assert (list(counted()), list_listed()) == ([group.collaboration], [])
    assert "Skriv vad ni gör." in mailoutbox[0].body
    page = sign_in(ANNA).get(group.collaboration_url("collaboration")).content.decode()
    said = " ".join(page.split())
    assert "regionala översikten: ja. Hittas i ”Lär av varandra”: personalen sa nej" in said
    say(group, counted=True, named=True, good_at="Andra ord")
    assert not Sharing.objects.get().unlisted_on


def test_the_page_of_staff_and_the_list_ask_as_little_of_many_as_of_one(group, client):
    listed(group)
    gun = sign_in_staff("gun")
    pages = ((gun, reverse("approvals")), (client, LIST))
    few = [len(count(lambda b=browser, u=url: b.get(u))) for browser, url in pages]
    for _ in range(3):
        listed(make_group())
    assert [len(count(lambda b=browser, u=url: b.get(u))) for browser, url in pages] == few
    assert few[1] == 2


@pytest.mark.one_database
def test_nothing_is_approved_that_staff_have_not_read(group):
    say(group, counted=True)
    asking = fetch_asking(group.collaboration.pk)
    read, gun = mark_read(asking), make_staff("gun")
    given = {"user": gun, "verdict": Verdict.APPROVE, "read": read, "today": timezone.localdate()}
    update_profile(collaboration=group.collaboration, profile={"name": "Något annat"})
    with pytest.raises(ReadBefore):
        judge(collaboration=asking, **given)
    one = reverse("approve", args=[group.collaboration.pk])
    answer = sign_in_staff("gun").post(one, {"do": "approve", "read": read})
    assert (answer.status_code, "Något annat" in answer.content.decode()) == (409, True)
    say(group)
    with pytest.raises(ReadBefore):
        judge(collaboration=asking, **given)


@pytest.mark.one_database
@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.DECLINE])
def test_a_second_answer_of_staff_is_told_of_the_first(group, mailoutbox, verdict):
    say(group, counted=True)
    read = mark_read(fetch_asking(group.collaboration.pk))
    approve(group, verdict)
    mailoutbox.clear()
    one = reverse("approve", args=[group.collaboration.pk])
    answer = sign_in_staff("gun").post(one, {"do": "approve", "read": read})
    assert answer.status_code == 409
    assert "gun@norrbotten.example har redan svarat." in answer.content.decode()
    assert mailoutbox == []


def test_the_group_of_staff_that_approves_may_do_nothing_else():
    group = StaffGroup.objects.get(name="Samverkansstöd")
    assert [p.codename for p in group.permissions.all()] == ["approve_sharing"]


def test_the_consents_are_in_the_export_and_not_who_approved_them(group):
    say(group, counted=True)
    approve(group)
    exported = sign_in(ANNA).get(group.collaboration_url("export_collaboration")).json()
    today = str(timezone.localdate())
    [sharing] = exported["sharing"]
    assert (sharing["counted_on"], sharing["named_on"]) == (today, None)
    assert "gun" not in json.dumps(exported)


# The public list ----------------------------------------------------------------------------------


def listed(group, **given):
    say(group, named=True, **given)
    approve(group)


def test_the_list_shows_what_was_approved_and_nothing_else_and_nobody_keeps_it(group, client):
    profile = {"types": ["2a"], "geography": ["2"], "results": "Hemligt", "parties": ["Hemlig"]}
    update_profile(collaboration=group.collaboration, profile=profile)
    listed(group, aspects=["nytta"])
    title = fetch_edition().content.aspect_by_code["nytta"].title
    answer = client.get(LIST)
    page = answer.content.decode()
    for said in (group.collaboration.name, WORDS, "Kunskapsnätverk", "Regionalt", title):
        assert said in page, said
    for kept in (ANNA, "Hemlig", group.collaboration.scope, str(group.collaboration.public_id)):
        assert kept not in page, kept
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "end",
    [
        lambda group: say(group, counted=True),
        lambda group: say(group, named=True, good_at="Något annat"),
        lambda group: approve(group, Verdict.UNLIST),
        lambda group: approve(group, Verdict.DECLINE),
        lambda group: update_profile(collaboration=group.collaboration, profile={"name": "Nytt"}),
        lambda group: close_account(email=ANNA, is_closed=True),
        lambda group: delete_collaboration(collaboration=group.collaboration),
    ],
    ids=["taken back", "other words", "taken off", "declined", "renamed", "closed", "deleted"],
)
def test_what_no_longer_holds_is_gone_from_the_list_at_once(group, client, end):
    listed(group)
    ask = f"{LIST}{group.collaboration.pk}/"
    assert len(list_listed()) == 1
    end(group)
    assert (list_listed(), sign_in(BO).get(ask).status_code) == ([], 404)


@pytest.mark.one_database
def test_who_is_renamed_is_told_that_the_list_waits(group):
    anna, url = sign_in(ANNA), group.collaboration_url("profile")
    told = "Ni syns inte i ”Lär av varandra” förrän"
    profile = {"name": "Nytt", "scope": group.collaboration.scope}
    listed(group)
    assert [told in anna.post(url, profile, follow=True).content.decode() for _ in range(2)] == [
        True, False,
    ]  # fmt: skip


def test_an_aspect_that_nobody_is_good_at_leads_to_the_cases(client):
    pages = [client.get(f"{LIST}?aspekt={a.code}").context["cases"]
             for a in fetch_edition().content.aspects]  # fmt: skip
    assert any(pages)


@pytest.mark.one_database
def test_words_have_no_addresses_and_whoever_is_named_says_something(group):
    anna, url = sign_in(ANNA), group.collaboration_url("sharing")
    for words in ("", "Mejla anna@evil.example", "Se evil.example/x"):
        assert anna.post(url, {"named": "on", "good_at": words}).status_code == 422, words
    assert not Sharing.objects.exists()


def test_only_strengths_of_the_newest_result_are_offered_and_at_most_three(group):
    anna, url = sign_in(ANNA), group.collaboration_url("sharing")
    data = {"named": "on", "good_at": WORDS}
    assert 'name="aspects"' not in anna.get(url).content.decode()
    group.open()
    group.answer_as(*[{}] * 5)
    strong = group.close().document["diagnosis"]["strengths"]
    assert len(strong) > 3
    [weak] = [a["code"] for a in group.round.snapshots.get().document["diagnosis"]["aspects"]
              if a["code"] not in strong][:1]  # fmt: skip
    for wrong in ([weak], strong[:4]):
        assert anna.post(url, data | {"aspects": wrong}).status_code == 422
    assert anna.post(url, data | {"aspects": strong[:3]}).status_code == 302
    assert Sharing.objects.get().aspects == strong[:3]


def make_row(number, types=(), aspects=()):
    return Listed(number, f"Nr {number}", WORDS, aspects, types, (), ())


def test_the_list_is_chosen_from_by_kind_and_aspect():
    rows = [make_row(1, ["2a"], ["nytta"]), make_row(2, ["2b"]), make_row(3, ["1"], ["nytta"])]
    assert [row.number for row in find(rows, "2", "nytta")] == [1]
    assert [row.number for row in find(rows, "", "")] == [1, 2, 3]
    assert count_kinds(rows, ("1", "2", "2a", "2b"), "nytta") == {"1": 1, "2": 1, "2a": 1}
    assert count_aspects(rows, ("nytta", "varfor"), "2") == {"nytta": 1}


def test_two_hundred_are_shown_in_pages_with_links_that_keep_the_choice(group, client, monkeypatch):
    rows = [make_row(number, ["2a"], ["nytta"]) for number in range(200)]
    monkeypatch.setattr("assessments.sharing.views.public.list_listed", lambda: rows)
    page = client.get(f"{LIST}?typ=2a&aspekt=nytta").content.decode()
    assert page.count(WORDS) == 30
    assert f"{LIST}?typ=2a&amp;aspekt=nytta&amp;sida=2" in page
    for odd in ("typ=x", "aspekt=%00", "sida=9999", "sida=x", "typ=2a&typ=1"):
        assert client.get(f"{LIST}?{odd}").status_code == 200


def test_a_result_leads_to_those_who_are_good_at_what_is_weak(group, shown, cia, monkeypatch):
    url = f"/l/{shown.read_token}/"
    assert "Andra som är bra på det här" not in cia.get(url).content.decode()
    [first, *_] = shown.assessment.snapshots.get().document["diagnosis"]["priorities"]
    listed(group, aspects=[first])
    monkeypatch.setattr("assessments.sharing.selectors.tell_period", lambda: -1)  # a minute later
    page = cia.get(url).content.decode()
    assert page.count("Andra som är bra på det här") == 1
    assert f"{LIST}?aspekt={first}" in page


# A question ---------------------------------------------------------------------------------------

QUESTION = {"who": "Disa, Piteå kommun", "question": "Hur fick ni med dem?"}


def test_a_question_goes_by_mail_to_those_who_lead_and_is_answered_by_mail(group, mailoutbox):
    listed(group)
    url = f"{LIST}{group.collaboration.pk}/"
    disa = sign_in("disa@kommun.example")
    assert ANNA not in disa.get(url).content.decode()
    sent = QUESTION | {"form_token": "0" * 22 + "."}
    assert [disa.post(url, sent).url for _ in range(2)] == [LIST] * 2
    [mail] = mailoutbox
    assert (mail.to, mail.reply_to) == ([ANNA, BO], ["disa@kommun.example"])
    assert "Disa, Piteå kommun" in mail.body
    assert "Hur fick ni med dem?" in mail.body
    assert disa.post(url, QUESTION | {"question": "Köp på evil.example"}).status_code == 422


@pytest.mark.one_database
def test_whoever_is_not_signed_in_keeps_the_question_while_signing_in(group, client, mailoutbox):
    listed(group)
    url = f"{LIST}{group.collaboration.pk}/"
    said = f"Logga in för att fråga {group.collaboration.name}."
    assert said in client.get(url, follow=True).content.decode()
    answer = client.post(url, QUESTION)
    assert (answer.status_code, mailoutbox) == (403, [])
    assert QUESTION["question"] in answer.content.decode()


@pytest.mark.one_database
def test_questions_are_limited_and_the_text_stays(group, mailoutbox, settings, monkeypatch):
    listed(group)
    url = f"{LIST}{group.collaboration.pk}/"
    ask = [sign_in(f"{name}@a.example") for name in "abc"]
    assert [ask[0].post(url, QUESTION).status_code for _ in range(3)] == [302, 302, 429]
    assert "så många gånger som går" in ask[0].post(url, QUESTION).content.decode()
    monkeypatch.setattr("assessments.core.throttle.QUESTIONS_TO_MAILBOX", 3)
    monkeypatch.setattr("assessments.core.throttle.INVITATIONS_TO_MAILBOX", 0)
    statuses = [browser.post(url, QUESTION).status_code for browser in ask[1:]]
    assert (statuses, len(mailoutbox)) == ([302, 429], 3), "of one mailbox, in a day"
    monkeypatch.setattr("assessments.core.throttle.QUESTIONS_OF_ONE", 0)
    assert "så många frågor som går" in ask[2].post(url, QUESTION).content.decode()
    settings.RATE_INVITE_NEW = 0
    again = ask[2].post(url, QUESTION | {"question": "En till?"})
    assert (again.status_code, "En till?" in again.content.decode()) == (429, True)


# Whether it still holds ---------------------------------------------------------------------------


def test_a_year_later_the_leader_is_asked_once_and_without_an_answer_it_lapses(
    group, mailoutbox, clock
):
    clock("2031-01-15 10:00")
    say(group, named=True, counted=True)
    approve(group)
    for day in ("2032-01-14", "2032-01-15", "2032-01-16"):
        clock(f"{day} 10:00")
        ask_whether_it_holds(today=timezone.localdate())
        assert len(mailoutbox) == (day > "2032-01-14")
    [mail] = mailoutbox
    assert (mail.to, "15 mars 2032" in mail.body) == ([ANNA, BO], True)
    url = group.collaboration_url("sharing")
    assert "tas ni bort ur listan 15 mars 2032" in sign_in(ANNA).get(url).content.decode()
    clock("2032-03-14 10:00")
    ask_whether_it_holds(today=timezone.localdate())
    assert len(list_listed()) == 1
    clock("2032-03-15 10:00")
    ask_whether_it_holds(today=timezone.localdate())
    assert (list_listed(), read_days()[:2]) == ([], ["2031-01-15", None])


def test_a_leader_who_saves_anew_stays_in_the_list(group, mailoutbox, clock, settings):
    clock("2031-01-15 10:00")
    listed(group)
    clock("2032-01-15 10:00")
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "x.y"
    with pytest.raises(SomeFailed):
        ask_whether_it_holds(today=timezone.localdate())
    settings.EMAIL_BACKEND = works
    ask_whether_it_holds(today=timezone.localdate())
    assert len(mailoutbox) == 1, "what failed is tried again"
    say(group, named=True)
    clock("2032-04-01 10:00")
    ask_whether_it_holds(today=timezone.localdate())
    assert (len(list_listed()), read_days()[1], len(mailoutbox)) == (1, "2031-01-15", 1)
