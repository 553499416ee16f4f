"""All questions as a PDF file, to be read before a meeting and filled in with a pen."""

from django.template.loader import render_to_string

from model_content.explained import explain_questions
from model_content.selectors.editions import PublishedEdition
from samverkan.pdf import cache as pdf_cache

MADE_FROM = (
    "model_content/explained.py", "model_content/pdf.py", "static/css/questions.css",
    "templates/model_content",
)  # fmt: skip
"""What the file looks like depends on these, besides the edition."""


def fetch_questions_pdf(published: PublishedEdition) -> bytes:
    """The form with all questions of an edition, made unless it has been made before."""

    def render() -> str:
        edition = published.content
        context = {"edition": edition, "explained": explain_questions(edition)}
        return render_to_string("model_content/print_questions.html", context)

    return pdf_cache.fetch_pdf(published.sha256, MADE_FROM, render, "report.css", "questions.css")
