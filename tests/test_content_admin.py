"""Editing in the admin: the outline of an edition, the forms of its rows, two editors, history."""

from html import escape
from typing import Any

import pytest
from model_content.actions.drafts import copy_edition
from model_content.actions.rows import EDITABLE, PARTS, RowEdit, delete_row, update_row
from model_content.selectors.outline import fetch_outline, find_anchor

from model_content.domain.codec import parse_edition
from model_content.domain.languages import find_missing
from model_content.models import (
    Aspect,
    Case,
    ContentChange,
    Edition,
    Pitfall,
    Question,
    Quote,
    Source,
    Stage,
    Suggestion,
)
from model_content.selectors.editions import fetch_document, fetch_edition
from tests.markup import read_form, read_page
from tests.staff import make_staff, sign_in_staff

pytestmark = pytest.mark.django_db
BASE = "/personal/innehall/model_content/"
HOSTILE = """<script>x</script>"><img onerror=y> {{ 7*7 }} {% url %}"""


@pytest.fixture
def draft() -> Edition:
    return copy_edition(edition_id=Edition.objects.get().pk, user=make_staff("eva"), year=2026)


@pytest.fixture
def eva():
    return sign_in_staff("eva")


def address(row, what: str = "change") -> str:
    return f"{BASE}{row._meta.model_name}/{row.pk}/{what}/"


def read(browser, page: str) -> str:
    response = browser.get(page)
    assert response.status_code == 200, response
    return response.content.decode()


def fill(browser, page: str, **changes: str) -> dict[str, Any]:
    """What the form on a page would send, with some fields changed."""
    form = read_page(browser.get(page)).one("form", class_="write")
    ticked: dict[str, list[str]] = {}
    for box in form.all("input", type="checkbox"):
        if "checked" in box.attrs:
            ticked.setdefault(box.attrs["name"], []).append(box.attrs.get("value", "on"))
    return {**read_form(form), **ticked, **changes}


def first(model, edition: Edition):
    path = "aspect__edition" if model in PARTS else "edition"
    return model.objects.filter(**{path: edition}).first()


# The outline


def test_the_outline_shows_everything_in_its_place_and_leads_to_each_form(eva, draft):
    contents = read_page(eva.get(address(draft)))
    parts = [li.attrs["id"] for li in contents.all("li", class_="stage")]
    assert len(parts) == 8
    links = set()
    for part in parts:
        page = read_page(eva.get(f"{address(draft)}?oppen={part}"))
        links |= {a.attrs.get("href", "").split("?")[0] for a in page.all("a")}
    for model in EDITABLE:
        path = "aspect__edition" if model in PARTS else "edition"
        for row in model.objects.filter(**{path: draft}):
            assert address(row) in links


def test_whatever_is_asked_for_is_shown_with_its_part_and_its_aspect_unfolded(eva, draft):
    quote = Quote.objects.filter(aspect__edition=draft, aspect__code="nytta").first()
    for anchor in ("nytta", "nytta.2", f"quote-{quote.pk}"):
        page = read_page(eva.get(f"{address(draft)}?oppen={anchor}"))
        [unfolded] = [d for d in page.all("details", class_="aspect") if "open" in d.attrs]
        assert unfolded.attrs["id"] == "nytta"
        assert page.all("li", id=f"quote-{quote.pk}")
    assert "varfor.1" not in read(eva, f"{address(draft)}?oppen=nytta")
    assert 'id="nytta"' in read(eva, address(draft)), "a link without a part finds the contents"


def test_the_whole_edition_is_read_on_one_page_with_nothing_folded(eva, draft):
    assert 'href="?oppen=allt"' in read(eva, address(draft))
    page = read_page(eva.get(f"{address(draft)}?oppen=allt"))
    links = {a.attrs.get("href", "") for a in page.all("a")}
    for model in EDITABLE:
        path = "aspect__edition" if model in PARTS else "edition"
        assert {address(row) for row in model.objects.filter(**{path: draft})} <= links
    outline = page.one("div", class_="outline")
    assert all("open" in details.attrs for details in outline.all("details"))


