"""What staff do with an edition, and what is kept of it."""

import json

import pytest
from django.utils import timezone

from model_content.actions.editions import (
    EditionNotReady,
    copy_edition,
    correct_part,
    create_draft,
    delete_draft,
    import_edition,
    publish_edition,
    take_up_edition,
)
from model_content.actions.parts import (
    CannotRestore,
    PartEdit,
    PartGone,
    PartInUse,
    accept_translation,
    add_part,
    delete_part,
    move_part,
    restore_change,
    settle_correction,
    update_part,
)
from model_content.actions.previews import make_preview
from model_content.domain.document import find_outdated, mark_values, read_values, walk
from model_content.domain.lifecycle import ChangeRefused, NotTextual
from model_content.files import write_json, write_zip
from model_content.models import ContentChange, Edition, EditionStatus, Revision
from model_content.selectors.corrections import fetch_corrections
from model_content.selectors.editions import (
    fetch_current_id,
    fetch_document,
    fetch_edition,
    fetch_export,
)
from samverkan.merging import Stale
from tests.content import exists, get, make_draft, newest, save, see, values
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OTHER = "Alla parter kan säga varför de deltar"
ASKED = "statement/varfor.3"
QUOTE = "quote/varfor/1"


@pytest.fixture
def user():
    return make_staff("eva")


@pytest.fixture
def draft(user) -> Edition:
    """A draft of the edition in use."""
    return make_draft(user)


@pytest.fixture
def first(db) -> Edition:
    return Edition.objects.get(code="2026.2")


def add(draft, parent, slot, user, **given) -> str:
    return add_part(edition_id=draft.pk, parent=parent, slot=slot, values=given, user=user)


def delete(draft, key, user) -> None:
    delete_part(edition_id=draft.pk, key=key, user=user)


def restore(change, user, seen="") -> bool:
    return restore_change(change_id=change.pk, seen=seen, user=user)


def correct(edition, key, user, **given):
    edit = PartEdit(edition.pk, key, given, see(edition, key, *given))
    return correct_part(edit=edit, user=user, reason="Ett stavfel")


# Drafts and changes -------------------------------------------------------------------------------


@pytest.mark.one_database
def test_a_draft_says_what_the_edition_says_that_it_was_made_of(draft, first):
    head = {"code": "2026-A", "status": "draft", "published_at": None, "method": "2"}
    assert fetch_export(draft) == {**fetch_export(first), "edition": head}
    assert (draft.based_on, newest(draft).kind) == ("2026.2", "created")


@pytest.mark.one_database
def test_the_method_of_an_edition_follows_it_through_drafts_previews_files_and_publishing(
    user, first
):
    document = fetch_export(first)
    assert document["edition"]["method"] == "2"
    draft = import_edition(data=write_zip(document), user=user, year=2026)
    assert fetch_export(draft)["edition"]["method"] == "2"
    assert make_preview(edition_id=draft.pk).content.method == "2"
    save(draft, ASKED, user, text=OTHER)
    revision = publish_edition(edition_id=draft.pk, user=user, now=timezone.now())
    assert revision.document["edition"]["method"] == "2"
    copied = make_draft(user, Edition.objects.get(pk=draft.pk))
    assert json.loads(write_json(fetch_export(copied)))["edition"]["method"] == "2"
    assert correct(draft, ASKED, user, text="Vi vet alla varför").document["edition"] == {
        **revision.document["edition"]
    }
    before = Edition.objects.get(code="2026.1")  # made when there was no other
    assert fetch_export(before)["edition"].get("method") is None


