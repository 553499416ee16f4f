"""The page "Klart?", publishing, taking up and deleting editions: the pages that ask first."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.module_loading import import_string

from model_content.actions.editions import (
    create_draft,
    delete_draft,
    publish_edition,
)
from model_content.actions.parts import delete_part, move_part
from model_content.actions.words import NotAWord, add_known_word, remove_known_word
from model_content.domain.codec import dump_edition, parse_edition
from model_content.models import Edition, EditionStatus, KnownWord
from model_content.selectors import spelling
from model_content.selectors.editions import fetch_edition, fetch_shipped_document
from tests.content import get, make_draft, newest, save, values
from tests.group import make_group
from tests.markup import read_page
from tests.staff import make_staff, sign_in_staff
from tests.test_content_actions import correct as correct_part_of
from tests.world import start

pytestmark = pytest.mark.django_db

ASKED = "statement/varfor.3"
OTHER = "Alla parter kan säga varför de deltar"
HOSTILE = "<script>alert(1)</script> <b onmouseover=x>hejsanhoppsann</b> {{ 7 }} & \"'"


def url(name: str, edition: Edition) -> str:
    page = f"edition_{name}" if name else "edition"
    return reverse(page, args=[edition.pk])


def read(response) -> str:
    return " ".join(response.content.decode().split())


def reword(draft: Edition, text: str, key: str = ASKED) -> None:
    save(draft, key, make_staff("eva"), text=text)


def publish(browser, page) -> str:
    """Press the button of the page that asks."""
    form = re.search(r'name="seal" value="(\w+)"', page.content.decode())
    address = page.request["PATH_INFO"].replace("klart", "publicera")
    return read(browser.post(address, {"seal": form[1]}, follow=True))


@pytest.fixture
def first(db) -> Edition:
    """The edition that is in use when the test begins."""
    return Edition.objects.get(code="2026.2")


@pytest.fixture
def draft(first) -> Edition:
    return make_draft(make_staff("rut"))


@pytest.fixture
def second(draft) -> Edition:
    """A draft that asks one thing in other words, published after the first edition."""
    reword(draft, OTHER)
    publish_edition(edition_id=draft.pk, user=make_staff("rut"), now=timezone.now())
    draft.refresh_from_db()
    return draft


@pytest.fixture
def eva(db):
    return sign_in_staff("eva")


@pytest.fixture
def pia(db):
    return sign_in_staff("pia")


# What stops it, and what to look at ---------------------------------------------------------------


def test_a_draft_of_an_edition_that_is_no_longer_in_use_says_what_it_lacks(eva, draft, first):
    older = make_draft(make_staff("pia"), first)
    said = "försvinner när den publiceras"
    assert said not in eva.get(reverse("edition_ready", args=[older.pk])).content.decode()
    publish_edition(edition_id=draft.pk, user=make_staff("rut"), now=timezone.now())
    page = eva.get(reverse("edition_ready", args=[older.pk])).content.decode()
    assert said in page
    assert f"?med={draft.pk}" in page


def test_the_shipped_edition_has_nothing_to_mend(eva, draft):
    page = read(eva.get(url("ready", draft)))
    for said in ("Inga fel hindrar publicering", "Inget mer att se över", "Inget skiljer."):
        assert said in page
    assert "Be någon som får publicera" in page


def test_errors_and_warnings_are_listed_with_links_to_their_places(pia, draft):
    reword(draft, "ord " * 21)
    reword(draft, "Bjud in felstavvat", "suggestion/varfor/1")
    page = read(pia.get(url("ready", draft)))
    assert "1 fel hindrar publicering" in page
    assert "21 ord. Skriv högst 20." in page
    assert "?oppen=statement%2Fvarfor.3#statement-varfor.3" in page
    assert f"{reverse('part', args=[draft.pk, ASKED])}?fran=" in page
    assert "”felstavvat” finns inte i ordlistan." in page
    assert "#suggestion-varfor-1" in page
    assert "Rätta felen ovan först." in page
    assert 'name="seal"' not in page, "nothing to confirm"


@pytest.mark.both_databases
def test_a_word_that_is_added_is_known_until_it_is_taken_out_again(eva, draft):
    """Seen: a word that was added by mistake could not be taken back."""
    reword(draft, "Alla vet varför felstavvat finns")
    page = url("ready", draft)
    unknown = "”felstavvat” finns inte"
    assert unknown in read(eva.get(page))
    for _ in range(2):
        answer = eva.post(page, {"word": "felstavvat"}, follow=True)
    assert unknown not in read(answer)
    assert list(KnownWord.objects.values_list("word", "by")) == [
        ("felstavvat", "eva@norrbotten.example")
    ]
    assert unknown in read(eva.post(page, {"word": "felstavvat", "do": "forget"}, follow=True))


@pytest.mark.parametrize("word", ["", "två ord", "x" * 61, "a\0b", "rad\nrad", "\ud800"])
def test_only_a_word_can_be_added(word):
    with pytest.raises(NotAWord):
        add_known_word(word=word, user=make_staff("eva"))
    assert not KnownWord.objects.exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("word", ["a\0b", "\ud800"])
def test_what_is_no_word_is_not_in_the_list_to_be_taken_out(eva, draft, word):
    """Seen on PostgreSQL: 500."""
    assert not remove_known_word(word=word)


@pytest.mark.both_databases
def test_without_the_dictionary_the_page_says_so(eva, draft, monkeypatch):
    monkeypatch.setattr(spelling.shutil, "which", lambda _name: None)
    assert "Stavningen har inte kontrollerats" in read(eva.get(url("ready", draft)))


def test_the_comparison_shows_what_differs_and_nothing_else(eva, draft, first):
    user = make_staff("pia")
    text = values(draft, ASKED)["text"]
    last = text.split()[-1]
    reword(draft, text.removesuffix(last) + "egentligen")
    move_part(edition_id=draft.pk, key="aspect/vem", to="up", user=user)
    quote = get(draft, "quote/vem/1")
    delete_part(edition_id=draft.pk, key=quote.key, user=user)
    answer = eva.get(url("ready", draft), {"med": first.pk})
    page = read(answer)
    for said in ("Omformulerat: <strong>1", "Flyttat: <strong>1", "Borttaget: <strong>1"):
        assert said in page
    assert "Tillagt: <strong>" not in page
    assert escape(quote.part["attribution"]) in page
    pieces = [p.text for p in read_page(answer).all("p", class_="compare-text")]
    assert any("[tillagt: egentligen]" in text for text in pieces)
    assert any(f"[borttaget: {last}]" in text for text in pieces)


def test_what_editors_write_is_shown_and_never_run(eva, draft):
    reword(draft, HOSTILE)
    page = read(eva.get(url("ready", draft)))
    assert "<script>alert" not in page
    assert "<b onmouseover" not in page
    assert escape("<script>alert(1)</script>") in page


@pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999", "\0"])
def test_an_edition_that_is_not_there_cannot_be_compared_with(eva, draft, asked):
    assert eva.get(url("ready", draft), {"med": asked}).status_code == 404


def test_three_times_the_content_takes_as_many_queries(pia, draft):
    content = parse_edition(fetch_shipped_document())
    large = create_draft(document=dump_edition(grow(content)), user=make_staff("pia"), year=2027)
    counts = []
    for edition in (draft, large):
        with CaptureQueriesContext(connection) as queries:
            assert pia.get(url("ready", edition)).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 16


def grow(content):
    """Three of each thing that an edition has several of in each aspect, and of each case."""
    lists = ("success_factors", "pitfalls", "suggestions", "dialogue_questions", "quotes")
    stages = tuple(
        replace(
            stage,
            aspects=tuple(
                replace(aspect, **{name: getattr(aspect, name) * 3 for name in lists})
                for aspect in stage.aspects
            ),
        )
        for stage in content.stages
    )
    cases = tuple(
        replace(case, code=f"{case.code}-{n}") for n in range(3) for case in content.cases
    )
    return replace(content, stages=stages, cases=cases)


# Publishing ---------------------------------------------------------------------------------------


def test_publishing_says_which_edition_is_in_use_and_what_it_leaves_alone(pia, draft):
    start()
    make_group().draft()
    page = read(pia.get(url("ready", draft)))
    assert "I bruk nu: <strong>2026.2</strong>. I bruk efteråt: <strong>2026-A</strong>." in page
    assert "1 omgång och 1 diagnos som förbereds eller pågår fortsätter på 2026.2." in page
    assert fetch_edition().content.code == "2026.2"


def test_of_two_who_publish_at_once_one_is_told(pia, draft):
    rut = sign_in_staff("rut")
    pages = [browser.get(url("ready", draft)) for browser in (pia, rut)]
    assert "publicerad och i bruk" in publish(pia, pages[0])
    assert "Någon annan kan ha hunnit före" in publish(rut, pages[1])
    assert draft.revisions.count() == 1


def test_a_draft_is_published_as_it_was_when_its_publisher_looked(pia, draft):
    shown = pia.get(url("ready", draft))
    reword(draft, OTHER)
    assert "Någon har ändrat utkastet sedan ni öppnade sidan." in publish(pia, shown)
    unsealed = pia.post(url("publish", draft), follow=True)
    assert "Titta igen innan ni publicerar." in read(unsealed)
    draft.refresh_from_db()
    assert draft.status == EditionStatus.DRAFT
    assert not draft.revisions.exists()
    assert "publicerad och i bruk" in publish(pia, pia.get(url("ready", draft)))


@pytest.mark.both_databases
def test_a_published_edition_can_be_taken_into_use_again(pia, first, second, client):
    newest_round = start()
    pia.post(url("take_up", first))
    assert fetch_edition().content.code == "2026.2"
    assert OTHER in read(client.get(newest_round.url("page", "initiativ")))
    assert "är redan i bruk" in read(pia.get(url("take_up", first), follow=True))
    assert "I bruk efteråt: <strong>2026-A</strong>" in read(pia.get(url("take_up", second)))
    pia.post(url("take_up", second))
    assert fetch_edition().content.code == "2026-A"


def test_a_round_keeps_its_edition_and_a_new_one_gets_the_newly_published(client, anna, second):
    assert OTHER not in read(client.get(anna.url("page", "initiativ")))
    assert OTHER in read(client.get(start().url("page", "initiativ")))


def test_a_newly_published_edition_is_shown_by_every_process_at_once(client, draft):
    """What a process keeps of an edition it keeps by key, never as the one in use."""
    home = client.get(reverse("all_questions"))  # this process now knows the first edition
    assert home.status_code == 200
    reword(draft, OTHER)
    publish_edition(edition_id=draft.pk, user=make_staff("rut"), now=timezone.now())
    assert OTHER in read(client.get(reverse("all_questions")))


# Drafts -------------------------------------------------------------------------------------------


def test_an_editor_makes_a_draft_under_the_code_that_was_suggested(eva, first, clock):
    clock("2026-11-21 12:00")
    eva = sign_in_staff("eva")
    assert "2026-A" in read(eva.get(url("copy", first)))
    assert Edition.objects.count() == 2
    answer = eva.post(url("copy", first))
    draft = Edition.objects.get(code="2026-A")
    assert answer.url == url("", draft)
    assert (draft.status, draft.based_on) == (EditionStatus.DRAFT, "2026.2")


@pytest.mark.both_databases
def test_only_drafts_are_deleted_after_a_short_question(eva, first, draft):
    assert eva.get(url("delete", first)).status_code == 403
    page = eva.get(url("delete", draft))
    assert page.status_code == 200
    assert len(page.content) < 10_000
    listed = read(eva.get(reverse("admin:index")))
    assert re.search(r"ändrat \d.* av \w+@norrbotten.example", listed)
    eva.post(url("delete", draft))
    assert not Edition.objects.filter(pk=draft.pk).exists()
    assert Edition.objects.filter(pk=first.pk).exists()
    assert make_draft(make_staff("eva")).code == "2026-B", "no code is used again"
    assert re.search(
        r"Borttagna utkast</h2>.*<strong>2026-A</strong> · eva@norrbotten.example · \d",
        read(eva.get(reverse("admin:index"))),
    )


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("edition_copy", "model_content.actions.editions.copy_edition"),
        ("edition_publish", "model_content.actions.editions.publish_edition"),
        ("edition_delete", "model_content.actions.editions.delete_draft"),
        ("edition_restore", "model_content.actions.parts.restore_change"),
        ("preview_edition", "assessments.filling.views.preview.start_preview"),
    ],
)
def test_an_edition_that_somebody_has_just_deleted_is_not_found(
    pia, draft, monkeypatch, page, action
):
    reword(draft, "Ny")
    keys = [draft.pk, newest(draft).pk] if page.endswith("restore") else [draft.pk]
    act = import_string(action)
    rut = make_staff("rut")

    def act_too_late(**given):
        delete_draft(edition_id=draft.pk, user=rut)
        return act(**given)

    monkeypatch.setattr(action, act_too_late)
    assert pia.post(reverse(page, args=keys)).status_code == 404


# Corrections --------------------------------------------------------------------------------------


def correct(code: str, text: str) -> None:
    """Word a question of the published edition otherwise."""
    kind = "marker" if ".m" in code else "statement"
    edition = Edition.objects.get(code="2026.2")
    correct_part_of(edition, f"{kind}/{code}", make_staff("pia"), text=text)


def test_after_a_correction_an_old_report_reads_as_before_and_a_new_one_says_reworded(
    client, answered, clock
):
    clock("2026-03-02 10:00")
    answered.show()
    files = ("sammanfattning.txt", "beslutsunderlag.docx", "diagnos.json")
    addresses = [answered.url("result_file", 1, name) for name in files]
    before = [client.get(address).content for address in addresses]
    correct("varfor.3", OTHER)
    correct("initiativ.m6", "Någon har tagit ett första steg")
    assert [client.get(address).content for address in addresses] == before
    clock("2026-11-16 10:00")
    answered.published = fetch_edition()
    answered.save({"varfor.3": "3"})
    assert answered.show().document["earlier"]["reworded"] == ["varfor"]
    page = read(client.get(answered.url("result")))
    assert "Omformulerade sedan dess (Varför?): påståendena lyder inte likadant" in page
    assert "Frågor om var ni står är omformulerade sedan dess." in page
    assert "Varför? <em>omformulerad</em></th>" in page
    correct("varfor.4", "Alla parter vet varför de andra deltar")
    assert read(client.get(answered.url("result"))) == page


def test_a_correction_is_offered_on_the_page_of_a_draft_and_taken_in_or_declined(eva, draft):
    """Seen: a draft made before a correction kept the old text without a word."""
    correct("varfor.3", OTHER)
    correct("varfor.4", "Alla parter vet varför de andra deltar")
    assert "2 texter har rättats i 2026.2 sedan utkastet gjordes." in read(eva.get(url("", draft)))
    page = read_page(eva.get(url("ready", draft)))
    assert "Rättat i 2026.2 sedan utkastet gjordes" in page.one("main").text
    forms = [f for f in page.all("form", method="post") if "rattelse" in f.attrs.get("action", "")]
    for form, do in zip(forms, ("take", "keep"), strict=True):
        seen = form.one("input", name="seen").attrs["value"]
        eva.post(form.attrs["action"], {"seen": seen, "do": do})
    assert values(draft, ASKED)["text"] == OTHER
    assert values(draft, "statement/varfor.4")["text"] != "Alla parter vet varför de andra deltar"
    assert "Rättat i 2026.2" not in read(eva.get(url("ready", draft)))
