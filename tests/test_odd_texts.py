"""Odd texts at every door of a group: names that cannot be seen, parties that look alike, control
characters, names with addresses in them; and what writes files and mails of older rows."""

import io
import zipfile

import pytest
from django import forms as django_forms
from icalendar import Calendar

from assessments.filling.forms.respond import OTHER_ORGANISATION
from assessments.keeping.archive import make_archive
from assessments.models import Assessment, Collaboration, Respondent
from assessments.rounds.actions.mailing import write_text
from samverkan.forms import EmailField, LineField, TextField
from tests.group import ANNA, days_from_now, make_group, sign_in
from tests.markup import read_form, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

UNSEEN = [
    "\u3164",
    "\u2800",
    "\u115f\u1160",
    "\uffa0",
    "\u200b\u200d",
    "\U000e0041",
    "\u0301",
    "\x02",
]


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def anna(group):
    return sign_in(ANNA)


def post_draft(anna, group, **changes):
    """Change the settings of a draft through its form."""
    page = read_page(anna.get(group.url("edit_round")))
    data = {**read_form(page.one("form", class_="form")), **changes}
    return anna.post(group.url("edit_round"), data)


def list_forms():
    import samverkan.accounts.sign_in  # noqa: F401

    waiting = [django_forms.Form]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.split(".")[0] in ("assessments", "samverkan"):
            yield form


def test_no_form_takes_a_text_that_is_not_cleaned():
    kinds = (LineField, TextField, EmailField)
    seen = [
        (form, name, field) for form in list_forms() for name, field in form.base_fields.items()
    ]
    texts = [each for each in seen if isinstance(each[2], django_forms.CharField)]
    assert len(texts) > 15
    raw = [(form.__name__, name) for form, name, field in texts if not isinstance(field, kinds)]
    # What is compared, or given by a device or by a page, and never stored as it is; the address of
    # signing in is replaced when its form is made.
    assert {name for _form, name in raw} <= {"code", "credential", "email", "seen"}, raw


@pytest.mark.one_database
@pytest.mark.parametrize("name", UNSEEN, ids=ascii)
def test_a_name_that_cannot_be_seen_is_asked_for_again(anna, group, name):
    group.draft()
    assert post_draft(anna, group, title=name).status_code == 422
    response = post_draft(anna, group, organisations=f"{name}\nPiteå\n-\n•")
    assert response.status_code == 302
    assert group.reload().organisations == ["Piteå", "-", "•"]


def test_parties_typed_and_pasted_from_a_mac_are_one_choice(anna, group):
    group.draft()
    pasted = "Luleå kommun\nLulea\u030a  KOMMUN\nLuleå\u200b\u00a0kommun\nPiteå"
    assert post_draft(anna, group, organisations=pasted).status_code == 302
    assert group.reload().organisations == ["Luleå kommun", "Piteå"]


@pytest.mark.one_database
def test_somebody_else_is_no_party_whatever_a_party_is_called(client, group):
    named = ["-", "•", "annan", OTHER_ORGANISATION.strip(), "Lulea\u030a", "Luleå"]
    group.open(organisations=named)
    form = read_page(client.get(f"/g/{group.group_token}/")).one("main").one("form")
    values = [box.attrs["value"] for box in form.all("input", type="radio", name="organisation")]
    assert values == ["-", "•", "annan", "Lulea\u030a", OTHER_ORGANISATION]
    for value, stored in (("-", "-"), ("•", "•"), ("annan", "annan"), (OTHER_ORGANISATION, "")):
        Respondent.objects.all().delete()
        given = {"perspective": "drivande", "organisation": value}
        assert client.post(f"/g/{group.group_token}/", given).status_code == 302
        assert Respondent.objects.get().organisation == stored


@pytest.mark.one_database
@pytest.mark.parametrize("field", ["title", "organisations"])
def test_an_address_in_a_name_that_goes_out_in_mail_is_refused(anna, group, field):
    group.draft()
    response = post_draft(anna, group, **{field: "Din betalning: evil.example/x"})
    assert response.status_code == 422
    assert "”evil.example/x” ser ut som en webbadress" in response.content.decode()
    assert post_draft(anna, group, **{field: "Kommun.se-gruppen 2.0"}).status_code == 302


@pytest.mark.one_database
def test_an_address_in_the_name_of_a_collaboration_is_refused(client, anna):
    data = {"name": "Läs https://evil.example", "scope": "allt"}
    assert anna.post("/samverkan/ny/", data).status_code == 422
    assert client.post("/ny/", {**data, "answered": "alone"}).status_code == 422
    assert Collaboration.objects.count() == 1


@pytest.mark.one_database
@pytest.mark.usefixtures("real_files")
def test_what_older_rows_hold_stops_no_file_and_stands_in_none(anna, group):
    """A part pasted from a PDF made the Word file and the archive answer 500 for ever."""
    Collaboration.objects.update(name="Sam\x08verkan\ufffe")
    group.open(anonymous=False, title="x\x02y", organisations=["Lu\x02leå"])
    Assessment.objects.update(told_name="Sam\x08verkan\ufffe")
    group.answer(organisation="Lu\x02leå")
    snapshot = group.close()
    with zipfile.ZipFile(io.BytesIO(make_archive(snapshot.document))) as archive:
        assert archive.testzip() is None
    files = ("beslutsunderlag.docx", "rapport.pdf", "bilder.pptx", "tabell.csv")
    for name in (*files, "sammanfattning.txt"):
        response = anna.get(group.url("round_file", snapshot.number, name))
        assert response.status_code == 200
        content = response.content.decode("utf-8", "replace")
        assert name.endswith((".docx", ".pdf", ".pptx")) or not {"\x08", "\x02", "\ufffe"} & set(
            content
        )
    group.plan("Boka\x08 en dag\ufffe", due_on=days_from_now(5))
    ics = anna.get(group.collaboration_url("plan") + "plan.ics").content
    assert b"\x08" not in ics
    [event] = Calendar.from_ical(ics).walk("VEVENT")
    assert event["summary"] == "Boka en dag"


@pytest.mark.one_database
def test_a_mail_holds_no_control_character_of_an_older_name(group):
    group.open()
    Assessment.objects.update(told_name="Sam\x08verkan\x02", title="x\ufffey")
    text = write_text(group.reload(), "https://samverkan.example/i/x/")
    assert "Samverkan" in text
    assert not {"\x08", "\x02", "\ufffe"} & set(text)
