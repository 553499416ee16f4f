"""Small editions and answers, so that a test shows only what it is about."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assessments.methods.stages.answers import Answer, Answers, Respondent
from assessments.methods.stages.aspects import AspectResult, classify_band
from assessments.methods.stages.basis import Basis
from assessments.methods.stages.placement import CLEAR, Placement
from model_content.domain.content import (
    CONTENT_FORMAT,
    Aspect,
    Edition,
    Marker,
    ModelHead,
    Stage,
    Statement,
)

HALF = Fraction(1, 2)


def build_aspect(code: str, stage: str) -> Aspect:
    """Build an aspect with two statements; a star after the code makes it cross-cutting."""
    name = code.rstrip("*")
    return Aspect(
        code=name,
        title=name.title(),
        cross_cutting=code.endswith("*"),
        description="",
        statements=(Statement(f"{name}.1", "…"), Statement(f"{name}.2", "…")),
        success_factors=(),
        pitfalls=(),
        suggestions=(),
        dialogue_questions=(),
        quotes=(),
        stage=stage,
    )


def build_stage(
    code: str,
    aspects: str = "",
    *,
    markers: int = 2,
    lasting: bool = False,
    closing: bool = False,
) -> Stage:
    """Build a stage; `aspects` are their codes with spaces between."""
    return Stage(
        code=code,
        title=code.title(),
        order=1,
        lasting=lasting,
        closing=closing,
        summary="",
        description="",
        markers=tuple(Marker(f"{code}.m{i + 1}", "…") for i in range(markers)),
        aspects=tuple(build_aspect(aspect, code) for aspect in aspects.split()),
    )


def build_edition(*stages: Stage, method: str = "1") -> Edition:
    return Edition(
        CONTENT_FORMAT, ModelHead("test.1", "published", "2026-11-21", method), stages, (), ()
    )


def build_model(markers: int = 2, method: str = "1") -> Edition:
    """Build an edition with the stages and flags of the real one."""
    return build_edition(
        build_stage("initiativ", "tid* varfor", markers=markers),
        build_stage("uppstart", "forankring", markers=markers),
        build_stage("etablering", "tillit regler", markers=markers),
        build_stage("mognad", "bas* larande", markers=markers, lasting=True),
        build_stage("utvardering", "uppfoljning nytta", markers=markers, lasting=True),
        build_stage("avslut", "beslut erfarenheter", markers=markers, closing=True),
        method=method,
    )


def mark(edition: Edition, *levels: Answer | Sequence[Answer | None] | None) -> dict[str, Answer]:
    """Answer the markers stage by stage: one answer for all of a stage's, or one for each."""
    markers: dict[str, Answer] = {}
    for stage, level in zip(edition.stages, levels, strict=False):
        listed = level if isinstance(level, list | tuple) else [level] * len(stage.markers)
        for marker, answer in zip(stage.markers, listed, strict=True):
            if answer is not None:
                markers[marker.code] = answer
    return markers


def marks(edition: Edition, *levels: Answer | Sequence[Answer | None] | None) -> Respondent:
    return Respondent(markers=mark(edition, *levels))


def states(
    organisation: str | None = None, **aspects: Answer | Sequence[Answer | None]
) -> Respondent:
    """Answer statements: one answer for both of an aspect's statements, or one for each."""
    statements: dict[str, Answer] = {}
    for code, given in aspects.items():
        listed = given if isinstance(given, list | tuple) else (given, given)
        for i, answer in enumerate(listed):
            if answer is not None:
                statements[f"{code}.{i + 1}"] = answer
    return Respondent(statements=statements, organisation=organisation)


def gather(*respondents: Respondent, weighting: str = "respondent") -> Answers:
    return Answers(weighting=weighting, respondents=respondents)


def placed(
    edition: Edition,
    stage: str | None,
    *,
    certainty: str = CLEAR,
    runner_up: str | None = None,
    progress: Mapping[str, Fraction | None] | None = None,
) -> Placement:
    """Build a placement directly, for rules that start from one."""
    known = {code: Fraction(0) for code in edition.stage_by_code} | dict(progress or {})
    return Placement(stage, runner_up, None, certainty, {}, known, {}, Basis(0, 0, 0, 0), ())


def rate(
    edition: Edition,
    scores: Mapping[str, float | None],
    dont_know: Mapping[str, Fraction] | None = None,
) -> tuple[AspectResult, ...]:
    """Build results of all aspects; those without a score are not rated, or to be found out."""
    shares = dont_know or {}
    return tuple(
        _rate_one(aspect, scores.get(aspect.code), shares.get(aspect.code))
        for aspect in edition.aspects
    )


def _rate_one(aspect: Aspect, score: float | None, share: Fraction | None) -> AspectResult:
    exact = None if score is None else Fraction(score)
    known = Fraction(0) if share is None and exact is not None else share
    band = classify_band(exact, known, 1)
    return AspectResult(aspect.code, aspect.stage, exact, band, known, None, False, 1)
