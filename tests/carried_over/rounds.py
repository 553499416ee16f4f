"""Fills in the groups: their rounds in every state, meetings, plans and steering groups."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest import mock

from django.utils import timezone

from assessments.actions.accounts import delete_account
from assessments.actions.collaborations import change_role, hand_over, remove_member, remove_part
from assessments.actions.invitations import (
    remind,
    replace_group_link,
    set_asked,
    turn_off_group_link,
    withdraw,
)
from assessments.actions.keeping import keep_for
from assessments.actions.plans import reassess_action, remove_action, set_status, update_action
from assessments.actions.rounds import (
    delete_draft,
    delete_respondent,
    extend_round,
    reopen_round,
)
from assessments.actions.steering import (
    make_steering_link,
    record_decision,
    revoke_steering_link,
    store_steering_comment,
)
from assessments.domain.meeting import ActionStatus
from assessments.domain.permissions import Role
from assessments.links import LinkKind, sign_link
from assessments.models import Invitation, Member
from assessments.reminders import remind_of_actions
from assessments.selectors.meetings import fetch_meeting
from samverkan.models import User
from tests.carried_over.groups import Group, Round, answer_all, answer_some, days
from tests.carried_over.people import ANNA, BO, CIA, SAM
from tests.carried_over.places import Places

EXAMPLE = Path(__file__).parents[2] / "assessments" / "example_answers.json"

PARTIES = ["Älvdalens kommun", "Luleå tekniska universitet", "Företagarna"]
READ_PAGES = ("var-ni-star", "vad", "varfor", "det-har-bestamde-ni")
"""The pages of the meeting that are read."""

PERSPECTIVES = ("initiativtagare", "drivande", "medverkande", "intressent")


def path_of_everything(group: Group) -> str:
    return f"/samverkan/{group.collaboration.public_id}/allt.json"


def fill_without_leader(set_time: Callable[[str], None], places: Places) -> None:
    """Led by nobody: the leader's account is gone, and a reader is left."""
    group = Group("Kvar utan ledare", "det som blev kvar", "lena@kommun.example")
    group.let_in(reader=[CIA])
    round_ = group.open("Enda omgången", smallest_group=6, weighting="organisation",
                        organisations=PARTIES[:2])  # fmt: skip
    for number in range(7):
        round_.answer(answer_some(number), organisation=PARTIES[number % 2],
                      perspective=PERSPECTIVES[number % 4])  # fmt: skip
    round_.close()
    delete_account(user=group.leader, keep_diagnoses=True)
    places.add("led by nobody: result", f"{round_.path}resultat/1/", "result", who=CIA)
    # And one that went to the one who led with the leader.
    left = Group("Gick i arv", "det som Bo fick", "leif@kommun.example")
    left.let_in(co_leader=[BO])
    delete_account(user=left.leader, keep_diagnoses=True)
    places.add("inherited: everything", path_of_everything(left), "kept", who=BO)


