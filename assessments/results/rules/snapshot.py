"""A result as it is stored: `samverkan-snapshot/1`, everything that is printed and nothing more.

It names the revision of the content by number and hash and the method by version, so that a report
made from it never changes. Rounds answered alone or together hold one set of answers, which is
kept so that it can be downloaded; a round answered separately keeps none (no row per person).

A round that several answered separately has terms (rounds/rules/terms.py), and its document is made
through disclosure.py: it holds only what may be shown, and besides `round` and `disclosure`
(`all`, `joint` or `nothing`) the keys `weighting`, `took_part`, `silent`, `groups`, `hidden`,
`votes`, `uncounted` and `withheld`. Answers from the command line have no terms: they are shown as
given.

A result that is not the first also holds an earlier one in short, under `earlier`
(standing.py). It is what the report's comparison is made from, and no part of what makes two
results the same: `is_same_result`.

A result that was asked for in another language than Swedish names it under `language`: what is made
from it is in that language, and the same answers give another result in another one.

A result of another instrument than the stage model names it under `instrument`, and has what its
method computed under `result` instead of the keys of a diagnosis (`build_document`).

The numbers of the method that its words rest on are kept under `limits` (core/rules/limits.py).

Example: `{"format": "samverkan-snapshot/1", "edition": {"code": "2026.1", "revision": 1,
"sha256": "…"}, "method": "1", "date": "2026-11-21", "answered": "alone", "people": 1,
"respondents": 1, "collaboration": {…}, "diagnosis": {…}, "counts": {"varfor.1": {"4": 1}},
"comments": [{"aspect": "varfor", "text": "…"}], "answers": {…}}`
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from assessments.core.rules.limits import dump_limits
from assessments.methods.sheets.turns import MADE, SINCE
from assessments.methods.stages import compute_diagnosis, dump_diagnosis
from assessments.methods.stages.answers import BY_RESPONDENT, SEPARATELY, Answers, dump_answers
from assessments.methods.stages.instrument import STAGES
from assessments.methods.stages.priorities import count_wishes
from assessments.methods.stages.rules import find_rules
from assessments.results.rules.counting import count_answers_by_value, shuffle_comments
from assessments.results.rules.disclosure import disclose
from assessments.results.rules.standing import EARLIER, Standing, note_rewording, summarise
from assessments.rounds.rules.terms import RoundTerms, dump_terms
from model_content.domain.content import Edition

SNAPSHOT_FORMAT: Final = "samverkan-snapshot/1"
SHEET_FORMAT: Final = "samverkan-sheet/1"
RESULT_FORMAT: Final = "samverkan-sheet-result/1"

TOOLS: Final = "tools"
"""The optional key that holds in short what came of the tools that the collaboration has used."""

SIMILAR: Final = "similar"
"""The optional key that holds which cases are like the collaboration, with the boxes they share."""

LANGUAGE: Final = "language"
"""The optional key that names the language, where it is not the first one that results had."""

FIRST_LANGUAGE: Final = "sv"


FUNDED_UNTIL: Final = "funded_until"
"""The optional key with the day until which money and mandate are decided."""

PROGRAM: Final = "program"
"""The optional key with the version of the program that stored the result."""

INSTRUMENT: Final = "instrument"
"""The optional key that names the instrument, where it is not the stage model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Of a result all that is not answers: when, of whom and on what.

    Attributes:
        edition: the content that was answered.
        revision: number of the content's revision.
        sha256: hash of that revision.
        language: code of the language that the result is asked for in.
        name: of the collaboration.
        scope: what is counted into it.
        day: of the result.
        answered: one of `answers.ANSWERED`.
        people: how many took part or were asked, None if that is not known.
        weighting: one of `answers.WEIGHTINGS`.
        terms: what respondents were told; None unless they answered separately in a round.
        last: the newest result of the same sheet of a tool.
    """

    edition: Edition
    revision: int
    sha256: str
    language: str
    name: str
    scope: str
    day: date
    answered: str
    people: int | None
    weighting: str = BY_RESPONDENT
    terms: RoundTerms | None = None
    last: Mapping[str, Any] | None = None


class SnapshotError(ValueError):
    """A stored snapshot has a format that this version does not know."""


def build_snapshot(
    edition: Edition,
    answers: Answers,
    *,
    revision: int,
    sha256: str,
    terms: RoundTerms | None = None,
    language: str = FIRST_LANGUAGE,
) -> dict[str, Any]:
    """Compute the diagnosis of a round and build the document of its result.

    `revision` and `sha256` are those of the content; `terms` what respondents were told, None
    unless they answered separately in a round.
    """
    head: dict[str, Any] = {
        "format": SNAPSHOT_FORMAT,
        "edition": {"code": edition.code, "revision": revision, "sha256": sha256},
        "method": edition.method,
        "date": answers.date,
        "collaboration": {"name": answers.collaboration_name, "scope": answers.scope},
        "answered": answers.answered,
        "people": answers.people,
        "respondents": len(answers.respondents),
        **dump_limits(find_rules(edition)),
    }
    if language != FIRST_LANGUAGE:
        head[LANGUAGE] = language
    if terms is not None:
        told = {**dump_terms(terms), "weighting": answers.weighting}
        return {**head, "round": told, **disclose(edition, answers, terms)}
    head |= {
        "diagnosis": dump_diagnosis(compute_diagnosis(edition, answers)),
        "counts": count_answers_by_value(answers.respondents),
        "comments": shuffle_comments(answers.respondents),
    }
    votes = dict(count_wishes(edition, answers.respondents).votes)
    if answers.answered == SEPARATELY:
        head |= {"votes": votes} if votes else {}
    elif len(answers.respondents) == 1:
        head["answers"] = dump_answers(answers)
    return head


def upgrade_snapshot(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Bring a stored document to the newest format, so that reports and files read only that.

    Documents of anonymous rounds once named the parties from which nobody answered, and the groups
    that are not shown.

    Raises:
        SnapshotError: the format is unknown.
    """
    if document.get("format") != SNAPSHOT_FORMAT:
        raise SnapshotError(f"unknown snapshot format {document.get('format')!r}")
    if document.get("round", {}).get("anonymous"):
        hidden = [{"kind": h["kind"], "reason": h["reason"]} for h in document["hidden"]]
        return {**document, "silent": [], "hidden": hidden}
    return document


