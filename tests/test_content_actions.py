"""What staff do with an edition, and what is kept of it."""

import pytest
from django.utils import timezone
from model_content.actions.drafts import copy_edition, delete_draft
from model_content.actions.restoring import CannotRestore, restore_change
from model_content.actions.revisions import (
    EditionNotReady,
    correct_row,
    publish_edition,
    retire_edition,
    take_up_edition,
)
from model_content.actions.rows import (
    EditConflict,
    RowEdit,
    RowInUse,
    add_row,
    delete_row,
    move_row,
    update_row,
)

from model_content.domain.lifecycle import ChangeRefused, NotTextual
from model_content.models import (
    Aspect,
    ContentChange,
    Edition,
    Question,
    Quote,
    Revision,
    Source,
    Stage,
)
from model_content.selectors.editions import fetch_current_id, fetch_document, fetch_edition
from tests.staff import make_staff

pytestmark = pytest.mark.django_db

OTHER = "Alla parter kan säga varför de deltar"


@pytest.fixture
def eva_herself():
    return make_staff("eva")


@pytest.fixture
def draft(eva_herself) -> Edition:
    """A draft of the edition in use."""
    return copy_edition(edition_id=Edition.objects.get().pk, user=eva_herself, year=2026)


def question(edition, code="varfor.1"):
    return Question.objects.get(edition=edition, code=code)


def edit(row, seen=None, **values):
    return RowEdit(type(row), row.pk, values, seen or row.version)


def newest(edition) -> ContentChange:
    return edition.changes.first()


def test_a_draft_says_what_the_edition_says_that_it_was_made_of(draft):
    original = fetch_document(Edition.objects.get(code="2026.1"))
    assert fetch_document(draft) == {
        **original,
        "edition": {"code": "2026.2", "status": "draft", "published_at": None},
    }
    assert (draft.based_on, newest(draft).kind) == ("2026.1", "created")


def test_a_draft_is_made_with_few_queries(eva_herself, django_assert_max_num_queries):
    edition = Edition.objects.get()
    with django_assert_max_num_queries(40):
        copy_edition(edition_id=edition.pk, user=eva_herself, year=2026)


def test_what_is_changed_is_kept_with_who_and_the_old_text(draft, eva_herself):
    row = question(draft)
    update_row(edit=edit(row, text=f"  {OTHER}\r\n"), user=eva_herself)
    change = newest(draft)
    assert (change.before, change.after) == ({"text": row.text}, {"text": OTHER})
    assert (change.by, change.place, change.kind) == (eva_herself.email, "varfor.1", "changed")
    assert question(draft).version == row.version + 1


def test_saving_what_is_stored_already_is_no_change_and_no_conflict(draft, eva_herself):
    row = question(draft)
    assert update_row(edit=edit(row, seen=99, text=row.text), user=eva_herself) is None
    assert newest(draft).kind == "created"


def test_two_editors_of_one_text_meet_a_conflict_and_nothing_is_overwritten(draft, eva_herself):
    row = question(draft)
    update_row(edit=edit(row, text=OTHER), user=eva_herself)
    with pytest.raises(EditConflict) as conflict:
        update_row(edit=edit(row, text="Min text"), user=make_staff("pia"))
    assert conflict.value.stored["text"] == OTHER
    assert question(draft).text == OTHER


def test_only_drafts_are_edited(eva_herself):
    row = question(Edition.objects.get())
    stage = Stage.objects.get(code="initiativ")
    for write in (
        lambda: update_row(edit=edit(row, text=OTHER), user=eva_herself),
        lambda: move_row(model=Question, pk=row.pk, up=False, user=eva_herself),
        lambda: delete_row(model=Question, pk=row.pk, user=eva_herself),
        lambda: add_row(model=Question, parent=stage, values={"text": "Ny"}, user=eva_herself),
        lambda: delete_draft(edition_id=row.edition_id),
    ):
        with pytest.raises(ChangeRefused):
            write()
    assert not ContentChange.objects.exists()


def test_moving_swaps_two_neighbours_and_stops_at_the_ends(draft, eva_herself):
    def order():
        rows = Question.objects.filter(edition=draft, aspect__code="varfor")
        return [row.code for row in rows.order_by("order")]

    first = question(draft)
    assert not move_row(model=Question, pk=first.pk, up=True, user=eva_herself)
    assert move_row(model=Question, pk=first.pk, up=False, user=eva_herself)
    assert order() == ["varfor.2", "varfor.1"]
    assert move_row(model=Question, pk=first.pk, up=True, user=eva_herself)
    assert order() == ["varfor.1", "varfor.2"]


def test_the_number_of_a_question_is_never_used_again(draft, eva_herself):
    stage = draft.stages.get(code="initiativ")
    count = stage.markers.count()
    first = add_row(model=Question, parent=stage, values={"text": "En ny"}, user=eva_herself)
    assert first.code == f"initiativ.m{count + 1}"
    delete_row(model=Question, pk=first.pk, user=eva_herself)
    second = add_row(model=Question, parent=stage, values={"text": "En till"}, user=eva_herself)
    assert second.code == f"initiativ.m{count + 2}"


