"""The walk as its pages: without JavaScript by forms, with it by one small request per answer."""

import json
import re

import pytest

from assessments.instruments.entries import make_seen
from assessments.methods.stages.instrument import build_instrument
from assessments.methods.stages.walk import plan_pages
from assessments.models import Answer, Snapshot
from tests.markup import read_form, read_page
from tests.world import fill_in_everything, read_example_fields

pytestmark = pytest.mark.django_db

NEVER_SEEN = make_seen("", 0)


def get(client, diagnosis, slug="lage"):
    return client.get(diagnosis.url("check") if slug == "klart" else diagnosis.url("page", slug))


def post_json(client, diagnosis, field, value, **more):
    return client.post(
        diagnosis.url("answers"),
        json.dumps(diagnosis.body(field, value, **more)),
        content_type="application/json",
    )


# What the pages show ------------------------------------------------------------------------------


def test_the_first_page_asks_all_markers_stage_by_stage_and_last_the_self_placement(bo, anna):
    page = read_page(get(bo, anna))
    asked = [f.attrs["data-field"] for f in page.all("fieldset")]
    edition = anna.published.content
    assert asked == [*(m.code for s in edition.stages for m in s.markers), "self_placement"]
    assert [h.text for h in page.all("h2")] == [*(s.title for s in edition.stages), "Er egen bild"]


def test_every_question_is_a_fieldset_whose_legend_is_the_question(bo, anna):
    page = read_page(get(bo, anna))
    marker = anna.published.content.markers[0]
    question = page.one("fieldset", data_field=marker.code)
    assert question.one("legend").text == marker.text
    labels = [label.text for label in question.all("label")]
    assert labels == [
        "Inte börjat", "Har börjat", "Till stor del på plats", "På plats", "Vet ej",
        "Passar inte oss", "Inget svar",
    ]  # fmt: skip
    values = [r.attrs["value"] for r in question.all("input", type="radio")]
    assert values == ["0", "1", "2", "3", "dont_know", "not_applicable", ""]


def test_a_statement_offers_five_steps_and_two_ways_to_pass(bo, anna):
    question = read_page(get(bo, anna, "initiativ")).one("fieldset", data_field="varfor.3")
    values = [r.attrs["value"] for r in question.all("input", type="radio")]
    assert values == ["1", "2", "3", "4", "5", "dont_know", "not_applicable", ""]


@pytest.mark.parametrize("slug", ["lage", "initiativ", "mognad", "avslut", "hela-vagen"])
def test_a_page_holds_exactly_the_fields_of_its_plan(bo, anna, slug):
    page = read_page(get(bo, anna, slug))
    [plan] = [p for p in plan_pages(build_instrument(anna.published.content)) if p.slug == slug]
    expected = {field for field in plan.fields if not field.startswith("vote.")}
    assert ("self_placement" in expected) == (slug == "lage")
    marks = {
        i.attrs["name"].removeprefix("seen.")
        for i in page.all("input", type="hidden")
        if i.attrs["name"].startswith("seen.")
    }
    assert marks == expected
    assert {a.attrs["name"] for a in page.all("textarea")} == {
        field for field in expected if field.startswith("comment.")
    }


def test_every_question_of_the_edition_is_asked_on_exactly_one_page(bo, anna):
    asked = [
        f.attrs["data-field"]
        for plan in plan_pages(build_instrument(anna.published.content))
        for f in read_page(get(bo, anna, plan.slug)).all("fieldset")
    ]
    edition = anna.published.content
    every = [q.code for q in (*edition.markers, *edition.statements)]
    assert sorted(asked) == sorted([*every, "self_placement"])


def test_what_is_counted_in_stands_on_every_page_of_questions(bo, anna):
    for plan in plan_pages(build_instrument(anna.published.content)):
        assert anna.assessment.collaboration.scope in read_page(get(bo, anna, plan.slug)).text


def test_the_words_that_a_page_uses_are_explained_on_it_once_and_folded(bo, anna):
    """Seen: “parterna” and “de som vi är till för” were read in two ways."""

    def explained(slug: str) -> list[str]:
        found = read_page(bo.get(anna.url("page", slug))).all("details", class_="explained")
        assert not [each for each in found if "open" in each.attrs]
        return [dt.text for each in found for dt in each.all("dt")]

    us, parties, ours, others = (
        "Vi som deltar",
        "Parterna",
        "Min organisation",
        "De som vi är till för",
    )
    assert explained("lage") == [us, parties, others, "Den nuvarande formen"]
    assert explained("initiativ") == [us, parties, ours, others]


