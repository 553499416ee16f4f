"""Fills a new database from beginning to end, in the order that time goes.

What is read afterwards is noted under a name in `Places`: addresses, and who opens them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessments.actions.accounts import delete_account
from assessments.actions.diagnoses import claim_diagnosis, delete_diagnosis, replace_links
from assessments.actions.keeping import delete_collaboration
from assessments.actions.previews import start_preview
from assessments.actions.site import store_feedback
from assessments.deletion_warnings import warn_before_deletion
from assessments.models import PlannedAction
from samverkan.models import User
from tests.carried_over import content, people
from tests.carried_over.groups import Diagnosis, Group, answer_all, answer_some
from tests.carried_over.people import ANNA, BO, CIA, EVA
from tests.carried_over.places import Places
from tests.carried_over.program import END
from tests.carried_over.rounds import (
    PERSPECTIVES,
    fill_named_rounds,
    fill_network,
    fill_old,
    fill_on_retired_edition,
    fill_second_round,
    fill_small_groups,
    fill_statistics,
    fill_what_is_open,
    fill_without_leader,
    path_of_everything,
)

EXAMPLE = Path(__file__).parents[2] / "assessments" / "example_answers.json"


def example() -> dict[str, str]:
    given = json.loads(EXAMPLE.read_text(encoding="utf-8"))["respondents"][0]
    fields = {k: str(v) for part in ("markers", "statements") for k, v in given[part].items()}
    fields |= {f"comment.{code}": text for code, text in given.get("comments", {}).items()}
    return fields | {k: given[k] for k in ("self_placement", "outlook") if k in given}


def fill(set_time: Callable[[str], None]) -> tuple[Places, dict[str, Any]]:
    """Fill the database; tell what is read of it, and what of it is secret."""
    places = Places()
    set_time("2026-01-07 09:00")
    call_command("seed_content")
    staff = people.fill_staff()
    secrets = people.fill_accounts()
    eva, pia = staff["eva"], staff["pia"]

    set_time("2026-03-02 10:00")
    alone, together = _begin_diagnoses(places)
    fill_without_leader(set_time, places)
    network = fill_network(set_time, places)
    set_time("2026-04-10 10:00")
    content.fill_first_correction(pia)
    set_time("2026-05-04 10:00")
    local = content.fill_local_edition(eva, pia)
    _english(set_time, places)
    set_time("2026-06-01 10:00")
    content.fill_local_correction(pia, local)
    fill_statistics(set_time, places)
    fill_old(set_time, places)
    set_time("2026-09-14 10:00")
    retired = content.fill_retired_edition(eva, pia)
    set_time("2026-09-22 10:00")
    fill_on_retired_edition(places)
    content.retire(pia, retired)
    set_time("2026-10-05 10:00")
    content.fill_draft(eva, pia)
    content.fill_uploaded_draft(eva)
    content.fill_words(eva, pia)
    fill_small_groups(set_time, places)
    fill_named_rounds(set_time, places)
    fill_second_round(set_time, places, network)
    set_time("2026-10-28 10:00")
    warn_before_deletion(today=timezone.localdate())
    set_time("2026-11-16 10:00")
    _finish_diagnoses(places, alone, together)
    _gone(set_time)
    set_time("2026-11-25 10:00")
    fill_what_is_open(places, network)
    set_time(END)
    _browse(places, network, secrets, eva)
    _places_of_content(places)
    return places, secrets


# One set of answers -------------------------------------------------------------------------------


def _begin_diagnoses(places: Places) -> tuple[Diagnosis, Diagnosis]:
    alone = Diagnosis("Kompetens i älvdalen", "vuxenutbildningen i fyra kommuner")
    alone.save(example())
    alone.save({"comment.vem": "Två\nrader, 'citat' \\ och 😀"})
    alone.show()
    together = Diagnosis("Energirådgivning i norr", "rådgivarna, men inte chefskretsen", people=7)
    together.save(answer_all(4, level=4))
    together.show()
    begun = Diagnosis("Disas eget nätverk", "något helt annat")
    begun.save({"initiativ.m1": "3", "varfor.1": "dont_know", "varfor.2": "not_applicable"})
    empty = Diagnosis("Tom ännu", "ingenting har besvarats", people=3)
    places.add("begun: answers", f"/d/{begun.token}/svar/", "answers")
    places.add("begun: overview", f"/d/{begun.token}/", "facts")
    places.add("empty: overview", f"/d/{empty.token}/", "facts")
    return alone, together


def _finish_diagnoses(places: Places, alone: Diagnosis, together: Diagnosis) -> None:
    """A second result with a comparison, and answers that are in none yet."""
    changed = {f"forankring.{n}": "4" for n in (1, 2)} | {f"varfor.{n}": "3" for n in (1, 2)}
    alone.save(changed | {"vem.1": "", "vem.2": ""})
    alone.show()
    alone.save({"varfor.1": "5", "comment.varfor": "Efter det senaste resultatet", "vote.1": ""})
    anna = User.objects.get(email=ANNA)
    revoked = together.read_token
    claim_diagnosis(respondent=together.respondent, user=anna, keep_links=True)
    token = replace_links(respondent=together.respondent)
    together.save({"comment.vad": "Skrivet efter att länkarna byttes"})
    for number in (1, 2):
        path = f"/l/{alone.read_token}/{number}/"
        places.add(f"alone: result {number}", path, "result")
        for file in ("svar.json", "diagnos.json", "tabell.csv"):
            how = "json" if file.endswith("json") else "file"
            places.add(f"alone: result {number} {file}", path + file, how)
    places.add("alone: result 2 summary", f"/l/{alone.read_token}/2/sammanfattning.txt", "file")
    places.add("alone: result 2 Word", f"/l/{alone.read_token}/2/beslutsunderlag.docx", "word")
    places.add("alone: answers", f"/d/{alone.token}/svar/", "answers")
    places.add("alone: overview", f"/d/{alone.token}/", "facts")
    own = f"/mina/{together.assessment.public_id}/"
    places.add("together: old link to read", f"/l/{revoked}/", "status")
    places.add("together: old link to answer", f"/d/{together.token}/", "status")
    places.add("together: link to read", f"/l/{together.read_token}/", "status")
    places.add("together: link to answer", f"/d/{token}/svar/", "answers")
    places.add("together: of the account", f"{own}resultat/1/", "result", who=ANNA)
    places.add("together: a stranger", own, "status", who=CIA)


def _english(set_time: Callable[[str], None], places: Places) -> None:
    set_time("2026-05-18 10:00")
    alone = Diagnosis("Skills in the valley", "adult education", language="en")
    alone.save(answer_all(2) | {"comment.varfor": "We do not agree on “why”."})
    alone.show()
    places.add("English: result", f"/l/{alone.read_token}/1/", "result")
    places.add("English: summary", f"/l/{alone.read_token}/1/sammanfattning.txt", "file")
    places.add("English: Word", f"/l/{alone.read_token}/1/beslutsunderlag.docx", "word")
    group = Group("Border trade", "both sides of the river", BO)
    round_ = group.open(
        "Spring", language="en", anonymous=False, organisations=["Haparanda", "Tornio"]
    )
    for number in range(6):
        round_.answer(
            answer_some(number), name=f"Person {number}", perspective=PERSPECTIVES[number % 4],
            organisation=("Haparanda", "Tornio")[number % 2],
        )  # fmt: skip
    round_.close()
    places.add("English group: result", f"{round_.path}resultat/1/", "result", who=BO)
    places.add("English group: everything", path_of_everything(group), "kept", who=BO)


def _gone(set_time: Callable[[str], None]) -> None:
    """What is deleted leaves nothing."""
    delete_diagnosis(assessment=Diagnosis("Raderad diagnos", "borta").assessment)
    group = Group("Raderad samverkan", "borta", BO)
    group.plan("Något som inte blev av")
    delete_collaboration(collaboration=group.collaboration)
    delete_account(user=Group("Raderas med kontot", "borta", "borta@kommun.example").leader,
                   keep_diagnoses=False)  # fmt: skip


# What visitors do, and what is read ---------------------------------------------------------------


def _browse(places: Places, group: Group, secrets: dict[str, Any], eva: User) -> None:
    """By the pages: so there are sent forms, counts, a form that waits, sessions."""
    browser = Client()
    feedback = {"text": "Sidan om metoden är svår.", "topic": "ovrigt", "email": "",
                "form_token": f"{'f' * 22}."}  # fmt: skip
    assert browser.post("/synpunkter/", feedback).status_code in (200, 302)
    store_feedback(text="Kan inte läsas upp\när skärmläsare", topic="tillganglighet",
                   email="blind@kommun.example")  # fmt: skip
    store_feedback(text="Vad vet ni om mig?", topic="personuppgifter")
    anna = people.sign_in(ANNA)  # the second factor is asked for: waits
    assert anna.get("/mina/").status_code == 302
    bo_plan = f"/samverkan/{group.collaboration.public_id}/plan/"
    Client().post(f"{bo_plan}ny/", {"what": "Skrivet utan att vara inloggad", "who": "Bo",
                                    "form_token": f"{'g' * 22}."})  # fmt: skip
    staff = people.sign_in(EVA)
    staff.post("/konto/andra-steget/", {"code": make_app_code()})
    content.fill_deleted_draft(staff, eva)
    secrets["preview"] = start_preview(edition_id=_edition("2026.4").pk)
    secrets |= people.fill_what_is_under_way()

    path = f"/samverkan/{group.collaboration.public_id}/"
    places.add("network: collaboration", path, "facts", who=CIA)
    places.add("network: profile", f"{path}uppgifter/", "facts", who=BO)
    places.add("network: parts", f"{path}delar/", "facts", who=BO)
    places.add("network: members", f"{path}medlemmar/", "facts", who=ANNA)
    places.add("network: plan", f"{path}plan/", "facts", who=CIA)
    for action in PlannedAction.objects.filter(collaboration=group.collaboration).order_by("pk"):
        where = f"{path}plan/{action.pk}/"
        places.add(f"network: plan {action.what[:12]}", where, "facts", who=BO)
    for file in ("plan.csv", "plan.xlsx", "plan.ics"):
        places.add(f"network: {file}", f"{path}plan/{file}", file.rpartition(".")[2], who=CIA)
    places.add("network: everything", path_of_everything(group), "kept", who=ANNA)
    places.add("network: a stranger", path, "status", who="ledare0@kommun.example")
    for who in (ANNA, BO, CIA, "ny.medlem@kommun.example"):
        places.add(f"mine: {who}", "/mina/", "facts", who=who)
    places.add("preview", f"/d/{secrets['preview']}/", "facts")
    for name in ("invitation of inbjuden", "invitation of tappat"):
        places.add(name, f"/konto/inbjudan/{secrets[name]}/", "status")


def make_app_code() -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    counter = int(timezone.now().timestamp()) // 30
    return str(format_hotp_value(hotp_value(people.APP_SECRET, counter)))


def _edition(code: str) -> Any:
    from model_content.models import Edition

    return Edition.objects.get(code=code)


def _places_of_content(places: Places) -> None:
    editions = "/personal/innehall/model_content/edition/"
    for code in ("2026.1", "2026.2", "2026.3", "2026.4", "2026.5"):
        places.add(f"edition {code}", code, "edition")
        own = f"{editions}{_edition(code).pk}/"
        places.add(f"edition {code}: history", f"{own}history/", "facts", who=EVA)
        places.add(f"edition {code}: outline", f"{own}change/", "facts", who=EVA)
    places.add("edition 2026.4: export", f"{editions}{_edition('2026.4').pk}/export/json/",
               "document", who=EVA)  # fmt: skip
    places.add("editions", editions, "facts", who=EVA)
    places.add("the model", "/modellen/", "facts")
    places.add("an aspect", "/aspekter/vad/", "facts")
    places.add("the questions", "/fragor/", "facts")
