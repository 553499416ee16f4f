"""Editing: the contents of an edition, the forms of its parts, two editors, history."""

from html import escape
from typing import Any

import pytest
from django.urls import reverse

from model_content.actions import parts
from model_content.actions.editions import delete_draft
from model_content.domain.checks import find_missing
from model_content.domain.content import KINDS, Boxes, Choice, Flag, Number, SourceKey
from model_content.domain.document import find_outdated, walk
from model_content.models import ContentChange, Edition
from model_content.selectors.editions import fetch_document, fetch_edition
from tests.content import exists, get, make_draft, save, values
from tests.markup import read_form, read_page
from tests.staff import make_staff, sign_in_staff

pytestmark = pytest.mark.django_db

HOSTILE = """<script>x</script>"><img onerror=y> {{ 7*7 }} {% url %}"""
ASKED = "statement/varfor.3"
ONE_OF_EACH = {
    "stage": "stage/initiativ", "marker": "marker/initiativ.m6", "aspect": "aspect/varfor",
    "statement": ASKED, "success_factor": "success_factor/varfor/1", "pitfall": "pitfall/varfor/1",
    "suggestion": "suggestion/varfor/1", "dialogue_question": "dialogue_question/varfor/1",
    "quote": "quote/varfor/1", "case": "case/hedemora-naringsliv", "source": "source/smarta",
}  # fmt: skip


@pytest.fixture
def draft(db) -> Edition:
    return make_draft(make_staff("eva"))


@pytest.fixture
def first(db) -> Edition:
    return Edition.objects.get(code="2026.2")


@pytest.fixture
def eva(db):
    return sign_in_staff("eva")


def at(name: str, edition: Edition, *args: str) -> str:
    return reverse(name, args=[edition.pk, *args])


def read(browser, page: str) -> str:
    response = browser.get(page)
    assert response.status_code == 200, response
    return response.content.decode()


def fill(browser, page: str, **changes: Any) -> dict[str, Any]:
    """What the form on a page would send, with some fields changed."""
    form = read_page(browser.get(page)).all("form", class_="write")[0]
    ticked: dict[str, list[str]] = {}
    for box in [*form.all("input", type="checkbox"), *form.all("input", type="radio")]:
        if "checked" in box.attrs:
            ticked.setdefault(box.attrs["name"], []).append(box.attrs.get("value", "on"))
    return {**read_form(form), **ticked, **changes}


def errors(response) -> list[str]:
    return [item.text for item in read_page(response).all("ul", class_="errorlist")]