def test_a_draft_is_made_changed_and_deleted_with_few_queries(
    user, first, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        draft = copy_edition(edition_id=first.pk, user=user, year=2026)
    with django_assert_max_num_queries(6):
        update_part(edit=PartEdit(draft.pk, ASKED, {"text": OTHER}), user=user)
    delete_draft(edition_id=draft.pk, user=user)
    assert not Edition.objects.filter(pk=draft.pk).exists()


def test_adding_asks_for_codes_with_as_many_queries_however_many_editions_there_are(
    draft, user, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10) as few:
        add(draft, "aspect/varfor", "statements", user, text="Vi vet varför vi är med")
    for _ in range(2):
        edition = make_draft(user)
        publish_edition(edition_id=edition.pk, user=user, now=timezone.now())
    with django_assert_num_queries(len(few.captured_queries)):
        add(draft, "aspect/varfor", "statements", user, text="Vi vet vart vi ska")


def test_what_is_changed_is_kept_with_who_and_the_old_text(draft, user):
    before = values(draft, ASKED)["text"]
    save(draft, ASKED, user, text=f"  {OTHER}\r\n")
    change = newest(draft)
    assert (change.before, change.after) == ({"text": before}, {"text": OTHER})
    assert (change.by, change.key, change.kind) == (user.email, ASKED, "changed")


@pytest.mark.one_database
def test_saving_what_is_stored_already_is_no_change_and_no_conflict(draft, user):
    text = values(draft, ASKED)["text"]
    edit = PartEdit(draft.pk, ASKED, {"text": text}, "text:000000000000")
    assert not update_part(edit=edit, user=user)
    assert newest(draft).kind == "created"


@pytest.mark.one_database
@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u200f", "\u200b", "\u00ad"])
def test_a_text_keeps_no_sign_that_turns_what_stands_after_it(draft, user, sign):
    """Seen: a statement from a chat was shown backwards on the public pages."""
    assert save(draft, ASKED, user, text=f"Alla {sign}vet varför")
    assert values(draft, ASKED)["text"] == "Alla vet varför"


def test_two_editors_of_one_field_meet_a_conflict_and_nothing_is_overwritten(draft, user):
    seen = see(draft, ASKED, "text")
    save(draft, ASKED, user, text=OTHER)
    with pytest.raises(Stale) as conflict:
        update_part(
            edit=PartEdit(draft.pk, ASKED, {"text": "Min text"}, seen), user=make_staff("pia")
        )
    assert conflict.value.current["text"] == OTHER
    assert values(draft, ASKED)["text"] == OTHER


def test_two_editors_of_two_fields_of_one_text_both_keep_theirs(draft, user):
    seen = see(draft, QUOTE, "text", "attribution")
    shown = values(draft, QUOTE)
    save(draft, QUOTE, user, attribution="Luleå 2005")
    mine = {"text": "Min text", "attribution": shown["attribution"]}
    update_part(edit=PartEdit(draft.pk, QUOTE, mine, seen), user=make_staff("pia"))
    now = values(draft, QUOTE)
    assert (now["text"], now["attribution"]) == ("Min text", "Luleå 2005")


@pytest.mark.one_database
def test_who_yields_in_a_conflict_keeps_what_nobody_else_has_changed(draft, user):
    seen = see(draft, ASKED, "text", "text_en")
    save(draft, ASKED, user, text=OTHER)
    mine = {"text": "Min text", "text_en": "My text"}
    assert update_part(edit=PartEdit(draft.pk, ASKED, mine, seen, yields=True), user=user)
    assert (values(draft, ASKED)["text"], values(draft, ASKED)["text_en"]) == (OTHER, "My text")


@pytest.mark.one_database
def test_a_translation_that_no_longer_fits_outlives_publishing_and_correcting(draft, user):
    english, was = values(draft, ASKED)["text_en"], values(draft, ASKED)["text"]
    save(draft, ASKED, user, text=OTHER)
    publish_edition(edition_id=draft.pk, user=user, now=timezone.now())
    shown = fetch_edition("2026-A", language="en").content.aspect_by_code["varfor"].statements[0]
    assert shown.text == OTHER, "readers are given the Swedish text"
    correct(draft, "aspect/vem", user, title="Vem och hur?")
    for edition in (draft, make_draft(user, draft)):
        node = get(edition, ASKED)
        assert read_values(node)["text_en"] == english
        assert find_outdated(node) == {"text_en": was}
    title = get(make_draft(user, draft), "aspect/vem")
    assert find_outdated(title) == {"title_en": "Vem?"}


def test_only_drafts_are_edited(first, user):
    for write in (
        lambda: save(first, ASKED, user, text=OTHER),
        lambda: move_part(edition_id=first.pk, key=ASKED, to="down", user=user),
        lambda: delete(first, ASKED, user),
        lambda: add(first, "stage/initiativ", "markers", user, text="Ny"),
        lambda: delete_draft(edition_id=first.pk, user=user),
    ):
        with pytest.raises(ChangeRefused):
            write()
    assert not ContentChange.objects.exists()


@pytest.mark.one_database
def test_the_stages_are_those_of_the_method(draft, user):
    for write in (
        lambda: add(draft, "", "stages", user, title="Sjunde"),
        lambda: delete(draft, "stage/initiativ", user),
        lambda: move_part(edition_id=draft.pk, key="stage/uppstart", to="up", user=user),
    ):
        with pytest.raises(ChangeRefused):
            write()


# Moving -------------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_moving_swaps_two_neighbours_and_stops_at_the_ends(draft, user):
    def move(to):
        return move_part(edition_id=draft.pk, key=ASKED, to=to, user=user)

    def order():
        return [s["code"] for s in get(draft, "aspect/varfor").part["statements"]]

    assert not move("up")
    assert move("down")
    assert order() == ["varfor.4", "varfor.3"]
    assert not move("down")
    assert move("up")
    assert order() == ["varfor.3", "varfor.4"]


@pytest.mark.one_database
def test_a_statement_is_moved_to_another_aspect_with_its_code(draft, user):
    assert move_part(edition_id=draft.pk, key=ASKED, to="aspect/vem", user=user)
    assert get(draft, ASKED).parent.key == "aspect/vem"
    assert newest(draft).after["parent"] == "aspect/vem"
    for key, to in ((ASKED, "stage/uppstart"), ("pitfall/varfor/1", "aspect/vem")):
        with pytest.raises(ChangeRefused):
            move_part(edition_id=draft.pk, key=key, to=to, user=user)
    with pytest.raises(PartGone):
        move_part(edition_id=draft.pk, key=ASKED, to="aspect/borta", user=user)


# Codes --------------------------------------------------------------------------------------------


def test_the_number_of_a_question_is_never_used_again(draft, user):
    """2026.1 has m1 to m4, the draft m5 to m8."""
    first = add(draft, "stage/initiativ", "markers", user, text="En ny")
    assert first == "marker/initiativ.m9"
    delete(draft, first, user)
    again = add(draft, "stage/initiativ", "markers", user, text="En till")
    assert again == "marker/initiativ.m10"


@pytest.mark.one_database
def test_a_number_that_another_edition_has_is_not_given_to_a_new_question(draft, user):
    """Also of one that was read in from a file, whose questions have no history here."""
    document = fetch_export(draft)
    document["stages"][0]["markers"][3]["code"] = "initiativ.m9"
    create_draft(document=document, user=user, year=2026)
    assert add(draft, "stage/initiativ", "markers", user, text="Ny") == "marker/initiativ.m10"


@pytest.mark.one_database
def test_the_id_of_a_text_is_never_used_again_in_a_draft(draft, user):
    count = get(draft, QUOTE).count
    given = {"text": "Ny", "source": "smarta", "locator": "1", "attribution": "X"}
    made = [add(draft, "aspect/varfor", "quotes", user, **given) for _ in range(2)]
    assert made == [f"quote/varfor/{count + 1}", f"quote/varfor/{count + 2}"]
    delete(draft, made[1], user)
    assert add(draft, "aspect/varfor", "quotes", user, **given) == f"quote/varfor/{count + 3}"


@pytest.mark.one_database
def test_a_code_that_has_meant_something_else_is_not_given_to_an_aspect(draft, user):
    def name(title):
        return add(draft, "stage/uppstart", "aspects", user, title=title, description="…")

    assert name("Förankring hos nya") == "aspect/forankring-hos-nya"
    # Results of 2026.2 have the code, under the name that the aspect had then.
    save(draft, "aspect/varfor", user, title="Nyttan för alla")
    delete(draft, "aspect/varfor", user)
    assert name("Varför") == "aspect/varfor-2"
    title = values(draft, "aspect/vem")["title"]
    delete(draft, "aspect/vem", user)
    assert name(title) == "aspect/vem", "the same aspect, by its own name"
    # A name that is a stage's too gets a code of its own: places are found by code.
    assert name("Initiativ") == "aspect/initiativ-2"
    made = name("Ny sak")
    save(draft, made, user, title="Annat")
    delete(draft, made, user)
    assert name("Ny sak") == "aspect/ny-sak-2", "deleted here, under another name"


@pytest.mark.one_database
def test_two_sources_of_one_long_title_get_a_key_each(draft, user):
    given = {
        "title": "Samverkan om kompetensförsörjning i Norrbotten, slutrapport",
        "publisher": "Norrbottens Kommuner",
        "year": 2026,
    }
    keys = {add(draft, "", "sources", user, **given) for _ in range(3)}
    head = "source/samverkan-om-kompetensfo"
    assert keys == {head, f"{head}-2", f"{head}-3"}


@pytest.mark.one_database
def test_what_was_chosen_in_a_form_may_be_gone_when_it_is_saved(draft, user):
    source = add(draft, "", "sources", user, title="A", publisher="B").partition("/")[2]
    delete(draft, f"source/{source}", user)
    delete(draft, "aspect/vem", user)
    given = {"text": "x", "source": source, "locator": "1", "attribution": "y"}
    for write in (
        lambda: save(draft, QUOTE, user, source=source),
        lambda: add(draft, "aspect/varfor", "quotes", user, **given),
        lambda: add(draft, "aspect/vem", "statements", user, text="x"),
    ):
        with pytest.raises(PartGone):
            write()


# Restoring ----------------------------------------------------------------------------------------


def test_an_aspect_that_is_deleted_comes_back_where_it_was_with_all_that_it_held(draft, user):
    before = fetch_document(draft)
    delete(draft, "aspect/varfor", user)
    deleted = newest(draft)
    assert restore(deleted, user)
    draft.refresh_from_db()
    assert fetch_document(draft) == before
    with pytest.raises(CannotRestore):
        restore(deleted, user)


def test_an_old_text_is_restored_unless_somebody_has_changed_it_since(draft, user):
    before = values(draft, ASKED)["text"]
    save(draft, ASKED, user, text=OTHER)
    change = newest(draft)
    with pytest.raises(Stale):
        restore(change, user, seen=mark_values({"text": before}))
    assert restore(change, user, seen=mark_values({"text": OTHER}))
    assert values(draft, ASKED)["text"] == before
    assert newest(draft).kind == "restored"


@pytest.mark.one_database
def test_a_quote_comes_back_with_its_source_if_that_is_still_there(draft, user):
    key = add(draft, "", "sources", user, title="Bok", publisher="Förlag")
    save(draft, QUOTE, user, source="bok")
    with pytest.raises(PartInUse):
        delete(draft, key, user)
    delete(draft, QUOTE, user)
    deleted = newest(draft)
    delete(draft, key, user)
    gone = newest(draft)
    with pytest.raises(CannotRestore):
        restore(deleted, user)
    restore(gone, user)
    assert restore(deleted, user)
    assert values(draft, QUOTE)["source"] == "bok"
    with pytest.raises(CannotRestore):  # a second click brings no second one
        restore(deleted, user)


@pytest.mark.one_database
def test_a_text_does_not_come_back_without_what_it_stood_in(draft, user):
    delete(draft, QUOTE, user)
    deleted = newest(draft)
    delete(draft, "aspect/varfor", user)
    with pytest.raises(CannotRestore):
        restore(deleted, user)


@pytest.mark.one_database
def test_an_aspect_does_not_come_back_with_a_statement_that_stands_elsewhere(draft, user):
    """Seen: one statement stood twice, and the draft could be neither seen nor published."""
    delete(draft, "aspect/varfor", user)
    deleted = newest(draft)
    restore(deleted, user)
    move_part(edition_id=draft.pk, key=ASKED, to="aspect/tid-och-resurser", user=user)
    delete(draft, "aspect/varfor", user)
    with pytest.raises(CannotRestore):
        restore(deleted, user)
    assert fetch_export(Edition.objects.get(pk=draft.pk))
    assert restore(newest(draft), user)
    keys = [node.key for node in walk(fetch_document(Edition.objects.get(pk=draft.pk)))]
    assert len(keys) == len(set(keys))


# Publishing and correcting ------------------------------------------------------------------------


def test_publishing_and_going_back(draft, first, user):
    publish_edition(edition_id=draft.pk, user=user, now=timezone.now())
    assert fetch_edition().content.code == "2026-A"
    take_up_edition(edition_id=first.pk, user=user, now=timezone.now())
    assert fetch_edition().content.code == "2026.2"
    assert fetch_current_id() == first.pk
    with pytest.raises(ChangeRefused, match="current"):
        take_up_edition(edition_id=first.pk, user=user, now=timezone.now())
    draft.refresh_from_db()
    assert draft.document is None


def test_an_edition_that_was_retired_before_is_readable_and_can_be_taken_up(first, user):
    Edition.objects.filter(pk=first.pk).update(status=EditionStatus.RETIRED)
    assert fetch_edition("2026.2").content.code == "2026.2"
    take_up_edition(edition_id=first.pk, user=user, now=timezone.now())
    assert fetch_edition().content.code == "2026.2"


def test_a_draft_with_faults_is_not_published(draft, user):
    save(draft, ASKED, user, text="ord " * 21)
    with pytest.raises(EditionNotReady):
        publish_edition(edition_id=draft.pk, user=user, now=timezone.now())
    draft.refresh_from_db()
    assert (draft.status, draft.published_at, draft.revisions.count()) == ("draft", None, 0)
    assert fetch_edition().content.code == "2026.2"


def test_a_correction_is_a_new_revision_with_a_reason_and_changes_texts_only(first, user):
    before = Revision.objects.get(edition__code="2026.2")
    revision = correct(first, ASKED, user, text=OTHER)
    assert fetch_edition().revision == revision.number == 2
    assert newest(first).reason == "Ett stavfel"
    assert Revision.objects.get(edition__code="2026.2", number=1).sha256 == before.sha256
    with pytest.raises(NotTextual):
        correct(first, "aspect/vem", user, cross_cutting=True)
    with pytest.raises(EditionNotReady):
        correct(first, ASKED, user, text="ord " * 21)


@pytest.mark.one_database
def test_only_what_is_published_is_corrected(draft, user):
    with pytest.raises(ChangeRefused):
        correct(draft, ASKED, user, text=OTHER)
    assert not draft.revisions.exists()


@pytest.mark.one_database
def test_a_correction_is_offered_to_the_drafts_made_before_it_and_to_no_others(draft, first, user):
    correct(first, ASKED, user, text=OTHER)
    correct(first, QUOTE, user, locator="5.9")
    later = make_draft(user)
    draft.refresh_from_db()
    offered = {c.node.key: c for c in fetch_corrections(draft)}
    assert set(offered) == {ASKED, QUOTE}
    assert fetch_corrections(later) == []
    for key, take in ((ASKED, True), (QUOTE, False)):
        mark = offered[key].mark
        settle_correction(edition_id=draft.pk, key=key, seen=mark, take=take, user=user)
    assert values(draft, ASKED)["text"] == OTHER
    assert values(draft, QUOTE)["locator"] != "5.9"
    assert fetch_corrections(draft) == []
    correct(first, QUOTE, user, locator="5.10")
    assert [c.node.key for c in fetch_corrections(draft)] == [QUOTE], "corrected once more"
    with pytest.raises(PartGone):
        settle_correction(
            edition_id=draft.pk, key=QUOTE, seen=offered[QUOTE].mark, take=True, user=user
        )


@pytest.mark.one_database
def test_a_correction_of_a_text_that_has_been_moved_finds_it(draft, first, user):
    move_part(edition_id=draft.pk, key="pitfall/varfor/1", to="down", user=user)
    text = values(first, "pitfall/varfor/1")["text"]
    correct(first, "pitfall/varfor/1", user, text=f"{text} igen")
    draft.refresh_from_db()
    [offered] = fetch_corrections(draft)
    assert (offered.node.key, offered.node.index) == ("pitfall/varfor/1", 1)


@pytest.mark.one_database
def test_a_correction_of_a_text_known_by_another_key_is_declined_once(first, user):
    """Seen: "Behåll vår text" was answered, and asked again."""
    draft = make_draft(user)
    get(draft, "pitfall/varfor/1").part["id"] = 8
    draft.save()
    correct(first, "pitfall/varfor/1", user, text="Någon har rättat den här")
    [offered] = fetch_corrections(draft)
    assert offered.node.key == "pitfall/varfor/8"
    settle_correction(
        edition_id=draft.pk, key=offered.node.key, seen=offered.mark, take=False, user=user
    )
    draft.refresh_from_db()
    assert fetch_corrections(draft) == []


# Translations -------------------------------------------------------------------------------------


def read_english(edition: Edition) -> str:
    content = fetch_edition(edition.code, language="en").content
    return next(s.text for s in content.statements if s.code == "varfor.3")


@pytest.mark.one_database
def test_a_translation_older_than_its_text_is_not_read_until_it_is_renewed(draft, first, user):
    """Seen: another question was asked in English than in Swedish, under one code."""
    save(draft, ASKED, user, text=OTHER)
    now = values(draft, ASKED)
    publish_edition(edition_id=draft.pk, user=user, now=timezone.now())
    assert now["text_en"], "the editors still have it"
    assert read_english(draft).__html__() == f'<span lang="sv">{OTHER}</span>'
    correct(first, ASKED, user, text=OTHER)
    assert read_english(first) == OTHER
    correct(first, ASKED, user, text_en="All parties can say why")
    assert read_english(first) == "All parties can say why"


@pytest.mark.one_database
@pytest.mark.parametrize("way", ["together", "fitting", "later", "accepted", "back"])
def test_a_translation_is_not_old_when_somebody_has_seen_to_it(draft, user, way):
    before = values(draft, ASKED)
    if way == "together":
        save(draft, ASKED, user, text=OTHER, text_en="Another")
    else:
        save(draft, ASKED, user, fitting=way == "fitting", text=OTHER)
    if way == "later":
        save(draft, ASKED, user, text_en="Another")
    elif way == "accepted":
        both = {name: values(draft, ASKED)[name] for name in ("text", "text_en")}
        accept_translation(
            edition_id=draft.pk, key=ASKED, name="text_en", seen=mark_values(both), user=user
        )
    elif way == "back":
        save(draft, ASKED, user, text=before["text"])
    exported = fetch_export(Edition.objects.get(pk=draft.pk))
    part = next(node.part for node in walk(exported) if node.key == ASKED)
    assert "translations" in part
    assert exists(draft, ASKED)


@pytest.mark.one_database
def test_a_translation_that_is_restored_fits_the_text_of_its_time(draft, user):
    before = values(draft, ASKED)
    save(draft, ASKED, user, text_en="Another")
    change = newest(draft)
    save(draft, ASKED, user, text=OTHER, text_en="A third")
    assert restore(change, user, seen=mark_values({"text_en": "A third"}))
    assert values(draft, ASKED)["text_en"] == before["text_en"]
    assert find_outdated(get(draft, ASKED)) == {"text_en": before["text"]}


@pytest.mark.one_database
def test_a_corrected_translation_that_is_taken_in_fits_the_text_it_was_corrected_with(
    draft, first, user
):
    before = values(draft, ASKED)
    save(draft, ASKED, user, text=OTHER)
    correct(first, ASKED, user, text_en="All parties can say why")
    draft.refresh_from_db()
    [found] = fetch_corrections(draft)
    settle_correction(edition_id=draft.pk, key=ASKED, seen=found.mark, take=True, user=user)
    assert values(draft, ASKED)["text_en"] == "All parties can say why"
    assert find_outdated(get(draft, ASKED)) == {"text_en": before["text"]}


@pytest.mark.one_database
def test_an_edition_is_read_in_the_language_that_is_asked_for(db):
    english = fetch_edition(language="en").content
    assert english.stage_by_code["initiativ"].title == "Initiative"
    assert fetch_edition(language="sv").content.stage_by_code["initiativ"].title == "Initiativ"
    finnish = fetch_edition(language="fi").content.stage_by_code["initiativ"].title
    assert finnish.__html__() == '<span lang="sv">Initiativ</span>'
