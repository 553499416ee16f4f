"""Staff edit a tool as they edit the model: one draft from the list to what visitors fill in."""

import json
from typing import Any

import pytest
from django.urls import reverse

from model_content.actions.editions import ContentFaulty, import_edition
from model_content.actions.parts import PartNamed, delete_part, move_part
from model_content.actions.seeding import seed_tools
from model_content.domain.checks import check_document
from model_content.domain.document import find, walk
from model_content.models import Edition
from model_content.selectors.editions import fetch_document, fetch_export, fetch_shipped_tool
from model_content.selectors.tools import (
    _list_offered,
    fetch_tool,
    fetch_tool_revision,
    forget_tools,
)
from tests.content import get, newest, values
from tests.markup import read_form, read_page
from tests.staff import make_staff, sign_in_staff

pytestmark = pytest.mark.django_db

TOOL = "nio-fragor"
ASKED = "item/nio-fragor.1.1"


@pytest.fixture(autouse=True)
def _forget_what_is_rolled_back():
    """A revision of another test may get the same key."""
    yield
    forget_tools()


@pytest.fixture
def pia(db):
    return sign_in_staff("pia")


@pytest.fixture
def draft(pia) -> Edition:
    published = Edition.every.get(tool=TOOL)
    pia.post(reverse("edition_copy", args=[published.pk]))
    return Edition.every.get(tool=TOOL, status="draft")


def at(name: str, edition: Edition, *args: str) -> str:
    return reverse(name, args=[edition.pk, *args])


def read(browser, page: str) -> str:
    response = browser.get(page)
    assert response.status_code == 200, (page, response)
    return " ".join(response.content.decode().split())


def fill(browser, page: str, **changes: Any) -> dict[str, Any]:
    return read_form(read_page(browser.get(page)).all("form", class_="write")[0]) | changes


def test_a_tool_is_edited_checked_compared_and_published_as_the_model_is(pia, draft):
    assert "Nio frågor före start" in read(pia, reverse("admin:index"))
    whole = read(pia, at("edition", draft) + "?oppen=allt")
    for node in walk(fetch_document(draft)):
        assert at("part", draft, node.key) in whole, node.key
    assert at("part", draft, f"tool/{TOOL}") in read(pia, at("edition", draft))
    # A text, an alternative and an item of one's own.
    page = at("part", draft, ASKED)
    first = fill(pia, page, text="Vad ska vi göra tillsammans?", text_en="What are we to do?")
    second = fill(pia, page, text="Vad vill vi göra?")
    assert pia.post(page, first).status_code == 302
    conflict = pia.post(page, second)
    assert "Två texter" in conflict.content.decode()
    assert values(draft, ASKED)["text_en"] == "What are we to do?"
    add = at("part_add", draft, "items") + "?i=step/nio-fragor.2b"
    sent = {"text": "Räcker tiden?", "source": "skane", "locator": "8.3", "rows": ""}
    assert {"low", "rows"}.isdisjoint(fill(pia, add)), "only sliders and tables have these"
    assert pia.post(add, sent).status_code == 302
    added = newest(draft).key
    assert added == "item/nio-fragor.2b.6"
    option = at("part_add", draft, "options") + f"?i={added}"
    assert pia.post(option, {"text": "Kanske inte"}).status_code == 302
    assert newest(draft).key == "alternative/nio-fragor.2b.6/kanske-inte"
    # Checked and compared.
    checked = read(pia, at("edition_ready", draft))
    assert "Inga fel hindrar publicering" in checked
    assert "2 texter saknas på engelska, först: ”Räcker tiden?”" in checked
    assert "Omformulerat</strong> · Fråga" in checked
    assert "Tillagt</strong> · Alternativ" in checked
    # Looked at as visitors will see it, also in English.
    seen = read(pia, reverse("preview_tool", args=[draft.pk]))
    assert all(text in seen for text in (first["text"], "Räcker tiden?", "Inte klart än: {items}."))
    # What is filled in already stays as it was; what is begun afterwards is the new.
    before = fetch_tool(TOOL)
    seal = fill_publish(pia, draft)
    assert pia.post(at("edition_publish", draft), seal).status_code == 302
    after = fetch_tool(TOOL)
    assert (after.content.code, after.content.edition.status) == (draft.code, "published")
    assert after.content.items["nio-fragor.1.1"].text == "Vad ska vi göra tillsammans?"
    english = fetch_tool(TOOL, language="en").content
    assert english.items["nio-fragor.1.1"].text == "What are we to do?"
    assert after.content.items["nio-fragor.2b.6"].options[0].code == "kanske-inte"
    assert fetch_tool_revision(before.id).content == before.content
    assert _list_offered("sv", 1)[0] == after.content  # what other pages offer a minute later
    # A correction is for those who begin afterwards, and changes no numbers.
    edition = Edition.every.get(pk=draft.pk)
    said = fill(pia, page, text="Vad gör vi tillsammans?", reason="Stavfel")
    assert "max" not in said
    assert pia.post(at("part", edition, ASKED), said).status_code == 302
    assert fetch_tool(TOOL).content.items["nio-fragor.1.1"].text == "Vad gör vi tillsammans?"
    assert fetch_tool_revision(after.id).content == after.content
    after = fetch_tool(TOOL)
    # Neither a start of the server nor a correction changes what staff have published.
    assert TOOL not in seed_tools([{**fetch_shipped_tool(TOOL), "minutes": 5}])
    assert fetch_tool(TOOL).sha256 == after.sha256