def messages(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_there_is_one_of_each_kind():
    assert set(ONE_OF_EACH) == set(KINDS) - {"edition"}


# The contents -------------------------------------------------------------------------------------


def test_the_outline_shows_everything_in_its_place_and_leads_to_each_form(eva, draft):
    contents = read_page(eva.get(at("edition", draft)))
    parts = [li.one("h2").one("a").attrs["href"] for li in contents.all("li", class_="stage")]
    assert len(parts) == 8
    links = set()
    for part in parts:
        page = read_page(eva.get(at("edition", draft) + part))
        links |= {a.attrs.get("href", "").split("?")[0] for a in page.all("a")}
    assert {at("part", draft, n.key) for n in walk(fetch_document(draft))} <= links
    whole = read_page(eva.get(at("edition", draft) + "?oppen=allt"))
    assert links <= {a.attrs.get("href", "").split("?")[0] for a in whole.all("a")}
    assert all("open" in d.attrs for d in whole.one("div", class_="outline").all("details"))


@pytest.mark.parametrize("asked", ["aspect/nytta", "statement/nytta.2", "quote/nytta/1"])
def test_whatever_is_asked_for_is_shown_with_its_part_and_its_aspect_unfolded(eva, draft, asked):
    page = read_page(eva.get(f"{at('edition', draft)}?oppen={asked}"))
    [unfolded] = [d for d in page.all("details", class_="aspect") if "open" in d.attrs]
    assert unfolded.attrs["id"] == "aspect-nytta"
    assert page.all("li", id="quote-nytta-1")
    assert not page.all("li", id="statement-varfor.3")


def test_the_outline_says_which_method_the_answers_are_computed_with(eva, draft):
    assert "Svaren räknas med metod 2." in read(eva, at("edition", draft))
    earlier = make_draft(make_staff("eva"), Edition.objects.get(code="2026.1"))
    assert "Svaren räknas med metod 1." in read(eva, at("edition", earlier))


def test_a_search_shows_what_matches_with_its_headings_and_nothing_else(eva, draft):
    quote = get(draft, "quote/varfor/1")
    html = read(eva, f"{at('edition', draft)}?q={quote.title[:40]}")
    assert 'id="quote-varfor-1"' in html
    assert 'id="aspect-varfor"' in html
    assert 'id="aspect-vem"' not in html
    assert 'id="aspect-vem"' not in read(eva, f"{at('edition', draft)}?q=varfor.3")


def test_what_is_not_translated_is_counted_as_the_content_counts_it(eva, draft):
    count = len(list(find_missing(fetch_document(draft), "fi")))
    assert f"{count} texter saknas" in " ".join(read(eva, at("edition", draft)).split())


@pytest.mark.parametrize(
    "said",
    [
        "Citat – bör vara 1–4",
        "Framgångsfaktorer – ska vara minst 2",
        "Påståenden – ska vara 2",
        "Förslag – ska vara minst 1",
    ],
)
def test_a_list_says_how_many_there_should_be(eva, draft, said):
    page = read_page(eva.get(f"{at('edition', draft)}?oppen=aspect/nytta"))
    assert said in [heading.text for heading in page.all("h4")]


# The forms ----------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_a_part_is_changed_and_the_history_keeps_the_old_text(eva, draft, kind):
    key = ONE_OF_EACH[kind]
    name = "summary" if kind == "stage" else KINDS[kind].title
    before = values(draft, key)[name]
    page = at("part", draft, key)
    assert eva.post(page, fill(eva, page, **{name: "En annan text"})).status_code == 302
    assert values(draft, key)[name] == "En annan text"
    kept = ContentChange.objects.first()
    assert (kept.kind, kept.by) == ("changed", "eva@norrbotten.example")
    assert (kept.before, kept.after) == ({name: before}, {name: "En annan text"})
    assert "En annan text" in read(eva, at("part_history", draft, key))


def build_something(kind: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, spec in KINDS[kind].edited.items():
        match spec:
            case SourceKey():
                made[name] = "smarta"
            case Boxes() | Choice():
                made[name] = spec.options[0]
            case Flag():
                made[name] = "on"
            case Number():
                made[name] = "1999"
            case _:
                made[name] = "Något nytt"
    return made


@pytest.mark.parametrize(
    ("slot", "parent"),
    [
        (slot, ONE_OF_EACH.get(kind.name, ""))
        for kind in KINDS.values() for slot, items in kind.lists.items() if not items.is_fixed
    ],
)  # fmt: skip
def test_a_part_is_added_moved_and_deleted(eva, draft, slot, parent):
    page = f"{at('part_add', draft, slot)}?i={parent}"
    kind = next(k.lists[slot].kind for k in KINDS.values() if slot in k.lists)
    given = build_something(kind)
    assert eva.post(page, given).status_code == 302
    key = ContentChange.objects.first().key
    said = values(draft, key)
    assert {name for name in given if not said[name]} == set()
    assert eva.post(at("part_move", draft, key), {"to": "up"}).status_code == 302
    assert get(draft, key).index == get(draft, key).count - 2
    assert eva.get(at("part_delete", draft, key)).status_code == 200
    assert eva.post(at("part_delete", draft, key)).status_code == 302
    assert not exists(draft, key)


def test_a_quote_needs_its_source_its_section_and_who_says_it(eva, draft):
    page = at("part", draft, "quote/varfor/1")
    sent = fill(eva, page, source="", locator=" ", attribution="")
    assert len(errors(eva.post(page, sent))) == 3
    sent = fill(eva, page, source="okänd")
    assert "Välj en källa ur listan" in eva.post(page, sent).content.decode()


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "a" * 601, "  "])
def test_what_cannot_be_kept_is_refused_with_what_was_written(eva, draft, text):
    page, before = at("part", draft, "quote/varfor/1"), values(draft, "quote/varfor/1")
    assert errors(eva.post(page, fill(eva, page, text=text)))
    assert values(draft, "quote/varfor/1") == before


