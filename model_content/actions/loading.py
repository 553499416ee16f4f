"""Rows of an edition from its content: what copying, importing and bringing back rest on."""

from collections.abc import Iterable, Mapping
from typing import Any

from model_content.domain.content import Aspect as AspectContent
from model_content.domain.content import Case as CaseContent
from model_content.domain.content import Edition as EditionContent
from model_content.domain.content import Stage as StageContent
from model_content.models import (
    Aspect,
    Case,
    DialogueQuestion,
    Edition,
    Pitfall,
    Question,
    QuestionKind,
    Quote,
    Source,
    Stage,
    SuccessFactor,
    Suggestion,
)

Sources = Mapping[str, Source]


def load_rows(edition: Edition, content: EditionContent) -> None:
    """Add all rows of a content to an edition that has none. The number of queries is fixed.

    Raises:
        KeyError: a passage or a case names a source that the content does not have.
    """
    sources = {
        source.key: Source(
            edition=edition, order=order, key=source.key, title=source.title,
            publisher=source.publisher, year=source.year,
        )
        for order, source in enumerate(content.sources, 1)
    }  # fmt: skip
    Source.objects.bulk_create(sources.values())
    stages = [_stage(edition, stage) for stage in content.stages]
    Stage.objects.bulk_create(stages)
    aspects = [
        _aspect(edition, row, aspect, order)
        for row, stage in zip(stages, content.stages, strict=True)
        for order, aspect in enumerate(stage.aspects, 1)
    ]
    Aspect.objects.bulk_create(aspects)
    markers = [
        question
        for row, stage in zip(stages, content.stages, strict=True)
        for question in _questions(edition, QuestionKind.MARKER, {"stage": row}, stage.markers)
    ]
    Question.objects.bulk_create(markers)
    _load_texts(edition, zip(aspects, content.aspects, strict=True), sources)
    Case.objects.bulk_create(
        _case(edition, case, order, sources) for order, case in enumerate(content.cases, 1)
    )


def add_aspect(
    edition: Edition, stage: Stage, content: AspectContent, order: int, sources: Sources
) -> Aspect:
    """Add an aspect with all that belongs to it.

    Raises:
        KeyError: a passage names a source that is not among `sources`.
    """
    row = _aspect(edition, stage, content, order)
    row.save()
    _load_texts(edition, [(row, content)], sources)
    return row


def _load_texts(
    edition: Edition, aspects: Iterable[tuple[Aspect, AspectContent]], sources: Sources
) -> None:
    rows: dict[Any, list[Any]] = {
        Question: [], SuccessFactor: [], Pitfall: [], Suggestion: [], DialogueQuestion: [],
        Quote: [],
    }  # fmt: skip
    for row, content in aspects:
        rows[Question] += _questions(
            edition, QuestionKind.STATEMENT, {"aspect": row}, content.statements
        )
        for model, parts in (
            (SuccessFactor, content.success_factors),
            (Pitfall, content.pitfalls),
            (Suggestion, content.suggestions),
            (DialogueQuestion, content.dialogue_questions),
            (Quote, content.quotes),
        ):
            texts: Iterable[Any] = parts
            for order, part in enumerate(texts, 1):
                rows[model].append(model(aspect=row, order=order, **_text(part, sources)))
    for model, made in rows.items():
        model.objects.bulk_create(made)


def _text(part: Any, sources: Sources) -> dict[str, Any]:
    """The fields of a text of an aspect, whichever it has."""
    fields = {"text": part.text, "translations": dict(part.translations)}
    if hasattr(part, "source"):
        fields |= {"source": sources[part.source], "locator": part.locator}
    if hasattr(part, "attribution"):
        fields["attribution"] = part.attribution
    if hasattr(part, "outlook"):
        fields["outlook"] = part.outlook or ""
    return fields


def _stage(edition: Edition, stage: StageContent) -> Stage:
    return Stage(
        edition=edition, order=stage.order, code=stage.code, title=stage.title,
        lasting=stage.lasting, closing=stage.closing, summary=stage.summary,
        description=stage.description, translations=dict(stage.translations),
    )  # fmt: skip


def _aspect(edition: Edition, stage: Stage, aspect: AspectContent, order: int) -> Aspect:
    return Aspect(
        edition=edition, stage=stage, order=order, code=aspect.code, title=aspect.title,
        cross_cutting=aspect.cross_cutting, description=aspect.description,
        translations=dict(aspect.translations),
    )  # fmt: skip


def _questions(
    edition: Edition, kind: QuestionKind, parent: dict[str, Any], questions: Iterable[Any]
) -> list[Question]:
    return [
        Question(
            edition=edition, kind=kind, order=order, code=question.code, text=question.text,
            translations=dict(question.translations), **parent,
        )
        for order, question in enumerate(questions, 1)
    ]  # fmt: skip


def _case(edition: Edition, case: CaseContent, order: int, sources: Sources) -> Case:
    return Case(
        edition=edition, order=order, code=case.code, name=case.name, start=case.start,
        end=case.end, initiators_and_purpose=case.initiators_and_purpose, types=list(case.types),
        levels=list(case.levels), geography=list(case.geography), priority=case.priority or "",
        results=case.results, source=sources[case.source], locator=case.locator,
        translations=dict(case.translations),
    )  # fmt: skip