def fill_network(set_time: Callable[[str], None], places: Places) -> Group:
    """Anna's network: parts, members, an anonymous round with its meeting, plan and steering."""
    set_time("2026-03-05 09:00")
    group = Group("Näringslivsnätverket", "företagen längs älven och tre kommuner", ANNA)
    others = [f"{name}@kommun.example" for name in ("dag", "elin", "ny.medlem")]
    group.let_in(co_leader=[BO, others[0]], reader=[CIA, *others[1:]])
    group.describe(results="Fler går kurserna.\nFärre åker bort.")
    group.name_part("Norra delen", "Norr om älven")
    group.name_part("Södra delen")
    remove_part(part=group.name_part("En del för mycket", "tas bort"))
    member = Member.objects.get(user__email="elin@kommun.example")
    change_role(member=member, role=Role.CO_LEADER)
    remove_member(member=Member.objects.get(user__email="dag@kommun.example"))

    round_ = group.draft("Våren", people=4, weighting="organisation", organisations=PARTIES,
                         asks_second_perspective=True, allows_statistics=True)  # fmt: skip
    addresses = [f"svarande{number}@kommun.example" for number in range(6)]
    invited = round_.invite(*addresses)
    round_.open()
    for number in range(9):
        round_.answer(
            answer_all(number), invited[number] if number < 5 else None,
            perspective=PERSPECTIVES[number % 4], organisation=PARTIES[number % 8 % 3],
            second_perspective=("arbetsgivare", "medarbetare", "chef", "facklig")[number % 4],
        )  # fmt: skip
    round_.begin(answer_some(9))  # never handed in: goes when the round closes
    withdraw(assessment=round_.row, invitation=invited[0].public_id)
    set_time("2026-03-12 09:00")
    remind(assessment=round_.row, today=timezone.localdate(), site="https://samverkan.example")
    set_time("2026-03-20 15:00")
    round_.close()
    _meeting(set_time, group, round_)

    places.add("network: spring 1", f"{round_.path}resultat/1/", "status", who=ANNA)
    path = f"{round_.path}resultat/2/"
    places.add("network: spring 2", path, "result", who=ANNA)
    places.add("network: spring 2 table", f"{path}tabell.csv", "file", who=ANNA)
    places.add("network: spring 2 answers", f"{path}svar.json", "status", who=ANNA)  # 404
    places.add("network: spring 2 diagnosis", f"{path}diagnos.json", "json", who=ANNA)
    places.add("network: spring meeting", f"{round_.path}mote/", "facts", who=ANNA)
    pages = [page for page in fetch_meeting(round_.row).agenda.pages if page.slug in READ_PAGES]
    assert len(pages) == len(READ_PAGES)
    for page in pages:
        where = f"{round_.path}mote/{page.slug}/"
        places.add(f"network: spring meeting {page.slug}", where, "facts", who=BO)
    places.add("network: spring round", round_.path, "facts", who=ANNA)
    places.add("network: spring answers gone", f"/d/{round_.tokens[0]}/", "status")
    steering = f"/s/{round_.steering_token}/"
    places.add("network: spring steering", steering, "facts")
    places.add("network: spring steering report", f"{steering}rapport/", "status")
    return group


def _meeting(set_time: Callable[[str], None], group: Group, round_: Round) -> None:
    anna, bo = User.objects.get(email=ANNA), User.objects.get(email=BO)
    set_time("2026-03-27 13:00")
    round_.write(anna, **{"joint.stage": "etablering", "joint.reason": "Vi har bara börjat."})
    round_.write(bo, note__vem="Vi menar olika saker med “vi”.\nDet ska vi reda ut.")
    round_.write(anna, note__varfor="Först så här", dissent="Företagarna håller inte med.")
    round_.write(bo, note__varfor="Sedan så här, och det står kvar")
    round_.write(anna, note__vad="Skrivet och sedan taget tillbaka")
    round_.write(None, note__vad="")
    due = {"aspect": "vem", "who": "Anna", "of": round_}
    group.plan("Bjud in skolan <till> & mötet", due_on=days(20), **due)
    done = group.plan("Skriv ner varför vi finns", due_on=days(30), aspect="varfor", of=round_)
    ongoing = group.plan("Dela på nycklarna", who="Bo, Cia", of=round_, aspect="vad")
    round_.report()
    today = timezone.localdate
    set_time("2026-04-03 13:00")
    set_status(action_id=ongoing.pk, collaboration=group.collaboration,
               status=ActionStatus.ONGOING, today=today(), user=bo)  # fmt: skip
    dropped = group.plan("Hyr en buss", due_on=days(5))
    set_status(action_id=dropped.pk, collaboration=group.collaboration,
               status=ActionStatus.DROPPED, today=today())  # fmt: skip
    group.plan("Klart först nästa år", who="Någon", due_on=days(400))
    group.plan("Utan dag och ansvarig")
    removed = group.plan("Fel av oss, ska bort", due_on=days(9))
    remove_action(
        action_id=removed.pk, collaboration=group.collaboration, today=timezone.localdate()
    )
    update_action(action_id=done.pk, collaboration=group.collaboration, what="Skriv ner varför",
                  who="Elin", due_on=days(3), aspect="varfor", status=ActionStatus.DONE,
                  today=today(), user=anna)  # fmt: skip
    values = {"varfor.1": 5, "varfor.2": "dont_know"}
    reassess_action(
        action_id=done.pk, collaboration=group.collaboration, values=values, today=today()
    )
    assert remind_of_actions(today=today()) == 0
    set_time("2026-04-10 09:00")
    assert remind_of_actions(today=today()) == 1
    make_steering_link(assessment=round_.row, expires_on=days(10))
    make_steering_link(assessment=round_.row, expires_on=days(300))
    store_steering_comment(assessment=round_.row, name="Styrgruppens ordförande",
                           text="Bra jobbat.\n\nMen var är skolan?", today=today())  # fmt: skip
    store_steering_comment(assessment=round_.row, name="", text="Utan namn.", today=today())
    record_decision(assessment=round_.row, decided_on=days(-1), today=today(),
                    text="Nätverket fortsätter två år till.", name="Sekreteraren")  # fmt: skip


