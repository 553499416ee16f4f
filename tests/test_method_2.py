"""An edition of method 2 in use: its questions, its rounds, its commands; method 1 beside it."""

import io
import json
import re
import sys
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import Assessment
from model_content.models import Edition
from model_content.selectors.editions import PublishedEdition, fetch_edition
from tests.group import ANNA, make_group, sign_in
from tests.markup import read_form, read_page
from tests.test_round_pages import fill_in, text_of
from tests.world import start

pytestmark = pytest.mark.django_db

THREE = ["initiativ", "uppstart", "etablering"]


def use(code: str) -> PublishedEdition:
    """Take an edition into use."""
    Edition.objects.filter(code=code).update(in_use_since=timezone.now())
    return fetch_edition()


@pytest.fixture
def edition(db):
    return use("2026.2")


@pytest.fixture
def group(edition):
    return make_group()


@pytest.fixture
def anna():
    """The browser of Anna, who leads."""
    return sign_in(ANNA)


# One sheet ----------------------------------------------------------------------------------------


def test_a_marker_can_be_answered_that_it_does_not_fit_and_that_is_kept_and_told(edition):
    browser, diagnosis = Client(), start()
    url = diagnosis.url("page", "lage")
    page = read_page(browser.get(url))
    labels = [label.text for label in page.all("fieldset")[0].all("label")]
    assert labels[-3:] == ["Vet ej", "Passar inte oss", "Inget svar"]
    form = read_form(page.one("form", id="walk")) | {"go": "next"}
    markers = {m.code: "not_applicable" for m in edition.content.markers}
    response = browser.post(url, form | markers)
    assert response.url == diagnosis.url("preliminary")
    assert diagnosis.values == markers
    document = diagnosis.show().document
    assert document["method"] == "2"
    assert document["diagnosis"]["basis"]["not_applicable"] == len(markers)
    assert "ingen av frågorna om läget passar er" in text_of(browser.get(diagnosis.read_url()))


def test_with_method_1_the_answer_is_neither_offered_nor_taken(db):
    use("2026.1")
    browser, diagnosis = Client(), start()
    url = diagnosis.url("page", "lage")
    page = read_page(browser.get(url))
    assert "Passar inte oss" not in page.text
    form = read_form(page.one("form", id="walk")) | {"go": "next"}
    refused = browser.post(url, form | {"initiativ.m1": "not_applicable"})
    assert refused.status_code == 409
    assert not diagnosis.values
    assert diagnosis.show().document["method"] == "1"


# Rounds -------------------------------------------------------------------------------------------


def test_the_leader_chooses_which_stages_a_round_is_about(group, anna):
    url = group.collaboration_url("new_round")
    given = fill_in(anna, url) | {"people": "11", "allows_statistics": "no"}
    boxes = read_page(anna.get(url)).all("input", name="asked_stages")
    assert all("checked" in box.attrs for box in boxes)
    assert [box.attrs["value"] for box in boxes][:3] == THREE
    assert anna.post(url, given | {"asked_stages": THREE}).status_code == 302
    made = Assessment.objects.get()
    assert made.asked_stages == THREE
    group.round = made
    said = text_of(anna.get(group.url("round")))
    assert "Stadier som alla svarar om Initiativ, Uppstart, Etablering" in said
    assert [
        box.attrs["value"]
        for box in read_page(anna.get(group.url("edit_round"))).all("input", name="asked_stages")
        if "checked" in box.attrs
    ] == THREE


def test_all_stages_are_asked_about_unless_chosen_otherwise(group, anna):
    url = group.collaboration_url("new_round")
    given = fill_in(anna, url) | {"people": "11", "allows_statistics": "no"}
    every = [stage.code for stage in group_stages()]
    assert anna.post(url, given | {"asked_stages": every}).status_code == 302
    assert Assessment.objects.get().asked_stages == []
    refused = anna.post(url, {k: v for k, v in given.items() if k != "asked_stages"})
    assert "Välj minst ett stadium." in text_of(refused)


def group_stages():
    return fetch_edition().content.stages


@pytest.mark.parametrize("perspective", ["initiativtagare", "intressent"])
def test_everybody_in_a_round_has_the_same_pages_and_sees_no_place_before_the_result(
    group, perspective
):
    group.open(asked_stages=THREE)
    browser, (_respondent, token) = Client(), group.begin(perspective=perspective)
    url = reverse("page", args=[token, "lage"])
    page = read_page(browser.get(url))
    names = [button.attrs["value"] for button in page.one("nav", class_="bar").all("button")]
    assert names == ["lage", *THREE, "hela-vagen", "klart"]
    assert "preliminära läge" not in page.text
    form = read_form(page.one("form", id="walk")) | {"go": "next", "mognad.m1": "1"}
    assert browser.post(url, form).url == reverse("page", args=[token, "initiativ"])
    assert browser.get(reverse("preliminary", args=[token])).status_code == 404
    assert browser.get(reverse("page", args=[token, "mognad"])).status_code == 404
    assert (
        "behöver inte besvaras" not in read_page(browser.get(reverse("check", args=[token]))).text
    )


