"""`export_content`: the edition as the one JSON document that scripts read."""

import json

import pytest
from django.core.management import call_command

from model_content.domain.codec import dump_edition, parse_edition
from model_content.domain.hashing import compute_sha256
from model_content.models import Edition, EditionStatus, Revision
from model_content.selectors.editions import fetch_shipped_document
from tests.content import make_draft, save, store_published
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def export(capsysbinary):
    def run(*arguments: str) -> dict:
        call_command("export_content", *arguments)
        output, messages = capsysbinary.readouterr()
        assert messages == b""
        return json.loads(output)

    return run


def test_the_export_is_the_shipped_document_word_for_word(export):
    assert export() == fetch_shipped_document()


def test_the_export_has_the_keys_that_scripts_rely_on_in_their_order(export):
    document = export()
    assert list(document) == ["format", "edition", "stages", "cases", "sources"]
    assert document["format"] == "samverkan-content/1"
    assert document["edition"] == {
        "code": "2026.2", "status": "published", "published_at": "2026-11-30", "method": "2",
    }  # fmt: skip
    assert list(document["stages"][0]) == [
        "code", "title", "order", "lasting", "closing", "summary", "description", "markers",
        "aspects", "translations",
    ]  # fmt: skip
    aspect = document["stages"][0]["aspects"][0]
    assert list(aspect) == [
        "code", "title", "cross_cutting", "description", "statements", "success_factors",
        "pitfalls", "suggestions", "dialogue_questions", "quotes", "translations",
    ]  # fmt: skip
    assert list(aspect["statements"][0]) == ["code", "text", "translations"]
    assert list(aspect["pitfalls"][0]) == ["text", "source", "locator", "translations"]
    assert list(aspect["suggestions"][0]) == ["text", "translations"]
    assert list(aspect["quotes"][0]) == [
        "text", "attribution", "source", "locator", "translations",
    ]  # fmt: skip
    assert list(document["cases"][0]) == [
        "code", "name", "start", "end", "initiators_and_purpose", "types", "levels", "geography",
        "priority", "results", "source", "locator", "translations",
    ]  # fmt: skip
    assert list(document["sources"][0]) == [
        "key", "title", "publisher", "year", "description", "translations",
    ]  # fmt: skip


def test_the_export_can_be_read_back_and_keeps_its_hash(export):
    document = export()
    assert dump_edition(parse_edition(document)) == document
    assert compute_sha256(document) == Revision.objects.get(edition__code="2026.2").sha256


def test_a_named_edition_is_the_same_as_the_one_in_use(export):
    assert export("--edition", "2026.2") == export()


def test_a_correction_is_exported_when_it_has_been_published_and_not_before(export, eva):
    save(
        make_draft(make_staff("eva")),
        "statement/varfor.3",
        make_staff("eva"),
        text="Inte publicerat än",
    )
    assert "Inte publicerat än" not in json.dumps(export(), ensure_ascii=False)
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    assert "Alla parter kan säga varför de deltar" in json.dumps(export(), ensure_ascii=False)


def test_a_draft_is_exported_when_it_is_named_and_never_otherwise(export):
    draft = make_draft(make_staff("eva"))
    save(draft, "statement/varfor.3", make_staff("eva"), text="Bara i utkastet")
    document = export("--edition", "2026-A")
    assert document["edition"] == {
        "code": "2026-A", "status": "draft", "published_at": None, "method": "2",
    }  # fmt: skip
    statement = document["stages"][0]["aspects"][1]["statements"][0]
    assert statement == {"code": "varfor.3", "text": "Bara i utkastet"}, "nothing of the editors'"
    assert export()["edition"]["code"] == "2026.2"


def test_the_newest_published_edition_is_the_one_in_use(export):
    document = fetch_shipped_document()
    for code, status, day in (
        ("2027.1", "published", "2027-01-01"),
        ("2028.1", "retired", "2028-01-01"),
    ):
        head = document["edition"] | {"code": code, "status": status, "published_at": day}
        store_published(document | {"edition": head})
    assert export()["edition"]["code"] == "2027.1"


@pytest.mark.parametrize("code", ["1999.1", "", "x\ny", "\x00", "å" * 3000])
def test_an_edition_that_does_not_exist_is_refused_in_one_line(capsysbinary, code):
    with pytest.raises(SystemExit) as left:
        call_command("export_content", "--edition", code)
    output, messages = capsysbinary.readouterr()
    assert (left.value.code, output) == (2, b"")
    assert messages.startswith(b"edition: there is no")
    assert messages.count(b"\n") == 1
    assert messages.decode().strip().isprintable()


def test_with_nothing_published_the_export_says_so(capsysbinary):
    Revision.objects.all().delete()
    Edition.objects.update(status=EditionStatus.RETIRED)
    with pytest.raises(SystemExit) as left:
        call_command("export_content")
    assert left.value.code == 2
    assert capsysbinary.readouterr().err == b"edition: there is no published edition\n"
