"""Fills in editions: the shipped one with a correction, one made here, one retired, drafts."""

import json
from typing import Any

from django.test import Client
from django.utils import timezone
from model_content.actions.drafts import copy_edition
from model_content.actions.importing import import_edition
from model_content.actions.restoring import restore_change
from model_content.actions.revisions import correct_row, publish_edition, retire_edition
from model_content.actions.rows import (
    EditConflict,
    RowEdit,
    add_row,
    delete_row,
    move_row,
    update_row,
)

from model_content.actions.words import add_known_word
from model_content.models import (
    Aspect,
    Case,
    ContentChange,
    DialogueQuestion,
    Edition,
    Pitfall,
    Question,
    Quote,
    Source,
    Stage,
    SuccessFactor,
    Suggestion,
)
from model_content.selectors.editions import fetch_document
from samverkan.models import User


def change(user: User, row: Any, **values: Any) -> Any:
    """Change a row of a draft as it is now."""
    row.refresh_from_db()
    return update_row(edit=RowEdit(type(row), row.pk, values, row.version), user=user)


def correct(user: User, edition: Edition, code: str, text: str, reason: str) -> None:
    row = Question.objects.get(edition=edition, code=code)
    edit = RowEdit(Question, row.pk, {"text": text}, row.version)
    assert correct_row(edit=edit, user=user, reason=reason)


def fill_first_correction(pia: User) -> None:
    """The shipped edition gets a second revision."""
    edition = Edition.objects.get(code="2026.1")
    row = Question.objects.get(edition=edition, code="varfor.1")
    correct(pia, edition, "varfor.1", row.text.rstrip(".") + ", var och en", "Ett ord fattades")


def fill_local_edition(eva: User, pia: User) -> Edition:
    """2026.2, made here and published: a question reworded, one more, one aspect more."""
    first = Edition.objects.get(code="2026.1")
    edition = copy_edition(edition_id=first.pk, user=eva, year=2026)
    find = lambda model, **which: model.objects.get(edition=edition, **which)  # noqa: E731
    change(eva, find(Question, code="vem.1"), text="Alla som behövs är med, även de minsta")
    vad = find(Aspect, code="vad")
    delete_row(model=Question, pk=find(Question, code="vad.2").pk, user=eva)
    english = {"en": {"text": "We say no to what is not ours to do"}}
    add_row(
        model=Question,
        parent=vad,
        values={"text": "Vi säger nej till det som inte är vårt", "translations": english},
        user=eva,
    )
    add_row(
        model=Suggestion,
        parent=vad,
        values={"text": "Skriv en lista över det ni inte ska göra.", "outlook": "redefine"},
        user=eva,
    )
    publish_edition(edition_id=edition.pk, user=pia, now=timezone.now())
    edition.refresh_from_db()
    return edition


def fill_local_correction(pia: User, edition: Edition) -> None:
    correct(pia, edition, "vem.1", "Alla som behövs är med, också de minsta", "Språket")


def fill_retired_edition(eva: User, pia: User) -> Edition:
    """2026.3: in use for a time; `retire` takes it out of use."""
    before = Edition.objects.get(code="2026.2")
    edition = copy_edition(edition_id=before.pk, user=eva, year=2026)
    stage = Stage.objects.get(edition=edition, code="uppstart")
    change(eva, stage, title="Start")
    publish_edition(edition_id=edition.pk, user=pia, now=timezone.now())
    edition.refresh_from_db()
    return edition


def retire(pia: User, edition: Edition) -> None:
    retire_edition(edition_id=edition.pk, user=pia)


