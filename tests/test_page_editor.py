"""Staff edit a page to read as they edit a tool, from the list to what visitors read."""

import json

import pytest
from django.urls import reverse

from model_content.actions.editions import ContentFaulty, correct_part, import_edition
from model_content.actions.parts import PartEdit
from model_content.actions.seeding import seed_tools
from model_content.domain.document import walk
from model_content.domain.lifecycle import ChangeRefused
from model_content.models import Edition
from model_content.selectors.editions import fetch_document, fetch_export, fetch_shipped_page
from model_content.selectors.tools import _list_reading, fetch_page
from samverkan.models import User
from tests.content import newest
from tests.staff import make_staff, sign_in_staff
from tests.test_tool_editor import (  # noqa: F401  the first is used by pytest
    _forget_what_is_rolled_back,
    at,
    fill,
    fill_publish,
    read,
)

pytestmark = pytest.mark.django_db

PAGE = "page/samordnaren"


def test_a_page_is_edited_checked_looked_at_and_published(client):
    pia = sign_in_staff("pia")
    assert "Sidorna att läsa" in read(pia, reverse("admin:index"))
    published = Edition.every.get(tool=PAGE)
    pia.post(reverse("edition_copy", args=[published.pk]))
    draft = Edition.every.get(tool=PAGE, status="draft")
    listed = read(pia, at("edition", draft))
    assert "Om sidan" in listed
    assert "Antal: 0" not in listed
    whole = read(pia, at("edition", draft) + "?oppen=allt")
    for node in walk(fetch_document(draft)):
        assert at("part", draft, node.key) in whole, node.key
    page = at("part", draft, "section/samordnaren/gor")
    root = at("part", draft, PAGE)
    assert pia.post(root, fill(pia, root, title="Den som samordnar")).status_code == 302
    said = fill(pia, page, title="Så arbetar hon", title_en="How she works", source="")
    assert pia.post(page, said).status_code == 302
    add = at("part_add", draft, "lines") + "?i=section/samordnaren/gor"
    assert pia.post(add, {"text": "Skriver upp det."}).status_code == 302
    assert newest(draft).key.startswith("line/gor/")
    preview = read(pia, reverse("preview_tool", args=[draft.pk]))
    assert "Så arbetar hon" in preview
    assert f"Så här ser {draft.code} ut." in preview
    checked = read(pia, at("edition_ready", draft))
    assert "Inga fel hindrar publicering" in checked
    assert "1 text saknas på engelska" in checked
    assert "Så arbetar hon" not in read(client, "/lasa/samordnaren/")
    assert pia.post(at("edition_publish", draft), fill_publish(pia, draft)).status_code == 302
    assert "Skriver upp det." in read(client, "/lasa/samordnaren/")
    assert fetch_page("samordnaren", "en").sections[1].title == "How she works"
    _list_reading.cache_clear()  # what other pages lead to a minute later
    for address in (
        "/aspekter/tid-och-resurser/",
        "/verktyg/",
        "/verktyg/drivkrafter-och-nycklar/",
        "/kallor/",
    ):
        assert "Den som samordnar" in read(client, address), address
    # A start of the server puts nothing before it.
    assert seed_tools() == []
    assert fetch_page("samordnaren").edition.code == draft.code


def test_a_page_is_exported_and_read_in_again_as_a_draft_of_the_same_page(client):
    pia = sign_in_staff("pia")
    published = Edition.every.get(tool=PAGE)
    data = pia.get(at("edition_export", published, "json")).content
    document, user = json.loads(data), make_staff("rut")
    sent = import_edition(data=data, user=user, year=2026)
    assert (sent.tool, sent.based_on, sent.status) == (PAGE, published.code, "draft")
    assert fetch_export(sent)["sections"] == document["sections"]
    first, *others = document["sections"]
    twice = f'sections[1].code: "{first["code"]}" is used twice'
    long = 'lead: "600" is longer than allowed; sections[0].title: "100" is longer than allowed'
    verbose = {**first, "title": "x" * 200}
    empty = "sections[0].lines[0].text: is missing"
    for wrong, said in (
        ({**document, "key": "nytt"}, 'key: "nytt" is not one of the choices'),
        ({**document, "sections": 1}, "sections: is not a list"),
        ({**document, "sections": [first, first]}, twice),
        ({**document, "sections": [verbose, *others], "lead": "x" * 700}, long),
        ({**document, "sections": [{**first, "lines": [{}]}]}, empty),
        ({**document, "title": "\ud800"}, "title: has characters that cannot be shown"),
    ):  # fmt: skip
        with pytest.raises(ContentFaulty) as refused:
            import_edition(data=json.dumps(wrong).encode(), user=user, year=2026)
        assert str(refused.value) == said
    assert Edition.every.filter(tool=PAGE).count() == 2


def test_what_is_read_is_corrected_and_nothing_takes_the_correction_back(client):
    """Seen: the page said that publishers correct texts, and a page and a tool had no way to."""
    published, pia = Edition.every.get(tool=PAGE), sign_in_staff("pia")
    pia.post(reverse("edition_copy", args=[published.pk]))
    draft = Edition.every.get(tool=PAGE, status="draft")
    page = at("part", published, "section/samordnaren/gor")
    assert "Rätta" in read(pia, at("edition", published) + "?oppen=allt")
    said = fill(pia, page, title="Så gör hon", reason="Stavfel")
    assert pia.post(page, said).status_code == 302
    assert "Så gör hon" in read(client, "/lasa/samordnaren/")
    assert "1 text har rättats" in read(pia, at("edition", draft))
    shipped = fetch_shipped_page("samordnaren")
    assert seed_tools([shipped, {**shipped, "lead": "En senare version."}]) == []
    # An edition that is not read any longer would be read again.
    pia.post(at("edition_publish", draft), fill_publish(pia, draft))
    assert pia.post(page, said | {"title": "Annat"}).status_code == 403
    edit = PartEdit(published.pk, "section/samordnaren/gor", {"title": "Annat"})
    with pytest.raises(ChangeRefused):
        correct_part(edit=edit, user=User.objects.get(), reason="Stavfel")
