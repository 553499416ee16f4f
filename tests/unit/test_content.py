"""The shipped edition against content.md, and the checks that stop a faulty one."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from model_content.domain import checks
from model_content.domain.checks import find_missing
from model_content.domain.codec import dump_edition, localise, parse_edition, without_translations
from model_content.domain.content import DialogueQuestion, Edition
from model_content.domain.document import KINDS
from model_content.domain.readability import compute_lix, count_words
from model_content.selectors.editions import SHIPPED_EDITIONS, fetch_shipped_document
from model_content.selectors.spelling import WORDS
from model_content.words import FIELDS, KIND_WORDS
from tests.tool_texts import list_texts, read_pages, read_tools

CODES = {
    "initiativ": ["tid-och-resurser", "varfor", "vem", "vad"],
    "uppstart": ["interaktivitet", "medverkande", "forankring", "resurser-for-forankring"],
    "etablering": [
        "fortroende-och-tillit", "mal-och-vardegrund", "regler-och-rutiner",
        "externt-kompetensstod", "avgransning-och-kritisk-massa", "externa-resurser",
    ],
    "mognad": [
        "eldsjalar-och-bred-bas", "larande", "kontinuitet-och-impulser", "konflikter", "metoder",
        "kommunikation", "rekrytering", "finansiering",
    ],
    "utvardering": ["systematisk-utvardering", "nytta"],
    "avslut": ["beslut-om-fortsattning", "ta-vara-pa-erfarenheter"],
}  # fmt: skip
CROSS_CUTTING = ["tid-och-resurser", "interaktivitet", "eldsjalar-och-bred-bas", "finansiering"]
TITLES = [
    "Initiativ", "Uppstart", "Etablering", "Mognad/Genomförande", "Utvärdering/Effekter",
    "Avslut/Omdefinition",
]  # fmt: skip
BOXES = {
    "types": {"1", "2", "2a", "2b", "2c", "2d"},
    "levels": {"1", "2", "3"},
    "geography": {"1", "2", "3"},
}


KEPT = {
    "uppstart.m2", "uppstart.m3", "mognad.m1", "utvardering.m1", "utvardering.m2", "vad.2",
    "fortroende-och-tillit.2", "mal-och-vardegrund.2", "externt-kompetensstod.1",
    "avgransning-och-kritisk-massa.2", "finansiering.2", "systematisk-utvardering.2", "nytta.2",
    "ta-vara-pa-erfarenheter.2",
}  # fmt: skip
"""Codes that 2026.1 and 2026.2 share, since they ask the same."""


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The last one that is shipped."""
    return parse_edition(fetch_shipped_document())


@pytest.fixture(scope="module", params=SHIPPED_EDITIONS)
def shipped(request: pytest.FixtureRequest) -> Edition:
    """Each of them in turn."""
    return parse_edition(fetch_shipped_document(request.param))


# Counts and codes ---------------------------------------------------------------------------------


def test_the_edition_can_be_published(shipped):
    assert check_edition(shipped) == []
    assert (shipped.code, shipped.edition.status, shipped.published_at) in (
        ("2026.1", "published", "2026-11-21"), ("2026.2", "published", "2026-11-30"),
    )  # fmt: skip


def test_the_stages_and_aspects_have_the_fixed_codes_in_order(shipped):
    assert {s.code: [a.code for a in s.aspects] for s in shipped.stages} == CODES
    assert list(shipped.stage_by_code) == list(CODES)
    assert [stage.title for stage in shipped.stages] == TITLES
    assert [stage.order for stage in shipped.stages] == [1, 2, 3, 4, 5, 6]


def test_the_flags_are_those_of_the_method(shipped):
    assert [s.code for s in shipped.stages if s.lasting] == ["mognad", "utvardering"]
    assert [s.code for s in shipped.stages if s.closing] == ["avslut"]
    assert [a.code for a in shipped.aspects if a.cross_cutting] == CROSS_CUTTING


def test_questions_are_numbered_after_what_they_ask_about(shipped):
    for stage in shipped.stages:
        assert len(stage.markers) in (3, 4)
        for marker in stage.markers:
            assert re.fullmatch(rf"{stage.code}\.m[1-9]\d?", marker.code)
    for aspect in shipped.aspects:
        assert len(aspect.statements) == 2
        for statement in aspect.statements:
            assert re.fullmatch(rf"{aspect.code}\.[1-9]\d?", statement.code)
    codes = [q.code for q in (*shipped.markers, *shipped.statements)]
    assert len(set(codes)) == len(codes)
    assert 18 <= len(shipped.markers) <= 24
    assert len(shipped.statements) == 52