def fill_second_round(set_time: Callable[[str], None], places: Places, group: Group) -> None:
    """Half a year later, on another edition: compared with the first, with what was decided."""
    set_time("2026-10-12 09:00")
    round_ = group.open("Hösten", organisations=PARTIES, allows_statistics=True)
    for number in range(8):
        round_.answer(answer_all(number + 3, level=4), organisation=PARTIES[number % 3],
                      perspective=PERSPECTIVES[number % 4])  # fmt: skip
    set_time("2026-10-26 09:00")
    round_.close()
    round_.write(User.objects.get(email=ANNA), note__vem="Nu är skolan med.")
    group.plan("Fira att skolan är med", of=round_, aspect="vem", due_on=days(60))
    round_.report()
    make_steering_link(assessment=round_.row, expires_on=days(60))
    revoked = round_.steering_token
    revoke_steering_link(assessment=round_.row)
    places.add("network: autumn 1", f"{round_.path}resultat/1/", "status", who=CIA)
    path = f"{round_.path}resultat/2/"
    places.add("network: autumn archive", f"{round_.path}arkiv.zip", "archive", who=ANNA)
    places.add("network: autumn", path, "result", who=CIA)
    places.add("network: autumn Word", f"{path}beslutsunderlag.docx", "word", who=CIA)
    places.add("network: autumn PDF", f"{path}rapport.pdf", "pdf", who=CIA)
    places.add("network: autumn diagnosis", f"{path}diagnos.json", "json", who=CIA)
    places.add("network: autumn old steering link", f"/s/{revoked}/", "status")
    part = group.collaboration.parts.get(name="Norra delen")
    of_part = group.open("Delen för sig", part=part, asks_perspective=False, smallest_group=10,
                         people=12)  # fmt: skip
    for number in range(11):
        of_part.answer(answer_some(number))
    set_asked(assessment=of_part.row, people=20)
    of_part.close()
    places.add("network: the part", f"{of_part.path}resultat/1/", "result", who=ANNA)


def fill_small_groups(set_time: Callable[[str], None], places: Places) -> None:
    """Rounds of so few that little or nothing is shown."""
    set_time("2026-10-07 10:00")
    for number in (0, 1, 4):
        group = Group(f"En liten grupp om {number}", "ett fåtal som känner varandra", BO)
        round_ = group.open("Liten", people=6, organisations=PARTIES[:2])
        for answering in range(number):
            round_.answer(answer_some(answering), organisation=PARTIES[answering % 2],
                          perspective=PERSPECTIVES[answering])  # fmt: skip
        round_.close()
        places.add(f"few: {number}", f"{round_.path}resultat/1/", "result", who=BO)


