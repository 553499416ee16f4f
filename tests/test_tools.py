"""The tools in the browser's place: begun by anybody, filled in, shown by both links, kept."""

import io
import json

import pytest
from pypdf import PdfReader

from tests.markup import read_form, read_page

pytestmark = pytest.mark.django_db

KEY = "nio-fragor"


def start(client, key=KEY):
    url = f"/verktyg/{key}/ny/"
    form = read_form(read_page(client.get(url)).one("form", class_="form"))
    response = client.post(url, form | {"name": "Norrhem", "scope": "Gemensamt it-stöd"})
    assert response.status_code == 302
    return response.url.removesuffix("steg/1/")


def fill(client, base, page, go="next", **answers):
    url = f"{base}steg/{page}/"
    form = read_form(read_page(client.get(url)).one("form", id="walk"))
    named = {f"{KEY}.{name.replace('_', '.')}": value for name, value in answers.items()}
    assert {f"seen.{name}" for name in named} <= form.keys()
    return client.post(url, form | named | {"go": go})


def test_a_tool_is_begun_filled_in_and_shown_by_both_links(client):
    assert "Nio frågor före start" in read_page(client.get("/verktyg/")).text
    about = read_page(client.get(f"/verktyg/{KEY}/"))
    assert "45 minuter" in about.text
    base = start(client)
    assert fill(client, base, 1, **{"1_1": "yes", "1_1_note": "Dyrt it-stöd", "1_2": "partly"})
    assert (
        fill(client, base, 2, **{"2_1": "Svårt", "2b_1": "off", "2c_3": "true"}).status_code == 302
    )
    fill(client, base, 3, **{"3_1": "team", "3_1_note": "Svårt problem", "3b_1": "true"})
    fill(client, base, 4, **{"4_1": "i vår", "4b_1": "phase1"})
    page = read_page(client.post(f"{base}visa/", {}, follow=True))
    assert page.one("h1").text == "Underlag för uppdrag"
    for said in ("Dyrt it-stöd", "Ni är inte överens om målet", "Inte i balans", "Arbetets fas"):
        assert said in page.text
    assert len(page.one("section", class_="proposals").all("li")) == 3
    links = read_page(client.get(base))
    read = links.one("input", id="read-link").attrs["value"]
    reading = client.get(read)
    assert "Dyrt it-stöd" in reading.content.decode()
    assert "Ändra svar" not in reading.content.decode()
    pdf = PdfReader(io.BytesIO(client.get(f"{read}1/rapport.pdf").content))
    assert len(pdf.pages) <= 2
    text = client.get(f"{read}1/sammanfattning.txt").content.decode()
    assert "Dyrt it-stöd" in text
    result = json.loads(client.get(f"{read}1/resultat.json").content)
    assert result["format"] == "samverkan-sheet-result/1"
    assert [r["code"] for r in result["remarks"]][:2] == ["utan-svar", "inte-overens"]
    answers = json.loads(client.get(f"{read}1/svar.json").content)
    [sheet] = answers["sheets"]
    assert sheet["answers"]["nio-fragor.1.1"] == {"value": "yes", "note": "Dyrt it-stöd"}
