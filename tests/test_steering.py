"""The steering group: its link, what it sees, what it says and decides."""

from datetime import timedelta
from io import BytesIO
from unittest.mock import Mock

import pdfua
import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from assessments.filling.actions.answers import save_entries
from assessments.instruments.entries import Entry, make_seen
from assessments.meeting.actions import store_meeting_report
from assessments.meeting.minutes import write_minutes
from assessments.meeting.selectors import fetch_meeting, find_change_since, make_joint_sheet
from assessments.methods.stages.instrument import JOINT_STAGE
from assessments.models import AnswerNotice, Decision, LinkMail, SteeringComment
from assessments.plan.actions import remove_action, update_action
from assessments.results.files.word import render_word
from assessments.results.selectors import fetch_report
from assessments.rounds.selectors.rounds import word_decision
from assessments.steering.actions import make_steering_link, revoke_steering_link
from assessments.steering.posting import send_stuck_link_mails, tell_askers
from tests.group import ANNA, BO, CIA, days_from_now, make_closed, make_group, sign_in
from tests.markup import parse_html
from tests.world import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ENDED = "Länken gäller inte längre"


@pytest.fixture
def group():
    """A closed round whose leader has made a link for the steering group."""
    group = make_closed(*[{}] * 6)
    make_steering_link(assessment=group.round, expires_on=days_from_now(60))
    group.reload()
    return group


def url(group, name="steering_report", *args):
    return reverse(name, args=[group.steering_token, *args])


@pytest.mark.one_database
def test_the_leader_makes_a_link_and_shows_it_again(client, group):
    leader = sign_in(ANNA)
    leader.post(group.url("steering_link"), {"expires_on": days_from_now(30).isoformat()})
    group.reload()
    shown = leader.get(group.url("steering_link")).content.decode()
    assert shown.index("Gör en ny länk") < shown.index("Ja, ta bort länken")
    assert url(group) in shown
    assert NAME in client.get(url(group)).content.decode()


@pytest.mark.one_database
def test_who_only_reads_is_not_given_the_link_but_sees_what_was_decided(client, group):
    client.post(url(group, "steering_decision"), decision(text="Vi avsätter tid."))
    shown = sign_in(CIA).get(group.url("steering_link")).content.decode()
    assert group.steering_token not in shown
    assert "Vi avsätter tid." in shown


@pytest.mark.one_database
@pytest.mark.parametrize("day", ["", "i morgon", "2020-01-01", "2999-01-01"])
def test_a_last_day_that_cannot_be_is_refused_and_the_old_link_goes_on_working(client, group, day):
    response = sign_in(ANNA).post(group.url("steering_link"), {"expires_on": day})
    assert response.status_code == 422
    assert client.get(url(group)).status_code == 200


@pytest.mark.one_database
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


@pytest.mark.one_database
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


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("steering_decision", {"decided_on": "2999-01-01", "text": "Lång text", "name": ""}),
        ("steering_decision", {"decided_on": "", "text": "Lång text", "name": ""}),
        ("steering_decision", {"decided_on": "1026-11-30", "text": "Lång text", "name": ""}),
        ("steering_comment", {"text": "Lång text" * 600, "name": ""}),
    ],
)
def test_what_is_refused_stays_in_the_form_and_nothing_is_stored(client, group, name, fields):
    response = client.post(url(group, name), fields)
    assert response.status_code == 422
    assert "Lång text" in response.content.decode()
    assert not Decision.objects.exists()
    assert not SteeringComment.objects.exists()


@pytest.mark.one_database
def test_before_the_round_is_closed_there_is_no_link_to_make(group):
    group.open()
    response = sign_in(ANNA).post(
        group.url("steering_link"), {"expires_on": days_from_now(30).isoformat()}
    )
    assert response.url == group.url("round")
    assert group.reload().steering_generation == 0


@pytest.mark.one_database
def test_the_steering_group_downloads_the_report_as_it_reads_it(client, group):
    summary = client.get(url(group, "steering_file", 1, "sammanfattning.txt"))
    assert NAME in summary.content.decode()
    assert client.get(url(group, "steering_file", 2, "sammanfattning.txt")).status_code == 404
    assert client.get(url(group, "steering_file", 1, "svar.json")).status_code == 404


