"""Seeding: loads where absent, does nothing where equal, refuses where different."""

import copy
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.utils import timezone

from model_content.actions import seeding
from model_content.actions.editions import (
    EditionNotReady,
    publish_edition,
    store_revision,
    take_up_edition,
)
from model_content.actions.seeding import Outcome, seed_content
from model_content.domain.codec import without_translations
from model_content.domain.codes import next_edition
from model_content.domain.hashing import compute_sha256
from model_content.domain.lifecycle import find_changes
from model_content.models import Edition, Revision
from model_content.selectors.editions import (
    FIXTURES,
    SHIPPED_EDITIONS,
    NoPublishedEdition,
    fetch_document,
    fetch_edition,
    fetch_shipped_document,
    forget_revisions,
)
from samverkan.accounts.actions import prepare_account
from tests.content import make_draft, save
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MODELS = list(apps.get_app_config("model_content").get_models())
CODES = ["2026.1", "2026.2"]
TAKE_UP = (
    "Edition 2026.2 is not in use. To take it into use, press “Ta i bruk” at "
    "/personal/innehall/utgavor/.\n"
)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What is stored here under a key is not what other tests have under it."""
    forget_revisions()
    yield
    forget_revisions()


def everything_stored() -> list[str]:
    return [serializers.serialize("json", m.objects.order_by("pk")) for m in MODELS]


def outcomes() -> list[str]:
    return [each.outcome.value for each in seed_content()]


@pytest.fixture
def shipped(monkeypatch):
    """Changes the last edition that is shipped: `shipped(lambda document: …)`."""

    def change(edit):
        document = copy.deepcopy(fetch_shipped_document())
        edit(document)
        changed = {SHIPPED_EDITIONS[-1]: document}
        monkeypatch.setattr(
            seeding, "fetch_shipped_document",
            lambda folder: changed.get(folder) or fetch_shipped_document(folder),
        )  # fmt: skip

    return change


@pytest.fixture
def before_the_last(empty, monkeypatch):
    """An installation of when 2026.1 was the only edition that was shipped."""
    with monkeypatch.context() as earlier:
        earlier.setattr(seeding, "SHIPPED_EDITIONS", SHIPPED_EDITIONS[:1])
        assert outcomes() == ["loaded"]


def test_an_empty_database_gets_every_shipped_edition_and_answers_the_last(empty):
    assert outcomes() == ["loaded", "loaded"]
    for code, folder in zip(CODES, SHIPPED_EDITIONS, strict=True):
        revision = Revision.objects.get(edition__code=code)
        assert (revision.edition.status, revision.number) == ("published", 1)
        assert revision.document == fetch_shipped_document(folder)
        assert revision.sha256 == compute_sha256(fetch_shipped_document(folder))
        assert fetch_edition(code).content.code == code
    assert fetch_edition().content.code == "2026.2"


def test_where_one_is_in_use_the_next_is_added_and_can_be_taken_into_use(before_the_last, capsys):
    call_command("seed_content")
    assert capsys.readouterr().err == "The model has been loaded: 2026.2.\n" + TAKE_UP
    assert fetch_edition().content.code == "2026.1"
    assert fetch_edition("2026.2").revision == 1
    call_command("seed_content")  # the next start
    assert capsys.readouterr().err == "The model is in place.\n" + TAKE_UP
    added = Edition.objects.get(code="2026.2")
    take_up_edition(edition_id=added.pk, user=make_staff("pia"), now=timezone.now())
    assert fetch_edition().content.code == "2026.2"
    call_command("seed_content")
    assert capsys.readouterr().err == "The model is in place.\n"


@pytest.mark.one_database
def test_those_who_use_an_edition_of_their_own_are_told_once(before_the_last, capsys):
    pia = make_staff("pia")
    own = make_draft(pia)
    publish_edition(edition_id=own.pk, user=pia, now=timezone.now())
    call_command("seed_content")
    call_command("seed_content")
    said = capsys.readouterr().err
    assert said == f"The model has been loaded: 2026.2.\n{TAKE_UP}The model is in place.\n"
    assert fetch_edition().content.code == own.code


def test_seeding_again_does_nothing(db):
    before = everything_stored()
    assert outcomes() == ["there", "there"]
    assert everything_stored() == before


@pytest.mark.one_database
def test_the_command_says_what_it_did(empty, capsys):
    call_command("seed_content")
    call_command("seed_content")
    output, messages = capsys.readouterr()
    assert output == ""
    assert messages == "The model has been loaded: 2026.1, 2026.2.\nThe model is in place.\n"


def test_a_published_correction_is_neither_overwritten_nor_a_difference(eva):
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    before = everything_stored()
    assert outcomes() == ["there", "there"]
    assert everything_stored() == before


def test_translations_are_added_where_there_are_none_unless_the_texts_are_others_now(db, eva):
    first = Revision.objects.get(edition__code="2026.2")
    first.document = without_translations(first.document)
    first.sha256 = compute_sha256(first.document)
    first.save()
    assert outcomes() == ["there", "translated"]
    assert Revision.objects.get(number=2).document == fetch_shipped_document()
    assert outcomes() == ["there", "there"]
    Revision.objects.filter(number=2).delete()
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    assert outcomes() == ["there", "there"]  # what staff have is theirs


def test_shipped_content_that_differs_stays_and_its_places_are_named(db, shipped):
    def edit(document):
        document["stages"][0]["markers"][1]["text"] = "En annan fråga"
        document["sources"][0]["year"] = 1999

    shipped(edit)
    before = everything_stored()
    last = seed_content()[-1]
    assert (last.code, last.outcome) == ("2026.2", Outcome.DIFFERENT)
    assert last.changes == ("sources[0].year", "stages[0].markers[1].text")
    assert everything_stored() == before


def test_one_that_differs_stops_no_other(before_the_last, capsys):
    """An installation whose own 2026.1 is another gets 2026.2 all the same."""
    revision = Revision.objects.get()
    revision.document["stages"][0]["title"] = "Början"
    revision.sha256 = "0" * 64
    revision.save()
    forget_revisions()
    call_command("seed_content")
    said = capsys.readouterr().err
    assert "The model has been loaded: 2026.2.\nEdition 2026.1 is already in the database" in said
    assert "  stages[0].title\n" in said
    assert said.endswith(TAKE_UP)
    assert fetch_edition().content.stages[0].title == "Början"


@pytest.mark.one_database
def test_the_command_says_what_differs_at_most_twenty_places_and_lets_the_server_start(
    db, shipped, capsys
):
    """Seen: it ended with 1, and the server did not start."""

    def edit(document):
        for stage in document["stages"]:
            for aspect in stage["aspects"]:
                aspect["title"] += "!"

    shipped(edit)
    call_command("seed_content")
    output, said = capsys.readouterr()
    assert output == ""
    assert "Edition 2026.2 is already in the database with another content" in said
    assert "Nothing of it was changed" in said
    assert said.count("  stages[") == 20
    assert "stages[0].aspects[0].title" in said
    assert "and 6 more" in said


def test_a_shipped_edition_with_the_code_of_one_made_here_is_not_loaded_over_it(
    db, shipped, capsys
):
    user = prepare_account(email="eva@kommun.example")
    made = make_draft(user)
    save(made, "statement/varfor.3", user, text="Evas utkast")
    shipped(lambda document: document["edition"].update(code=made.code))
    before = everything_stored()
    call_command("seed_content")
    assert f"Edition {made.code} is already in the database" in capsys.readouterr().err
    assert everything_stored() == before


SHIPPED = re.compile(r"\d{4}\.\d+")
"""Codes that an edition may have that comes with the program: none that is made here has one."""


@pytest.mark.one_database
@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.parametrize("used", [(), ("2026.1",), ("2026.1", "2026.2", "2026-A", "2027.1")])
def test_no_edition_made_here_gets_a_code_that_may_be_shipped(year, used):
    assert not SHIPPED.fullmatch(next_edition(year, used))


@pytest.mark.one_database
def test_editions_made_here_are_called_by_letters_in_order():
    """Those of before, such as 2026.2, keep their codes, and stand in nobody's way."""
    used = ["2026.1", "2026.2"]
    for _ in range(27):
        used.append(next_edition(2026, used))
    assert (used[2], used[27], used[28]) == ("2026-A", "2026-Z", "2026-AA")
    assert next_edition(2027, used) == "2027-A"


