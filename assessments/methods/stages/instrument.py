"""The stage model as an instrument: what a respondent, a group and a group once more can fill in.

A respondent's fields are named by the code of the question, `comment.<aspect>`, `self_placement`,
`outlook`, and `vote.<aspect>` with `yes` for the aspects one most wants to work on.

Example: `initiativ.m1` = `3` and `comment.varfor` = `Vi är oense` become

    Respondent(markers={"initiativ.m1": 3}, comments={"varfor": "Vi är oense"})

A group's joint assessment has `joint.stage` (a stage's code: where the group says that it is),
`joint.reason` (why, where that is not the computed one), `note.<aspect>` (what was said of an
aspect), `joint.obstacles` (what it takes up of what is in its way) and `dissent` (what somebody
wants recorded that they do not agree with). An aspect that is assessed once more has its
statements.

The words of scales and titles are given by whoever builds an instrument (core/labels.py),
by a name such as `marker.0`; without them the name stands in their place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from assessments.instruments.instrument import (
    Given,
    Group,
    Instrument,
    Option,
    Question,
    Scale,
    Values,
)
from assessments.methods.stages.answers import (
    BY_RESPONDENT,
    DONT_KNOW,
    MAX_VOTES,
    NOT_APPLICABLE,
    OUTLOOKS,
    STATEMENT_ANSWERS,
    Answer,
    Answers,
    Respondent,
    list_marker_answers,
)
from model_content.domain.content import Aspect, Edition, Stage
from samverkan.texts import clean_line

STAGES: Final = "stages"
"""The key of the stage model."""

SELF_PLACEMENT: Final = "self_placement"
OUTLOOK: Final = "outlook"
COMMENT_PREFIX: Final = "comment."
JOINT_STAGE: Final = "joint.stage"
JOINT_REASON: Final = "joint.reason"
DISSENT: Final = "dissent"
PRESENT: Final = "joint.present"
AGENDA: Final = "joint.agenda"
OBSTACLES: Final = "joint.obstacles"
NOTE_PREFIX: Final = "note."

MARKER: Final = "marker"
STATEMENT: Final = "statement"
"""The codes of the scales."""

VOTE_PREFIX: Final = "vote."
VOTE: Final = "yes"
"""What marks an aspect as one that one most wants to work on."""

APART: Final = (DONT_KNOW, NOT_APPLICABLE)
"""The answers that stand beside a scale."""

Words = Mapping[str, str]
"""What scales, questions and pages are called, by their names here."""


def name_comment(aspect: str) -> str:
    """The field of the comment on an aspect."""
    return COMMENT_PREFIX + aspect


def name_vote(aspect: str) -> str:
    """The field of whether one most wants to work on an aspect."""
    return VOTE_PREFIX + aspect


def name_note(aspect: str) -> str:
    """The field of the note on an aspect."""
    return NOTE_PREFIX + aspect


@dataclass(frozen=True, eq=False)
class StagesInstrument(Instrument):
    """The stage model of an edition; `words` are those that it was built with."""

    edition: Edition = None  # type: ignore[assignment]  # a field after some with defaults
    words: Words = None  # type: ignore[assignment]


def build_instrument(edition: Edition, words: Words | None = None) -> StagesInstrument:
    """What a respondent can fill in: the walk's groups in content order, then the last ones."""
    words = words or {}
    markers = _scale(MARKER, list_marker_answers(edition), words)
    statements = _scale(STATEMENT, STATEMENT_ANSWERS, words)
    own = Group(
        "self",
        say(words, "self.title"),
        (_ask(SELF_PLACEMENT, _list_stages(edition, words), words),),
        why=say(words, "self.why"),
        is_optional=True,
    )
    return StagesInstrument(
        key=STAGES,
        groups=(
            *(_group_markers(stage, markers) for stage in edition.stages),
            own,
            *(
                replace(
                    _group_aspect(aspect, statements),
                    mark=_ask_for_vote(aspect, stage, words),
                    comment=Question(name_comment(aspect.code), aspect.title),
                )
                for stage in edition.stages
                for aspect in stage.aspects
            ),
        ),
        last=(
            Group(
                OUTLOOK,
                say(words, "outlook.title"),
                (_ask(OUTLOOK, _scale(OUTLOOK, OUTLOOKS, words), words),),
                why=say(words, "outlook.why"),
                is_optional=True,
            ),
        ),
        most_marks=MAX_VOTES,
        edition=edition,
        words=words,
    )