@pytest.mark.one_database
def test_the_aspects_at_one_glance_are_the_same_here_and_at_the_meeting(client, group):
    leader = sign_in(ANNA)
    pages = [client.get(url(group))] + [
        leader.get(group.url(n)) for n in ("meeting", "round_result")
    ]
    first, *others = (
        parse_html(page.content.decode()).one("figure", class_="map").text for page in pages
    )
    assert "Vem? Styrka" in first
    assert "Etablering här" in first
    told = first.replace("Etablering här", "Etablering här är ni")  # who reads is not the group
    assert others == [told, told]


# What the group asks for --------------------------------------------------------------------------


def ask(group, what="utse en samordnare", **fields):
    given = {"who": "Piteå kommun", "for_steering": True, "cost": "200 000 kr"} | fields
    return group.plan(what, assessment=group.round, **given)


def settle(client, group, action, outcome, text="", **more):
    name = f"item{action.pk}"
    why = "reason" if outcome in ("referred", "rejected") else "text"
    fields = {"outcome": outcome, "name": "Cia", "revision": action.revision, why: text}
    fields |= {"decided_on": timezone.localdate().isoformat(), "due_on": "", "cost": ""} | more
    address = url(group, "steering_item", action.pk)
    response = client.post(address, {f"{name}-{key}": value for key, value in fields.items()})
    action.refresh_from_db()
    return response


@pytest.mark.one_database
def test_the_page_begins_with_the_groups_own_stage_and_what_it_asks_for(client, group):
    save_entries(
        sheet=make_joint_sheet(group.round),
        instrument=fetch_meeting(group.round).instrument,
        entries=[
            Entry(JOINT_STAGE, "avslut", make_seen("", 0)),
            Entry("note.vem", "Ingen har fått tid.", make_seen("", 0)),
        ],
    )
    ask(group, aspect="vem")
    ask(group, "städa", for_steering=False, cost="")
    store_meeting_report(assessment=group.round, today=timezone.localdate())
    page = client.get(url(group)).content.decode()
    order = [page.index(each) for each in (
        "Gruppen bedömer att samverkan är i <em>Avslut", "Svaren säger:", "Ert läge på vägen",
        "Det här ber gruppen er besluta", "utse en samordnare", "kostnad: 200 000 kr",
        "Ur anteckningarna om Vem?", "Ingen har fått tid.", "Det här säger svaren",
        "räknat på det stadium som svaren säger",
    )]  # fmt: skip
    assert order == sorted(order)
    assert "städa" not in page
    text = client.get(url(group, "steering_file", 2, "sammanfattning.txt")).content.decode()
    order = [text.index(each) for each in (
        "Det här ber ni styrgruppen besluta", "utse en samordnare – Piteå kommun, kostnad: 200",
        ": Ingen har fått tid.", "Börja här", "Beslutat att göra", "städa",
    )]  # fmt: skip
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("outcome", "text", "what", "said"),
    [
        ("proposed", "", "utse en samordnare", "Enligt förslaget: utse en samordnare"),
        ("changed", "dela på en tjänst", "dela på en tjänst", "Med ändring: dela på en tjänst"),
        (
            "referred",
            "Vem betalar?",
            "utse en samordnare",
            "Återremiss: utse en samordnare. Skäl: Vem betalar?",
        ),
        ("rejected", "", "utse en samordnare", "Avslag: utse en samordnare"),
    ],
)
def test_what_is_decided_item_by_item_changes_the_plan(client, group, outcome, text, what, said):
    action = ask(group)
    assert settle(client, group, action, outcome, text).status_code == 302
    assert (action.what, action.outcome) == (what, outcome)
    [decided] = Decision.objects.all()
    assert (decided.proposed, word_decision(decided)) == ("utse en samordnare", said)
    how = said.partition(":")[0]
    for page in (sign_in(CIA).get(group.collaboration_url("plan")), client.get(url(group))):
        assert how.lower() in page.content.decode().lower()


