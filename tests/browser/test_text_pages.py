"""The script for a meeting on paper."""

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

pytestmark = pytest.mark.browser


def test_the_script_is_two_sheets_with_the_plan_on_the_first(page: Page) -> None:
    page.goto("/sa-gor-ni/mote/")
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) == 2
    first, second = (sheet.extract_text() for sheet in sheets)
    assert "57–60" in first
    assert "85–90" in first
    assert "Våra beslut" in second
    assert "Samverkanskollen" not in first, "the site's menu is not printed"