def test_stored_answers_are_shown_as_given(bo, answered):
    page = read_page(get(bo, answered))
    for code, value in answered.values.items():
        if code in answered.published.content.marker_codes:
            question = page.one("fieldset", data_field=code)
            checked = [r.attrs["value"] for r in question.all("input") if "checked" in r.attrs]
            assert checked == [value]


def test_an_unanswered_question_has_nothing_chosen(bo, anna):
    page = read_page(get(bo, anna))
    assert not [r for r in page.all("input", type="radio") if "checked" in r.attrs]


def test_a_comment_is_shown_character_by_character(bo, anna):
    text = '\n\nRad <b>ett</b> & "två"\n</textarea><script>alert(1)</script>  '
    anna.save({"comment.varfor": text})
    response = get(bo, anna, "initiativ")
    box = read_page(response).one("textarea", name="comment.varfor")
    assert box.raw == "\n" + text  # a browser drops the first line break
    assert b"<script>alert" not in response.content


def test_an_open_comment_is_unfolded_and_an_empty_one_folded(bo, anna):
    anna.save({"comment.varfor": "Vi är oense"})
    page = read_page(get(bo, anna, "initiativ"))
    assert "open" in page.one("details", data_field="comment.varfor").attrs
    assert "open" not in page.one("details", data_field="comment.vem").attrs


def test_it_is_always_said_when_something_was_last_saved(bo, anna, clock):
    status = read_page(get(bo, anna)).one("span", id="saved")
    assert status.text == "Svaren sparas när du trycker på Spara eller Nästa"  # without script
    assert status.attrs["data-with-script"] == "Svaren sparas efter hand"
    clock("2026-11-21 14:32")
    anna.save({"initiativ.m6": "3"})
    for slug in ("lage", "initiativ", "klart"):
        assert read_page(get(bo, anna, slug)).one("span", id="saved").text == "Sparat 14.32"
    clock("2026-11-22 08:00")
    assert read_page(get(bo, anna)).one("span", id="saved").text == "Sparat 21 november 2026"


def test_the_bar_counts_the_answers_of_what_is_open(bo, anna):
    anna.save({"initiativ.m6": "3", "varfor.3": "dont_know"})
    for slug in ("lage", "initiativ", "klart"):
        progress = read_page(get(bo, anna, slug)).one("span", id="progress").text
        assert re.fullmatch(r"2 av \d+ besvarade", progress)


def test_the_bar_says_where_one_is(bo, anna):
    for slug in ("lage", "initiativ", "klart"):
        bar = read_page(get(bo, anna, slug)).one("nav", class_="bar")
        assert [b.attrs["value"] for b in bar.all("button", aria_current="step")] == [slug]


def fold(anna) -> None:
    """Answer all markers, so that what lies further on is folded."""
    edition = anna.published.content
    anna.save({m.code: "2" if m in edition.stages[0].markers else "0" for m in edition.markers})


def test_the_bar_has_every_page_until_the_markers_have_told_what_is_not_needed(bo, anna):
    def list_pages(element) -> list[str]:
        return [button.attrs["value"] for button in element.all("button")]

    later = ["etablering", "mognad", "utvardering", "avslut"]
    page = read_page(get(bo, anna, "initiativ"))
    bar = page.one("nav", class_="bar")
    assert list_pages(bar) == ["lage", "initiativ", "uppstart", *later, "hela-vagen", "klart"]
    assert not page.all("details", class_="folded")
    fold(anna)
    page = read_page(get(bo, anna, "initiativ"))
    bar = page.one("nav", class_="bar")
    assert list_pages(bar) == ["lage", "initiativ", "uppstart", "hela-vagen", "klart"]
    assert list_pages(page.one("details", class_="folded")) == later


def test_a_folded_page_can_be_opened_and_answered_and_is_then_in_the_bar(bo, anna):
    page = read_page(get(bo, anna, "avslut"))
    data = read_form(page.one("form", id="walk"), go="stay")
    data["nytta.3"] = "5"  # of another page: not on this one
    data["beslut-om-fortsattning.3"] = "5"
    bo.post(anna.url("page", "avslut"), data)
    assert anna.values == {"beslut-om-fortsattning.3": "5"}
    bar = read_page(get(bo, anna)).one("nav", class_="bar")
    assert "avslut" in [b.attrs["value"] for b in bar.all("button")]