def fill_publish(browser, draft: Edition) -> dict[str, Any]:
    page = read_page(browser.get(at("edition_ready", draft)))
    [form] = [f for f in page.all("form") if f.attrs.get("action") == at("edition_publish", draft)]
    return read_form(form)


@pytest.mark.parametrize(
    "key", ["item/nio-fragor.3.1", "item/nio-fragor.1.1", "alternative/nio-fragor.3.1/team"]
)
def test_what_a_rule_names_or_the_paper_shows_is_not_removed(pia, draft, key):
    """3.1 is named by a rule, 1.1 stands in the paper, `team` is an answer that a rule asks for."""
    assert "så det går inte att ta bort" in read(pia, at("part_delete", draft, key))
    with pytest.raises(PartNamed):
        delete_part(**of(draft, key))
    with pytest.raises(PartNamed):
        move_part(**of(draft, "item/nio-fragor.4.5"), to="up")
    pia.post(at("part_delete", draft, key))
    assert get(draft, key)
    # One that nothing rests on goes, and comes back.
    pia.post(at("part_delete", draft, "item/nio-fragor.3b.1"))
    assert find(fetch_document(Edition.every.get(pk=draft.pk)), "item/nio-fragor.3b.1") is None
    pia.post(at("edition_restore", draft, str(newest(draft).pk)), {"seen": ""})
    assert get(draft, "item/nio-fragor.3b.1").index == 0


def of(draft: Edition, key: str) -> dict[str, Any]:
    return {"edition_id": draft.pk, "key": key, "user": make_staff("pia")}


def test_a_sentence_of_the_result_says_only_what_its_rule_can_fill_in(pia, draft):
    page = at("part", draft, "remark/utan-svar")
    said = pia.post(page, fill(pia, page, text="Saknar {svar}: {items}."), follow=True)
    assert "inget att sätta in för {svar}" in said.content.decode()
    assert "1 fel hindrar publicering" in read(pia, at("edition_ready", draft))
    pia.post(at("edition_publish", draft), {"seal": ""})
    assert fetch_tool(TOOL).content.code == "2026.1"


def test_every_shipped_tool_could_be_published_as_it_is_and_is_shown_to_its_editors(pia):
    for edition in Edition.every.exclude(tool=""):
        assert check_document(fetch_document(edition)) == []
        assert pia.get(reverse("preview_tool", args=[edition.pk])).status_code == 200


def test_a_tool_is_exported_and_read_in_again_as_a_draft_of_the_same_tool(pia, draft):
    exported = pia.get(at("edition_export", draft, "json"))
    assert exported["Content-Disposition"].endswith('"samverkanskollen-nio-fragor-2026-a.json"')
    document = json.loads(exported.content)
    assert pia.get(at("edition_export", draft, "fixtures")).status_code == 404
    sent = import_edition(data=exported.content, user=make_staff("pia"), year=2026)
    assert (sent.tool, sent.based_on) == (TOOL, draft.code)
    assert fetch_export(sent)["steps"] == document["steps"]
    without = {**document, "remarks": document["remarks"][1:]}
    unknown = {**document, "remarks": [{"code": "egen", "text": "Vi"}, *document["remarks"]]}
    long = {**document, "title": "x" * 200, "extra": 1}
    for wrong, said in (
        (without, 'remarks: "utan-svar" is missing'),
        (unknown, 'remarks: "egen" is not one of the choices'),
        (long, "extra: is not a known key"),
        ({**document, "title": "x" * 200}, 'title: "100" is longer than allowed'),
        ({**document, "anonymous": True}, 'tool: "nio-fragor" is not one of the choices'),
        ({**document, "key": "nytt"}, 'key: "nytt" is not one of the choices'),
    ):
        with pytest.raises(ContentFaulty) as refused:
            import_edition(data=json.dumps(wrong).encode(), user=make_staff("pia"), year=2026)
        assert str(refused.value.errors[0]) == said