def build_joint(edition: Edition, words: Words | None = None, no_stage: str = "") -> Instrument:
    """What a group can write down at its meeting; `no_stage` is what saying no stage is called."""
    words = words or {}
    stages = replace(_list_stages(edition, words), no_answer=no_stage)
    notes = (
        Group(aspect.code, aspect.title, (_ask(name_note(aspect.code), None, words, "note"),))
        for aspect in edition.aspects
    )
    placement = _ask(JOINT_STAGE, stages, words), _ask(JOINT_REASON, None, words)
    against = Group(DISSENT, "", (_ask(DISSENT, None, words),))
    fields = (PRESENT, AGENDA, OBSTACLES)
    about = Group("meeting", "", tuple(_ask(field, None, words) for field in fields))
    return Instrument("joint", (Group("joint", "", placement), *notes, against, about))


def build_reassessment(aspect: Aspect, words: Words | None = None) -> Instrument:
    """What a group is asked of an aspect that it has done something about."""
    statements = _scale(STATEMENT, STATEMENT_ANSWERS, words or {})
    return Instrument("reassessment", (_group_aspect(aspect, statements),))


def say(words: Words, name: str) -> str:
    """The words for a name, or the name itself."""
    return words.get(name, name)


def _ask(code: str, scale: Scale | None, words: Words, name: str = "") -> Question:
    return Question(code, say(words, name or code), scale)


def _scale(name: str, answers: Iterable[Answer], words: Words) -> Scale:
    codes = [str(answer) for answer in answers]
    options = [
        Option(code, say(words, f"{name}.{code}"), short=words.get(f"{name}.{code}.short", ""))
        for code in codes
    ]
    return Scale(
        name,
        tuple(option for option in options if option.code not in APART),
        tuple(option for option in options if option.code in APART),
        say(words, "no_answer"),
    )


def _list_stages(edition: Edition, words: Words) -> Scale:
    stages = tuple(Option(stage.code, str(stage.title)) for stage in edition.stages)
    return Scale("stage", stages, no_answer=say(words, "no_answer"))


def _ask_for_vote(aspect: Aspect, stage: Stage, words: Words) -> Question:
    text, heading = say(words, "vote.yes"), str(stage.title)
    option = Option(VOTE, text, heading=heading, about=aspect.description)
    scale = Scale("vote", (option,), no_answer=say(words, "no_answer"))
    return Question(name_vote(aspect.code), aspect.title, scale)


def _group_markers(stage: Stage, scale: Scale) -> Group:
    questions = tuple(Question(marker.code, marker.text, scale) for marker in stage.markers)
    return Group(stage.code, stage.title, questions, why=stage.summary)


def _group_aspect(aspect: Aspect, scale: Scale) -> Group:
    questions = tuple(Question(each.code, each.text, scale) for each in aspect.statements)
    return Group(aspect.code, aspect.title, questions)


# What was filled in, as answers -------------------------------------------------------------------


def build_respondent(values: Values, edition: Edition) -> Respondent:
    """Turn field values into the answers of one respondent; unanswered fields are left out.

    Of more votes than `MAX_VOTES` the first ones in content order count: nobody can hand in so
    many, but whoever has handed in can give one more.
    """
    given = {field: value for field, value in values.items() if value}
    wanted = [code for code in edition.aspect_by_code if name_vote(code) in given]
    return Respondent(
        markers=_pick(given, edition.marker_codes),
        statements=_pick(given, edition.statement_codes),
        comments={
            code: given[name_comment(code)]
            for code in edition.aspect_by_code
            if name_comment(code) in given
        },
        self_placement=given.get(SELF_PLACEMENT),
        outlook=given.get(OUTLOOK),
        votes=tuple(wanted[:MAX_VOTES]),
    )


def _pick(values: Values, codes: frozenset[str]) -> dict[str, Answer]:
    picked = {code: value for code, value in values.items() if code in codes}
    return {code: int(v) if v.isdigit() else v for code, v in sorted(picked.items())}


def build_answers(
    edition: Edition,
    respondents: Iterable[Values | Given],
    *,
    name: str,
    scope: str,
    day: date,
    answered: str,
    people: int | None,
    weighting: str = BY_RESPONDENT,
) -> Answers:
    """Gather what a round's respondents entered into its answers; `Given` says who they answer as.

    `people`: how many took part or were asked, None if that is not known.
    """
    return Answers(
        edition=edition.code,
        weighting=weighting,
        respondents=tuple(_build_one(given, edition) for given in respondents),
        collaboration_name=name,
        scope=scope,
        date=day.isoformat(),
        answered=answered,
        people=people,
    )


def _build_one(given: Values | Given, edition: Edition) -> Respondent:
    if not isinstance(given, Given):
        return build_respondent(given, edition)
    return replace(
        build_respondent(given.values, edition),
        perspective=given.perspective or None,
        second_perspective=given.second_perspective or None,
        organisation=clean_line(given.organisation or "") or None,
    )