def test_a_page_that_does_not_exist_is_not_found(bo, anna):
    assert get(bo, anna, "finns-inte").status_code == 404
    assert bo.post(anna.url("page", "finns-inte"), {}).status_code == 404


def test_looking_at_pages_changes_nothing(bo, anna):
    """Mail programs open links before people do."""
    before = anna.assessment.changed_on
    for name in ("overview", "preliminary", "check", "answers", "result", "delete"):
        bo.get(anna.url(name))
    for plan in plan_pages(build_instrument(anna.published.content)):
        get(bo, anna, plan.slug)
    assert not Answer.objects.exists()
    assert not Snapshot.objects.exists()
    assert anna.assessment.changed_on == before


# Without JavaScript -------------------------------------------------------------------------------


def test_posting_the_first_page_saves_it_and_leads_to_the_preliminary_place(bo, anna):
    form = read_page(get(bo, anna)).one("form", id="walk")
    given = {m.code: "3" for m in anna.published.content.markers[:5]}
    data = read_form(form, go="next", self_placement="uppstart", **given)
    response = bo.post(anna.url("page", "lage"), data)
    assert response.status_code == 302
    assert response.url == anna.url("preliminary")
    assert anna.values == {**given, "self_placement": "uppstart"}


def test_the_whole_walk_with_nothing_but_forms_ends_in_a_result(bo, anna):
    answers = read_example_fields()
    url = anna.url("page", "lage")
    visited = []
    for _ in range(12):
        page = read_page(bo.get(url))
        visited.append(url.rstrip("/").rpartition("/")[2])
        if visited[-1] == "preliminart":
            [way_on] = page.all("a", class_="btn-primary")
            url = way_on.attrs["href"]
            continue
        form = page.one("form", id="walk")
        data = read_form(form)
        data |= {f: answers[f] for f in answers if f"seen.{f}" in data}
        if visited[-1] == "klart":
            [show] = form.all("button", class_="btn-primary")
            url = bo.post(show.attrs["formaction"], data).url
            break
        url = bo.post(url, data | {"go": "next"}).url
    assert visited[:3] == ["lage", "preliminart", "initiativ"]
    assert visited[-1] == "klart"
    asked_for = {f: v for f, v in answers.items() if f in anna.values}
    assert anna.values == asked_for
    assert anna.values["outlook"] == answers["outlook"]
    result = bo.get(url)
    assert result.status_code == 200
    assert "Ni är" in read_page(result).one("h1").text


@pytest.mark.parametrize(
    ("go", "target"),
    [
        ("stay", ("page", "uppstart")),
        ("next", ("page", "etablering")),
        ("lage", ("page", "lage")),
        ("initiativ", ("page", "initiativ")),
        ("mognad", ("page", "mognad")),
        ("klart", ("check",)),
        ("overview", ("overview",)),
        ("finns-inte", ("page", "uppstart")),
        ("https://example.com/", ("page", "uppstart")),
        ("", ("page", "uppstart")),
    ],
)
def test_each_button_saves_and_goes_where_it_says(bo, anna, go, target):
    data = anna.form({"medverkande.3": "4"}, go=go)
    response = bo.post(anna.url("page", "uppstart"), data)
    assert response.url == anna.url(*target)
    assert anna.values == {"medverkande.3": "4"}


def test_pressing_enter_in_a_form_saves_and_stays(bo, anna):
    response = bo.post(anna.url("page", "uppstart"), anna.form({"medverkande.3": "4"}))
    assert response.url == anna.url("page", "uppstart")


def test_the_first_button_of_the_form_stays_on_the_page(bo, anna):
    """Browsers press the first submit button on Enter."""
    for slug in ("lage", "uppstart", "klart"):
        first = read_page(get(bo, anna, slug)).one("form", id="walk").all("button")[0]
        assert (first.attrs["type"], first.attrs["value"]) == ("submit", "stay")


def test_no_answer_takes_an_answer_back(bo, anna):
    anna.save({"varfor.3": "4"})
    bo.post(anna.url("page", "initiativ"), anna.form({"varfor.3": ""}))
    assert anna.values == {"varfor.3": ""}