def test_a_round_that_was_prepared_on_an_edition_of_method_1_stays_as_it_is(anna):
    use("2026.1")
    group = make_group()
    group.open()
    use("2026.2")
    _respondent, token = group.begin(perspective="intressent")
    browser = Client()
    assert "Gruppens läge räknas ut av allas svar" in text_of(
        browser.get(reverse("preliminary", args=[token]))
    )
    assert (
        "Passar inte oss" not in read_page(browser.get(reverse("page", args=[token, "lage"]))).text
    )
    group.answer({"mognad.m1": "3"}, perspective="drivande")
    assert group.close().document["method"] == "1"


def test_the_form_of_a_round_on_method_1_asks_for_no_stages(anna):
    use("2026.1")
    group = make_group()
    group.draft()
    use("2026.2")
    assert not read_page(anna.get(group.url("edit_round"))).all("input", name="asked_stages")


def test_a_closed_round_orders_what_to_strengthen_by_votes_and_keeps_them(group, edition):
    group.open()
    fields = {m.code: "3" for s in edition.content.stages[:3] for m in s.markers}
    fields |= {m.code: "2" for m in edition.content.stages[3].markers}
    low = edition.content.aspect_by_code["varfor"].statements[0].code
    fields |= {s.code: "3" for s in edition.content.statements} | {low: "2"}
    for number in range(6):
        group.answer(
            fields | ({"vote.kommunikation": "yes"} if number < 3 else {"vote.vem": "yes"})
        )
    document = group.close().document
    assert document["votes"] == {"vem": 3, "kommunikation": 3}
    assert document["diagnosis"]["priorities"][:3] == ["varfor", "vem", "kommunikation"]


# Commands -----------------------------------------------------------------------------------------


def diagnose(capsysbinary, monkeypatch, document) -> tuple[int, bytes, str]:
    given = io.TextIOWrapper(io.BytesIO(json.dumps(document).encode()))
    monkeypatch.setattr(sys, "stdin", given)
    capsysbinary.readouterr()
    try:
        call_command("diagnose", "-")
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    output, messages = capsysbinary.readouterr()
    return code, output, messages.decode()


def make_answers(edition_code, **more):
    markers = {"mognad.m1": 3, "uppstart.m2": "not_applicable"}  # both editions have them
    return {
        "format": "samverkan-answers/1", "edition": edition_code,
        "respondents": [{"markers": markers, "votes": ["varfor"], **more}],
    }  # fmt: skip


def test_diagnose_computes_each_edition_by_its_own_method(edition, capsysbinary, monkeypatch):
    code, output, _ = diagnose(capsysbinary, monkeypatch, make_answers("2026.2"))
    assert code == 0
    found = json.loads(output)
    assert (found["edition"], found["method"]) == ("2026.2", "2")
    total = len(edition.content.markers)
    assert found["basis"] == {
        "markers": total, "known": 1, "dont_know": 0, "not_applicable": 1,
        "unanswered": total - 2, "thin": True,
    }  # fmt: skip
    code, output, said = diagnose(capsysbinary, monkeypatch, make_answers("2026.1"))
    assert (code, output) == (2, b"")
    assert 'respondents[0].markers.uppstart.m2: "not_applicable" is not one of' in said


def test_render_report_makes_the_report_of_either_edition(edition, tmp_path):
    for code, method in (("2026.1", "1"), ("2026.2", "2")):
        answers = make_answers(code)
        answers["respondents"][0]["markers"].pop("uppstart.m2")
        file, out = tmp_path / "svar.json", tmp_path / "ut.pdf"
        file.write_text(json.dumps(answers))
        call_command("render_report", str(file), "--pdf", str(out))
        pages = PdfReader(out).pages
        text = " ".join("".join(page.extract_text() for page in pages).split())
        assert f"Metod: version {method}." in text
        assert ("lägesfrågor" in text) == (method == "2")


# The page about the method ------------------------------------------------------------------------


def test_the_page_about_the_method_says_what_changed_with_either_edition_in_use(client):
    use("2026.1")
    before = read_page(client.get(reverse("method"))).text
    assert "räknas med metod 1." in before
    assert "Vad metod 2 ändrade" in before
    assert "tre fjärdedelar" in before
    use("2026.2")
    after = read_page(client.get(reverse("method"))).text
    assert "räknas med metod 2." in after
    assert "mer än en fjärdedel av frågorna som passar er" in after
    assert "mer än en fjärdedel av frågorna som passar er" not in before


def test_a_new_round_begins_as_the_last_one_also_in_its_stages(group, anna):
    group.draft(asked_stages=THREE, closes_on=date(2027, 1, 1))
    page = read_page(anna.get(group.collaboration_url("new_round")))
    boxes = page.all("input", name="asked_stages")
    assert [box.attrs["value"] for box in boxes if "checked" in box.attrs] == THREE
    group.invite("ture@kommun.example")
    draft = read_page(anna.get(group.url("round"))).text
    assert "Ni har valt bort några stadier" in draft, "it is not folded away"
    assert re.search(r"ungefär \d+ minuter", draft)
    assert "kvart" not in draft