@pytest.mark.parametrize("field", ["title", "title_en"])
def test_a_name_that_the_models_picture_has_no_room_for_is_refused_with_the_limit(
    eva, draft, field
):
    page = at("part", draft, "stage/initiativ")
    for length, status in ((61, 200), (60, 302)):
        response = eva.post(page, fill(eva, page, **{field: "å" * length}))
        assert response.status_code == status
        if status == 200:
            said = response.content.decode()
            assert "Texten är för lång: 61 tecken. Den får ha högst 60." in said
            assert "Namnet ska få plats i modellens bild. Högst 60 tecken." in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ord " * 21, "21 ord. Skriv högst 20."),
        ("Samordningsförutsättningarna åstadkoms", "Svår att läsa: LIX är"),
        ("Alla har tid och pengar", "Ordet ”och” kan binda ihop två saker."),
    ],
)
def test_the_limits_are_said_when_a_question_is_saved(eva, draft, text, said):
    """Seen: they were met only on the page that checks the whole edition."""
    page = at("part", draft, ASKED)
    answer = eva.post(page, fill(eva, page, text=text), follow=True)
    assert said in messages(answer)
    assert ("hindrar publicering" in messages(answer)) == ("och" not in text)
    assert values(draft, ASKED)["text"] == text.strip()


def test_a_statement_too_many_is_said_when_it_is_added(eva, draft):
    page = f"{at('part_add', draft, 'statements')}?i=aspect/varfor"
    answer = eva.post(page, {"text": "Alla vet vad vi vill"}, follow=True)
    assert "Koden blev varfor.5" in messages(answer)
    assert "För många påståenden: 3. Behåll högst 2." in messages(answer)


def test_one_comes_back_to_the_list_that_one_came_from(eva, draft):
    """Seen: a search was lost each time a text of it had been saved."""
    came_from = f"{at('edition', draft)}?q=samverkan"
    for target, anchor in ((at("part", draft, ASKED), "#statement-varfor.3"),
                           (at("part_move", draft, ASKED), "#statement-varfor.3"),
                           (at("part_delete", draft, ASKED), "#aspect-varfor")):  # fmt: skip
        page = f"{target}?fran={came_from.replace('?', '%3F')}"
        is_form = "/text/" in target
        sent = fill(eva, page, text="Ny text") if is_form else {"to": "down"}
        assert eva.post(page, sent).url == came_from + anchor
    for elsewhere in ("https://evil.example/", "//evil.example", "/konto/", "/personal/../d/x"):
        page = f"{at('part', draft, 'statement/varfor.4')}?fran={elsewhere}"
        answer = eva.post(page, fill(eva, page, text="Ett"))
        assert answer.url.startswith(at("edition", draft) + "?oppen=")


def test_a_part_is_added_only_to_a_draft_and_only_where_there_is_room_for_it(eva, draft, first):
    assert eva.get(at("part_add", first, "cases")).status_code == 403
    for slot, parent in (("stages", ""), ("okand", ""), ("quotes", "stage/initiativ"),
                         ("quotes", "aspect/borta"), ("markers", "")):  # fmt: skip
        page = f"{at('part_add', draft, slot)}?i={parent}"
        assert eva.get(page).status_code == 404, page


def test_a_source_that_something_rests_on_is_not_deleted(eva, draft):
    answer = eva.post(at("part_delete", draft, "source/smarta"), follow=True)
    assert "Källan kan inte tas bort" in messages(answer)
    assert exists(draft, "source/smarta")


def test_a_statement_is_moved_to_another_aspect_on_its_page(eva, draft):
    page = read_page(eva.get(at("part", draft, ASKED)))
    assert "aspect/vem" in {o.attrs.get("value") for o in page.one("select", id="to").all("option")}
    answer = eva.post(at("part_move", draft, ASKED), {"to": "aspect/vem"}, follow=True)
    assert "Koden varfor.3 följer med." in messages(answer)
    assert get(draft, ASKED).parent.key == "aspect/vem"