@pytest.mark.one_database
def test_every_shipped_edition_has_a_code_that_may_be():
    folders = [path.name for path in FIXTURES.glob("edition_*")]
    codes = [build_code(folder) for folder in folders]
    assert codes
    assert all(map(SHIPPED.fullmatch, codes))


def build_code(folder: str) -> str:
    return fetch_shipped_document(folder)["edition"]["code"]


def test_a_seeding_that_fails_half_way_leaves_nothing(empty, monkeypatch):
    def fail(**_):
        raise RuntimeError("no power")

    monkeypatch.setattr(seeding, "store_revision", fail)
    with pytest.raises(RuntimeError):
        seed_content()
    assert not Edition.objects.exists()


@pytest.mark.one_database
def test_changes_are_found_in_lists_objects_and_missing_keys():
    assert find_changes({"a": 1}, {"a": 1}) == []
    assert find_changes({"a": 1}, {"a": 2, "b": 3}) == ["a", "b"]
    assert find_changes({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == ["a[1].b"]
    assert find_changes({"a": [1]}, {"a": [1, 2]}) == ["a"]
    assert find_changes(1, 2) == ["document"]


# Revisions ----------------------------------------------------------------------------------------


def test_a_correction_is_a_new_revision_that_pages_read_at_once(eva):
    first = fetch_edition()
    revision = eva("varfor.3", "Alla parter kan säga varför de deltar")
    second = fetch_edition()
    assert (first.revision, second.revision, revision.number) == (1, 2, 2)
    assert first.sha256 != second.sha256
    assert second.sha256 == compute_sha256(revision.document)
    changes = find_changes(fetch_edition("2026.2", 1).content, second.content)
    assert changes == ["document"]


def test_an_older_revision_can_still_be_read(eva):
    before = fetch_edition().content
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    forget_revisions()
    assert fetch_edition("2026.2", 1).content == before


def test_an_edition_with_faults_gets_no_revision_and_the_faults_are_named(db):
    edition = Edition.objects.get(code="2026.2")
    document = fetch_document(edition)
    document["stages"][0]["aspects"][1]["statements"][0]["text"] = "ord " * 21
    with pytest.raises(EditionNotReady) as refused:
        store_revision(edition=edition, document=document)
    assert [str(fault) for fault in refused.value.faults] == ["varfor.3: 21 words, at most 20"]
    assert edition.revisions.count() == 1


def test_a_revision_is_parsed_once_per_process(db, django_assert_num_queries):
    fetch_edition()
    with django_assert_num_queries(1):
        first = fetch_edition()
    assert fetch_edition().content is first.content


@pytest.mark.one_database
@pytest.mark.parametrize(("code", "revision"), [("1999.1", None), ("2026.2", 2), ("", None)])
def test_what_has_not_been_published_is_not_found(db, code, revision):
    with pytest.raises(NoPublishedEdition):
        fetch_edition(code, revision)
