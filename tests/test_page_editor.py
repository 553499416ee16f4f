"""Staff edit a page to read as they edit a tool, from the list to what visitors read."""

import pytest
from django.urls import reverse

from model_content.actions.tools import seed_pages
from model_content.domain.document import walk
from model_content.models import Edition
from model_content.selectors.editions import fetch_document
from model_content.selectors.pages import fetch_page
from tests.content import newest
from tests.staff import sign_in_staff
from tests.test_tool_editor import at, fill, fill_publish, read

pytestmark = pytest.mark.django_db

PAGE = "page/samordnaren"


def test_a_page_is_edited_checked_looked_at_and_published(client):
    pia = sign_in_staff("pia")
    assert "Sidorna att läsa" in read(pia, reverse("admin:index"))
    published = Edition.every.get(tool=PAGE)
    pia.post(reverse("edition_copy", args=[published.pk]))
    draft = Edition.every.get(tool=PAGE, status="draft")
    whole = read(pia, at("edition", draft) + "?oppen=allt")
    for node in walk(fetch_document(draft)):
        assert at("part", draft, node.key) in whole, node.key
    page = at("part", draft, "section/samordnaren/gor")
    said = fill(pia, page, title="Så arbetar hon", title_en="How she works", source="")
    assert pia.post(page, said).status_code == 302
    add = at("part_add", draft, "lines") + "?i=section/samordnaren/gor"
    assert pia.post(add, {"text": "Skriver upp det."}).status_code == 302
    assert newest(draft).key.startswith("line/gor/")
    assert "Så arbetar hon" in read(pia, reverse("preview_tool", args=[draft.pk]))
    checked = read(pia, at("edition_ready", draft))
    assert "Inga fel hindrar publicering" in checked
    assert "1 text saknas på engelska" in checked
    assert "Så arbetar hon" not in read(client, "/lasa/samordnaren/")
    assert pia.post(at("edition_publish", draft), fill_publish(pia, draft)).status_code == 302
    assert "Skriver upp det." in read(client, "/lasa/samordnaren/")
    assert fetch_page("samordnaren", "en").sections[1].title == "How she works"
    # A start of the server puts nothing before it.
    assert seed_pages() == []
    assert fetch_page("samordnaren").edition.code == draft.code