def read_language(snapshot: Mapping[str, Any]) -> str:
    """The code of the language that a result is to be read in."""
    return str(snapshot.get(LANGUAGE, FIRST_LANGUAGE))


def add_earlier(
    document: Mapping[str, Any],
    snapshot: Mapping[str, Any],
    edition: Edition,
    now: Edition,
    number: int | None = None,
) -> dict[str, Any]:
    """Give the document of a new result with an earlier one (`snapshot`) in short.

    Both revisions of the content are in the same language. `number`: the earlier result's, if it
    is of the same round.
    """
    earlier = summarise(snapshot, edition) | note_rewording(edition, now)
    return {**document, EARLIER: earlier | ({"number": number} if number else {})}


def read_earlier(snapshot: Mapping[str, Any]) -> Standing | None:
    """The earlier result that a snapshot holds in short, None if it holds none."""
    document = snapshot.get(EARLIER)
    return Standing(document) if document else None


def is_same_result(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two results say the same, whatever earlier one each is compared with and whatever
    version of the program stored them.
    """
    apart = {EARLIER: None, SINCE: None, PROGRAM: None, MADE: None}
    return {**one, **apart} == {**other, **apart}


def build_document(
    instrument: str,
    method: str,
    result: Mapping[str, Any],
    sheets: Sequence[Mapping[str, str]],
    occasion: Occasion,
) -> dict[str, Any]:
    """Build the document of a result of another instrument than the stage model."""
    edition = {"code": occasion.edition.code}
    answers = [{"answers": {f: v for f, v in values.items() if v}} for values in sheets]
    return {
        "format": SNAPSHOT_FORMAT,
        INSTRUMENT: instrument,
        "edition": {**edition, "revision": occasion.revision, "sha256": occasion.sha256},
        "method": method,
        "date": occasion.day.isoformat(),
        "collaboration": {"name": occasion.name, "scope": occasion.scope},
        "answered": occasion.answered,
        "people": occasion.people,
        "respondents": len(sheets),
        LANGUAGE: occasion.language,
        "result": {
            "format": RESULT_FORMAT, INSTRUMENT: instrument, "edition": edition["code"], **result
        },
        "answers": {
            "format": SHEET_FORMAT, INSTRUMENT: instrument, "edition": edition["code"],
            "sheets": answers,
        },
    }  # fmt: skip


def read_instrument(snapshot: Mapping[str, Any]) -> str:
    """The key of the instrument that a result is of."""
    return str(snapshot.get(INSTRUMENT, STAGES))
