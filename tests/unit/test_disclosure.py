"""What may be shown of a round that several answered separately, rule by rule."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from assessments.methods.stages import compute_diagnosis
from assessments.methods.stages.answers import Answers, Respondent
from assessments.results.report.report import Report, build_report
from assessments.results.rules.snapshot import add_earlier, build_snapshot, read_earlier
from assessments.rounds.rules.terms import RoundTerms, dump_terms, parse_terms
from tests.unit.diagnosis.builders import marks, states
from tests.unit.test_disclosure_attack import PARTIES, make_terms
from tests.unit.test_report import MODEL

BY_PERSPECTIVE = make_terms(kind="perspective")

PLACED = (3, 3, 2, 0, 0, 0)
ELSEWHERE = (3, 3, 3, 3, 2, 0)


def say(markers=PLACED, statements: Respondent | None = None, **more) -> Respondent:
    both = replace(marks(MODEL, *markers), statements=(statements or states(varfor=4)).statements)
    return replace(both, **more)


def store(*respondents: Respondent, terms: RoundTerms | None = None, **head) -> dict:
    answers = Answers(respondents=respondents, answered="separately", **head)
    terms = terms or make_terms()
    return build_snapshot(MODEL, answers, revision=1, sha256="e" * 64, terms=terms)


def report_on(*respondents: Respondent, **head) -> Report:
    return build_report(json.loads(json.dumps(store(*respondents, **head))), MODEL)


def list_groups(document: dict, kind: str) -> dict:
    found = [part["groups"] for part in document["groups"] if part["kind"] == kind]
    return {group["name"]: group for group in found[0]} if found else {}


def find(document: dict, aspect: str) -> dict:
    return next(a for a in document["diagnosis"]["aspects"] if a["code"] == aspect)


def people(**sizes: int) -> list[Respondent]:
    """So many respondents of each perspective; `ingen` for those who gave none."""
    return [
        say(perspective=None if name == "ingen" else name)
        for name, size in sizes.items()
        for _ in range(size)
    ]


# Levels -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("anonymous", "smallest", "count", "level"),
    [
        (True, 5, 0, "nothing"), (True, 5, 2, "nothing"), (True, 5, 3, "joint"),
        (True, 5, 4, "joint"), (True, 5, 5, "all"), (True, 10, 9, "joint"), (True, 10, 10, "all"),
        (False, 5, 0, "nothing"), (False, 10, 1, "all"), (False, 5, 4, "all"),
    ],
)  # fmt: skip
def test_how_much_is_shown_depends_on_how_many_answered(anonymous, smallest, count, level):
    terms = make_terms(smallest, anonymous=anonymous)
    document = store(*[say()] * count, terms=terms)
    assert document["disclosure"] == level
    assert document["respondents"] == count


RICH = {
    "self_placement": "mognad",
    "outlook": "end",
    "votes": ("varfor",),
    "perspective": "drivande",
}
SPLIT = [
    say(statements=states(varfor=value), comments={"varfor": f"Text {value}"}, **RICH)
    for value in (1, 1, 5, 5)
]


def test_fewer_than_the_smallest_group_show_joint_stage_scores_and_bands_only():
    document = store(*SPLIT)
    assert document["diagnosis"]["stage"] == "etablering"
    assert find(document, "varfor") == {
        "code": "varfor", "stage": "initiativ", "score": 3.0, "band": "strengthen",
        "dont_know_share": None, "agreement": None, "contested": False, "respondents": None,
    }  # fmt: skip
    for key in ("counts", "comments", "votes", "groups", "took_part", "hidden"):
        assert not document[key]
    for key in ("own_placements", "self_placements", "outlook", "contested_markers"):
        assert not document["diagnosis"][key]


def test_with_one_more_all_of_it_is_shown():
    document = store(*SPLIT, say(statements=states(varfor=3), **RICH), terms=BY_PERSPECTIVE)
    assert document["counts"]["varfor.1"] == {"1": 2, "3": 1, "5": 2}
    assert find(document, "varfor")["contested"]
    assert find(document, "varfor")["respondents"] == 5
    assert len(document["comments"]) == 4
    assert document["votes"] == {"varfor": 5}
    assert document["took_part"] == {"perspective": [{"name": "drivande", "respondents": 5}]}
    assert document["groups"] == []  # one group is the whole, which is shown already


def test_that_a_group_is_divided_is_not_said_of_few_nor_by_how_certain_its_place_is():
    here, there = [say((3, 0, 0, 0, 1, 1))] * 2, [say((2, 3, 1, None, None, 1))] * 2
    whole = compute_diagnosis(MODEL, Answers(respondents=(*here, *there)))
    assert (whole.divided, whole.certainty, whole.margin) == (True, "likely", Fraction(1, 3))
    few = store(*here, *there)["diagnosis"]
    assert (few["divided"], few["certainty"], few["margin"]) == (False, "clear", 0.3333)
    many = store(*here, *here, *there, *there)["diagnosis"]
    assert (many["divided"], many["certainty"]) == (True, "likely")


def test_the_order_of_what_to_find_out_does_not_tell_how_many_do_not_know():
    unknown = [
        say(statements=states(tillit=["dont_know", 3 if i else "dont_know"], regler="dont_know"))
        for i in range(4)
    ]
    priorities = store(*unknown)["diagnosis"]["priorities"]
    assert priorities.index("tillit") < priorities.index("regler")  # content order
    told = store(*unknown, unknown[-1])["diagnosis"]["priorities"]
    assert told.index("regler") < told.index("tillit")


@pytest.mark.parametrize("count", [0, 1, 2])
def test_of_fewer_than_three_nothing_is_shown_but_how_many_they_were(count):
    document = store(*SPLIT[:count])
    assert {**document, "respondents": 0} == store()
    report = build_report(document, MODEL)
    assert (report.is_withheld, report.is_insufficient) == (True, True)
    assert report.is_empty == (count == 0)
    assert (report.silent, report.comments, report.talk_about) == ((), (), ())


# Questions that few answered ----------------------------------------------------------------------


def test_a_question_that_fewer_than_the_smallest_group_answered_counts_as_unanswered():
    rated = [say(statements=states(varfor=2, nytta=1))] * 4
    document = store(*rated, *[say(statements=states(varfor=2))] * 8)
    assert document["withheld"] == ["nytta.1", "nytta.2"]
    assert find(document, "nytta")["band"] == "not_rated"
    assert not {"nytta.1", "nytta.2"} & set(document["counts"])
    report = build_report(document, MODEL)
    assert [view.code for view in report.aspects if view.is_withheld] == ["nytta"]


def test_not_to_know_is_an_answer():
    unsure = [say(statements=states(nytta="dont_know"))] * 4
    document = store(say(statements=states(nytta=2)), *unsure)
    assert document["counts"]["nytta.1"] == {"2": 1, "dont_know": 4}
    assert document["withheld"] == []


def test_of_few_a_mean_is_that_of_three_at_least():
    document = store(
        *[say(statements=states(varfor=2, nytta=[3, 4], tid="dont_know"))] * 2,
        say(statements=states(varfor=2, nytta=[3, "dont_know"], tid="dont_know")),
    )
    assert document["withheld"] == ["nytta.2"]
    assert find(document, "nytta")["score"] == 3.0
    assert find(document, "tid")["band"] == "find_out"


def test_outlook_and_votes_are_counted_where_enough_gave_one():
    given = {"outlook": "end", "votes": ("varfor", "tid"), "self_placement": "mognad"}
    document = store(*[say(**given)] * 4, *[say()] * 4)
    assert (document["votes"], document["diagnosis"]["outlook"]) == ({}, {})
    assert document["diagnosis"]["self_placements"] == {}
    document = store(*[say(**given)] * 5, *[say()] * 4)
    assert document["votes"] == {"tid": 5, "varfor": 5}
    assert document["diagnosis"]["outlook"] == {"end": 5}


# Breakdowns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"drivande": 6, "medverkande": 5}, {"drivande", "medverkande"}),
        ({"drivande": 9, "medverkande": 6, "intressent": 2}, {"drivande"}),
        ({"drivande": 9, "medverkande": 3, "intressent": 2}, {"drivande"}),
        ({"drivande": 9, "medverkande": 6, "intressent": 4, "initiativtagare": 1},
         {"drivande", "medverkande"}),
        ({"drivande": 9, "ingen": 1}, set()),
        ({"drivande": 6, "ingen": 5}, {"drivande", None}),
        ({"drivande": 4, "medverkande": 4}, set()),
    ],
)  # fmt: skip
def test_the_smallest_groups_are_hidden_until_those_hidden_are_enough(sizes, shown):
    document = store(*people(**sizes), terms=BY_PERSPECTIVE)
    assert set(list_groups(document, "perspective")) == shown
    hidden = {"kind": "perspective", "reason": "small"}
    assert (hidden in document["hidden"]) == (
        sum(sizes.values())
        > sum(group["respondents"] for group in list_groups(document, "perspective").values())
    )


def test_an_open_round_hides_no_group():
    terms = make_terms(anonymous=False, kind="perspective")
    document = store(*people(drivande=2, ingen=1), terms=terms)
    groups = list_groups(document, "perspective")
    assert [(g["name"], g["respondents"]) for g in groups.values()] == [("drivande", 2), (None, 1)]
    assert groups[None]["aspects"]["varfor"] == {"score": 4.0, "band": "strength"}
    assert document["hidden"] == []


def test_a_group_is_placed_and_scored_on_its_own_answers():
    here = [say(statements=states(varfor=2), perspective="drivande")] * 5
    there = [say(ELSEWHERE, states(varfor=[5, 4]), perspective="medverkande")] * 6
    report = report_on(*here, *there, terms=BY_PERSPECTIVE)
    [part] = report.groups
    assert [(g.name, g.places[0].code, g.certainty) for g in part.groups] == [
        ("drivande", "etablering", "clear"), ("medverkande", "utvardering", "clear"),
    ]  # fmt: skip
    [(view, (low, high))] = part.rows
    assert (view.code, low["score"], low["band"], high["score"]) == ("varfor", 2.0, "address", 4.5)


def test_an_aspect_is_shown_of_a_group_only_where_enough_of_it_and_of_the_rest_rated_it():
    whole = states(varfor=4, tid=3, nytta=2)
    part = states(varfor=4, nytta=2)
    document = store(
        *[say(statements=whole, perspective="drivande")] * 6,
        *[say(statements=whole, perspective="medverkande")] * 2,
        *[say(statements=part, perspective="medverkande")] * 4,
        terms=BY_PERSPECTIVE,
    )
    scores = {n: set(g["aspects"]) for n, g in list_groups(document, "perspective").items()}
    # Of those who rated Tid, the six beside all eight would give the two away.
    assert scores == {"drivande": {"varfor", "nytta"}, "medverkande": {"varfor", "nytta"}}
    assert find(document, "tid")["respondents"] == 8


@pytest.mark.parametrize(("unsure", "band"), [(1, "strength"), (5, "find_out")])
def test_that_most_of_a_group_do_not_know_is_not_said_where_it_gives_few_others_away(unsure, band):
    """Seven in all said “vet ej”: were six of them here, it would have been one there."""
    rated, unknown = states(tid=4), states(tid="dont_know")
    document = store(
        *[say(statements=rated, perspective="drivande")] * 5,
        *[say(statements=unknown, perspective="drivande")] * 6,
        *[say(statements=rated, perspective="medverkande")] * 5,
        *[say(statements=unknown, perspective="medverkande")] * unsure,
        terms=BY_PERSPECTIVE,
    )
    assert list_groups(document, "perspective")["drivande"]["aspects"]["tid"]["band"] == band


ASKED_FOR = {"perspectives": True, "second_perspectives": True, "organisations": PARTIES[:2]}


@pytest.mark.parametrize(
    ("left_out", "kind"),
    [
        ({}, "organisation"),
        ({"organisations": ()}, "perspective"),
        ({"organisations": (), "perspectives": False}, "second_perspective"),
        ({"organisations": (), "perspectives": False, "second_perspectives": False}, None),
    ],
)
def test_a_round_is_broken_down_by_one_thing_whatever_it_asks_for(left_out, kind):
    """Also one that was prepared when several could be asked for: nothing is crossed."""
    terms = replace(make_terms(), **(ASKED_FOR | left_out))
    one = say(perspective="drivande", organisation="Norr", second_perspective="chef")
    other = say(perspective="medverkande", organisation="Syd", second_perspective="facklig")
    report = report_on(*[one] * 6, *[other] * 9, terms=terms)
    # Of the second perspective two were asked for from which nobody answered: those of one hide.
    assert [part.kind for part in report.groups] == [kind] * (kind is not None)
    assert [part.kind for part in report.took_part] == [kind] * (kind is not None)


def test_no_group_that_is_not_shown_is_named_and_no_party_is_said_to_be_silent():
    people = [
        *[say(organisation="Norr")] * 6, *[say(organisation="syd")] * 3,
        say(organisation="Konsult Kalle"), say(organisation="Annan"),
    ]  # fmt: skip
    document = store(*people)
    said = json.dumps({key: value for key, value in document.items() if key != "round"})
    assert "Norr" in said
    assert not [name for name in ("Syd", "syd", "Kalle", "Annan", "Väst", "Tyst") if name in said]
    open_round = store(*people, terms=make_terms(anonymous=False))
    assert build_report(open_round, MODEL).silent == ("Väst", "Öst", "Tyst")


# Weighting ----------------------------------------------------------------------------------------


def weigh(*sizes: int, terms: RoundTerms | None = None) -> dict:
    """So many from each party; one party's answers are all 1, the others' 5."""
    respondents = [
        say(statements=states(varfor=1 if party == 0 else 5), organisation=PARTIES[party])
        for party, size in enumerate(sizes)
        for _ in range(size)
    ]
    return store(*respondents, terms=terms, weighting="organisation")


@pytest.mark.parametrize(
    ("sizes", "score"),
    [
        ((5, 5), 3.0),
        ((10, 5), 3.0),  # two weights, both of at least five
        ((6, 2, 1), 3.6667),  # three weights: no part can be told from another
        ((6, 1), 1.5714),  # beside the distribution it would tell what the one answered
        ((2, 2), 3.0),
    ],
)
def test_organisations_weigh_the_same_unless_that_gives_one_away(sizes, score):
    document = weigh(*sizes)
    assert find(document, "varfor")["score"] == score
    dropped = sizes == (6, 1)
    assert document["weighting"] == ("respondent" if dropped else "organisation")
    assert build_report(document, MODEL).is_weighting_dropped == dropped
    assert find(weigh(6, 1, terms=make_terms(anonymous=False)), "varfor")["score"] == 3.0


# A short round ------------------------------------------------------------------------------------


def test_a_short_round_has_a_place_what_is_contested_and_votes_and_proposes_nothing():
    people = [replace(marks(MODEL, *PLACED), votes=("varfor",), outlook="end") for _ in range(6)]
    people = [
        replace(r, markers={**r.markers, "mognad.m1": 3 if i % 2 else 0})
        for i, r in enumerate(people)
    ]
    terms = replace(make_terms(), is_short=True)
    document = json.loads(json.dumps(store(*people, terms=terms)))
    assert document["round"]["is_short"]
    assert "is_short" not in store(*people)["round"], "said of short ones only"
    report = build_report(document, MODEL)
    assert [topic.reason.value for topic in report.talk_about] == ["marker", "votes"]
    assert (report.is_short, report.is_rated, report.priorities, report.prepare) == (
        True, False, (), (),
    )  # fmt: skip
    assert report.position is not None


@pytest.mark.parametrize("is_first", [True, False])
def test_of_a_short_round_and_a_whole_one_only_the_place_is_compared(is_first):
    whole, short = (
        store(*[say()] * 6),
        store(*[marks(MODEL, *ELSEWHERE)] * 6, terms=replace(make_terms(), is_short=True)),
    )
    then, now = (short, whole) if is_first else (whole, short)
    since = build_report(add_earlier(now, then, MODEL, MODEL), MODEL).comparison
    assert since is not None
    assert not since.is_same_place
    assert (since.aspects, since.dropped, since.started) == ((), (), ())


def test_since_last_time_the_groups_own_judgement_is_not_passed_over():
    whole = store(*[say()] * 6)
    meeting = {"date": "2026-05-01", "stage": "mognad", "notes": []}
    then, now = whole | {"meeting": meeting}, store(*[say()] * 6)
    since = build_report(add_earlier(now, then, MODEL, MODEL), MODEL).comparison
    assert since.before.joint == MODEL.stage_by_code["mognad"].title
    assert build_report(add_earlier(now, whole, MODEL, MODEL), MODEL).comparison.before.joint == ""


# The report ---------------------------------------------------------------------------------------


def test_the_terms_are_stored_and_read_back():
    terms = make_terms(7)
    assert parse_terms(json.loads(json.dumps(dump_terms(terms)))) == terms
    report = report_on(*[say()] * 7, terms=terms)
    assert (report.terms, report.is_group) == (terms, True)


def test_few_answers_are_no_empty_report_and_nothing_untrue_is_said_of_them():
    report = report_on(*SPLIT)
    assert report.is_joint_only
    assert not report.is_empty
    assert report.is_rated
    assert report.unknown_questions == ()
    varfor = next(view for view in report.aspects if view.code == "varfor")
    assert varfor.is_uncounted
    assert (varfor.respondents, varfor.agreement, varfor.reasons) == (None, None, ())
    assert not varfor.is_mostly_unknown


def test_what_to_talk_about_is_what_is_contested_and_then_what_many_want_to_work_on():
    votes = [("nytta", "tid"), ("nytta", "forankring"), ("nytta",), ("tid",), ("beslut",), ("tid",)]
    respondents = [
        say(
            statements=states(varfor=1 if i % 2 else 5, forankring=1),
            votes=chosen,
        )
        for i, chosen in enumerate(votes)
    ]
    respondents = [
        replace(r, markers={**r.markers, "mognad.m1": 3 if i % 2 else 0})
        for i, r in enumerate(respondents)
    ]
    report = report_on(*respondents)
    assert [view.code for view, _ in report.votes] == ["tid", "nytta", "forankring", "beslut"]
    told = [
        (topic.reason.value, (topic.marker or topic.aspect).code, topic.votes)
        for topic in report.talk_about
    ]
    assert told == [
        ("marker", "mognad.m1", 0), ("aspect", "varfor", 0), ("votes", "tid", 3),
        ("votes", "nytta", 3),
    ]  # fmt: skip
    by_code = {view.code: view.agreement for view in report.aspects}
    assert (by_code["varfor"], by_code["forankring"], by_code["tid"]) == (
        "different_views", "shared_view", None,
    )  # fmt: skip


def test_a_later_result_knows_no_more_of_a_round_than_the_round_itself_showed():
    later = store(*[say()] * 5)
    for count in (2, 4):
        earlier = store(*SPLIT[:count])
        document = add_earlier(later, earlier, MODEL, MODEL)
        standing = read_earlier(document)
        assert standing is not None
        assert standing.respondents == count
        told = {aspect.code for aspect in standing.aspects if aspect.score is not None}
        assert told == ({"varfor"} if count == 4 else set())
        assert "Text" not in json.dumps(document)
        assert build_report(document, MODEL).comparison is not None


def test_the_command_knows_no_anonymity():
    answers = Answers(respondents=tuple(SPLIT[:2]), answered="separately")
    document = build_snapshot(MODEL, answers, revision=1, sha256="e" * 64)
    assert document["counts"]["varfor.1"] == {"1": 2}
    assert document["votes"] == {"varfor": 2}
    report = build_report(document, MODEL)
    assert (report.is_group, report.disclosure, report.groups) == (False, "all", ())
