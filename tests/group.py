"""A group's collaboration as the tests see it: made and changed through the actions.

Anna leads it, Bo leads with her, Cia may read. Whoever answers needs no account.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.core.links import LinkKind, add_origin, sign_link
from assessments.core.rules.permissions import Role
from assessments.filling.actions.answers import save_entries
from assessments.filling.selectors.sheets import find_instrument
from assessments.groups.actions.collaborations import add_member, start_collaboration
from assessments.instruments.entries import Entry, make_seen
from assessments.models import (
    Answer,
    Assessment,
    Collaboration,
    Invitation,
    PlannedAction,
    Respondent,
    Snapshot,
)
from assessments.rounds.actions.rounds import (
    Background,
    RoundSettings,
    close_round,
    draft_round,
    hand_in,
    join_round,
    open_round,
)
from model_content.selectors.editions import fetch_edition
from samverkan.accounts.actions import prepare_account
from samverkan.models import User
from tests.kept import make_once
from tests.sessions import sign_in_as
from tests.world import NAME, SCOPE, read_example_fields

ANNA, BO, CIA, DISA = (f"{name}@kommun.example" for name in ("anna", "bo", "cia", "disa"))


def make_settings(**changes: Any) -> RoundSettings:
    """The settings of an anonymous round that asks for perspectives, open for two weeks."""
    settings: dict[str, Any] = {
        "title": "Våren",
        "people": 11,
        "closes_on": timezone.localdate() + timedelta(days=14),
        "anonymous": True,
        "smallest_group": 5,
        "weighting": "respondent",
        "breakdown": "organisation" if changes.get("organisations") else "perspective",
        "organisations": [],
        "allows_statistics": False,
    }
    return RoundSettings(**settings | changes)


class Group:
    """A collaboration with the accounts that see it and one round at a time."""

    def __init__(self, collaboration: Collaboration, leader: User) -> None:
        self.collaboration = collaboration
        self.leader = leader
        self.round: Assessment = None  # type: ignore[assignment]

    def draft(self, **settings: Any) -> Assessment:
        self.round = draft_round(
            collaboration=self.collaboration,
            published=fetch_edition(),
            settings=make_settings(**settings),
        )
        return self.round

    def open(self, **settings: Any) -> Assessment:
        self.draft(**settings)
        open_round(assessment=self.round, user=self.leader, today=timezone.localdate())
        return self.reload()

    def reload(self) -> Assessment:
        rounds = Assessment.objects.select_related("collaboration", "part")
        self.round = rounds.get(pk=self.round.pk)
        return self.round

    def begin(self, **background: str) -> tuple[Respondent, str]:
        """Somebody reads what the round is about and begins."""
        return join_round(assessment=self.round, background=Background(**background))

    def answer(self, values: Mapping[str, str] | None = None, **background: str) -> Respondent:
        """Somebody answers (as the example does unless told) and hands in."""
        respondent, _token = self.begin(**background)
        give(respondent, read_example_fields() if values is None else values)
        hand_in(respondent=respondent, invitation=None, today=timezone.localdate())
        return respondent

    def answer_as(self, *people: Mapping[str, str]) -> None:
        """Several answer as the example does, each with a background of their own."""
        for background in people:
            self.answer(**background)

    def close(self) -> Snapshot:
        snapshot = close_round(assessment=self.round, user=self.leader, today=timezone.localdate())
        self.reload()
        return snapshot

    def invite(self, *addresses: str) -> list[Invitation]:
        """Addresses as they are stored, without any mail."""
        return [
            Invitation.objects.create(assessment=self.round, email=address) for address in addresses
        ]

    def plan(self, what: str = "Boka en dag", **fields: Any) -> PlannedAction:
        """An action of the plan; `assessment=group.round` for one that its meeting decided."""
        given: dict[str, Any] = {"created_on": timezone.localdate(), "what": what}
        return PlannedAction.objects.create(collaboration=self.collaboration, **given | fields)

    def url(self, name: str, *args: Any) -> str:
        """An address of the round, for members."""
        return reverse(name, args=[self.round.public_id, *args])

    def collaboration_url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.collaboration.public_id, *args])

    @property
    def group_token(self) -> str:
        """The secret part of the group link."""
        return sign_link(LinkKind.GROUP, self.round.public_id, self.round.group_generation)

    @property
    def steering_token(self) -> str:
        return sign_link(LinkKind.STEERING, self.round.public_id, self.round.steering_generation)


def invited_token(token: str, invitation: Invitation) -> str:
    """The secret part of the link to answer of somebody who began with an invitation."""
    return add_origin(token, sign_link(LinkKind.INVITATION, invitation.public_id, 1))


def mailed_link(invitation: Invitation) -> str:
    """The address of the link that was mailed."""
    return reverse("invited", args=[sign_link(LinkKind.INVITATION, invitation.public_id, 1)])


def save(respondent: Respondent, values: Mapping[str, str]) -> None:
    """Enter values on pages that have just been shown."""
    entries: Iterable[Entry] = [Entry(f, v, make_seen("", 0)) for f, v in values.items()]
    asked = find_instrument(respondent, fetch_edition())
    save_entries(sheet=respondent, instrument=asked, entries=entries)


def give(respondent: Respondent, values: Mapping[str, str]) -> None:
    """Save the first answers of somebody; when others have given the same, as the same rows."""
    key = (respondent.assessment.edition_id, frozenset(values.items()))
    if key not in _given:
        save(respondent, values)
        _given[key] = list(
            Answer.objects.filter(sheet=respondent).values("field", "value", "revision")
        )
        return
    now = timezone.now()
    Answer.objects.bulk_create(Answer(sheet=respondent, saved_at=now, **row) for row in _given[key])


_given: dict[tuple[int, frozenset[tuple[str, str]]], list[dict[str, Any]]] = {}


def make_group(name: str = NAME, scope: str = SCOPE, leader: str = ANNA) -> Group:
    """A collaboration that Anna leads, Bo leads with her and Cia reads."""

    def make() -> Group:
        user = prepare_account(email=leader)
        group = Group(start_collaboration(owner=user, name=name, scope=scope), user)
        if leader == ANNA:
            add_member(collaboration=group.collaboration, email=BO, role=Role.CO_LEADER)
            add_member(collaboration=group.collaboration, email=CIA, role=Role.READER)
        return group

    return make_once(("group", name, scope, leader), make)


def make_closed(*people: Mapping[str, str], **settings: Any) -> Group:
    """A closed round with these settings that these have answered as the example does."""

    def make() -> Group:
        group = make_group()
        group.open(**settings)
        group.answer_as(*people)
        group.close()
        return group

    return make_once(("closed", repr(people), repr(settings)), make)


def close_divided() -> Group:
    """A closed round of eight: four say that “Vem?” works, four that it does not."""

    def make() -> Group:
        group = make_group()
        group.open()
        for vem in "1515" * 2:
            group.answer(read_example_fields() | {"vem.3": vem, "vem.4": vem})
        group.close()
        return group

    return make_once("divided", make)


def sign_in(email: str) -> Client:
    """The browser of somebody signed in to the account of this address."""
    return sign_in_as(prepare_account(email=email))


def days_from_now(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
