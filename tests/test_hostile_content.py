"""What editors write is text: no field of an edition can put markup into a page, file or report."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from assessments.results.files.downloads import make_word
from assessments.results.files.pdf import render_pdf
from assessments.results.selectors import fetch_report
from model_content.actions.editions import create_draft, publish_edition
from model_content.pdf import fetch_questions_pdf
from model_content.selectors.editions import fetch_shipped_document
from tests.addresses import ADDRESSES, Link
from tests.staff import make_staff
from tests.world import Diagnosis, fill_in_everything, start

pytestmark = pytest.mark.django_db

TEXTS = {
    "title", "summary", "description", "text", "locator", "attribution", "name", "start", "end",
    "initiators_and_purpose", "results", "publisher",
}  # fmt: skip
"""The keys of an edition under which editors write freely."""

HOSTILE = "<b onx=1>'\"{{7*7}}{%x%}&lt;i&gt;_"
RAW = re.compile(r"<b onx|<i>_|(?<!\{)49\{%")
SHOWN = re.compile(r"&lt;b onx=1&gt;&#x27;&quot;\{\{7\*7\}\}\{%x%\}&amp;lt;i&amp;gt;_(\d+)_")

Texts = dict[int, str]
"""The kind of text (`stages.aspects.quotes.text`) under each number."""


def write_everywhere(part: Any, kind: str, texts: Texts) -> Any:
    """The same document with every text that an editor writes made hostile, each with a number."""
    if isinstance(part, dict):
        return {key: write_everywhere(x, f"{kind}.{key}", texts) for key, x in part.items()}
    if isinstance(part, list):
        return [write_everywhere(one, kind, texts) for one in part]
    if part is None or kind.rpartition(".")[2] not in TEXTS:
        return part
    number = len(texts) + 1
    texts[number] = kind
    # A description has a least length.
    return f"{HOSTILE}{number}_{part if kind.endswith('description') else ''}"


@pytest.fixture
def texts() -> Texts:
    """An edition of nothing but hostile texts, in use."""
    texts: Texts = {}
    document = write_everywhere(fetch_shipped_document(), "", texts)
    pia, now = make_staff("pia"), timezone.now()
    draft = create_draft(document=document, user=pia, year=2026)
    publish_edition(edition_id=draft.pk, user=pia, now=now)
    return texts


@pytest.fixture
def diagnosis(texts: Texts) -> Diagnosis:
    """One that has answered it all, with its result."""
    made = start()
    made.save(fill_in_everything(made.published))
    made.show()
    return made


def read_pages(diagnosis: Diagnosis, browser: Client) -> Iterator[tuple[str, str]]:
    """Every page that is open to whoever has a link."""
    for address in ADDRESSES:
        if address.is_html and address.get == 200 and address.link is not Link.OWNER:
            page = browser.get(address.url_for(diagnosis))
            assert page.status_code == 200, address
            yield str(address), page.content.decode()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_text_of_an_edition_is_markup_on_any_page(diagnosis, texts, client, language):
    client.cookies["sprak"] = language
    shown = set()
    for name, html in read_pages(diagnosis, client):
        assert not RAW.search(html), (name, RAW.search(html))
        shown |= {texts[int(number)] for number in SHOWN.findall(html)}
    of_language = {kind for kind in texts.values() if (".en." in kind) == (language == "en")}
    assert of_language - shown == set()


def test_no_text_of_an_edition_is_markup_in_a_file(diagnosis, monkeypatch):
    """The PDF files are looked at as the markup that they are made of."""
    made: list[str] = []

    def keep(html: str, *_styles: str) -> bytes:
        made.append(html)
        return b"%PDF-"

    monkeypatch.setattr("samverkan.pdf.render.make_pdf", keep)
    snapshot = diagnosis.respondent.assessment.snapshots.get().document
    report = fetch_report(snapshot)
    render_pdf(report)
    fetch_questions_pdf(diagnosis.published)
    for html in made:
        assert SHOWN.search(html)
        assert not RAW.search(html)
    with ZipFile(BytesIO(make_word(report))) as word:
        text = word.read("word/document.xml").decode()
    assert "&lt;b onx=1&gt;" in text
    assert not RAW.search(text)
