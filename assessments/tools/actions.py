"""Writes the sheets of tools: begun alone or in a collaboration, and one for each party."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from assessments.core.actions import lock_collaboration
from assessments.core.links import derive_token, hash_token
from assessments.models import Answered, Assessment, Collaboration, Respondent
from assessments.models.ids import make_random_id
from model_content.selectors.editions import PublishedEdition
from model_content.selectors.tools import PublishedTool
from samverkan.operation.deletions import Kind, log_deletions
from samverkan.submitted.actions import note_made, take_submission


@transaction.atomic
def start_sheet(
    *,
    tool: PublishedTool,
    edition: PublishedEdition,
    collaboration: Collaboration | None = None,
    name: str = "",
    scope: str = "",
    submission: str = "",
) -> str:
    """Begin to fill in a tool, in a collaboration or, with a name and a scope, for itself.

    A form that is sent twice begins one.

    Returns:
        The token of the link to fill it in.

    Raises:
        Collaboration.DoesNotExist: it has been deleted.
    """
    if collaboration is not None:
        lock_collaboration(collaboration.pk)
    sent = take_submission(submission)
    if sent.made:
        return derive_token(int(sent.made))
    made = Assessment.objects.create(
        collaboration=collaboration or Collaboration.objects.create(name=name, scope=scope),
        edition_id=edition.id,
        instrument=tool.content.key,
        tool_id=tool.id,
        answered=Answered.TOGETHER,
        people=1,
        language=get_language(),
        changed_on=timezone.localdate(),
    )
    sheet = _add_sheet(made)
    note_made(sent, sheet.pk)
    return derive_token(sheet.pk)


@transaction.atomic
def add_parties(*, assessment: Assessment, names: Iterable[str], submission: str = "") -> str:
    """Give each of these parties, or persons, a sheet of its own; one that has one keeps it.

    Returns:
        The token of the last that was made, also if the form is sent twice; empty if none was.
    """
    now = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    sent = take_submission(submission)
    if sent.made:
        return derive_token(int(sent.made))
    there = {name.casefold() for name in now.organisations}
    new = [name for name in names if name.casefold() not in there]
    made = [_add_sheet(now, name) for name in new]
    if made:
        _change_parties(now, [*now.organisations, *new])
        note_made(sent, made[-1].pk)
    return derive_token(made[-1].pk) if made else ""


@transaction.atomic
def remove_party(*, assessment: Assessment, party: str) -> None:
    """Take away a party with what it has filled in."""
    now = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    sheets = Respondent.objects.filter(assessment=now, organisation=party).exclude(organisation="")
    log_deletions(Kind.RESPONDENT, sheets.values_list("pk", flat=True))
    sheets.delete()
    _change_parties(now, [name for name in now.organisations if name != party])


def _add_sheet(assessment: Assessment, party: str = "") -> Respondent:
    number = make_random_id()
    token = hash_token(derive_token(number))
    return Respondent.objects.create(
        id=number, assessment=assessment, organisation=party, token_sha256=token
    )


def _change_parties(assessment: Assessment, names: list[str]) -> None:
    rounds = Assessment.objects.filter(pk=assessment.pk)
    rounds.update(organisations=names, changed_on=timezone.localdate())