def test_hostile_input_comes_back_as_it_was_written_and_nothing_more(eva, draft):
    outline = at("edition", draft)
    opened = [f"{outline}?oppen=allt", f"{outline}?q=<script>", at("edition_ready", draft)]
    for kind, key in ONE_OF_EACH.items():
        page = at("part", draft, key)
        sent = fill(eva, page)
        chosen = {n for n, s in KINDS[kind].edited.items() if not hasattr(s, "own")}
        sent |= {name: HOSTILE for name in sent if name not in {"seen", "overwrite", *chosen}}
        assert eva.post(page, sent).status_code == 302, key
        assert escape("{{ 7*7 }}") in read(eva, page), key
        opened += [page, at("part_history", draft, key)]
    for address in opened:
        html = read(eva, address)
        assert "<script>x" not in html, address
        assert "<img" not in html, address


# Two editors --------------------------------------------------------------------------------------


def test_two_editors_of_one_text_see_both_and_choose(eva, draft):
    page = at("part", draft, ASKED)
    mine = fill(eva, page, text="Min text")
    save(draft, ASKED, make_staff("pia"), text="Deras text")
    response = eva.post(page, mine)
    sides = read_page(response).one("section", class_="conflict").all("p", class_="compare-text")
    assert [side.text for side in sides] == ["Deras text", "Min text"]
    assert not read_page(response).one("section", class_="conflict").all("del"), "nobody's is gone"
    assert "Sparad av pia@norrbotten.example" in response.content.decode()
    assert values(draft, ASKED)["text"] == "Deras text"
    default, *_others = read_page(response).all("form", class_="write")[0].all("button")
    assert "disabled" in default.attrs, "pressing Enter chooses neither text"
    button = read_page(response).one("button", name="overwrite")
    assert eva.post(page, mine | {"overwrite": button.attrs["value"]}).status_code == 302
    assert values(draft, ASKED)["text"] == "Min text"


def test_who_keeps_the_others_text_keeps_the_rest_of_their_own(eva, draft):
    page = at("part", draft, ASKED)
    mine = fill(eva, page, text="Min text", text_en="My text")
    save(draft, ASKED, make_staff("pia"), text="Deras text")
    assert eva.post(page, mine).status_code == 200
    assert eva.post(page, mine | {"yield": "1"}).status_code == 302
    assert values(draft, ASKED)["text"] == "Deras text"
    assert values(draft, ASKED)["text_en"] == "My text"


@pytest.mark.parametrize("which", ["draft", "first"])
def test_who_writes_over_one_field_leaves_what_another_changed_in_the_rest(which, request, draft):
    """Seen: the page showed one text of two, and the old name came back with the answer."""
    edition, key, pia = request.getfixturevalue(which), "stage/initiativ", sign_in_staff("pia")
    page, why = at("part", edition, key), {"reason": "Stavfel"}
    mine = fill(pia, page, summary="Min mening om stadiet.") | why
    other = fill(pia, page, title="Deras namn", summary="Deras mening om stadiet.") | why
    assert pia.post(page, other).status_code == 302
    answer = pia.post(page, mine)
    button = read_page(answer).one("button", name="overwrite")
    again = read_form(read_page(answer).one("form", class_="write"))
    assert pia.post(page, again | {"overwrite": button.attrs["value"]}).status_code == 302
    now = values(edition, key)
    assert (now["title"], now["summary"]) == ("Deras namn", "Min mening om stadiet.")


def test_what_was_written_in_a_draft_that_is_gone_leads_back_to_the_staffs_page(eva, draft):
    page = at("part", draft, ASKED)
    written = fill(eva, page, text="Min text som ingen annan har")
    delete_draft(edition_id=draft.pk, user=make_staff("pia"))
    html = eva.post(page, written).content.decode()
    assert "Min text som ingen annan har" in html
    assert f'href="{reverse("staff")}"' in html