def test_the_proposal_stays_what_it_was_whatever_is_decided_and_corrected(client, group):
    due = days_from_now(30)
    action = ask(group, due_on=due)
    settle(client, group, action, "changed", "dela på en tjänst", cost="100 000 kr")
    assert (action.what, action.cost, action.due_on) == ("dela på en tjänst", "100 000 kr", None)
    decided = parse_html(client.get(url(group)).content.decode()).one(
        "section", aria_labelledby="decided"
    )
    assert "att dela på en tjänst · kostnad: 100 000 kr" in " ".join(decided.text.split())
    page = client.get(url(group)).content.decode()
    for each in ("Ni beslutade", "utse en samordnare", "200 000 kr", "100 000 kr"):
        assert each in page
    # The minutes and the report keep the group's words, and say the decision after them.
    last = store_meeting_report(assessment=group.round, today=timezone.localdate())
    word = Document(BytesIO(render_word(fetch_report(last.document))))
    minutes = write_minutes(fetch_meeting(group.round)).decode()
    for said in (minutes, "\n".join(each.text for each in word.paragraphs)):
        assert "utse en samordnare" in said.partition("200 000 kr")[0]
        assert "Styrgruppens beslut: med ändring: att dela på en tjänst · kostnad: 100" in said
    assert find_change_since(group.round, last) is None
    settle(client, group, action, "rejected", "Vi har inte råd.")
    assert (action.what, action.status) == ("utse en samordnare", "dropped")
    assert "Vi har inte råd." in client.get(url(group)).content.decode()
    settle(client, group, action, "proposed")
    assert (action.what, action.cost, action.due_on) == ("utse en samordnare", "200 000 kr", due)
    assert action.status == "planned"
    [decided] = Decision.objects.all()
    assert (decided.outcome, decided.proposed) == ("proposed", "utse en samordnare")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        ("changed", ""), ("changed", "Att utse en samordnare."), ("proposed", "dela på en tjänst"),
        ("changed", "utse en sam\u200bordnare"), ("referred", ""), ("", "Ja"),
    ],
)  # fmt: skip
def test_a_change_needs_its_words_and_a_decision_how_it_was(client, group, outcome, text):
    action = ask(group)
    page = settle(client, group, action, outcome, text, cost=action.cost)
    assert page.status_code == 422
    assert not Decision.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("outcome", "terms"),
    [
        ("proposed", {"cost": "777 kr"}), ("rejected", {"due_on": "2999-01-01"}),
        ("changed", {"due_on": "1999-01-01"}),
    ],
)  # fmt: skip
def test_a_day_or_cost_that_is_not_decided_is_said_and_not_dropped(client, group, outcome, terms):
    assert settle(client, group, ask(group), outcome, "Nej", **terms).status_code == 422
    assert not Decision.objects.exists()


def test_what_was_decided_stays_whatever_becomes_of_the_action(client, group):
    due, later = days_from_now(30), days_from_now(60)
    action = ask(group)
    settle(client, group, action, "changed", "dela på en tjänst", cost="9 kr", due_on=due)
    given = {"collaboration": group.collaboration, "today": timezone.localdate()}
    update_action(action_id=action.pk, what="leasa en tjänst", cost="8 kr", due_on=later,
                  who="Luleå", **given)  # fmt: skip
    action.refresh_from_db()

    def read():
        [decided] = Decision.objects.all()
        return decided.text, decided.decided_cost, decided.decided_due_on, decided.decided_who

    stands = ("dela på en tjänst", "9 kr", due, "Piteå kommun")
    assert read() == stands
    minutes = write_minutes(fetch_meeting(group.round)).decode()
    assert "utse en samordnare" in minutes
    assert "med ändring: att dela på en tjänst · klart senast" in minutes
    assert "leasa" not in minutes
    # Its form begins with what was decided; only the reason is put right.
    page = client.get(url(group)).content.decode()
    assert "leasa" not in page
    settle(client, group, action, "changed", stands[0], cost="9 kr", due_on=due, reason="Billigare")
    assert read() == stands
    assert action.what == "leasa en tjänst", "the plan stays as its leader has made it"
    remove_action(action_id=action.pk, **given)
    assert read() == stands


