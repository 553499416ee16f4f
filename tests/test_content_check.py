"""The pages "Kontrollera" and "Jämför", and the words that editors add."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from model_content.actions.drafts import copy_edition, create_draft
from model_content.actions.rows import RowEdit, delete_row, move_row, update_row

from model_content import spelling
from model_content.actions.words import NotAWord, add_known_word
from model_content.domain.codec import parse_edition
from model_content.models import Aspect, Edition, KnownWord, Question, Quote, Suggestion
from model_content.selectors.editions import fetch_shipped_document
from tests.staff import make_staff, sign_in_staff

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> <b onmouseover=x>hejsanhoppsann</b> {{ 7 }} & \"'"


@pytest.fixture
def eva(db):
    return sign_in_staff("eva")


@pytest.fixture
def draft(db) -> Edition:
    return copy_edition(edition_id=Edition.objects.get().pk, user=make_staff("pia"), year=2026)


def write(draft: Edition, code: str, text: str) -> Question:
    question = Question.objects.get(edition=draft, code=code)
    edit = RowEdit(Question, question.pk, {"text": text}, question.version)
    update_row(edit=edit, user=make_staff("pia"))
    return question


def url(page: str, edition: Edition) -> str:
    return reverse(f"admin:model_content_edition_{page}", args=[edition.pk])


def read(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_shipped_edition_has_nothing_to_mend(eva, draft):
    page = read(eva.get(url("check", draft)))
    assert "Inga fel hindrar publicering" in page
    assert "Inget mer att se över" in page


def test_before_publishing_every_fault_is_said_with_a_link_to_its_place(draft):
    question = write(draft, "varfor.1", "ord " * 21)
    write(draft, "varfor.2", " ")
    page = read(sign_in_staff("pia").get(url("publish", draft)))
    assert "Texten är tom." in page
    assert ">varfor.2</a>" in page, "a link says where it leads, of an empty text too"
    assert "21 ord. Skriv högst 20." in page
    assert f'href="{url("change", draft)}?oppen=varfor.1#varfor.1"' in page
    assert f"/question/{question.pk}/change/" in page
    assert 'type="submit"' not in page, "nothing to confirm"


def test_errors_and_warnings_are_listed_with_links_to_their_places(eva, draft):
    write(draft, "varfor.1", "ord " * 21)
    suggestion = Suggestion.objects.filter(aspect__edition=draft, aspect__code="varfor").first()
    edit = RowEdit(Suggestion, suggestion.pk, {"text": "Bjud in felstavvat"}, 1)
    update_row(edit=edit, user=make_staff("pia"))
    page = read(eva.get(url("check", draft)))
    assert "1 fel hindrar publicering" in page
    assert "21 ord. Skriv högst 20." in page
    assert f'href="{url("change", draft)}?oppen=varfor.1#varfor.1"' in page
    assert "”felstavvat” finns inte i ordlistan." in page
    assert f"#suggestion-{suggestion.pk}" in page


def test_a_word_that_is_added_is_known_from_then_on(eva, draft):
    write(draft, "varfor.1", "Alla vet varför felstavvat finns")
    assert "felstavvat" in read(eva.get(url("check", draft)))
    for _ in range(2):
        answer = eva.post(url("check", draft), {"word": "felstavvat"}, follow=True)
    assert "”felstavvat” finns inte" not in read(answer)
    assert list(KnownWord.objects.values_list("word", "by")) == [
        ("felstavvat", "eva@norrbotten.example")
    ]


@pytest.mark.parametrize("word", ["", "två ord", "x" * 61, "a\0b", "rad\nrad", "\ud800"])
def test_only_a_word_can_be_added(draft, word):
    with pytest.raises(NotAWord):
        add_known_word(word=word, user=make_staff("eva"))
    assert not KnownWord.objects.exists()


def test_without_the_dictionary_the_page_says_so(eva, draft, monkeypatch):
    monkeypatch.setattr(spelling.shutil, "which", lambda _name: None)
    assert "Stavningen har inte kontrollerats" in read(eva.get(url("check", draft)))


def test_the_comparison_shows_what_differs_and_nothing_else(eva, draft):
    assert "Inget skiljer" in read(eva.get(url("compare", draft)))
    question = Question.objects.get(edition=draft, code="varfor.1")
    last = question.text.split()[-1]
    write(draft, "varfor.1", question.text.removesuffix(last) + "egentligen")
    aspect = Aspect.objects.get(edition=draft, code="vem")
    move_row(model=Aspect, pk=aspect.pk, up=True, user=make_staff("pia"))
    quote = aspect.quote_set.first()
    delete_row(model=Quote, pk=quote.pk, user=make_staff("pia"))
    page = read(eva.get(url("compare", draft), {"med": Edition.objects.get(code="2026.1").pk}))
    for said in ("Omformulerat: <strong>1", "Flyttat: <strong>1", "Borttaget: <strong>1"):
        assert said in page
    assert "</span>egentligen<span" in page
    assert f"</span>{last}<span" in page
    assert "Tillagt: <strong>" not in page
    assert escape(quote.source.title) in page


def test_what_editors_write_is_shown_and_never_run(eva, draft):
    write(draft, "varfor.1", HOSTILE)
    for page in (read(eva.get(url("check", draft))), read(eva.get(url("compare", draft)))):
        assert "<script>alert" not in page
        assert "<b onmouseover" not in page
        assert "hejsanhoppsann" in page
    assert escape("<script>alert(1)</script>") in page


@pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999", "\0"])
def test_an_edition_that_is_not_there_cannot_be_compared_with(eva, draft, asked):
    assert eva.get(url("compare", draft), {"med": asked}).status_code == 404


@pytest.mark.parametrize("page", ["check", "compare"])
def test_whoever_has_not_the_right_opens_neither_page(draft, page):
    assert sign_in_staff("sam").get(url(page, draft)).status_code == 403
    assert sign_in_staff("rut").get(url(page, Edition(pk=0))).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(("page", "budget"), [("check", 25), ("compare", 32)])
def test_ten_times_the_content_takes_as_many_queries(eva, draft, page, budget):
    content = parse_edition(fetch_shipped_document())
    large = create_draft(content=grow(content), user=make_staff("pia"), year=2027)
    counts = []
    for edition in (draft, large):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read(eva.get(url(page, edition)))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= budget


def grow(content):
    """Ten of everything that an edition has several of in each aspect, and ten times the cases."""
    lists = ("success_factors", "pitfalls", "suggestions", "dialogue_questions", "quotes")
    stages = tuple(
        replace(
            stage,
            aspects=tuple(
                replace(aspect, **{name: getattr(aspect, name) * 10 for name in lists})
                for aspect in stage.aspects
            ),
        )
        for stage in content.stages
    )
    cases = tuple(
        replace(case, code=f"{case.code}-{n}") for n in range(10) for case in content.cases
    )
    return replace(content, stages=stages, cases=cases)