@pytest.mark.parametrize("gone", ["quote/varfor/1", "aspect/varfor"])
def test_what_was_written_for_a_part_that_is_gone_is_still_there_to_copy(eva, draft, gone):
    url = at("part", draft, gone)
    if gone == "aspect/varfor":
        url = f"{at('part_add', draft, 'quotes')}?i={gone}"
    eva.post(at("part_delete", draft, gone))
    page = eva.post(url, {"text": "Det jag <b>skrev</b>", "text_en": "What I wrote"})
    assert page.status_code == 404
    html = page.content.decode()
    assert "Det jag &lt;b&gt;skrev&lt;/b&gt;" in html
    assert "What I wrote" in html
    assert eva.get(url).status_code == 404


# A published edition ------------------------------------------------------------------------------


def test_what_is_published_is_read_by_editors_and_corrected_by_publishers(eva, first):
    page = at("part", first, ASKED)
    assert "kan bara läsas" in " ".join(read(eva, page).split())
    assert eva.post(page, {"text": "X"}).status_code == 403
    pia = sign_in_staff("pia")
    data = fill(pia, page, text="Alla parter vet varför de är med")
    assert errors(pia.post(page, data))  # no reason
    assert pia.post(page, data | {"reason": "Stavfel"}).status_code == 302
    assert fetch_edition().revision > 1
    assert "Stavfel" in read(pia, at("part_history", first, ASKED))


def test_a_correction_that_would_make_a_fault_is_refused_and_kept_on_the_page(first):
    pia, page = sign_in_staff("pia"), at("part", first, ASKED)
    data = fill(pia, page, text="ord " * 30, reason="Längre")
    html = pia.post(page, data).content.decode()
    assert "Så kan texten inte stå i en publicerad utgåva" in html
    assert "30 ord. Skriv högst 20." in html
    assert "ord ord ord" in html
    assert not values(first, ASKED)["text"].startswith("ord")


def test_a_correction_has_no_fields_for_what_is_asked(first):
    pia = sign_in_staff("pia")
    for key, name in (("aspect/varfor", "cross_cutting"), ("suggestion/varfor/1", "outlook"),
                      ("case/hedemora-naringsliv", "priority")):  # fmt: skip
        html = read(pia, at("part", first, key))
        assert f'name="{name}"' not in html


# History ------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_an_old_text_and_a_deleted_part_are_restored_from_the_history(eva, draft):
    before, page = values(draft, ASKED)["text"], at("part", draft, ASKED)
    eva.post(page, fill(eva, page, text="Ny text"))
    eva.post(at("part_delete", draft, "pitfall/varfor/1"))
    eva.post(at("part_delete", draft, "statement/varfor.4"))
    for text in ("Alla vet vad vi vill", "Alla vet vem som gör vad"):
        add = f"{at('part_add', draft, 'statements')}?i=aspect/varfor"
        assert eva.post(add, {"text": text}).status_code == 302
    history = at("edition_history", draft)
    said = []
    for form in read_page(eva.get(history)).all("form", method="post"):
        answer = eva.post(form.attrs["action"], read_form(form), follow=True)
        assert "Återställt" in messages(answer)
        said.append(messages(answer))
    assert "hindrar publicering" in said[0]
    assert "För många påståenden" in said[0]
    assert "hindrar" not in said[-1]
    assert values(draft, ASKED)["text"] == before
    assert exists(draft, "pitfall/varfor/1")
    assert "Inget passar valet" in read(eva, f"{history}?vem=nils")
    eva.post(at("part_move", draft, ASKED), {"to": "down"})
    for kind in ("created", "moved"):
        html = read(eva, f"{history}?vad={kind}")
        assert "eva@norrbotten.example" in html
        assert "edition_restore" not in html
        assert ">Återställ<" not in " ".join(html.split())