@pytest.mark.one_database
def test_the_new_wording_begins_as_the_proposal_and_its_reason_is_apart(client, group):
    action = ask(group, "Att utse en samordnare.")
    field = f"item{action.pk}-text"
    form = parse_html(client.get(url(group)).content.decode())
    assert form.one("textarea", name=field).text.strip() == "utse en samordnare"
    new = "utse en samordnare på halvtid"
    settle(client, group, action, "changed", new, reason="Piteå har inte råd.")
    corrected = parse_html(client.get(url(group)).content.decode())
    assert corrected.one("textarea", name=field).text.strip() == new
    [decided] = Decision.objects.all()
    assert word_decision(decided) == f"Med ändring: {new}. Skäl: Piteå har inte råd."
    shown = render_to_string("steering/decided.html", {"decision": decided})
    assert [shown.count(each) for each in ("att utse en samordnare", new, "Skäl:")] == [2, 1, 1]


def test_what_was_changed_since_it_was_read_is_not_decided_on(client, group):
    action = ask(group)
    page = settle(client, group, action, "changed", "Hälften", revision=action.revision - 1)
    assert page.status_code == 409
    assert "Hälften" in page.content.decode()
    assert "Förslaget har ändrats" in page.content.decode()
    assert not Decision.objects.exists()


def test_of_two_who_decide_at_once_the_second_is_told_that_it_is_decided(client, group):
    action = ask(group)
    settle(client, group, action, "proposed")
    page = settle(client, group, action, "rejected", "Nej", revision=action.revision - 1)
    assert page.status_code == 409
    assert "Någon annan har just antecknat ett beslut" in page.content.decode()
    assert 'value="Cia"' not in client.get(url(group, "steering_report")).content.decode()


def test_what_was_referred_back_and_written_anew_is_asked_anew(client, group):
    action = ask(group)
    settle(client, group, action, "referred", "Vem betalar?")
    given = {"collaboration": group.collaboration, "today": timezone.localdate()}
    update_action(action_id=action.pk, what="utse en samordnare som Piteå betalar", **given)
    action.refresh_from_db()
    assert action.outcome == ""


def test_only_what_the_group_has_asked_for_can_be_decided(client, group):
    assert settle(client, group, ask(group, for_steering=False), "proposed").status_code == 404
    other = make_group("Annan", "Allt", "other@kommun.example")
    assert settle(client, group, other.plan(for_steering=True), "proposed").status_code == 404


@pytest.mark.parametrize("outcome", ["changed", "rejected"])
def test_the_leader_puts_a_decisions_day_right_or_takes_it_back_and_it_is_told(
    client, group, outcome
):
    day = days_from_now(-9)
    type(group.round).objects.update(opened_on=day)
    action = ask(group)
    terms = {"cost": "100 000 kr"} if outcome == "changed" else {}
    settle(client, group, action, outcome, "dela på en tjänst", **terms)
    leader, decided = sign_in(ANNA), Decision.objects.get()
    address = group.url("correct_decision", decided.pk)
    assert address in leader.get(group.url("steering_link")).content.decode()
    cost = {"changed": "100 000 kr", "rejected": "200 000 kr"}[outcome]
    assert f"kostnad: {cost}" in leader.get(address).content.decode()
    assert leader.post(address, {"decided_on": "2999-01-01"}).status_code == 422
    assert leader.post(address, {"decided_on": day.isoformat()}).status_code == 302
    decided.refresh_from_db()
    assert decided.decided_on == day
    assert leader.post(address, {"go": "undo"}).status_code == 302
    assert not Decision.objects.exists()
    action.refresh_from_db()
    assert (action.what, action.cost) == ("utse en samordnare", "200 000 kr")
    assert (action.outcome, action.status) == ("", "planned")
    told = parse_html(sign_in(CIA).get(group.url("round")).content.decode())
    history = told.one("section", aria_labelledby="history").text
    for words in ("beslut rättad", "beslut borttaget", "dela på en tjänst", ANNA):
        assert words in history


@pytest.mark.one_database
@pytest.mark.usefixtures("real_files")
def test_what_was_decided_is_an_extract_on_one_page_for_all_who_may(client, group, tmp_path):
    settle(client, group, ask(group), "changed", "dela på en tjänst")
    day = timezone.localdate().isoformat()
    files = [
        client.get(url(group, "steering_extract", day)),
        sign_in(CIA).get(group.url("round_extract", day)),
    ]
    assert [file["Content-Type"] for file in files] == ["application/pdf"] * 2
    path = tmp_path / "extract.pdf"
    path.write_bytes(files[0].content)
    assert pdfua.validate(str(path)).findings == ()
    [page] = PdfReader(BytesIO(files[0].content)).pages
    assert "dela på en tjänst" in page.extract_text()
    assert client.get(url(group, "steering_extract", "2020-01-01")).status_code == 404