def test_posting_a_page_as_it_was_shown_changes_nothing(bo, answered):
    before = {f: (a.value, a.revision) for f, a in answered.answers.items()}
    for slug in ("lage", "initiativ", "hela-vagen", "klart"):
        form = read_page(get(bo, answered, slug)).one("form", id="walk")
        url = answered.url("check") if slug == "klart" else answered.url("page", slug)
        assert bo.post(url, read_form(form, go="stay")).status_code == 302
    assert {f: (a.value, a.revision) for f, a in answered.answers.items()} == before


def test_a_double_submit_saves_once(bo, anna):
    data = anna.form({"varfor.3": "4", "comment.varfor": "Rad\r\nrad"}, go="next")
    first = bo.post(anna.url("page", "initiativ"), data)
    second = bo.post(anna.url("page", "initiativ"), data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert {a.revision for a in anna.answers.values()} == {1}


def test_an_old_page_posted_after_a_newer_answer_shows_both_and_loses_neither(bo, anna):
    old_page = anna.form({"varfor.3": "1", "varfor.4": "2"})
    anna.save({"varfor.3": "5"})
    response = bo.post(anna.url("page", "initiativ"), old_page)
    assert response.status_code == 409
    assert anna.values == {"varfor.3": "5", "varfor.4": "2"}
    page = read_page(response)
    problem = page.one("p", id="problem-varfor.3").text
    assert "”Stämmer inte alls”" in problem
    assert "”Stämmer helt”" in problem
    assert page.one("a", href="#problem-varfor.3")
    assert page.one("title").text.startswith("Fel:")
    question = page.one("fieldset", data_field="varfor.3")
    assert [r.attrs["value"] for r in question.all("input") if "checked" in r.attrs] == ["5"]


def test_after_a_conflict_the_page_can_be_posted_again_as_it_stands(bo, anna):
    old_page = anna.form({"varfor.3": "1"})
    anna.save({"varfor.3": "5"})
    page = read_page(bo.post(anna.url("page", "initiativ"), old_page))
    again = read_form(page.one("form", id="walk"), **{"varfor.3": "2"})
    assert bo.post(anna.url("page", "initiativ"), again).status_code == 302
    assert anna.values == {"varfor.3": "2"}


def test_a_conflicting_comment_stays_in_its_box_beside_the_other(bo, anna):
    old_page = anna.form({"comment.varfor": "Min text"})
    anna.save({"comment.varfor": "Deras text"})
    page = read_page(bo.post(anna.url("page", "initiativ"), old_page))
    assert page.one("textarea", name="comment.varfor").raw.strip() == "Min text"
    assert page.one("blockquote", class_="theirs").text == "Deras text"
    bo.post(anna.url("page", "initiativ"), read_form(page.one("form", id="walk")))
    assert anna.values == {"comment.varfor": "Min text"}


def test_a_conflict_with_a_comment_taken_back_says_so(bo, anna):
    anna.save({"comment.varfor": "Först"})
    old_page = anna.form({"comment.varfor": "Min text"})
    anna.save({"comment.varfor": ""})
    page = read_page(bo.post(anna.url("page", "initiativ"), old_page))
    assert page.one("blockquote", class_="theirs").text == "Inget svar"


def test_a_comment_that_is_too_long_is_shown_again_and_the_rest_is_saved(bo, anna):
    long = "å" * 5001
    data = anna.form({"varfor.3": "4", "comment.varfor": long})
    response = bo.post(anna.url("page", "initiativ"), data)
    assert response.status_code == 409
    page = read_page(response)
    assert page.one("textarea", name="comment.varfor").raw.strip() == long
    problem = page.one("p", id="problem-comment.varfor").text.replace("\xa0", " ")
    assert "5 001 tecken" in problem
    assert "Högst 5 000" in problem
    assert anna.values == {"varfor.3": "4"}


def test_a_comment_with_a_character_that_cannot_be_stored_loses_only_that(bo, anna):
    data = anna.form({"comment.varfor": "Hej\x00 då"})
    response = bo.post(anna.url("page", "initiativ"), data)
    assert response.status_code == 409
    box = read_page(response).one("textarea", name="comment.varfor")
    assert box.raw.strip() == "Hej då"
    assert anna.values == {}


def test_an_answer_that_the_question_does_not_have_is_refused_in_words(bo, anna):
    response = bo.post(anna.url("page", "initiativ"), anna.form({"varfor.3": "6"}))
    assert response.status_code == 409
    assert "Inget är ändrat" in read_page(response).one("p", id="problem-varfor.3").text
    assert anna.values == {}


def test_fields_without_their_mark_were_not_on_the_page(bo, anna):
    anna.save({"varfor.3": "4"})
    response = bo.post(anna.url("page", "initiativ"), {"varfor.4": "3", "go": "stay"})
    assert response.status_code == 302
    assert anna.values == {"varfor.3": "4"}


def test_the_folded_stages_are_buttons_of_the_form_so_that_nothing_typed_is_lost(bo, anna):
    fold(anna)
    page = read_page(get(bo, anna, "uppstart"))
    for button in page.one("details", class_="folded").all("button"):
        assert (button.attrs["type"], button.attrs["form"]) == ("submit", "walk")


# The script's requests ----------------------------------------------------------------------------


def test_one_answer_is_saved_and_the_page_is_told_what_it_needs(bo, anna, clock):
    clock("2026-11-21 14:32")
    response = post_json(bo, anna, "initiativ.m6", "3")
    assert response.status_code == 200
    body = response.json()
    total, pages = body.pop("total"), body.pop("pages")
    assert [pages["lage"][0], sum(of for _answered, of in pages.values())] == [1, total]
    assert body == {
        "status": "saved", "value": "3", "seen": make_seen("3", 1), "saved": "14.32", "answered": 1,
        "next": anna.url("preliminary"),
    }  # fmt: skip
    assert f"1 av {total} besvarade" in read_page(get(bo, anna)).text


def test_each_answer_tells_the_script_where_the_posted_page_would_lead(bo, anna):
    edition = anna.published.content
    anna.save({m.code: "3" if m in edition.stages[0].markers else "0" for m in edition.markers})
    for plan in plan_pages(build_instrument(edition)):
        told = post_json(bo, anna, plan.fields[0], "2").json()["next"]
        assert bo.post(anna.url("page", plan.slug), {"go": "next"}).url == told
        page = read_page(get(bo, anna, plan.slug))
        assert page.one("form", id="walk").attrs["data-next"] == told


def test_a_lost_answer_can_be_sent_again(bo, anna):
    request = anna.body("varfor.3", "4")
    for _ in range(2):
        response = bo.post(anna.url("answers"), request, content_type="application/json")
        assert (response.status_code, response.json()["seen"]) == (200, make_seen("4", 1))


def test_the_script_is_told_of_a_conflict_with_both_values(bo, anna):
    anna.save({"varfor.3": "5"})
    response = post_json(bo, anna, "varfor.3", "1", seen=NEVER_SEEN)
    assert response.status_code == 409
    body = response.json()
    assert (body["status"], body["value"], body["theirs"]) == ("conflict", "5", None)
    assert body["seen"] == make_seen("5", 1)
    assert "”Stämmer inte alls”" in body["message"]
    assert anna.values == {"varfor.3": "5"}


def test_a_conflict_over_the_self_placement_names_the_stages(bo, anna):
    anna.save({"self_placement": "mognad"})
    message = post_json(bo, anna, "self_placement", "uppstart", seen=NEVER_SEEN).json()["message"]
    assert "”Uppstart”" in message
    assert "”Mognad/Genomförande”" in message


def test_a_conflict_against_an_answer_taken_back_says_no_answer(bo, anna):
    anna.save({"varfor.3": "5"})
    seen = anna.see("varfor.3")
    anna.save({"varfor.3": ""})
    message = post_json(bo, anna, "varfor.3", "1", seen=seen).json()["message"]
    assert "”Inget svar”" in message


def test_a_conflict_over_a_comment_shows_the_other_text(bo, anna):
    anna.save({"comment.varfor": "Deras text"})
    body = post_json(bo, anna, "comment.varfor", "Min text", seen=NEVER_SEEN).json()
    assert body["theirs"] == "Deras text"
    assert anna.values == {"comment.varfor": "Deras text"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("varfor.3", "6", "Det svaret finns inte"),
        ("varfor.3", "0", "Det svaret finns inte"),
        ("initiativ.m6", "4", "Det svaret finns inte"),
        ("self_placement", "paus", "Det svaret finns inte"),
        ("outlook", "stanna", "Det svaret finns inte"),
        ("finns.1", "3", "Det svaret finns inte"),
        ("comment.finns", "Hej", "Det svaret finns inte"),
        ("", "3", "Det svaret finns inte"),
        ("comment.varfor", "å" * 5001, "tecken"),
        ("comment.varfor", "a\x00b", "tecken som inte kan sparas"),
        ("comment.varfor", "a\ud800b", "tecken som inte kan sparas"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_a_reason(bo, anna, field, value, said):
    response = post_json(bo, anna, field, value)
    assert response.status_code == 422
    assert said in response.json()["message"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b"3", b'"x"', b"{}", b"\xff\xfe", b"[" * 5000 + b"]" * 5000,
        b'{"field": "varfor.3", "value": 4, "seen": "", "sent": []}',
        b'{"field": "varfor.3", "value": "4", "seen": null, "sent": []}',
        b'{"field": ["varfor.3"], "value": "4", "seen": "", "sent": []}',
        b'{"field": "varfor.3", "value": "4", "seen": "", "sent": "4"}',
        b'{"field": "varfor.3", "value": "4", "seen": "", "sent": [4]}',
        b'{"field": "varfor.3", "value": "4", "seen": ""}',
        b'{"field": "varfor.3", "value": "4", "sent": []}',
        b'{"field": "comment.varfor", "value": "' + b"a" * 100_000 + b'", "seen": "", "sent": []}',
        b'{"value": "4", "seen": "", "sent": []}',
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)  # fmt: skip
def test_a_request_that_is_not_an_answer_is_refused(bo, anna, body):
    response = bo.post(anna.url("answers"), body, content_type="application/json")
    assert response.status_code == 400
    assert response.json() == {"status": "refused"}
    assert not Answer.objects.exists()


def test_the_longest_comment_there_is_can_be_sent_by_the_script(bo, anna):
    # Four bytes a character, which JSON may write as twelve.
    response = post_json(bo, anna, "comment.varfor", "😀" * 5000)
    assert response.status_code == 200
    assert anna.values["comment.varfor"] == "😀" * 5000


def test_coming_back_the_script_is_told_everything_that_is_stored(bo, anna, clock):
    clock("2026-11-21 14:32")
    anna.save({"varfor.3": "5", "comment.varfor": "Hej"})
    anna.save({"varfor.3": ""})
    state = bo.get(anna.url("answers")).json()
    assert state["fields"] == {
        "varfor.3": {"value": "", "seen": make_seen("", 2)},
        "comment.varfor": {"value": "Hej", "seen": make_seen("Hej", 1)},
    }
    assert (state["saved"], state["answered"]) == ("14.32", 0)


def test_nothing_stored_is_told_as_that(bo, anna):
    state = bo.get(anna.url("answers")).json()
    assert (state["fields"], state["saved"], state["answered"]) == ({}, None, 0)


def test_what_the_page_and_the_script_call_seen_is_the_same(bo, anna):
    anna.save({"varfor.3": "5"})
    page = read_page(get(bo, anna, "initiativ"))
    mark = page.one("input", name="seen.varfor.3").attrs["value"]
    assert mark == bo.get(anna.url("answers")).json()["fields"]["varfor.3"]["seen"]
    assert page.one("input", name="seen.varfor.4").attrs["value"] == NEVER_SEEN


# The preliminary place ----------------------------------------------------------------------------


def test_the_preliminary_place_rests_on_the_markers_alone(bo, answered):
    text = read_page(bo.get(answered.url("preliminary"))).one("h1").text
    assert text.startswith("Ni är")
    for code in answered.published.content.statement_codes:
        if code in answered.values:
            answered.save({code: "1"})
    assert read_page(bo.get(answered.url("preliminary"))).one("h1").text == text


def test_without_answers_the_preliminary_page_says_what_to_do(bo, anna):
    page = read_page(bo.get(anna.url("preliminary")))
    assert page.one("h1").text == "Underlaget räcker inte än"
    assert (
        "Gå gärna tillbaka till frågorna, eller gå vidare ändå" in page.one("p", class_="lead").text
    )
    assert page.one("a", class_="btn-primary").attrs["href"] == anna.url("page", "initiativ")


def test_the_preliminary_page_says_which_pages_come_now(bo, answered):
    text = read_page(bo.get(answered.url("preliminary"))).text
    coming = text.partition("Det här kommer nu:")[2].partition(".")[0]
    open_stages = [p.plan.stage.title for p in _walk(answered).open_pages if p.plan.stage]
    assert all(title in coming for title in open_stages)
    assert "Avslut/Omdefinition" not in coming


def _walk(diagnosis):
    from assessments.methods.stages.walk import compute_walk

    return compute_walk(build_instrument(diagnosis.published.content), diagnosis.values)


# The check page -----------------------------------------------------------------------------------


def test_the_check_page_lists_what_is_unanswered_with_links(bo, answered):
    answered.save({"varfor.3": ""})
    page = read_page(bo.get(answered.url("check")))
    assert page.one("h1").text == "Nästan klart"
    text = next(s.text for s in answered.published.content.statements if s.code == "varfor.3")
    missing = next(d for d in page.all("details", class_="missing") if text in d.text)
    link = next(a for a in missing.all("a") if a.text == text)
    assert link.attrs["href"] == answered.url("page", "initiativ") + "#q-varfor.3"


def test_when_everything_open_is_answered_the_check_page_says_so(bo, anna):
    anna.save(fill_in_everything(anna.published))
    page = read_page(bo.get(anna.url("check")))
    assert page.one("h1").text == "Allt är besvarat"
    assert not page.all("details", class_="missing")


def test_a_gentle_question_is_asked_when_nearly_all_answers_are_alike(bo, anna):
    assert "Nästan alla svar är likadana" not in read_page(bo.get(anna.url("check"))).text
    anna.save(fill_in_everything(anna.published))
    assert "Nästan alla svar är likadana" in read_page(bo.get(anna.url("check"))).text


def test_the_outlook_is_asked_last_and_saved_on_its_own(bo, anna):
    page = read_page(bo.get(anna.url("check")))
    values = [
        r.attrs["value"]
        for r in page.one("fieldset", data_field="outlook").all("input", type="radio")
    ]
    assert values == ["end", "redefine", "continue", "undecided", ""]
    response = bo.post(anna.url("check"), anna.form({"outlook": "end"}, go="stay"))
    assert response.url == anna.url("check")
    assert anna.values == {"outlook": "end"}


def test_the_result_button_saves_the_outlook_it_was_pressed_with(bo, answered):
    response = bo.post(answered.url("conclude"), answered.form({"outlook": "undecided"}))
    assert response.url == answered.url("result_number", 1)
    assert Snapshot.objects.get().document["diagnosis"]["outlook"] == {"undecided": 1}


def test_asking_for_the_result_twice_gives_one_result(bo, answered):
    urls = {bo.post(answered.url("conclude"), {}).url for _ in range(2)}
    assert urls == {answered.url("result_number", 1)}
    assert Snapshot.objects.count() == 1


def test_an_outlook_that_does_not_exist_leads_back_with_a_reason(bo, answered):
    response = bo.post(answered.url("conclude"), answered.form({"outlook": "flyga"}), follow=True)
    assert response.redirect_chain == [(answered.url("check"), 302)]
    assert (
        "Det svaret finns inte" in read_page(response).one("p", role="status", class_="notice").text
    )
    assert not Snapshot.objects.exists()
    assert answered.values["outlook"] == read_example_fields()["outlook"]


def test_an_outlook_changed_elsewhere_is_shown_before_there_is_a_result(bo, answered):
    old_page = answered.form({"outlook": "end"})
    answered.save({"outlook": "redefine"})
    response = bo.post(answered.url("conclude"), old_page, follow=True)
    assert response.redirect_chain == [(answered.url("check"), 302)]
    said = read_page(response).one("p", role="status", class_="notice").text
    assert "”Vi avslutar”" in said
    assert "”Vi tar en ny inriktning”" in said
    assert answered.values["outlook"] == "redefine"
    assert not Snapshot.objects.exists()


# Another device, another edition ------------------------------------------------------------------


def test_bo_goes_on_where_anna_stopped(bo, answered):
    answered.save({"forankring.3": ""})
    page = read_page(bo.get(answered.url("overview")))
    assert page.one("main").all("a", class_="btn-primary")[0].attrs["href"] == answered.url(
        "page", "uppstart"
    )


def test_a_corrected_text_is_seen_at_once_and_answers_stay(bo, answered, eva):
    before = answered.values
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    page = read_page(get(bo, answered, "initiativ"))
    legend = page.one("fieldset", data_field="varfor.3").one("legend").text
    assert legend == "Alla parter kan säga varför de deltar"
    assert answered.values == before


def test_an_answer_to_a_page_shown_before_the_correction_is_saved(bo, anna, eva):
    old_page = anna.form({"varfor.3": "4"})
    eva("varfor.3", "Alla parter kan säga varför de deltar")
    assert bo.post(anna.url("page", "initiativ"), old_page).status_code == 302
    assert anna.values == {"varfor.3": "4"}