def test_the_history_says_what_was_done_to_which_text_and_where_in_words(eva, draft):
    pitfall = get(draft, "pitfall/nytta/2")
    page = at("part", draft, pitfall.key)
    eva.post(at("part_move", draft, pitfall.key), {"to": "up"})
    other = next(s for s in fetch_document(draft)["sources"] if s["key"] != pitfall.part["source"])
    eva.post(page, fill(eva, page, source=other["key"]))
    eva.post(at("part_delete", draft, "marker/initiativ.m6"))
    sections = read_page(eva.get(at("edition_history", draft))).all("section")
    deleted, changed, moved = (section.text for section in sections[:3])
    assert deleted.startswith("Borttaget: markör")
    assert "Initiativ initiativ.m6" in deleted
    for word in other["title"].split():
        assert word in changed
    assert moved.startswith("Flyttat: fallgrop")
    assert "Nytta" in moved
    assert pitfall.title in moved


def test_a_part_is_followed_through_all_editions(first, draft):
    """Seen: what an older edition had said was missing in the history of a newer draft."""
    pia, page = sign_in_staff("pia"), at("part", first, ASKED)
    pia.post(page, fill(pia, page, text="Rättad i den gamla", reason="Stavfel"))
    html = read(pia, at("part_history", draft, ASKED))
    assert "gamla" in html
    assert "i utgåva 2026.2" in " ".join(html.split())


# Translating --------------------------------------------------------------------------------------


def translations(edition: Edition, language: str = "en") -> str:
    return at("edition_translate", edition, language)


def test_texts_are_translated_many_at_a_time(eva, draft):
    page = f"{translations(draft, 'fi')}?del=stage/initiativ&visa=saknas"
    sent = read_form(read_page(eva.get(page)).one("form", class_="write"))
    boxes = [name for name in sent if name.endswith("_fi") and not name.startswith("seen:")]
    chosen = dict(zip(boxes[:2], ("Aloite", "Miksi?"), strict=True))
    answer = eva.post(page, sent | chosen, follow=True)
    assert messages(answer) == "2 texter sparade."
    too_long = eva.post(page, sent | {boxes[2]: "å" * 7000})
    assert "Texten är för lång" in too_long.content.decode()
    kept = [n.part["translations"]["fi"] for n in walk(fetch_document(reload(draft)))
            if "fi" in n.part.get("translations", {})]  # fmt: skip
    assert "Aloite" in str(kept)
    left = read_form(read_page(eva.get(page)).one("form", class_="write"))
    assert not set(boxes[:2]) & set(left)


def reload(edition: Edition) -> Edition:
    edition.refresh_from_db()
    return edition


def test_a_translation_whose_swedish_has_changed_is_flagged_and_renewed(eva, draft):
    """Seen: nothing said that the English text was older than the Swedish."""
    page = f"{translations(draft)}?visa=andrat"
    assert "Här finns inget att översätta." in read(eva, page)
    save(draft, ASKED, make_staff("pia"), text="Alla parter vet varför de deltar")
    html = read(eva, page)
    assert "Svenskan har ändrats sedan den översattes" in html
    assert html.count("<textarea") == 1
    assert "1 är äldre än den svenska texten" in " ".join(read(eva, at("edition", draft)).split())
    form = read_page(eva.get(page)).one("form", class_="write")
    fits = form.one("button", name="fits").attrs["value"]
    eva.post(page, read_form(form) | {"fits": fits})
    assert "Här finns inget att översätta." in read(eva, page)
    assert find_outdated(get(draft, ASKED)) == {}


def test_what_is_written_beside_a_translation_that_is_said_to_fit_is_saved_too(eva, draft):
    other = "statement/varfor.4"
    for key in (ASKED, other):
        save(draft, key, make_staff("pia"), text="Alla parter vet varför de deltar nu")
    page = f"{translations(draft)}?visa=andrat"
    form = read_page(eva.get(page)).one("form", class_="write")
    [fits] = [
        b.attrs["value"] for b in form.all("button", name="fits") if ASKED in b.attrs["value"]
    ]
    eva.post(page, read_form(form) | {f"{other}|text_en": "My text", "fits": fits})
    assert values(draft, other)["text_en"] == "My text"
    assert find_outdated(get(draft, ASKED)) == {}


