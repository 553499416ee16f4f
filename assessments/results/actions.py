"""Writes results: snapshots, which are never changed."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language, override

from assessments.filling.actions.answers import lock_sheet
from assessments.filling.selectors.sheets import fetch_answers, fetch_sheets_of_tool
from assessments.groups.rules.similar import FIELDS, dump_similar, find_similar
from assessments.instruments.instrument import Given
from assessments.meeting.rules.meeting import FOLLOWUP, dump_followup
from assessments.methods.registry import METHODS
from assessments.methods.sheets.turns import MADE
from assessments.methods.stages.instrument import STAGES
from assessments.models import (
    Assessment,
    Respondent,
    Snapshot,
)
from assessments.results.files.pdf import forget_pdfs, prepare_pdf
from assessments.results.rules.comparison import count_changes
from assessments.results.rules.snapshot import (
    FUNDED_UNTIL,
    PROGRAM,
    SIMILAR,
    TOOLS,
    Occasion,
    add_earlier,
    is_same_result,
)
from assessments.results.rules.standing import MOST_RESULTS, choose_kept
from assessments.results.selectors import (
    fetch_earlier_snapshot,
    fetch_result_days,
    list_referred,
)
from assessments.rounds.selectors.rounds import fetch_handed_in, fetch_round_before, make_terms
from assessments.tools.selectors import fetch_last_document, list_done
from model_content.domain.hashing import compute_sha256
from model_content.selectors.editions import PublishedEdition, fetch_revision
from samverkan.site.release import VERSION

DELETED_TOGETHER: Final = 10
"""Old results are looked for when so many new ones have been stored since the last time."""


class TooManyResults(Exception):
    """As many new results have been stored within an hour as a round keeps."""


class NothingFilledIn(Exception):
    """Nothing stands on any sheet of the tool."""


@transaction.atomic
def store_snapshot(*, respondent: Respondent, published: PublishedEdition) -> Snapshot:
    """Store the result as it is now; if nothing has changed since the last one, return that.

    It is in the language that is active, and holds an earlier result in short, if there is one to
    compare with (results/rules/standing.py).
    The respondent is locked, so that every answer confirmed before is in the result and no answer
    is half in it.

    Raises:
        TooManyResults: something has changed, but nothing is stored so soon.
        NothingFilledIn: there is no result of an empty tool.
    """
    lock_sheet(respondent)
    assessment = respondent.assessment
    given = _list_given(respondent)
    if assessment.tool_id is not None and not any(any(each.values.values()) for each in given):
        raise NothingFilledIn
    today = timezone.localdate()
    occasion = Occasion(
        edition=published.content,
        revision=published.revision,
        sha256=published.sha256,
        language=get_language(),
        name=assessment.collaboration.name,
        scope=assessment.collaboration.scope,
        day=today,
        answered=assessment.answered,
        people=assessment.people,
        last=fetch_last_document(assessment) if assessment.tool_id is not None else None,
    )
    document = _make_document(assessment, given, occasion)
    if assessment.funded_until:
        document[FUNDED_UNTIL] = assessment.funded_until.isoformat()
    return _append_snapshot(assessment, document, published, today)


def _list_given(respondent: Respondent) -> list[Given]:
    """What stands on the respondent's sheet; of a tool also what each party has filled in."""
    if respondent.assessment.tool_id is None:
        values = {field: answer.value for field, answer in fetch_answers(respondent.pk).items()}
        return [Given(values)]
    return fetch_sheets_of_tool(respondent.assessment)


def _make_document(
    assessment: Assessment, sheets: Sequence[Given], occasion: Occasion
) -> dict[str, Any]:
    method = METHODS[assessment.instrument]
    document = method.make_document(method.build(occasion.edition), sheets, occasion)
    collaboration = assessment.collaboration
    is_led = collaboration.owner_id is not None  # only there are tools begun beside it
    if assessment.instrument != STAGES or not is_led:
        return document
    profile = {field: getattr(collaboration, field) for field in FIELDS}
    beside = {
        TOOLS: list_done(collaboration.pk, occasion.day),
        SIMILAR: dump_similar(find_similar(occasion.edition.cases, profile)),
    }
    return document | {key: said for key, said in beside.items() if said}


def _append_snapshot(
    assessment: Assessment, document: dict[str, Any], published: PublishedEdition, today: date
) -> Snapshot:
    # With when the oldest of the `MOST_RESULTS` newest was stored; None: there are fewer.
    oldest = Snapshot.objects.filter(
        assessment=OuterRef("assessment"), number=OuterRef("number") - (MOST_RESULTS - 1)
    )
    results = assessment.snapshots.annotate(full_since=Subquery(oldest.values("created_at")))
    last = results.order_by("-number").first()
    if last is not None and is_same_result(last.document, document):
        return last
    if last and last.full_since and last.full_since > timezone.now() - timedelta(hours=1):
        raise TooManyResults
    if last and assessment.tool_id is not None:
        now = timezone.localtime().isoformat(timespec="seconds")
        document = document | {MADE: {"number": last.number + 1, "at": now}}
    earlier = fetch_earlier_snapshot(last, today, published) if last else None
    if earlier and assessment.instrument == STAGES:
        snapshot, content, number = earlier
        document = add_earlier(document, snapshot, content, published.content, number)
    return store_document(assessment, document, last)


def store_document(
    assessment: Assessment, document: dict[str, Any], last: Snapshot | None
) -> Snapshot:
    """Store a document as the round's next result, after the last one (None: it is the first)."""
    document = document | {PROGRAM: VERSION}
    stored = Snapshot.objects.create(
        assessment=assessment,
        number=last.number + 1 if last else 1,
        document=document,
        sha256=compute_sha256(document),
        changes=count_changes(document),
    )
    prepare_pdf(stored)
    if stored.number > MOST_RESULTS and stored.number % DELETED_TOGETHER == 0:
        _delete_old_results(assessment)
    return stored


def _delete_old_results(assessment: Assessment) -> None:
    """Delete the results that nothing refers to, but for the newest, and their finished reports."""
    days, today = fetch_result_days(assessment), timezone.localdate()
    kept = choose_kept(days, today, list_referred(assessment))
    old = assessment.snapshots.exclude(number__in=kept)
    hashes = list(old.values_list("sha256", flat=True))
    old.delete()
    transaction.on_commit(partial(forget_pdfs, hashes))


def store_group_snapshot(
    *, assessment: Assessment, published: PublishedEdition, today: date
) -> Snapshot:
    """Store the result of a round that is being closed, its respondents locked by the caller.

    It is in the round's language, whoever closes it. It holds the result before it in short and
    what was decided then, if there is such a round.
    """
    handed_in = fetch_handed_in(assessment)
    occasion = Occasion(
        edition=published.content,
        revision=published.revision,
        sha256=published.sha256,
        language=assessment.language,
        name=assessment.name,
        scope=assessment.scope,
        day=today,
        answered=assessment.answered,
        people=max(assessment.people, len(handed_in)),
        weighting=assessment.weighting,
        terms=make_terms(assessment, closed_on=today),
    )
    document = _make_document(assessment, handed_in, occasion)
    # The titles of what is compared with are in the document; wordings are those of one language.
    with override(assessment.language):
        before = fetch_round_before(assessment)
        content = fetch_revision(published.id, published.revision).content
    if before:
        document = add_earlier(document, before.snapshot, before.edition, content)
        document[FOLLOWUP] = dump_followup(before.followup)
    last = assessment.snapshots.order_by("-number").first()
    return store_document(assessment, document, last)