@pytest.mark.parametrize(
    ("part", "least"),
    [("success_factors", 2), ("pitfalls", 2), ("suggestions", 1), ("dialogue_questions", 2)],
)
def test_every_aspect_has_enough_of_each_part(shipped, part, least):
    assert [a.code for a in shipped.aspects if len(getattr(a, part)) < least] == []


def test_the_five_sources_are_named_with_publisher(shipped):
    assert [s.key for s in shipped.sources] == [
        "smarta", "partsradet", "vinnova", "skane", "norrbotten",
    ]  # fmt: skip
    assert all(source.title and source.publisher for source in shipped.sources)
    # Where the other four speak to an aspect, they are drawn on.
    used = Counter(s.source for a in shipped.aspects for s in (*a.success_factors, *a.pitfalls))
    assert set(used) == set(shipped.source_by_key)


def test_there_are_sixteen_cases_with_boxes_that_the_form_has(shipped):
    assert len(shipped.cases) == 16
    for case in shipped.cases:
        for field, known in BOXES.items():
            ticked = getattr(case, field)
            assert set(ticked) <= known, (case.code, field)
            assert list(ticked) == sorted(set(ticked)), (case.code, field)
        assert case.priority in ("1", "2", "3")
        assert case.source == "smarta"
        assert case.start is None or re.match(r"\d{4}|\d", case.start) or case.start


# Quotes -------------------------------------------------------------------------------------------


def quotes(edition: Edition) -> list:
    return [(aspect, quote) for aspect in edition.aspects for quote in aspect.quotes]


def test_there_are_at_least_sixty_quotes_and_at_most_four_for_an_aspect(shipped):
    assert len(quotes(shipped)) >= 60
    assert max(len(aspect.quotes) for aspect in shipped.aspects) <= 4


def test_every_quote_is_short_and_says_whose_it_is_and_where_it_stands(shipped):
    for aspect, quote in quotes(shipped):
        assert 0 < len(quote.text) <= 600, aspect.code
        assert quote.attribution.strip() == quote.attribution != "", aspect.code
        assert quote.source in shipped.source_by_key
        assert re.match(r"\d|Bilaga|s\.", quote.locator), (aspect.code, quote.locator)


def test_what_is_left_out_of_a_quote_is_marked_in_one_way(shipped):
    for aspect, quote in quotes(shipped):
        assert "[...]" not in quote.text, aspect.code
        assert "(...)" not in quote.text, aspect.code
        assert quote.text == quote.text.strip()


def test_no_quote_is_used_twice(shipped):
    texts = Counter(quote.text for _, quote in quotes(shipped))
    assert [text for text, count in texts.items() if count > 1] == []


# Language -----------------------------------------------------------------------------------------


def test_markers_and_statements_are_short_and_easy_to_read(shipped):
    for question in (*shipped.markers, *shipped.statements):
        assert count_words(question.text) <= 20, question.code
        assert compute_lix(question.text) < 45, question.code


def test_few_statements_ask_about_everybody(edition):
    """Nobody can vouch for all the others: whoever is honest could only answer “vet ej”."""
    said = re.compile(r"\b(varje|alla|var och en|samtliga)\b", re.IGNORECASE)
    assert len([s.code for s in edition.statements if said.search(s.text)]) <= 10


def test_one_of_two_statements_can_be_answered_from_ones_own_experience(edition):
    for aspect in edition.aspects:
        assert any(re.search(r"\b(jag|min|mig|vi|våra|oss)\b", s.text, re.IGNORECASE)
                   for s in aspect.statements), aspect.code  # fmt: skip


def test_no_question_is_asked_twice(shipped):
    texts = Counter(q.text for q in (*shipped.markers, *shipped.statements))
    assert max(texts.values()) == 1


def test_markers_hold_one_fact_each(shipped):
    """`och` between two facts would have a verb on both sides; few markers need the word."""
    with_och = [m.code for m in shipped.markers if " och " in f" {m.text} "]
    assert len(with_och) <= len(shipped.markers) // 3, with_och


def test_questions_are_written_as_statements_without_full_stop(shipped):
    for question in (*shipped.markers, *shipped.statements):
        assert question.text[0].isupper(), question.code
        assert question.text[-1] not in ".?!", question.code


@pytest.mark.parametrize("part", ["summary", "description"])
def test_stage_texts_have_the_length_that_is_asked(shipped, part):
    for stage in shipped.stages:
        text = getattr(stage, part)
        if part == "summary":
            assert text.count(".") == 1, stage.code
        else:
            assert 80 <= len(text.split()) <= 200, stage.code


