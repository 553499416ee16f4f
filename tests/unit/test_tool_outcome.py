"""What comes of the sheets of any tool: the same in any order, never a sum, never a diagnosis."""

import itertools
import json
import random
from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest

from assessments.instruments.instrument import Given
from assessments.instruments.json_input import AnswersError
from assessments.instruments.walk import Asked
from assessments.methods.sheets.counted import (
    COUNTED,
    LEAST_COUNTED,
    count_anew,
    count_sheets,
    say_who_lacks,
)
from assessments.methods.sheets.fields import build_tool, list_progress, plan_tool, read_answers
from assessments.methods.sheets.json_input import parse_sheets
from assessments.methods.sheets.outcome import MOST_PROPOSALS, Filled, Found, evaluate
from assessments.methods.sheets.rules import RULES
from assessments.methods.sheets.shown import put_in_words, say
from tests.tool_texts import read_tools

WORDS = defaultdict(lambda: "…")
TOOLS = sorted(RULES)


def fill_in(tool, seed, party=""):
    """A sheet with some of everything that the tool asks."""
    chance = random.Random(f"{seed}{party}")
    values = {}
    for field, question in build_tool(tool, WORDS).questions.items():
        if chance.random() < 0.7:
            options = (*question.scale.options, *question.scale.apart) if question.scale else ()
            values[field] = chance.choice(options).code if options else "Vi är eniga."
    return Filled(party, values)


def as_json(tool, filled):
    """The same sheets as a document."""
    sheets = [{"party": each.party, "answers": read_answers(tool, each.values)} for each in filled]
    return json.loads(json.dumps({"sheets": sheets}))


@pytest.mark.parametrize("key", TOOLS)
@pytest.mark.parametrize("seed", range(5))
def test_any_order_gives_the_same_and_a_document_gives_what_the_pages_give(key, seed):
    tool = read_tools()[key]
    filled = [fill_in(tool, seed, party) for party in ("", "Boden", "Luleå")]
    said = evaluate(tool, RULES[key], filled).dump()
    turned = [Filled(f.party, dict(reversed(f.values.items()))) for f in reversed(filled)]
    again = evaluate(tool, RULES[key], turned)
    assert again.dump() == said
    words = put_in_words(tool, WORDS, tuple(filled), evaluate(tool, RULES[key], filled))
    assert put_in_words(tool, WORDS, tuple(turned), again) == words
    assert evaluate(tool, RULES[key], parse_sheets(as_json(tool, filled), tool)).dump() == said
    assert len(said["proposals"]) <= MOST_PROPOSALS
    for each in (*said["remarks"], *said["proposals"]):
        assert each["because"], "says what it rests on"
        assert set(each["because"]) <= set(tool.items)


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("styrgruppens-roll", {}, ["0/2", "0/10", "0/1", "0/0", "0/7", "0/0", "0/0"]),
        ("nio-fragor", {"1.1.note": "Dyrt"}, ["1/9", "0/9", "0/7", "0/8"]),
        (
            "framgang-och-matt",
            {"5.1.2.what": "Tid"},
            ["0/1", "0/5", "0/2", "0/0", "1/1", "0/0", "0/0"],
        ),
    ],
)
def test_every_page_counts_and_whatever_has_been_written_answers_its_item(key, values, said):
    tool = read_tools()[key]
    given = {f"{key}.{name}": value for name, value in values.items()}
    instrument = build_tool(tool, WORDS)
    assert given.keys() <= instrument.questions.keys()
    walk = plan_tool(instrument, given, Asked())
    assert [f"{page.answered}/{page.total}" for page in walk.pages] == said
    missing = sum(len(questions) for _page, questions in walk.find_missing(given))
    assert walk.answered + missing == walk.total


DRIVERS = "drivkrafter-och-nycklar"


def answer_all(key, party, but=0):
    """Whatever is asked of a party, but for some of the last questions; nothing is ticked that
    need not apply."""
    instrument = build_tool(read_tools()[key], WORDS)
    pages = plan_tool(instrument, {}, Asked(party=party, has_parties=True)).pages
    asks = [fields[0] for page in pages for _question, fields in page.asks]
    return {
        field: scale.options[0].code if (scale := instrument.questions[field].scale) else "Vi."
        for field in asks[: len(asks) - but]
    }