def test_a_number_that_another_edition_has_is_not_given_to_a_new_question(draft, eva_herself):
    """Also of one that was read in from a file, whose questions have no history here."""
    other = copy_edition(edition_id=draft.pk, user=eva_herself, year=2026)
    Question.objects.filter(edition=other, code="initiativ.m4").update(code="initiativ.m9")
    stage = draft.stages.get(code="initiativ")
    added = add_row(model=Question, parent=stage, values={"text": "En ny"}, user=eva_herself)
    assert added.code == "initiativ.m10"


def test_an_aspect_is_added_with_a_code_of_its_name(draft, eva_herself):
    stage = draft.stages.get(code="uppstart")
    values = {"title": "Förankring hos nya", "cross_cutting": False, "description": "…"}
    assert add_row(model=Aspect, parent=stage, values=values, user=eva_herself).code == (
        "forankring-hos-nya"
    )


def test_a_code_that_has_meant_something_else_is_not_given_to_an_aspect(draft, eva_herself):
    def add(title):
        stage = draft.stages.get(code="uppstart")
        values = {"title": title, "cross_cutting": False, "description": "…"}
        return add_row(model=Aspect, parent=stage, values=values, user=eva_herself)

    renamed = Aspect.objects.get(edition=draft, code="varfor")
    update_row(edit=edit(renamed, title="Nyttan för alla"), user=eva_herself)
    delete_row(model=Aspect, pk=renamed.pk, user=eva_herself)
    # Results of 2026.1 have the code, under the name that the aspect had then.
    old_name = Aspect.objects.get(edition__code="2026.1", code="varfor").title
    Aspect.objects.filter(edition__code="2026.1", code="varfor").update(title="Något annat")
    assert add("Varför").code == "varfor-2"
    again = add("Något annat")
    assert (again.code, old_name) == ("nagot-annat", old_name)
    # A name that is a stage's too gets a code of its own: places are found by code.
    assert add("Initiativ").code == "initiativ-2"


def test_a_code_is_not_given_again_for_what_it_meant_here_or_elsewhere(draft, eva_herself):
    def add(title):
        stage = draft.stages.get(code="uppstart")
        values = {"title": title, "cross_cutting": False, "description": "…"}
        return add_row(model=Aspect, parent=stage, values=values, user=eva_herself)

    row = add("Ny sak")
    update_row(edit=edit(row, title="Annat"), user=eva_herself)
    delete_row(model=Aspect, pk=row.pk, user=eva_herself)
    assert add("Ny sak").code == "ny-sak-2", "deleted here, under another name"
    elsewhere = Aspect.objects.get(edition__code="2026.1", code="forankring")
    Aspect.objects.filter(pk=elsewhere.pk).update(title="Något annat")
    Aspect.objects.filter(edition=draft, code="forankring").delete()
    assert add("Förankring").code == "forankring-2", "of something else in another edition"


def test_what_was_chosen_in_a_form_may_be_gone_when_it_is_saved(draft, eva_herself):
    quote = Quote.objects.filter(aspect__edition=draft).first()
    source = add_row(
        model=Source, parent=draft, values={"title": "A", "publisher": "B", "year": None},
        user=eva_herself,
    )  # fmt: skip
    aspect = Aspect.objects.get(edition=draft, code="varfor")
    delete_row(model=Source, pk=source.pk, user=eva_herself)
    delete_row(model=Aspect, pk=aspect.pk, user=eva_herself)
    values = {"text": "x", "source": source, "locator": "1", "attribution": "y"}
    with pytest.raises(Source.DoesNotExist):
        update_row(edit=edit(quote, source=source), user=eva_herself)
    with pytest.raises(Source.DoesNotExist):
        add_row(model=Quote, parent=quote.aspect, values=values, user=eva_herself)
    with pytest.raises(Aspect.DoesNotExist):
        add_row(model=Question, parent=aspect, values={"text": "x"}, user=eva_herself)


def test_two_sources_of_one_long_title_get_a_key_each(draft, eva_herself):
    title = "Samverkan om kompetensförsörjning i Norrbotten, slutrapport"
    values = {"title": title, "publisher": "Norrbottens Kommuner", "year": 2026}
    keys = {
        add_row(model=Source, parent=draft, values=values, user=eva_herself).key for _ in range(3)
    }
    assert keys == {
        "samverkan-om-kompetensfo", "samverkan-om-kompetensfo-2", "samverkan-om-kompetensfo-3"
    }  # fmt: skip


def test_an_aspect_that_is_deleted_comes_back_with_all_that_it_held(draft, eva_herself):
    before = fetch_document(draft)["stages"][0]["aspects"]
    row = Aspect.objects.get(edition=draft, code="varfor")
    delete_row(model=Aspect, pk=row.pk, user=eva_herself)
    deleted = newest(draft)
    restore_change(change_id=deleted.pk, seen=None, user=eva_herself)
    after = fetch_document(draft)["stages"][0]["aspects"]
    assert after == [a for a in before if a["code"] != "varfor"] + [
        a for a in before if a["code"] == "varfor"
    ]
    with pytest.raises(CannotRestore):
        restore_change(change_id=deleted.pk, seen=None, user=eva_herself)