def test_aspect_texts_have_the_length_that_is_asked(shipped):
    for aspect in shipped.aspects:
        assert 40 <= len(aspect.description.split()) <= 120, aspect.code


def own_texts(edition: Edition) -> Iterator[tuple[str, str]]:
    """Every text we have written, with its place; quotes and locators are others' words."""
    for stage in edition.stages:
        yield stage.code, f"{stage.title}. {stage.summary} {stage.description}"
    for question in (*edition.markers, *edition.statements):
        yield question.code, question.text
    for a in edition.aspects:
        parts = [s.text for s in (*a.success_factors, *a.pitfalls)]
        texts = [
            a.title,
            a.description,
            *parts,
            *(s.text for s in a.suggestions),
            *(asked.text for asked in a.dialogue_questions),
        ]
        yield a.code, "\n".join(texts)
    for case in edition.cases:
        texts = [case.name, case.start or "", case.end or "", case.initiators_and_purpose]
        yield case.code, "\n".join([*texts, case.results])
    for source in edition.sources:
        yield source.key, f"{source.title}. {source.publisher}. {source.description or ''}"


def test_no_sentence_says_man(shipped):
    said = [place for place, text in own_texts(shipped) if re.search(r"\bman\b", text, re.I)]
    assert said == []


def test_no_text_has_double_spaces_or_typewriter_signs(shipped):
    names = {case.code: case.name for case in shipped.cases}  # spelled as in the source
    for place, text in own_texts(shipped):
        own = text.removeprefix(names.get(place, ""))
        assert not re.search(r"  |\t| [,.;:!?]| - |--|\.\.\.|\"", own), place


def test_every_word_is_spelled_as_in_the_dictionary(shipped):
    """Debian's Swedish dictionary, and the names in `words_sv.txt`."""
    if shutil.which("hunspell") is None or not Path("/usr/share/hunspell/sv_SE.dic").exists():
        missing = "hunspell and hunspell-sv are missing: THE SPELLING HAS NOT BEEN CHECKED"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    text = "\n".join(text for _, text in own_texts(shipped))
    assert find_misspelled("Detta är felstavvat") == ["felstavvat"]
    found = find_misspelled(text)
    assert {word: [p for p, t in own_texts(shipped) if word in t][:3] for word in found} == {}


