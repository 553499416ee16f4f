"""All questions as a form on paper: everything in it, tagged, and the same bytes every time."""

from io import BytesIO

import pytest
from django.core.cache import caches
from django.urls import reverse
from pypdf import PdfReader

from assessments.core.labels import STATEMENT_LABELS
from model_content.explained import WORDS
from model_content.pdf import fetch_questions_pdf

pytestmark = pytest.mark.django_db

MOST_PAGES = 4


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_the_form_holds_every_question_and_is_short(published):
    reader = PdfReader(BytesIO(fetch_questions_pdf(published)))
    assert len(reader.pages) <= MOST_PAGES
    text = squeeze("".join(page.extract_text() for page in reader.pages))
    edition = published.content
    for question in (*edition.markers, *edition.statements):
        assert squeeze(question.text) in text, question.code


def test_the_questions_about_where_you_stand_are_one_page_with_what_their_words_mean(published):
    reader = PdfReader(BytesIO(fetch_questions_pdf(published)))
    first = squeeze(reader.pages[0].extract_text())
    for word in WORDS:
        assert squeeze(f"{word.word}{word.meaning}") in first
    assert all(squeeze(marker.text) in first for marker in published.content.markers)


def test_the_answers_are_called_what_the_diagnosis_calls_them(published):
    reader = PdfReader(BytesIO(fetch_questions_pdf(published)))
    text = squeeze("".join(page.extract_text() for page in reader.pages)).lower()
    labels = [str(label) for label in STATEMENT_LABELS.values()]
    assert [label for label in labels if squeeze(label).lower() not in text] == []


def test_the_form_is_tagged_and_says_its_language_and_title(published):
    root = PdfReader(BytesIO(fetch_questions_pdf(published))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert "Alla frågor" in PdfReader(BytesIO(fetch_questions_pdf(published))).metadata.title


def test_the_form_is_made_once(published, monkeypatch):
    caches["reports"].clear()
    first = fetch_questions_pdf(published)
    monkeypatch.setattr("samverkan.pdf.cache.make_apart", lambda *_: pytest.fail("made again"))
    assert fetch_questions_pdf(published) == first
    caches["reports"].clear()
    monkeypatch.undo()
    assert fetch_questions_pdf(published) == first, "the same bytes when made again"


def test_the_page_of_all_questions_leads_to_the_form(client, published):
    url = reverse("all_questions_pdf")
    assert url in client.get(reverse("all_questions")).content.decode()
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'attachment; filename="samverkanskollen-fragor-{published.content.code}.pdf"'
    )