def test_a_search_shows_what_matches_with_its_headings_and_nothing_else(eva, draft):
    quote = first(Quote, draft)
    page = read(eva, f"{address(draft)}?q={quote.text[:40]}")
    assert f'id="quote-{quote.pk}"' in page
    assert f'id="{quote.aspect.code}"' in page
    others = Aspect.objects.filter(edition=draft).exclude(pk=quote.aspect_id)
    assert not any(f'id="{aspect.code}"' in page for aspect in others)


def test_what_is_not_translated_is_counted_as_the_content_counts_it(draft):
    content = parse_edition(fetch_document(draft))
    outline = fetch_outline(draft, languages=["en", "fi"])
    counted = {language: len(find_missing(content, language)) for language in ("en", "fi")}
    assert outline.missing == {language: n for language, n in counted.items() if n}


@pytest.mark.parametrize(
    ("slot", "number"), [("Citat", "1–4"), ("Framgångsfaktorer", "minst 2"), ("Påståenden", "2")]
)
def test_a_list_says_how_many_there_should_be(eva, draft, slot, number):
    page = read_page(eva.get(f"{address(draft)}?oppen=nytta"))
    assert f"{slot} · {number}" in [heading.text for heading in page.all("h4")]


def test_the_form_says_how_many_quotes_there_are_and_should_be(eva, draft):
    aspect = first(Quote, draft).aspect
    page = read(eva, f"{BASE}quote/add/?aspect={aspect.pk}")
    assert f"Citat · 1–4. Nu finns {aspect.quote_set.count()}." in page


# The forms

CHANGED = {
    Source: {"title": "En annan källa"},
    Stage: {"summary": "En annan sammanfattning"},
    Aspect: {"title": "Ett annat namn"},
    Case: {"name": "En annan grupp"},
}


@pytest.mark.parametrize("model", EDITABLE, ids=lambda model: model.__name__)
def test_a_row_is_changed_and_the_history_keeps_the_old_text(eva, draft, model):
    row = first(model, draft)
    change = CHANGED.get(model, {"text": "En annan text"})
    data = fill(eva, address(row), **change)
    assert eva.post(address(row), data).status_code == 302
    [(name, text)] = change.items()
    before = getattr(row, name)
    row.refresh_from_db()
    assert getattr(row, name) == text
    kept = ContentChange.objects.first()
    assert (kept.kind, kept.by) == ("changed", "eva@norrbotten.example")
    assert kept.before == {name: before}
    assert escape(text) in read(eva, address(row, "history"))


@pytest.mark.parametrize(
    ("model", "parent"),
    [
        (Question, Stage), (Question, Aspect), (Aspect, Stage), (Case, Edition), (Source, Edition),
        *((part, Aspect) for part in PARTS),
    ],
)  # fmt: skip
def test_a_row_is_added_moved_and_deleted(eva, draft, model, parent):
    under = draft if parent is Edition else first(parent, draft)
    page = f"{BASE}{model._meta.model_name}/add/?{under._meta.model_name}={under.pk}"
    source = str(first(Source, draft).pk)
    words = {name: "Något nytt" for name in EDITABLE[model] if name not in ("year", "outlook")}
    boxes = {"types": "1", "levels": "1", "geography": "1", "priority": "1"}
    sent = {**words, **boxes, "source": source, "outlook": "", "year": ""}
    assert eva.post(page, sent).status_code == 302
    row = model.objects.latest("pk")
    assert eva.post(address(row, "move"), {"at": "up"}).status_code == 302
    order, row = row.order, model.objects.get(pk=row.pk)
    assert row.order == (order - 1 or 1)
    assert eva.get(address(row, "delete")).status_code == 200
    assert eva.post(address(row, "delete")).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()
    assert ContentChange.objects.first().kind == "deleted"


def test_a_quote_needs_its_source_its_section_and_who_says_it(eva, draft):
    row = first(Quote, draft)
    data = fill(eva, address(row), source="", locator=" ", attribution="")
    page = read_page(eva.post(address(row), data))
    assert len(page.all("ul", class_="errorlist")) == 3
    foreign = Source.objects.exclude(edition=draft).first()
    data = fill(eva, address(row), source=str(foreign.pk))
    assert "Välj en källa ur listan" in eva.post(address(row), data).content.decode()


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "a" * 601, "  "])
def test_what_cannot_be_kept_is_refused_with_what_was_written(eva, draft, text):
    row = first(Quote, draft)
    response = eva.post(address(row), fill(eva, address(row), text=text))
    assert read_page(response).all("ul", class_="errorlist")
    assert Quote.objects.get(pk=row.pk).text == row.text