def find_misspelled(text: str, words: Path = WORDS) -> list[str]:
    done = subprocess.run(
        ["hunspell", "-d", "sv_SE", "-i", "utf-8", "-p", str(words), "-l"],
        input=text.replace("/", " "), capture_output=True, text=True, check=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return sorted(set(done.stdout.split()))


def test_the_word_list_has_only_words_that_are_used():
    editions = [parse_edition(fetch_shipped_document(folder)) for folder in SHIPPED_EDITIONS]
    used = "\n".join(text for edition in editions for _, text in own_texts(edition))
    others = (*read_tools().values(), *read_pages().values())
    used += "\n".join(text for other in others for _, text, _ in list_texts(other))
    words = WORDS.read_text(encoding="utf-8").split()
    assert [word for word in words if word not in used] == []
    assert words == sorted(words)


def test_a_code_that_stands_in_both_editions_asks_the_same(edition):
    """Answers are compared by it; the few that stand in both were reworded, or not even that."""
    before = parse_edition(fetch_shipped_document(SHIPPED_EDITIONS[0]))
    kept = (before.marker_codes & edition.marker_codes) | (
        before.statement_codes & edition.statement_codes
    )
    assert kept == KEPT


def check_edition(edition: Edition) -> list[checks.Finding]:
    return checks.check_document(dump_edition(edition))


def find_warnings(edition: Edition, languages) -> list[checks.Finding]:
    return checks.find_warnings(dump_edition(edition), languages)


# What stops an edition ----------------------------------------------------------------------------


def change_stage(edition: Edition, **changes) -> Edition:
    return replace(edition, stages=(replace(edition.stages[0], **changes), *edition.stages[1:]))


def change_aspect(edition: Edition, **changes) -> Edition:
    """The edition with its first aspect changed."""
    first, *rest = edition.stages[0].aspects
    return change_stage(edition, aspects=(replace(first, **changes), *rest))


def change_marker(edition: Edition, **changes) -> Edition:
    first, *rest = edition.stages[0].markers
    return change_stage(edition, markers=(replace(first, **changes), *rest))


def change_statement(edition: Edition, **changes) -> Edition:
    first, *rest = edition.aspects[0].statements
    return change_aspect(edition, statements=(replace(first, **changes), *rest))


def change_quote(edition: Edition, **changes) -> Edition:
    quote = replace(edition.aspects[0].quotes[0], **changes)
    return change_aspect(edition, quotes=(quote,))


def change_factor(edition: Edition, **changes) -> Edition:
    first, *rest = edition.aspects[0].success_factors
    return change_aspect(edition, success_factors=(replace(first, **changes), *rest))


def change_case(edition: Edition, **changes) -> Edition:
    return replace(edition, cases=(replace(edition.cases[0], **changes), *edition.cases[1:]))


def words(count: int) -> str:
    return " ".join(["ord"] * count)


Break = Callable[[Edition], Edition]

BROKEN: dict[str, Break] = {
    "edition: 0 stages, at least 1 asked": lambda e: replace(e, stages=()),
    "initiativ: title is empty": lambda e: change_stage(e, title=""),
    "initiativ: summary is empty": lambda e: change_stage(e, summary=""),
    "initiativ: title of 61 characters, at most 60": lambda e: change_stage(e, title="å" * 61),
    "initiativ: title of 61 characters, at most 60 ": lambda e: change_stage(
        e, translations={"en": {"title": "a" * 61}}
    ),
    "initiativ: 2 markers, at least 3 asked": lambda e: change_stage(
        e, markers=e.stages[0].markers[:2]
    ),
    "initiativ: 5 markers, at most 4": lambda e: change_stage(
        e, markers=(*e.stages[0].markers, replace(e.stages[0].markers[0], code="initiativ.m5"))
    ),
    "initiativ: 79 words, at least 80": lambda e: change_stage(e, description=words(79)),
    "initiativ: 201 words, at most 200": lambda e: change_stage(e, description=words(201)),
    "initiativ.m6: text is empty": lambda e: change_marker(e, text=" "),
    "initiativ.m6: 21 words, at most 20": lambda e: change_marker(e, text=words(21)),
    "initiativ.m6: LIX 52, must be under 45": lambda e: change_marker(e, text="Samordningen ord"),
    "tid-och-resurser: title is empty": lambda e: change_aspect(e, title=""),
    "tid-och-resurser: 1 statements, at least 2 asked": lambda e: change_aspect(
        e, statements=e.aspects[0].statements[:1]
    ),
    "tid-och-resurser: 39 words, at least 40": lambda e: change_aspect(e, description=words(39)),
    "tid-och-resurser: 121 words, at most 120": lambda e: change_aspect(e, description=words(121)),
    "tid-och-resurser.3: 21 words, at most 20": lambda e: change_statement(e, text=words(21)),
    "tid-och-resurser: 1 success_factors, at least 2 asked": lambda e: change_aspect(
        e, success_factors=e.aspects[0].success_factors[:1]
    ),
    "tid-och-resurser: 1 pitfalls, at least 2 asked": lambda e: change_aspect(
        e, pitfalls=e.aspects[0].pitfalls[:1]
    ),
    "tid-och-resurser: 0 suggestions, at least 1 asked": lambda e: change_aspect(e, suggestions=()),
    "tid-och-resurser: 1 dialogue_questions, at least 2 asked": lambda e: change_aspect(
        e, dialogue_questions=(DialogueQuestion("Hur?"),)
    ),
    "tid-och-resurser: no source": lambda e: change_factor(e, source="okänd"),
    "tid-och-resurser: locator is empty": lambda e: change_factor(e, locator=""),
    "tid-och-resurser: text of 601 characters, at most 600": lambda e: change_quote(
        e, text="å" * 601
    ),
    "tid-och-resurser: attribution is empty": lambda e: change_quote(e, attribution=""),
    "tid-och-resurser: no source ": lambda e: change_quote(e, source="x"),
    "tid-och-resurser: locator is empty ": lambda e: change_quote(e, locator=""),
    "tid-och-resurser: 5 quotes, at most 4": lambda e: change_aspect(
        e, quotes=e.aspects[0].quotes[:1] * 5
    ),
    "hedemora-naringsliv: results is empty": lambda e: change_case(e, results=""),
    "hedemora-naringsliv: name is empty": lambda e: change_case(e, name=""),
    "hedemora-naringsliv: initiators_and_purpose is empty": lambda e: change_case(
        e, initiators_and_purpose=""
    ),
    "hedemora-naringsliv: no source": lambda e: change_case(e, source="x"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_named_with_its_place_and_nothing_else_is(edition, fault):
    assert [str(f) for f in check_edition(BROKEN[fault](edition))] == [fault.rstrip()]


def test_all_faults_are_listed_in_content_order(edition):
    broken = change_case(change_marker(edition, text=words(25)), results="")
    assert [str(f) for f in check_edition(broken)] == [
        "initiativ.m6: 25 words, at most 20",
        "hedemora-naringsliv: results is empty",
    ]


def test_what_is_just_enough_is_no_fault(edition):
    for just in (
        change_stage(edition, description=words(80)),
        change_stage(edition, description=words(200)),
        change_aspect(edition, description=words(40)),
        change_aspect(edition, description=words(120)),
        change_marker(edition, text=words(20)),
        change_quote(edition, text="å" * 600),
    ):
        assert check_edition(just) == []


# What is worth a look -----------------------------------------------------------------------------

HEAVY = "Förankringsprocessen genomförs organisationsövergripande. " * 12

LANGUAGES = ("sv", "en")  # that visitors can choose

WORTH_A_LOOK: dict[str, Break] = {
    "tid-och-resurser: description with LIX 103, should be under 40": lambda e: change_aspect(
        e, description=HEAVY
    ),
    "x.1: its code is that of another place": lambda e: change_statement(e, code="x.1"),
    "tid-och-resurser.3: may say two things": lambda e: change_statement(
        e, text="Var och en har tid och pengar"
    ),
    "tid-och-resurser.3: <b> is shown as it stands": lambda e: change_statement(
        e, text="Alla har <b>tid</b>"
    ),
    "tid-och-resurser: 0 quotes, at least 1 wanted": lambda e: change_aspect(e, quotes=()),
    "tid-och-resurser.3: says the same as initiativ.m6": lambda e: change_statement(
        e, text=e.markers[0].text.upper(), translations=e.aspects[0].statements[0].translations
    ),
    "initiativ: 3 texts not translated to en": lambda e: change_stage(e, translations={}),
}


@pytest.mark.parametrize("warning", WORTH_A_LOOK)
def test_what_is_worth_a_look_does_not_stop_the_edition(edition, warning):
    found = find_warnings(WORTH_A_LOOK[warning](edition), LANGUAGES)
    assert [str(finding) for finding in found] == [warning]
    assert all(finding.is_warning for finding in found)


def test_the_shipped_edition_leaves_nothing_to_look_at(edition):
    assert find_warnings(edition, LANGUAGES) == []


def test_an_edition_in_swedish_only_lacks_no_translation(edition):
    swedish = parse_edition(without_translations(dump_edition(edition)))
    assert find_warnings(swedish, LANGUAGES) == []


@pytest.mark.parametrize("language", ["fi", "fit", "se", "smj", "sma"])
def test_a_text_in_a_language_that_no_visitor_can_choose_makes_no_other_text_untranslated(
    edition, language
):
    translations = {**edition.stages[0].translations, language: {"title": "Aloite"}}
    begun = change_stage(edition, translations=translations)
    assert find_warnings(begun, LANGUAGES) == []
    assert len(find_warnings(begun, (*LANGUAGES, language))) > 40


def test_a_year_is_the_same_in_every_language(edition):
    case = replace(edition.cases[0], start="2002", end="omkring 2004", translations={})
    edition = replace(edition, cases=(case,))
    missing = {field for _node, field in find_missing(dump_edition(edition), "en")}
    assert missing == {"end", "initiators_and_purpose", "results"}
    assert type(localise(edition, "en").cases[0].start) is str


def test_too_few_quotes_are_counted_for_the_edition(edition):
    few = replace(edition, stages=edition.stages[:3])
    count = len(quotes(few))
    assert f"edition: {count} quotes in all, at least 60 wanted" in map(
        str, find_warnings(few, LANGUAGES)
    )


def test_a_misspelled_word_is_found_where_it_stands_as_a_word_of_its_own(edition):
    broken = change_factor(change_marker(edition, text="Ordet felet"), text="felet, felets")
    found = checks.find_spelling(dump_edition(broken), ["felet"])
    assert [finding.node.key for finding in found] == [
        "marker/initiativ.m6",
        "success_factor/tid-och-resurser/1",
    ]


def test_every_kind_of_part_and_every_field_that_staff_edit_has_a_word():
    """A key is no word: what is added to the schema of the model or of the tools is named too."""
    for kind in (kind for name, kind in KINDS.items() if name != "edition"):
        assert kind.name in KIND_WORDS
        assert set(kind.edited) <= set(FIELDS), kind.name