def fill_named_rounds(set_time: Callable[[str], None], places: Places) -> None:
    """Rounds with names: closed twice; closed once and open again; one to be closed when read."""
    set_time("2026-10-08 10:00")
    group = Group("Med namn", "de som säger vad de heter", BO)
    group.let_in(co_leader=[ANNA])
    bo = User.objects.get(email=BO)
    twice = group.open("Stängd två gånger", anonymous=False, organisations=PARTIES)
    invited = twice.invite("ture@kommun.example", "ulla@kommun.example")
    for number in range(6):
        twice.answer(
            answer_some(number), invited[number] if number < 2 else None, name=f"Ture {number}",
            perspective=PERSPECTIVES[number % 4], organisation=PARTIES[number % 3],
        )  # fmt: skip
    twice.close()
    reopen_round(assessment=twice.row, closes_on=days(10), reason="Två hann inte svara",
                 user=bo, today=timezone.localdate())  # fmt: skip
    twice.answer(answer_some(8), name="Sen", organisation=PARTIES[0])
    set_time("2026-10-12 10:00")
    twice.close()
    places.add("named: result 1", f"{twice.path}resultat/1/", "status", who=BO)
    places.add("named: result 2", f"{twice.path}resultat/2/", "result", who=BO)
    places.add("named: round", twice.path, "facts", who=BO)

    # Handed over to Anna and back: Bo leads.
    hand_over(collaboration=group.collaboration, member=Member.objects.get(
        collaboration=group.collaboration, user__email=ANNA))  # fmt: skip
    hand_over(collaboration=group.collaboration, member=Member.objects.get(
        collaboration=group.collaboration, user__email=BO))  # fmt: skip

    again = group.open("Öppnad igen", anonymous=False, asks_perspective=False)
    [invited_once] = again.invite("vera@kommun.example")
    gone = again.answer(answer_some(1), invited_once, name="Vera")
    for number in range(2, 8):
        again.answer(answer_some(number), name=f"Person {number}")
    again.close()
    set_time("2026-11-20 10:00")
    reopen_round(assessment=again.row, closes_on=days(60), reason="Vera hade fel blankett",
                 user=bo, today=timezone.localdate())  # fmt: skip
    places.add("named: opened again, answers", f"/d/{again.tokens[3]}/svar/", "answers")
    places.add("named: opened again, result unread", f"{again.path}resultat/1/", "status", who=BO)
    places.add("named: opened again, round", again.path, "facts", who=BO)
    removed = group.open("Någon borttagen", anonymous=False, asks_perspective=False,
                         closes_on=days(80))  # fmt: skip
    removed.answer(answer_some(2), name="Kvar")
    delete_respondent(respondent=removed.answer(answer_some(3), name="Borttagen"))
    assert gone.pk

    # Its last day has passed; nobody has opened its page since.
    late = group.open("Sista dagen har gått", anonymous=False, closes_on=days(5))
    for number in range(5):
        late.answer(answer_some(number), name=f"Sist {number}", perspective="drivande")
    places.add("named: everything", path_of_everything(group), "kept", who=BO)
    places.add("named: late, not closed", late.path, "status", who=BO)
    places.add("named: late, closed by being read", f"{late.path}resultat/1/", "result", who=BO)


def fill_statistics(set_time: Callable[[str], None], places: Places) -> None:
    set_time("2026-08-03 10:00")
    for number in range(4):
        group = Group(f"Räknas {number}", "statistiken", f"ledare{number}@kommun.example")
        round_ = group.open("Sommaren", allows_statistics=number < 3, asks_perspective=False)
        for answering in range(6):
            round_.answer(answer_some(answering + number))
        round_.close()
    for edition in ("2026.1", "2026.2"):
        file = f"/personal/statistik/fragor.csv?utgava={edition}"
        places.add(f"statistics {edition}", file, "file", who=SAM)


def fill_old(set_time: Callable[[str], None], places: Places) -> None:
    """One that nothing has happened in: its members have been warned, in vain and not."""
    set_time("2026-08-20 10:00")
    group = Group("Snart raderad", "det som ingen rör", BO)
    keep_for(collaboration=group.collaboration, months=3)
    kept = Group("Sparas länge", "fem år", BO)
    keep_for(collaboration=kept.collaboration, months=60)
    closed = Group("Ingen att varna", "stängt konto", "stangd@kommun.example")
    keep_for(collaboration=closed.collaboration, months=3)
    places.add("warned: everything", path_of_everything(group), "kept", who=BO)
    places.add("kept for long: everything", path_of_everything(kept), "kept", who=BO)


