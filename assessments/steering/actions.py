"""Writes the steering group's link, and what the steering group says and decides of a report."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.text import Truncator

from assessments.core.actions import lock_collaboration
from assessments.core.rules.lifecycle import Correction
from assessments.meeting.rules.meeting import AGREED, Outcome
from assessments.methods.stages.answers import MAX_SCOPE
from assessments.models import (
    AnswerNotice,
    Assessment,
    Decision,
    LinkMail,
    PlannedAction,
    RoundEvent,
    SteeringComment,
)
from assessments.plan.actions import settle_action
from assessments.rounds.selectors.rounds import word_decision
from assessments.steering.rules import read_decided, read_proposal
from assessments.steering.selectors import fetch_standing, find_proposal
from samverkan.models import User
from samverkan.operation.deletions import Kind, log_links
from samverkan.submitted.actions import note_made, take_submission


@transaction.atomic
def make_steering_link(*, assessment: Assessment, expires_on: date | None) -> None:
    """Make a link to the round's report whose last day is this; None: no link works.

    One made before stops working.
    """
    rounds = Assessment.objects.filter(pk=assessment.pk)
    rounds.update(steering_generation=F("steering_generation") + 1, steering_expires_on=expires_on)
    log_links(Kind.STEERING_LINK, rounds.values_list("public_id", "steering_generation"))


def revoke_steering_link(*, assessment: Assessment) -> None:
    make_steering_link(assessment=assessment, expires_on=None)


@transaction.atomic
def store_steering_comment(
    *,
    assessment: Assessment,
    action_id: int | None = None,
    from_leader: bool = False,
    email: str = "",
    submission: str = "",
    **given: Any,
) -> None:
    """Keep what was said of the whole, or of an action: of the whole if that is gone.

    Of what a leader answers no leader has to be told, but all who left an `email` for it.
    """
    actions = PlannedAction.objects.select_for_update(no_key=True)
    found = actions.filter(pk=action_id or 0, collaboration=assessment.collaboration_id).first()
    given |= {"action": found, "from_leader": from_leader, "told": from_leader}
    _store(SteeringComment, assessment, submission, **given)
    waiting = AnswerNotice.objects.filter(assessment=assessment, action=found, answered_on=None)
    if from_leader:
        waiting.update(answered_on=given["today"])
    elif email and not waiting.filter(email=email).exists():
        AnswerNotice.objects.create(assessment=assessment, action=found, email=email)


def claim_notice(*, notice: AnswerNotice) -> bool:
    """Take on to mail it, which forgets the address; of two at once, one does."""
    return bool(AnswerNotice.objects.filter(pk=notice.pk).delete()[0])


def keep_notice(*, notice: AnswerNotice) -> None:
    """It could not be mailed: to be tried again."""
    AnswerNotice.objects.bulk_create([notice])


def forget_notices(*, answered_before: date, today: date) -> None:
    """Forget the addresses that no mail has reached, and those for whom no link works any more."""
    AnswerNotice.objects.filter(
        Q(answered_on__lt=answered_before)
        | Q(assessment__steering_expires_on=None)
        | Q(assessment__steering_expires_on__lt=today)
    ).delete()


@transaction.atomic
def claim_news(*, assessment: Assessment) -> dict[str, list[Any]]:
    """Take on to tell of what has been written, so that nobody else does; empty if there is none.

    `release_news` gives it back.
    """
    Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    news: dict[str, list[Any]] = {}
    for name, model in (("comments", SteeringComment), ("decisions", Decision)):
        rows = list(
            model.objects.filter(assessment=assessment, told=False)
            .select_related("action")
            .annotate(proposal=find_proposal())
        )
        model.objects.filter(pk__in=[row.pk for row in rows]).update(told=True)
        if rows:
            news[name] = rows
    return news


def release_news(*, news: dict[str, list[Any]]) -> None:
    """No mail got away: it is still to be told of."""
    for rows in news.values():
        type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).update(told=False)


def record_decision(*, assessment: Assessment, submission: str = "", **given: Any) -> None:
    _store(Decision, assessment, submission, **given)


@transaction.atomic
def decide_item(
    *,
    assessment: Assessment,
    action_id: int,
    revision: int,
    outcome: Outcome,
    text: str,
    reason: str = "",
    cost: str,
    due_on: date | None,
    decided_on: date,
    submission: str = "",
    today: date,
    **given: Any,
) -> None:
    """Record what was decided of one thing that the group asked for, and change the plan by it.

    `text`, `cost` and `due_on` are the new wording, `reason` why. One of the same day as the last
    corrects it, and takes its place. What the group proposed stays what it was; what the plan has
    made of a decision that still says the same, too. Raises what `settle_action` does.
    """
    collaboration = assessment.collaboration
    lock_collaboration(collaboration.pk)
    sent = take_submission(submission)
    if sent.made:
        return
    stored = PlannedAction.objects.get(pk=action_id, collaboration=collaboration)
    last = fetch_standing(stored)
    proposed = read_proposal(stored, last)
    is_agreed = outcome in AGREED
    decided: dict[str, Any] = proposed
    if outcome is Outcome.CHANGED:
        decided = {"what": text, "cost": cost, "due_on": due_on}
    is_said = last and last.outcome == outcome and is_agreed and read_decided(last) == decided
    action = settle_action(
        action_id=action_id,
        collaboration=collaboration,
        revision=revision,
        outcome=outcome,
        decided={} if is_said else decided,
    )
    who = last.decided_who if last and is_said else action.who if is_agreed else ""
    made = Decision.objects.create(
        assessment=assessment,
        action=action,
        outcome=outcome.value,
        proposed=proposed["what"],
        proposed_cost=proposed["cost"],
        proposed_due_on=proposed["due_on"],
        text=decided["what"] if is_agreed else reason,
        reason=reason if is_agreed else "",
        decided_cost=decided["cost"] if is_agreed else "",
        decided_due_on=decided["due_on"] if is_agreed else None,
        decided_who=who,
        decided_on=decided_on,
        created_on=today,
        **given,
    )
    if last and (last.assessment_id, last.decided_on) == (assessment.pk, decided_on):
        last.delete()
    note_made(sent, made.pk)


@transaction.atomic
def correct_decision(
    *, assessment: Assessment, decision_id: int, decided_on: date | None, user: User, today: date
) -> None:
    """Give a decision another day, or take it back (None): what it was about is then asked anew.

    What stood there is told with what has been done with the round.
    """
    lock_collaboration(assessment.collaboration_id)
    found = Decision.objects.filter(pk=decision_id, assessment=assessment)
    decision = found.select_related("action").first()
    if decision is None or decision.decided_on == decided_on:
        return
    days = (date_format(day, "j F Y") for day in (decision.decided_on, decided_on) if day)
    event = {
        "change": Correction.REDATED if decided_on else Correction.UNDONE,
        "reason": Truncator(f"{' → '.join(days)}: {word_decision(decision)}").chars(MAX_SCOPE),
    }
    if decided_on:
        found.update(decided_on=decided_on)
    else:
        action = decision.action
        if action and fetch_standing(action) == decision:
            settle_action(
                action_id=action.pk,
                collaboration=assessment.collaboration,
                revision=None,
                outcome=None,
                decided=read_proposal(action, decision) if action.what == decision.text else {},
            )
        found.delete()
    RoundEvent.objects.create(assessment=assessment, day=today, user=user, **event)


# Mails with the link ------------------------------------------------------------------------------


@transaction.atomic
def put_mails_in_line(
    *, assessment: Assessment, to: Iterable[str], subject: str, text: str, reply_to: str
) -> list[int]:
    """Keep what is to be mailed to each; of what failed before nothing is told any more."""
    LinkMail.objects.filter(assessment=assessment, failed=True).delete()
    given = {"assessment": assessment, "subject": subject, "text": text, "reply_to": reply_to}
    made = LinkMail.objects.bulk_create(LinkMail(email=email, **given) for email in to)
    return [mail.pk for mail in made]


def claim_mail(*, mail: LinkMail) -> bool:
    """Take on to send it, so that nobody else does; it is gone unless `keep_failed` keeps it."""
    deleted, _rows = LinkMail.objects.filter(pk=mail.pk).delete()
    return bool(deleted)


def keep_failed(*, mail: LinkMail) -> None:
    mail.failed = True
    mail.save(force_insert=True)


def take_up_mails(*, asked_before: datetime, can_send: bool) -> list[int]:
    """What a process that ended has left: to be sent, or failed if it cannot be."""
    stuck = LinkMail.objects.filter(failed=False, asked_at__lt=asked_before)
    if not can_send:
        stuck.update(failed=True)
    return list(stuck.values_list("pk", flat=True))


def forget_failed_mails(*, asked_before: datetime) -> None:
    LinkMail.objects.filter(failed=True, asked_at__lt=asked_before).delete()


@transaction.atomic
def _store(
    model: type[Decision | SteeringComment],
    assessment: Assessment,
    submission: str,
    *,
    today: date,
    **given: Any,
) -> None:
    """Keep it once, however often the form is sent. Raises Assessment.DoesNotExist."""
    Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)  # it stays till the end
    sent = take_submission(submission)
    if not sent.made:
        made = model.objects.create(assessment=assessment, created_on=today, **given)
        note_made(sent, made.pk)
