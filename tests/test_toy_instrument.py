"""An instrument that knows nothing of stages is filled in and shown, by a method of ten lines.

Three groups (yes or no, 1 to 5, a text) get the walk, saving, conflicts, both links, a page, a
report and files without any code but what stands in `Toy`.
"""

import csv
import io
import json

import pytest

from assessments.core.links import LinkKind, sign_link
from assessments.filling.actions.diagnoses import start_diagnosis
from assessments.instruments.entries import make_seen
from assessments.instruments.instrument import Group, Instrument, Option, Question, Scale
from assessments.instruments.shown import Section
from assessments.methods.method import SheetMethod
from assessments.methods.registry import METHODS
from assessments.models import Snapshot
from assessments.results.rules.snapshot import read_instrument
from tests.markup import read_form, read_page, read_printed
from tests.world import Diagnosis

pytestmark = pytest.mark.django_db

YES_NO = Scale("yes_no", (Option("yes", "Ja"), Option("no", "Nej")), no_answer="Inget svar")
FIVE = Scale("five", tuple(Option(str(n), f"Steg {n}") for n in range(1, 6)), no_answer="–")
TOY = Instrument(
    "toy",
    (
        Group("base", "Grunden", (Question("base.1", "Finns det en plan?", YES_NO),)),
        Group("step", "Trappan", (Question("step.1", "Hur långt har ni kommit?", FIVE),)),
        Group("own", "Ert eget", (Question("own.1", "Vad vill ni?"),), why="Skriv fritt."),
    ),
    title="Leksaken",
)


class Toy(SheetMethod):
    key = "toy"

    def build(self, edition):
        return TOY

    def compute(self, instrument, sheets):
        yes = sum(sheet.get("base.1") == "yes" for sheet in sheets)
        return {"yes": yes, "said": dict(sheets[0])}

    def view(self, instrument, result):
        said = tuple((q.text, result["said"].get(c, "")) for c, q in instrument.questions.items())
        return (
            Section("Läget", (f"{result['yes']} har en plan.",), ("Punkt",)),
            Section("Svaren", heads=("Fråga", "Svar"), rows=said),
        )


@pytest.fixture
def toy(monkeypatch, published):
    monkeypatch.setitem(METHODS, "toy", Toy())
    given = {"name": "Norrhem", "scope": "allt", "answered": "together", "people": 3}
    respondent, token = start_diagnosis(published=published, instrument="toy", **given)
    return Diagnosis(respondent, token, published)


def go(bo, toy, slug, go="next", **answers):
    """Fill in a page that has just been shown."""
    url = toy.url("page", slug)
    form = read_form(read_page(bo.get(url)).one("form", id="walk"))
    named = {f"{field.replace('_', '.')}": value for field, value in answers.items()}
    return bo.post(url, form | named | {"go": go})


def fill_in(bo, toy):
    assert go(bo, toy, "base", base_1="yes").url == toy.url("page", "step")
    assert go(bo, toy, "step", step_1="4").url == toy.url("page", "own")
    assert go(bo, toy, "own", own_1="Mer tid <b>nu</b>").url == toy.url("check")


def test_its_pages_are_a_group_each_with_the_alternatives_of_each_question(bo, toy):
    overview = read_page(bo.get(toy.url("overview")))
    assert toy.url("page", "base") in [a.attrs["href"] for a in overview.all("a")]
    page = read_page(bo.get(toy.url("page", "base")))
    assert page.one("h1").text == "Grunden"
    question = page.one("fieldset", data_field="base.1")
    assert [i.attrs["value"] for i in question.all("input", type="radio")] == ["yes", "no", ""]
    assert "Finns det en plan?" in question.text
    own = read_page(bo.get(toy.url("page", "own")))
    assert (own.one("textarea").attrs["name"], "Skriv fritt." in own.text) == ("own.1", True)
    assert bo.get(toy.url("preliminary")).status_code == 404


def test_it_is_filled_in_page_by_page_and_what_is_missing_is_said(bo, toy):
    go(bo, toy, "base", base_1="yes")
    check = read_page(bo.get(toy.url("check")))
    assert "2 frågor saknar svar" in check.text
    assert "Hur långt har ni kommit?" in check.text
    assert "1 av 3 besvarade" in check.text


def test_the_script_saves_its_answers_and_is_told_of_conflicts_and_of_what_is_no_answer(bo, toy):
    url = toy.url("answers")

    def send(field, value, seen):
        body = json.dumps({"field": field, "value": value, "seen": seen, "sent": []})
        return bo.post(url, body, content_type="application/json")

    unseen = make_seen("", 0)
    assert send("base.1", "yes", unseen).json()["answered"] == 1
    conflict = send("base.1", "no", unseen)
    assert (conflict.status_code, conflict.json()["value"]) == (409, "yes")
    assert "Ni valde ”Nej”" in conflict.json()["message"]
    assert "”Ja”" in conflict.json()["message"]
    assert send("step.1", "6", unseen).status_code == 422
    assert send("initiativ.m1", "3", unseen).status_code == 422
    assert toy.values == {"base.1": "yes"}


def test_its_result_is_shown_by_both_links_and_in_every_file(bo, client, toy):
    fill_in(bo, toy)
    shown = bo.post(toy.url("conclude"), {}, follow=True)
    page = read_page(shown)
    assert page.one("h1").text == "Leksaken"
    assert "1 har en plan." in page.text
    assert "Mer tid <b>nu</b>" in page.one("table").text
    signed = sign_link(LinkKind.READ, toy.assessment.public_id, 1)
    reading = client.get(f"/l/{signed}/")
    assert "1 har en plan." in reading.content.decode()
    assert "Ändra svar" not in reading.content.decode()

    def load(name):
        response = client.get(f"/l/{signed}/1/{name}")
        assert response.status_code == 200
        return response.content

    pdf = read_printed(load("rapport.pdf")).text
    for said in ("Leksaken", "Norrhem", "1 har en plan.", "Mer tid <b>nu</b>"):
        assert said in pdf
    rows = list(csv.reader(io.StringIO(load("tabell.csv").decode("utf-8-sig")), delimiter=";"))
    assert ["Läget", "1 har en plan."] in rows
    assert ["Svaren", "Hur långt har ni kommit?", "4"] in rows
    result = json.loads(load("resultat.json"))
    assert (result["format"], result["instrument"], result["yes"]) == (
        "samverkan-sheet-result/1", "toy", 1,
    )  # fmt: skip
    answers = json.loads(load("svar.json"))
    assert answers["sheets"] == [
        {"answers": {"base.1": "yes", "step.1": "4", "own.1": "Mer tid <b>nu</b>"}}
    ]
    for missing in ("diagnos.json", "beslutsunderlag.docx", "sammanfattning.txt"):
        assert client.get(f"/l/{signed}/1/{missing}").status_code == 404


def test_the_same_answers_make_no_second_result_and_other_answers_do(bo, toy):
    fill_in(bo, toy)
    bo.post(toy.url("conclude"), {})
    bo.post(toy.url("conclude"), {})
    [first] = Snapshot.objects.all()
    assert read_instrument(first.document) == "toy"
    go(bo, toy, "base", go="stay", base_1="no")
    bo.post(toy.url("conclude"), {})
    assert [s.document["result"]["yes"] for s in Snapshot.objects.order_by("number")] == [1, 0]


def test_a_result_of_the_stage_model_does_not_name_an_instrument(shown):
    document = shown.assessment.snapshots.get().document
    assert ("instrument" in document, read_instrument(document)) == (False, "stages")