def fill_on_retired_edition(places: Places) -> None:
    """Answered on an edition that is then taken out of use."""
    group = Group("På en utgången utgåva", "frågorna från i somras", ANNA)
    closed = group.open("Sensommaren", asks_perspective=False, language="en")
    for number in range(5):
        closed.answer(answer_some(number))
    closed.close()
    running = group.open("Löper ännu", closes_on=days(85), people=30, has_group_link=True)
    places.add("retired edition: result", f"{closed.path}resultat/1/", "result", who=ANNA)
    old = running.group_token
    replace_group_link(assessment=running.row)
    for number in range(3):
        running.answer(answer_some(number), perspective=PERSPECTIVES[number])
    running.begin({"initiativ.m1": "2"}, perspective="drivande")
    extend_round(assessment=running.row, closes_on=days(90), user=group.leader,
                 today=timezone.localdate())  # fmt: skip
    places.add("retired edition: group link", f"/g/{running.group_token}/", "facts")
    places.add("retired edition: old group link", f"/g/{old}/", "status")
    places.add("retired edition: handed in", f"/d/{running.tokens[0]}/svar/", "answers")
    places.add("retired edition: begun", f"/d/{running.tokens[3]}/svar/", "answers")
    places.add("retired edition: round", running.path, "facts", who=ANNA)
    places.add("retired edition: everything", path_of_everything(group), "kept", who=ANNA)


def fill_what_is_open(places: Places, group: Group) -> None:
    """A draft whose invitations wait, and an open round with invitations in every state."""
    draft = group.draft("Inte öppnad", closes_on=None, allows_statistics=None,
                        organisations=PARTIES)  # fmt: skip
    draft.invite("vantar1@kommun.example", "vantar2@kommun.example")
    places.add("network: draft", draft.path, "facts", who=ANNA)
    places.add("network: draft settings", f"{draft.path}installningar/", "facts", who=BO)
    places.add("network: draft invitations", f"{draft.path}inbjudan/", "facts", who=BO)
    deleted = group.draft("Raderas")
    delete_draft(assessment=deleted.row)

    part = group.collaboration.parts.get(name="Södra delen")
    open_ = group.open("Öppen nu", part=part, anonymous=False, organisations=PARTIES,
                       closes_on=days(40))  # fmt: skip
    sent = open_.invite(*(f"inbjuden{number}@kommun.example" for number in range(4)))
    open_.invite_in_vain("studsar@kommun.example")
    dies = mock.patch("assessments.actions.mailing._send", side_effect=SystemExit)
    with dies, suppress(SystemExit):
        open_.invite("pa.vag@kommun.example")
    open_.answer(answer_some(2), sent[0], name="Ingrid", organisation=PARTIES[0])
    open_.answer(answer_some(3), sent[1], name="Inte inbjuden längre", organisation=PARTIES[1])
    open_.begin({"varfor.1": "4", "comment.varfor": "Påbörjat"}, sent[2], name="Idun")
    withdraw(assessment=open_.row, invitation=sent[1].public_id)
    turn_off_group_link(assessment=open_.row)
    states = set(Invitation.objects.values_list("mail_state", flat=True))
    assert states == {"waiting", "sending", "sent", "failed"}, states
    places.add("network: open", open_.path, "facts", who=ANNA)
    places.add("network: open invitations", f"{open_.path}inbjudan/", "facts", who=ANNA)
    places.add("network: open, handed in", f"/d/{open_.tokens[0]}/svar/", "answers")
    places.add("network: open, begun", f"/d/{open_.tokens[2]}/svar/", "answers")
    mailed = open_.invitation_token("inbjuden3@kommun.example")
    places.add("network: open, invited", f"/i/{mailed}/", "facts")
    withdrawn = sign_link(LinkKind.INVITATION, sent[1].public_id, 1)
    places.add("network: open, withdrawn", f"/i/{withdrawn}/", "status")
    places.add("network: open, group link turned off", f"/g/{open_.group_token}/", "status")
