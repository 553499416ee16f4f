"""A long word is laid out in a time that grows with its length, not with its square."""

from samverkan.pdf import mends as pdf_mends
from samverkan.pdf.render import make_pdf

LENGTH = 5000


def test_each_line_is_found_without_looking_through_all_that_is_left(monkeypatch):
    looked_at = []
    split = pdf_mends._split_first_line

    def note(some, *more, **options):
        looked_at.append(len(some))
        return split(some, *more, **options)

    monkeypatch.setattr(pdf_mends, "_split_first_line", note)
    make_pdf('<html lang="sv"><title>-</title><p>' + "x" * LENGTH, "report.css")
    assert 0 < sum(looked_at) < 20 * LENGTH