@pytest.mark.parametrize("field", ["title", "title_en"])
def test_a_name_that_the_models_picture_has_no_room_for_is_refused_with_the_limit(
    eva, draft, field
):
    row = first(Stage, draft)
    for length, status in ((61, 200), (60, 302)):
        response = eva.post(address(row), fill(eva, address(row), **{field: "å" * length}))
        assert response.status_code == status
        if status == 200:
            said = response.content.decode()
            assert "Texten är för lång: 61 tecken. Den får ha högst 60." in said
            assert "Högst 60 tecken: namnet ska få plats i modellens bild." in said


def test_a_row_is_added_only_to_a_draft(eva, draft):
    published = Edition.objects.exclude(pk=draft.pk).get()
    page = f"{BASE}case/add/?edition="
    assert eva.get(f"{page}{published.pk}").status_code == 403
    assert [eva.get(f"{page}{pk}").status_code for pk in ("0", "x", "9" * 30)] == [404] * 3


def test_a_source_that_something_rests_on_is_not_deleted(eva, draft):
    source = first(Quote, draft).source
    page = eva.post(address(source, "delete"), follow=True).content.decode()
    assert "Källan kan inte tas bort" in page
    assert Source.objects.filter(pk=source.pk).exists()


@pytest.mark.parametrize("model", EDITABLE, ids=lambda model: model.__name__)
def test_hostile_input_comes_back_as_it_was_written_and_nothing_more(eva, draft, model):
    row = first(model, draft)
    data = fill(eva, address(row))
    fixed = {"seen", "overwrite", "source", "outlook", "priority", "year", "cross_cutting"}
    boxes = {"types", "levels", "geography"}
    data |= {name: HOSTILE for name in data if name not in fixed | boxes}
    assert eva.post(address(row), data).status_code == 302
    part = f"{address(draft)}?oppen={find_anchor(row)}"
    opened = [part, f"{address(draft)}?q=<script>", address(row), address(row, "history")]
    for page in opened:
        html = read(eva, page)
        assert "<script>x" not in html
        assert "<img" not in html
        assert "{{ 7*7 }}" in html
    assert "<script>x" not in read(eva, address(row, "history"))


# Two editors


def test_two_editors_of_one_text_see_both_and_choose(eva, draft):
    row = first(Question, draft)
    mine = fill(eva, address(row), text="Min text")
    theirs = RowEdit(Question, row.pk, {"text": "Deras text"}, row.version)
    update_row(edit=theirs, user=make_staff("pia"))
    response = eva.post(address(row), mine)
    sides = read_page(response).one("section", class_="conflict").all("p", class_="compare-text")
    assert [side.text for side in sides] == ["[borttaget: Deras] text", "[tillagt: Min] text"]
    row.refresh_from_db()
    assert row.text == "Deras text"
    default, *_others = read_page(response).one("form", class_="write").all("button")
    assert "disabled" in default.attrs, "pressing Enter chooses neither text"
    button = read_page(response).one("button", name="overwrite")
    assert eva.post(address(row), mine | {"overwrite": button.attrs["value"]}).status_code == 302
    row.refresh_from_db()
    assert row.text == "Min text"


# A published edition


@pytest.mark.parametrize("gone", ["row", "parent"])
def test_what_was_written_for_a_row_that_is_gone_is_still_there_to_copy(eva, draft, gone):
    quote = first(Quote, draft)
    url = address(quote) if gone == "row" else f"{BASE}quote/add/?aspect={quote.aspect_id}"
    row = quote if gone == "row" else quote.aspect
    delete_row(model=type(row), pk=row.pk, user=make_staff("pia"))
    page = eva.post(url, {"text": "Det jag <b>skrev</b>", "text_en": "What I wrote"})
    assert page.status_code == 404
    html = page.content.decode()
    assert "Det jag &lt;b&gt;skrev&lt;/b&gt;" in html
    assert "What I wrote" in html
    assert eva.get(url).status_code == 404