def test_an_old_text_is_restored_unless_somebody_has_changed_it_since(draft, eva_herself):
    row = question(draft)
    update_row(edit=edit(row, text=OTHER), user=eva_herself)
    change = newest(draft)
    with pytest.raises(EditConflict):
        restore_change(change_id=change.pk, seen=row.version, user=eva_herself)
    restore_change(change_id=change.pk, seen=row.version + 1, user=eva_herself)
    assert question(draft).text == row.text
    assert newest(draft).kind == "restored"


def test_a_quote_comes_back_with_its_source_if_that_is_still_there(draft, eva_herself):
    source = Source.objects.filter(edition=draft, key="smarta").get()
    quote = Quote.objects.filter(aspect__edition=draft, source=source).first()
    delete_row(model=Quote, pk=quote.pk, user=eva_herself)
    deleted = newest(draft)
    restored = restore_change(change_id=deleted.pk, seen=None, user=eva_herself)
    assert (restored.text, restored.source, restored.locator) == (
        quote.text, source, quote.locator,
    )  # fmt: skip
    with pytest.raises(CannotRestore):  # a second click brings no second one
        restore_change(change_id=deleted.pk, seen=None, user=eva_herself)
    with pytest.raises(RowInUse):
        delete_row(model=Source, pk=source.pk, user=eva_herself)


def test_a_text_comes_back_where_it_was(draft, eva_herself):
    first = draft.aspects.first()
    quote = Quote.objects.filter(aspect__edition=draft).exclude(aspect=first).first()
    delete_row(model=Quote, pk=quote.pk, user=eva_herself)
    restored = restore_change(change_id=newest(draft).pk, seen=None, user=eva_herself)
    assert restored.aspect_id == quote.aspect_id
    assert newest(draft).by == eva_herself.email


def test_publishing_and_going_back(draft, eva_herself):
    publish_edition(edition_id=draft.pk, user=eva_herself, now=timezone.now())
    assert fetch_edition().content.code == "2026.2"
    first = Edition.objects.get(code="2026.1")
    take_up_edition(edition_id=first.pk, user=eva_herself, now=timezone.now())
    assert fetch_edition().content.code == "2026.1"
    assert fetch_current_id() == first.pk
    with pytest.raises(ChangeRefused, match="current"):
        take_up_edition(edition_id=first.pk, user=eva_herself, now=timezone.now())
    retire_edition(edition_id=first.pk, user=eva_herself)
    assert fetch_edition().content.code == "2026.2"
    with pytest.raises(ChangeRefused) as refused:
        retire_edition(edition_id=draft.pk, user=eva_herself)
    assert refused.value.code == "last"
    assert fetch_edition("2026.1").content.code == "2026.1"


def test_a_draft_with_faults_is_not_published(draft, eva_herself):
    row = question(draft)
    update_row(edit=edit(row, text="ord " * 21), user=eva_herself)
    with pytest.raises(EditionNotReady):
        publish_edition(edition_id=draft.pk, user=eva_herself, now=timezone.now())
    draft.refresh_from_db()
    assert (draft.status, draft.published_at, draft.revisions.count()) == ("draft", None, 0)
    assert fetch_edition().content.code == "2026.1"


def test_a_correction_is_a_new_revision_with_a_reason_and_changes_texts_only(eva_herself):
    row = question(Edition.objects.get())
    first = Revision.objects.get()
    revision = correct_row(edit=edit(row, text=OTHER), user=eva_herself, reason="Ett stavfel")
    assert fetch_edition().revision == revision.number == 2
    assert newest(row.edition).reason == "Ett stavfel"
    assert Revision.objects.get(number=1).sha256 == first.sha256
    aspect = Aspect.objects.get(code="varfor")
    with pytest.raises(NotTextual):
        correct_row(edit=edit(aspect, cross_cutting=True), user=eva_herself, reason="x")


def test_only_what_is_published_is_corrected(draft, eva_herself):
    with pytest.raises(ChangeRefused):
        correct_row(edit=edit(question(draft), text=OTHER), user=eva_herself, reason="Stavfel")
    assert not draft.revisions.exists()


def test_a_deleted_draft_takes_all_its_rows_with_it(draft, eva_herself):
    delete_draft(edition_id=draft.pk)
    assert not Edition.objects.filter(code="2026.2").exists()
    assert not Quote.objects.filter(aspect__edition__code="2026.2").exists()


def test_an_edition_is_read_in_the_language_that_is_asked_for(db):
    english = fetch_edition(language="en").content
    assert english.stage_by_code["initiativ"].title == "Initiative"
    assert fetch_edition(language="sv").content.stage_by_code["initiativ"].title == "Initiativ"
    finnish = fetch_edition(language="fi").content.stage_by_code["initiativ"].title
    assert finnish.__html__() == '<span lang="sv">Initiativ</span>'