# Mails, and answers -------------------------------------------------------------------------------


def test_the_tool_mails_the_link_with_the_leaders_words_and_keeps_no_address(group, mailoutbox):
    leader = sign_in(ANNA)
    type(group.round).objects.update(sender="Anna, Piteå")
    ask(group)
    ask(group, "städa", outcome="referred")
    sent = {"addresses": "Disa <disa@kommun.example>; eva@kommun.example", "message": "Vi ses."}
    assert leader.post(group.url("mail_steering_link"), sent).status_code == 302
    assert [mail.to for mail in mailoutbox] == [["disa@kommun.example"], ["eva@kommun.example"]]
    assert mailoutbox[0].reply_to == [ANNA]
    asked = "- utse en samordnare (kostnad: 200 000 kr)"
    for word in (url(group), NAME, f"Anna, Piteå ({ANNA})", "Vi ses.", asked):
        assert word in mailoutbox[0].body
    assert "Anna, Piteå" in leader.get(group.url("steering_link")).content.decode()
    assert "disa@" not in leader.get(group.url("steering_link")).content.decode()


def test_an_address_that_was_not_reached_is_told_until_the_link_is_mailed_again(
    group, mailoutbox, monkeypatch, settings
):
    leader, sent = sign_in(ANNA), {"addresses": "disa@kommun.example", "message": ""}
    page = group.url("steering_link")
    with monkeypatch.context() as broken:
        broken.setattr("assessments.core.mails.EmailMessage.send", lambda *_args: 0)
        leader.post(group.url("mail_steering_link"), sent)
    assert "disa@kommun.example" in leader.get(page).content.decode()
    with monkeypatch.context() as ended:  # the process that was to send it
        ended.setattr("assessments.steering.mailing.mail_links", Mock())
        leader.post(group.url("mail_steering_link"), sent)
    assert "disa@kommun.example" not in leader.get(page).content.decode()
    assert url(group) not in LinkMail.objects.get().text
    settings.SITE_URL, now = "https://samverkan.example", timezone.now()
    send_stuck_link_mails(now=now)
    assert mailoutbox == [], "not while its own process may be at it"
    for _ in range(2):
        send_stuck_link_mails(now=now + timedelta(hours=2))
    assert [f"https://samverkan.example{url(group)}" in mail.body for mail in mailoutbox] == [True]
    assert not LinkMail.objects.exists()


def test_whoever_asks_is_mailed_the_answer_if_they_want_and_the_address_is_forgotten(
    client, group, mailoutbox, monkeypatch, settings
):
    settings.SITE_URL, leader = "https://samverkan.example", sign_in(ANNA)
    action, today = ask(group), timezone.localdate()
    asked = {"text": "Vem betalar?", "name": "Anna N.", "email": "Anna.N@Region.example"}
    for about in (str(action.pk), str(action.pk), ""):
        client.post(url(group, "steering_comment"), asked | {"action_id": about})
    wrong = client.post(url(group, "steering_comment"), asked | {"email": "fel"})
    assert wrong.status_code == 422
    assert "anna.n@" not in leader.get(group.url("steering_link")).content.decode().lower()
    with monkeypatch.context() as broken:
        broken.setattr("assessments.core.mails.EmailMessage.send", lambda *_args: 0)
        leader.post(group.url("answer_steering"), {"text": "Vi.", "action_id": action.pk})
    tell_askers(today=today)
    [mail] = mailoutbox
    assert mail.to == ["anna.n@region.example"]
    for said in ("Vi.", "utse en samordnare", settings.SITE_URL + url(group)):
        assert said in mail.body
    [left] = AnswerNotice.objects.all()
    assert (left.action, left.answered_on) == (None, None), "what is not answered waits"
    revoke_steering_link(assessment=group.round)
    tell_askers(today=today)
    assert not AnswerNotice.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "sent",
    [
        {"addresses": "disa"},
        {"addresses": " ".join(f"d{i}@kommun.example" for i in range(21))},
        {"addresses": "disa@kommun.example", "message": "Se evil.example/x"},
    ],
)
def test_a_link_is_not_mailed_to_what_is_no_address_nor_with_others_links(group, mailoutbox, sent):
    refused = sign_in(ANNA).post(group.url("mail_steering_link"), sent)
    assert (refused.status_code, mailoutbox) == (422, [])
    assert sent["addresses"] in refused.content.decode()