def test_what_is_published_is_read_by_editors_and_corrected_by_publishers(eva):
    row = first(Question, Edition.objects.get())
    assert "kan bara läsas" in read(eva, address(row))
    assert eva.post(address(row), {"text": "X"}).status_code == 403
    pia = sign_in_staff("pia")
    data = fill(pia, address(row), text="Alla parter vet varför de är med")
    assert read_page(pia.post(address(row), data)).all("ul", class_="errorlist")  # no reason
    assert pia.post(address(row), data | {"reason": "Stavfel"}).status_code == 302
    assert fetch_edition().revision > 1
    assert "Stavfel" in read(pia, address(row, "history"))


def test_a_correction_that_would_make_a_fault_is_refused_and_kept_on_the_page():
    row = first(Question, Edition.objects.get())
    pia = sign_in_staff("pia")
    data = fill(pia, address(row), text="ord " * 30, reason="Längre")
    page = pia.post(address(row), data).content.decode()
    assert "Så kan texten inte stå i en publicerad utgåva" in page
    assert "30 ord. Skriv högst 20." in page
    assert "ord ord ord" in page
    row.refresh_from_db()
    assert not row.text.startswith("ord")


def test_a_correction_has_no_fields_for_what_is_asked():
    pia = sign_in_staff("pia")
    edition = Edition.objects.get()
    assert "cross_cutting" not in fill(pia, address(first(Aspect, edition)))
    assert "outlook" not in fill(pia, address(first(Suggestion, edition)))
    assert "priority" not in fill(pia, address(first(Case, edition)))


# History


def test_an_old_text_and_a_deleted_row_are_restored_from_the_history(eva, draft):
    row, gone = first(Question, draft), first(Pitfall, draft)
    eva.post(address(row), fill(eva, address(row), text="Ny text"))
    eva.post(address(gone, "delete"))
    history = f"{BASE}edition/{draft.pk}/history/"
    for form in read_page(eva.get(history)).all("form", method="post"):
        assert "Återställt" in (
            eva.post(form.attrs["action"], read_form(form), follow=True).content.decode()
        )
    assert Question.objects.get(pk=row.pk).text == row.text
    assert Pitfall.objects.filter(aspect=gone.aspect, text=gone.text).exists()
    assert "Inget är ändrat" in read(eva, f"{history}?vem=nils")
    eva.post(address(row, "move"), {"at": "down"})
    for kind in ("created", "moved"):
        page = read(eva, f"{history}?vad={kind}")
        assert "eva@norrbotten.example" in page
        assert "Återställ</button>" not in page


def test_the_history_says_what_was_done_to_which_text_and_where_in_words(eva, draft):
    marker = Question.objects.filter(edition=draft, stage__isnull=False).first()
    pitfall = Pitfall.objects.filter(aspect__edition=draft, aspect__code="nytta").last()
    other = Source.objects.filter(edition=draft).exclude(pk=pitfall.source_id).first()
    eva.post(address(pitfall, "move"), {"at": "up"})
    eva.post(address(pitfall), fill(eva, address(pitfall), source=str(other.pk)))
    eva.post(address(marker, "delete"))
    sections = read_page(eva.get(f"{BASE}edition/{draft.pk}/history/")).all("section")
    deleted, changed, moved = (section.text for section in sections[:3])
    assert deleted.startswith("Borttaget: markör")
    assert f"{marker.stage.title} {marker.code}" in deleted
    for word in other.title.split():
        assert word in changed
    assert other.key not in changed
    assert moved.startswith("Flyttat: fallgrop")
    assert f"{pitfall.aspect.title} nytta" in moved
    assert pitfall.text in moved


# Staff


def test_a_superuser_says_what_others_of_the_staff_may_do():
    nils, rut = make_staff("nils"), sign_in_staff("rut")
    page = "/personal/innehall/samverkan/user/"
    assert "nils@norrbotten.example" in read(rut, page)
    group = sign_in_staff("pia") and "Publicerare"
    form = read_page(rut.get(f"{page}{nils.pk}/change/"))
    choice = next(
        label.one("input").attrs["value"]
        for label in form.all("label")
        if label.text.startswith(f"{group}:")
    )
    sent = {"groups": choice, "email": "x@y.example", "is_superuser": "on"}
    assert rut.post(f"{page}{nils.pk}/change/", sent).status_code == 302
    nils.refresh_from_db()
    assert [g.name for g in nils.groups.all()] == [group]
    assert (nils.email, nils.is_superuser) == ("nils@norrbotten.example", False)
    assert sign_in_staff("eva").get(page).status_code == 403
