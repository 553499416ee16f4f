"""Writes the sheets of tools: begun alone or in a collaboration, and one for each party."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from assessments.core.actions import lock_collaboration
from assessments.core.links import derive_token, hash_token
from assessments.models import Answered, Assessment, Collaboration, Respondent
from assessments.models.ids import make_random_id
from assessments.tools.selectors import has_begun, remindable
from model_content.selectors.editions import PublishedEdition
from model_content.selectors.tools import PublishedTool
from samverkan.operation.deletions import Kind, log_deletions
from samverkan.submitted.actions import note_made, take_submission
from samverkan.texts import fold_name


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
    found = collaboration or Collaboration.objects.create(name=name, scope=scope)
    sheet = _add_sheet(make_round(found, tool, edition, timezone.localdate()))
    note_made(sent, sheet.pk)
    return derive_token(sheet.pk)


def make_round(
    collaboration: Collaboration,
    tool: PublishedTool,
    edition: PublishedEdition,
    today: date,
    **more: Any,
) -> Assessment:
    """A round that a tool is used in, in the language that is active."""
    return Assessment.objects.create(
        collaboration=collaboration,
        edition_id=edition.id,
        instrument=tool.content.key,
        tool_id=tool.id,
        answered=Answered.TOGETHER,
        people=1,
        language=get_language(),
        changed_on=today,
        **more,
    )


@transaction.atomic
def add_parties(*, assessment: Assessment, parties: Mapping[str, str], submission: str = "") -> str:
    """Give each of these parties, or persons, a sheet of its own; one that has one keeps it.

    `parties` are names, each with the address that it may be reminded at; an empty one changes
    none.

    Returns:
        The token of the last that was made, also if the form is sent twice; empty if none was.
    """
    now = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    sent = take_submission(submission)
    if sent.made:
        return derive_token(int(sent.made))
    there = {fold_name(name) for name in now.organisations}
    new = [name for name in parties if fold_name(name) not in there]
    made = [_add_sheet(now, name) for name in new]
    for name, address in parties.items():
        if address:
            _list_own(now).filter(organisation=name).update(email=address, mailed_on=None)
    if made:
        _change_parties(now, [*now.organisations, *new])
        note_made(sent, made[-1].pk)
    return derive_token(made[-1].pk) if made else ""


@transaction.atomic
def claim_reminders(*, assessment: Assessment, today: date) -> list[Respondent]:
    """Take on to remind those who have an address and have not begun, once a day each.

    `release_reminder` gives one back that did not go.
    """
    Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    sheets = list(_list_own(assessment).filter(remindable(today)))
    _list_own(assessment).filter(pk__in=[sheet.pk for sheet in sheets]).update(mailed_on=today)
    return sheets


def release_reminder(*, sheet: Respondent) -> None:
    Respondent.objects.filter(pk=sheet.pk).update(mailed_on=sheet.mailed_on)


def say_done(*, sheet: Respondent) -> None:
    """A party says that it is done, whatever it has left unanswered: it is not reminded more."""
    Respondent.objects.filter(pk=sheet.pk).update(submitted_on=timezone.localdate(), email="")


def forget_addresses() -> None:
    """Delete the addresses of those who have filled in: they are not reminded any more."""
    Respondent.objects.exclude(email="").filter(has_begun(timezone.localdate())).update(email="")


@transaction.atomic
def remove_party(*, assessment: Assessment, party: str) -> None:
    """Take away a party with what it has filled in."""
    now = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    sheets = _list_own(now).filter(organisation=party)
    log_deletions(Kind.RESPONDENT, sheets.values_list("pk", flat=True))
    sheets.delete()
    _change_parties(now, [name for name in now.organisations if name != party])


def _list_own(assessment: Assessment) -> QuerySet[Respondent]:
    """The sheets of those who fill in each for themselves."""
    return Respondent.objects.filter(assessment=assessment).exclude(organisation="")


def _add_sheet(assessment: Assessment, party: str = "") -> Respondent:
    number = make_random_id()
    token = hash_token(derive_token(number))
    return Respondent.objects.create(
        id=number, assessment=assessment, organisation=party, token_sha256=token
    )


def _change_parties(assessment: Assessment, names: list[str]) -> None:
    rounds = Assessment.objects.filter(pk=assessment.pk)
    rounds.update(organisations=names, changed_on=timezone.localdate())