def test_a_sheet_that_is_half_filled_in_is_begun_and_not_answered_for():
    tool, whole = read_tools()[DRIVERS], answer_all(DRIVERS, "Boden")
    half = answer_all(DRIVERS, "Luleå", but=20)
    named = [("", {}), ("Luleå", half), ("Kalix", {}), ("Boden", whole)]
    sheets = [Given(values, organisation=party) for party, values in named]
    progress = list_progress(build_tool(tool, WORDS), sheets)
    missing = say_who_lacks(progress, (), {}, "än så länge")["missing"]
    total = progress[0].total
    assert [missing[key] for key in ("asked", "answered", "done", "names")] == [3, 2, 1, ["Kalix"]]
    assert missing["begun"] == [{"party": "Luleå", "answered": total - 20, "of": total}]
    assert missing["so_far"]
    done = [row for row in progress if row.party == "Boden"]
    assert say_who_lacks(done, (), {}, "än så länge") == {}
    sheets[1] = replace(sheets[1], submitted_on=date(2026, 11, 30))  # pressed "Klart"
    said = list_progress(build_tool(tool, WORDS), [sheets[1], sheets[3]])
    missing = say_who_lacks(said, (), {}, "än så länge")["missing"]
    assert (missing["done"], missing["begun"], "so_far" in missing) == (2, [], False)
    assert missing["left"] == [{"party": "Luleå", "left": 20}]


@pytest.mark.parametrize(
    ("joint", "parties", "title"),
    [
        ({}, ("Boden", "Luleå"), "each_answered"),
        ({}, ("",), "we_answered"),
        ({f"{DRIVERS}.7.1": "agreed"}, ("Boden",), "each_answered"),
        ({f"{DRIVERS}.6.1": "applies"}, ("Boden",), ""),
    ],
)
def test_what_is_not_agreed_yet_is_not_called_principles_and_lacks_no_decision(
    joint, parties, title
):
    tool = read_tools()[DRIVERS]
    filled = [Filled(party, answer_all(DRIVERS, "Boden", but=30)) for party in parties]
    filled = (*filled, *([Filled("", joint)] if joint else []))
    words = defaultdict(lambda: "…", each_answered="each_answered", we_answered="we_answered")
    shown = put_in_words(tool, words, filled, evaluate(tool, RULES[DRIVERS], filled))
    assert shown["title"] == (title or tool.result_title)
    assert ("'missing': True" in str(shown["blocks"])) == (not title)


def test_two_fields_of_a_page_never_have_the_same_name():
    for tool in read_tools().values():
        groups = build_tool(tool, WORDS).groups
        names = [g.name_field(q.code, q.text) for g in groups for q in g.beside]
        names += [g.name_field(f, "Hur?") for g in groups for row in g.rows for f in row[:1]]
        assert len(names) == len(set(names)), tool.key


def test_a_sentence_ends_in_one_stop():
    tool = read_tools()["framgang-och-matt"]
    for word, said in (("Vem?", "Mått: Vem?"), ("så här.", "Mått: så här."), ("tid", "Mått: tid.")):
        assert say(tool, "Mått: {measures}.", Found((), {"measures": word}), {}) == said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"nio-fragor.1.1": "maybe"}, 'nio-fragor.1.1: "maybe" is not one of yes, partly, no'),
        ({"nio-fragor.9.9": "yes"}, "nio-fragor.9.9: is not an item of nio-fragor"),
        ({"nio-fragor.2c.1": "yes"}, 'nio-fragor.2c.1: "yes" is not true'),
        ({"nio-fragor.2.1": 4}, "nio-fragor.2.1: 4 is not a text"),
        ({"nio-fragor.3.1": ["team", "loose"]}, "nio-fragor.3.1: is a list, and only one"),
        ({"nio-fragor.1.1": {"value": "yes", "who": "Bo"}}, "nio-fragor.1.1.who: is not a key"),
    ],
)
def test_a_fault_in_a_document_is_named_with_its_place(answers, said):
    with pytest.raises(AnswersError) as refused:
        parse_sheets({"sheets": [{"answers": answers}]}, read_tools()["nio-fragor"])
    assert str(refused.value).startswith(f"sheets[0].answers.{said}")


