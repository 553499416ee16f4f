"""The texts of the tools and pages: counted, spelled, easy to read and translated."""

import re
import shutil

import pytest

from model_content.domain.checks import Kind, check_document
from model_content.domain.codec import parse_edition
from model_content.domain.pages import PAGES, Page
from model_content.domain.readability import compute_lix, count_words
from model_content.domain.tools import TOOLS, Tool
from model_content.selectors.editions import (
    READING_PAGES,
    SHIPPED_EDITIONS,
    SHIPPED_PAGES,
    fetch_shipped_document,
)
from model_content.templatetags import page_tags
from model_content.templatetags.page_tags import VIEWS, find_links
from tests.tool_texts import list_texts, read_pages, read_tools
from tests.unit.test_content import find_misspelled

COUNTS = {
    "drivkrafter-och-nycklar": {
        "1": 1, "1b": 3, "2": 10, "2b": 4, "2c": 1, "3": 11, "4": 5, "5": 5, "6": 10, "7": 4,
        "7b": 4, "8": 8,
    },
    "framgang-och-matt": {"1": 1, "2": 4, "2b": 1, "3": 2, "4": 4, "5": 1, "6": 5, "7": 7},
    "isberget": {"1": 3, "1b": 10, "1c": 6, "2": 6, "3": 1},
    "nio-fragor": {
        "1": 9, "2": 4, "2b": 5, "2c": 3, "3": 1, "3b": 3, "3c": 3, "3d": 3, "4": 7, "4b": 1,
    },
    "ringens-vagval": {"1": 2, "2": 2, "2b": 1, "3": 3, "4": 4, "5": 1, "5b": 1, "6": 1, "7": 4},
    "styrgruppens-roll": {"1": 1, "2": 10, "3": 12, "3b": 12, "4": 7, "5": 5, "6": 15},
    "veven": {"1": 6, "2": 10, "3": 7},
}  # fmt: skip
"""Items of each step, as many as the sources have elements (an alternative counts for itself)."""


@pytest.fixture(scope="module", params=list(COUNTS))
def tool(request: pytest.FixtureRequest) -> Tool:
    return read_tools()[request.param]


@pytest.fixture(scope="module", params=[*COUNTS, *SHIPPED_PAGES])
def document(request: pytest.FixtureRequest) -> Tool | Page:
    return (read_tools() | read_pages())[request.param]


def test_there_are_as_many_items_as_the_sources_have_elements(tool):
    counted = {step.code.removeprefix(f"{tool.key}."): len(step.items) for step in tool.steps}
    assert counted == COUNTS[tool.key]
    for step in tool.steps:
        assert [item.code for item in step.items] == [
            f"{step.code}.{number}" for number in range(1, len(step.items) + 1)
        ]


def test_what_is_shipped_could_be_sent_in_and_published(document):
    schema = TOOLS if isinstance(document, Tool) else PAGES
    written = schema.dump(document)
    assert schema.read(written) == (document, [])
    assert [f for f in check_document(written) if f.kind is not Kind.SOURCE] == []


def test_every_text_is_in_english_too_and_names_the_same_words(document):
    for place, text, said in list_texts(document):
        assert said.get("en"), place
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", said["en"])), place


def test_sentences_have_at_most_twenty_words_and_are_easy_to_read(document):
    texts = [(place, text) for place, text, _said in list_texts(document)]
    for place, text in texts:
        for sentence in re.split(r"(?<=[.?!:])\s|\n", text):
            assert count_words(sentence) <= 20, (place, sentence)
    for item in getattr(document, "items", {}).values():
        assert count_words(item.text) < 10 or compute_lix(item.text) < 45, item.code
    assert compute_lix(". ".join(text for _place, text in texts)) < 40


@pytest.mark.skipif(shutil.which("hunspell") is None, reason="hunspell is missing")
def test_every_word_is_spelled_as_in_the_dictionary(document):
    texts = [(place, text) for place, text, _said in list_texts(document)]
    found = find_misspelled(re.sub(r"\{\w+\}", "", "\n".join(text for _place, text in texts)))
    assert {word: [p for p, text in texts if word in text][:3] for word in found} == {}


def test_no_sentence_says_man_or_has_typewriter_signs(document):
    for place, text, _said in list_texts(document):
        assert not re.search(r"\bman\b|  |\t| [,.;:!?]| - |--|\.\.\.|\"", text, re.I), place


def test_a_tool_names_aspects_stages_and_questions_that_the_model_has(tool):
    editions = [parse_edition(fetch_shipped_document(folder)) for folder in SHIPPED_EDITIONS]
    aspects = {aspect.code for edition in editions for aspect in edition.aspects}
    asked = {
        question.code
        for edition in editions
        for question in (*edition.markers, *edition.statements)
    }
    named = {*tool.aspects, *tool.secondary, *(p.aspect for p in tool.proposals)}
    assert named <= aspects
    assert {*tool.stages, *tool.prepares} <= {stage.code for stage in editions[0].stages}
    others = {code for other in read_tools().values() for code in other.items}
    assert {code for item in tool.items.values() for code in item.known} <= asked | others


def test_a_page_leads_only_to_what_there_can_be():
    """So that a misspelled link is no silence."""
    edition = parse_edition(fetch_shipped_document(SHIPPED_EDITIONS[-1]))
    known = {"aspect": set(edition.aspect_by_code), "tool": set(COUNTS)}
    known |= {"page": set(READING_PAGES), "view": set(VIEWS)}
    for page in read_pages().values():
        links = [link.split(":") for s in page.sections for row in s.rows for link in row.links]
        links += [["aspect", code] for code in page.aspects] + [["tool", key] for key in page.tools]
        assert [(kind, name) for kind, name in links if name not in known[kind]] == [], page.key
        assert {s.source for s in page.sections} <= {None, *edition.source_by_key}


def test_a_link_to_a_tool_that_is_not_published_is_left_out(monkeypatch):
    monkeypatch.setattr(page_tags, "list_offered", lambda: [read_tools()["nio-fragor"]])
    monkeypatch.setattr(page_tags, "list_reading", lambda: [read_pages()["samordnaren"]])
    edition = parse_edition(fetch_shipped_document(SHIPPED_EDITIONS[-1]))
    links = ("tool:finns-inte", "tool:nio-fragor", "aspect:varfor", "page:samordnaren")
    urls = ["/verktyg/nio-fragor/", "/aspekter/varfor/", "/lasa/samordnaren/"]
    assert [link.url for link in find_links(edition, links)] == urls