def test_of_two_translators_the_second_sees_what_the_first_wrote(eva, draft):
    page = f"{translations(draft)}?del=stage/initiativ"
    sent = read_form(read_page(eva.get(page)).one("form", class_="write"))
    save(draft, ASKED, make_staff("pia"), text_en="Their text")
    box = f"{ASKED}|text_en"
    answer = eva.post(page, sent | {box: "My text"}, follow=True)
    assert "Någon annan har skrivit: ”Their text”." in read_page(answer).one("main").text
    assert values(draft, ASKED)["text_en"] == "Their text"
    again = read_form(read_page(answer).one("form", class_="write"))
    assert again[box] == "My text"
    eva.post(page, again)
    assert values(draft, ASKED)["text_en"] == "My text"


def test_who_translates_a_text_that_somebody_changes_meanwhile_is_shown_the_new_one(eva, draft):
    """Seen: a translation of the old text stood as one of the new, with no mark."""
    page, box = f"{translations(draft)}?del=stage/initiativ&sida=2", f"{ASKED}|text_en"
    sent = read_form(read_page(eva.get(page)).one("form", class_="write")) | {box: "My text"}
    save(draft, ASKED, make_staff("pia"), text="Alla parter vet varför de deltar")
    answer = eva.post(page, sent)
    assert "Den svenska texten har ändrats" in read_page(answer).one("main").text
    assert values(draft, ASKED)["text_en"] != "My text"
    assert "text_en" in find_outdated(get(draft, ASKED))
    again = read_form(read_page(answer).one("form", class_="write"))
    assert again[box] == "My text"
    eva.post(page, again)
    assert values(draft, ASKED)["text_en"] == "My text"
    assert find_outdated(get(draft, ASKED)) == {}


@pytest.mark.parametrize("change", [{"fitting": "on"}, {"text_en": "My text"}])
def test_a_translation_fits_the_text_that_its_form_showed_and_no_later_one(eva, draft, change):
    """Seen: the mark of an old translation went, though the new Swedish text was never seen."""
    page, was = at("part", draft, ASKED), values(draft, ASKED)["text"]
    sent = fill(eva, page, **change)
    save(draft, ASKED, make_staff("pia"), text="Alla parter vet varför de deltar")
    assert eva.post(page, sent).status_code == 302
    assert find_outdated(get(draft, ASKED)) == {"text_en": was}
    assert values(draft, ASKED)["text_en"] == sent["text_en"]
    assert eva.post(page, fill(eva, page, fitting="on")).status_code == 302
    assert find_outdated(get(draft, ASKED)) == {}


def test_many_translations_are_saved_without_looking_through_the_edition_for_each(
    draft, monkeypatch
):
    """Seen: a page with a hundred texts of a large edition kept a worker for half a minute."""
    asked = [node.key for node in walk(draft.document) if node.kind == "statement"]
    seen = []
    find = "model_content.domain.document.find"
    monkeypatch.setattr(find, lambda *_given: seen.append(1))
    edits = [parts.PartEdit(draft.pk, key, {"text_en": f"Text {key}"}) for key in asked]
    done = parts.update_parts(edition_id=draft.pk, edits=edits, user=make_staff("eva"))
    assert done == [True] * len(asked)
    assert not seen


@pytest.mark.parametrize(("which", "language"), [("first", "en"), ("draft", "sv"), ("draft", "x")])
def test_only_drafts_are_translated_and_only_to_the_languages_of_the_site(
    eva, first, draft, which, language
):
    edition = {"first": first, "draft": draft}[which]
    assert eva.get(translations(edition, language)).status_code == 404


# Staff --------------------------------------------------------------------------------------------


@pytest.mark.both_databases
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


# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["part", "part_move", "part_delete", "part_history"])
@pytest.mark.parametrize("key", ["a%00b", "quote/a%00b/1", "%ED%A0%80"])
def test_an_address_with_what_no_database_holds_is_not_found(eva, draft, name, key):
    """Seen on PostgreSQL: 500."""
    address = at(name, draft, "KEY").replace("KEY", key)
    assert eva.get(address).status_code == 404
    assert eva.post(address, {"to": "\0"}).status_code == 404