# Each for themselves, and only counted ------------------------------------------------------------


def test_what_is_counted_is_what_was_given_and_no_row_is_one_persons():
    """Whoever knows one answer of somebody's cannot read the others from it."""
    tool = read_tools()["styrgruppens-roll"]
    first, second = "styrgruppens-roll.5.1", "styrgruppens-roll.5.2"
    given = [{first: "true"}, {second: "true"}, {first: "true", "styrgruppens-roll.3.1": "does"}]
    filled = [Filled(name, values) for name, values in zip("abc", given, strict=True)]
    counted = count_sheets(tool, [Filled("", {}), *filled])
    assert [each.party for each in counted] == ["", "1", "2", "3"]
    assert count_sheets(tool, reversed(filled)) == counted[1:]
    assert sorted(i for f in counted for i in f.values.items()) == sorted(
        item for values in given for item in values.items()
    )
    assert counted[1].values == {first: "true", second: "true", "styrgruppens-roll.3.1": "does"}


OWN = ("styrgruppens-roll.5.1", "styrgruppens-roll.5.2")


def count(tool, people, last, day="2026-11-30"):
    """What each of these answered, as a result after the `last` one keeps it; and what it says."""
    filled = [Filled(name, values) for name, values in people.items() if values]
    shown, counted = count_anew(tool, [Filled("", {}), *filled], last, day)
    sheets = as_json(tool, shown)["sheets"]
    document = {"date": day, "answers": {"sheets": sheets}, COUNTED: counted}
    progress = list_progress(
        build_tool(tool, WORDS), [Given(v, organisation=name) for name, v in people.items()]
    )
    return document, say_who_lacks(progress, shown, counted, "…").get("missing", {})


def test_a_result_of_fewer_than_three_more_says_what_the_last_one_said_and_why():
    tool = read_tools()["styrgruppens-roll"]
    names, last, said = "abcdef", None, []
    for people in (2, 3, 5, 6, 5, 2, 6, 9):
        answers = {name: {OWN[0]: "true"} for name in (names + "ghi")[:people]}
        last, missing = count(tool, answers, last, f"2026-11-{people:02}")
        own = sum(bool(sheet["party"]) for sheet in last["answers"]["sheets"])
        said.append((own, missing.get(COUNTED, {}).get("date", "")[-2:], missing["least"]))
    assert said[:5] == [(0, "", 3), (3, "03", 6), (3, "03", 6), (6, "06", 9), (6, "06", 9)]
    assert said[5:] == [(0, "", 9), (0, "", 9), (9, "09", 12)]
    before = {key: last[key] for key in ("date", "answers")}  # stored before counts were kept
    assert count(tool, answers, before)[0][COUNTED] == {"people": 9, "date": "2026-11-09"}


@pytest.mark.parametrize("seed", range(12))
def test_whoever_compares_all_results_reads_of_nobody_what_they_answered(seed):
    """Two results that differ do so by what at least three people answered."""
    tool, chance = read_tools()["styrgruppens-roll"], random.Random(seed)
    people, last, results, own, basis = {}, None, [], [], {}
    for _step in range(60):
        name = chance.choice("abcdefghijklmn")
        if chance.random() < 0.2:
            people.pop(name, None)
        else:
            people[name] = {code: "true" for code in OWN if chance.random() < 0.6}
        if chance.random() < 0.6:
            last, _missing = count(tool, people, last)
            before = own
            own = [each for each in last["answers"]["sheets"] if each["party"]]
            basis = basis if own == before else dict(people)
            if own:
                results.append((own, basis))
    assert len(results) > 5
    for (one, then), (other, now) in itertools.combinations(results, 2):
        changed = [n for n in {*then, *now} if then.get(n) != now.get(n)]
        assert one == other or len(changed) >= LEAST_COUNTED