def fill_draft(eva: User, pia: User) -> Edition:
    """2026.4: a draft with every kind of change in its history."""
    before = Edition.objects.get(code="2026.2")
    edition = copy_edition(edition_id=before.pk, user=eva, year=2026)
    find = lambda model, **which: model.objects.get(edition=edition, **which)  # noqa: E731
    in_aspect = lambda model, code: model.objects.filter(  # noqa: E731
        aspect__edition=edition, aspect__code=code
    ).order_by("order")

    question = find(Question, code="varfor.2")
    change(eva, question, text="Alla vet varför just de är med")
    change(pia, question, text="Alla vet varför just de är med, och säger det")
    stale = RowEdit(Question, question.pk, {"text": "Evas gamla fönster"}, 1)
    try:
        update_row(edit=stale, user=eva)
    except EditConflict:
        pass
    else:
        raise AssertionError("a stale edit was taken")
    change(eva, find(Source, key="smarta"), publisher="Norrbottens Kommuner", year=2006)
    stage = find(Stage, code="mognad")
    said = {**stage.translations, "en": {**stage.translations["en"], "title": "Settled"}}
    change(eva, stage, summary="Det fungerar i vardagen,\nockså utan eldsjälar.", translations=said)
    change(eva, find(Aspect, code="larande"), title="Att lära av varandra", cross_cutting=True)
    case = find(Case, code="hedemora-naringsliv")
    change(pia, case, types=["2a", "2d"], end="2009", results="Tre nya företag <och> ett & annat.")
    change(eva, in_aspect(Quote, "varfor").first() or in_aspect(Quote, "vem").first(),
           attribution="Hedemora 2006")  # fmt: skip

    source = add_row(
        model=Source,
        parent=edition,
        values={"title": "Samverkan på lika villkor", "publisher": "Luleå kommun", "year": 2025},
        user=eva,
    )
    stage = find(Stage, code="initiativ")
    aspect = add_row(
        model=Aspect,
        parent=stage,
        values={
            "title": "Tid för eftertanke",
            "description": "Innan ni börjar.",
            "translations": {},
        },
        user=eva,
        submission="a" * 64,
    )
    for number in (1, 2):
        text = f"Vi tar oss tid att tänka efter, gång {number}"
        add_row(model=Question, parent=aspect, values={"text": text}, user=eva)
    add_row(model=Question, parent=stage, values={"text": "Vi har sovit på saken"}, user=pia)
    for model in (Pitfall, SuccessFactor):
        values = {"text": "Att skynda — eller vänta.", "source": source, "locator": "s. 12"}
        add_row(model=model, parent=aspect, values=values, user=eva)
    add_row(model=DialogueQuestion, parent=aspect, values={"text": "Vad hinner vi?"}, user=eva)
    quote = {"text": "Vi skulle ha väntat.", "attribution": "Luleå 2025"}
    add_row(model=Quote, parent=aspect, values={**quote, "source": source, "locator": "s. 3"},
            user=eva)  # fmt: skip

    pitfalls = in_aspect(Pitfall, "fortroende-och-tillit")
    last = pitfalls.last()
    move_row(model=Pitfall, pk=last.pk, up=True, user=eva)
    move_row(model=Question, pk=find(Question, code="initiativ.m2").pk, up=False, user=eva)
    move_row(model=Aspect, pk=aspect.pk, up=True, user=pia)
    delete_row(model=Pitfall, pk=last.pk, user=eva)
    delete_row(model=Question, pk=find(Question, code="konflikter.2").pk, user=eva)
    delete_row(model=Aspect, pk=find(Aspect, code="metoder").pk, user=pia)
    delete_row(model=Aspect, pk=find(Aspect, code="rekrytering").pk, user=eva)
    delete_row(model=Case, pk=Case.objects.filter(edition=edition).order_by("order").last().pk,
               user=eva)  # fmt: skip
    changes = ContentChange.objects.filter(edition=edition).order_by("pk")
    gone = changes.filter(kind="deleted", place="metoder").get()
    restore_change(change_id=gone.pk, seen=None, user=eva)
    gone = changes.filter(kind="deleted", model="pitfall").get()
    restore_change(change_id=gone.pk, seen=None, user=pia)
    question.refresh_from_db()
    first = changes.filter(kind="changed", model="question", row=question.pk).first()
    restore_change(change_id=first.pk, seen=question.version, user=eva)
    edition.refresh_from_db()
    return edition


def fill_uploaded_draft(eva: User) -> Edition:
    """2026.5: read in from a file, of two stages only."""
    document = fetch_document(Edition.objects.get(code="2026.1"))
    document = {**document, "stages": document["stages"][:2], "cases": document["cases"][:2]}
    document["stages"][1]["title"] = "Igångsättning"
    data = json.dumps(document, ensure_ascii=False).encode()
    edition: Edition = import_edition(data=data, user=eva, year=2026, reason="En fil från Umeå")
    return edition


def fill_deleted_draft(eva_browser: Client, eva: User) -> None:
    """A draft that is gone, with its line in the admin's own log."""
    edition = copy_edition(edition_id=Edition.objects.get(code="2026.5").pk, user=eva, year=2026)
    done = eva_browser.post(
        f"/personal/innehall/model_content/edition/{edition.pk}/delete/", {"post": "yes"}
    )
    assert done.status_code == 302, done.content.decode()
    assert not Edition.objects.filter(pk=edition.pk).exists()


def fill_words(eva: User, pia: User) -> None:
    for word, user in (("eldsjäl", eva), ("samverkanskoll", pia), ("Älvdalen", eva)):
        add_known_word(word=word, user=user)