def test_those_who_lead_are_told_once_of_what_was_written_and_answer_it(client, group, mailoutbox):
    client.post(url(group, "steering_comment"), {"text": "Vad kostar det?", "name": "Cia"})
    settle(client, group, ask(group), "changed", "dela på en tjänst")
    client.post(url(group, "steering_decision"), decision(text="Ses i mars."))
    call_command("run_due")
    call_command("run_due")
    [mail] = mailoutbox
    assert mail.to == [ANNA, BO]
    decided = "- att utse en samordnare: med ändring, att dela på en tjänst\n"
    assert f"2 beslut är antecknade.\n{decided}- eget beslut\n\nEn komm" in mail.body
    assert "Vad kostar det?" not in mail.body
    for page in (group.url("round"), group.collaboration_url("collaboration")):
        said = " ".join(sign_in(ANNA).get(page).content.decode().split())
        assert "Styrgruppen: 2 beslut, 1 kommentar<" in said
    sign_in(BO).post(group.url("answer_steering"), {"text": "Inget alls.", "name": "Bo"})
    assert "Inget alls." in client.get(url(group)).content.decode()
    call_command("run_due")
    assert len(mailoutbox) == 1


@pytest.mark.one_database
def test_a_question_about_what_is_asked_stands_there_with_the_answer(client, group, mailoutbox):
    action = ask(group)
    about = {"action_id": str(action.pk)}
    client.post(url(group, "steering_comment"), {"text": "Vem betalar?", "name": "Cia"} | about)
    call_command("run_due")
    assert "- om att utse en samordnare" in mailoutbox[0].body
    read = parse_html(sign_in(BO).get(group.url("steering_link")).content.decode()).one("main").text
    assert read.index("Om att utse en samordnare") < read.index("Vem betalar?")
    assert read.index("Vem betalar?") < read.index("Om hela rapporten")
    sign_in(BO).post(group.url("answer_steering"), {"text": "Piteå betalar.", "name": ""} | about)
    empty = client.post(url(group, "steering_comment"), {"text": "", "name": "Cia"} | about)
    item = parse_html(empty.content.decode()).one("li", id=f"b-{action.pk}")
    assert item.text.index("Vem betalar?") < item.text.index("Piteå betalar.")
    assert "open" in item.all("details")[1].attrs
    assert item.one("input", id=f"commentform{action.pk}-name").attrs["value"] == "Cia"
    sent = {"addresses": "disa@kommun.example", "message": ""}
    sign_in(BO).post(group.url("mail_steering_link"), sent)
    told = mailoutbox[-1].body
    assert "Er fråga: Vem betalar?\n  Vårt svar: Piteå betalar." in told
    settle(client, group, action, "changed", "dela på en tjänst")
    assert "Om att utse en samordnare" in sign_in(BO).get(group.url("steering_link")).text
    remove_action(
        action_id=action.pk, collaboration=group.collaboration, today=timezone.localdate()
    )
    assert "Piteå betalar." in client.get(url(group)).content.decode()


@pytest.mark.one_database
@pytest.mark.parametrize("about", ["foreign", "10000000000000000000000"])
def test_a_comment_on_what_is_not_the_groups_own_is_of_the_whole(client, group, about):
    if about == "foreign":
        about = str(make_group("Annan", "Allt", "other@kommun.example").plan(for_steering=True).pk)
    given = {"text": "Hej", "name": "", "action_id": about}
    assert client.post(url(group, "steering_comment"), given).status_code == 302
    assert SteeringComment.objects.get().action is None


def test_a_notice_that_does_not_get_away_is_tried_again(client, group, mailoutbox, monkeypatch):
    client.post(url(group, "steering_comment"), {"text": "Hej", "name": ""})
    with monkeypatch.context() as broken:
        broken.setattr("assessments.core.mails.EmailMessage.send", lambda *_args: 0)
        call_command("run_due")
    call_command("run_due")
    assert len(mailoutbox) == 1
