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


@pytest.mark.usefixtures("real_files")
def test_the_form_holds_every_question_is_short_and_tagged_and_is_made_once(published, monkeypatch):
    content = fetch_questions_pdf(published)
    monkeypatch.setattr("samverkan.pdf.cache.make_apart", lambda *_: pytest.fail("made again"))
    assert fetch_questions_pdf(published) == content
    monkeypatch.undo()
    caches["reports"].clear()
    assert fetch_questions_pdf(published) == content, "the same bytes when made again"

    reader = PdfReader(BytesIO(content))
    pages = [squeeze(page.extract_text()) for page in reader.pages]
    assert len(pages) <= MOST_PAGES
    text = "".join(pages)
    edition = published.content
    for question in (*edition.markers, *edition.statements):
        assert squeeze(question.text) in text, question.code
    # The questions about where you stand are one page, with what their words mean.
    for word in WORDS:
        assert squeeze(f"{word.word}{word.meaning}") in pages[0]
    assert all(squeeze(marker.text) in pages[0] for marker in edition.markers)
    # The answers are called what the diagnosis calls them.
    labels = [str(label) for label in STATEMENT_LABELS.values()]
    assert [label for label in labels if squeeze(label).lower() not in text.lower()] == []
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert "Alla frågor" in reader.metadata.title


def test_the_page_of_all_questions_leads_to_the_form(client, published):
    url = reverse("all_questions_pdf")
    assert url in client.get(reverse("all_questions")).content.decode()
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'attachment; filename="samverkanskollen-fragor-{published.content.code}.pdf"'
    )
