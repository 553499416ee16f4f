"""Makes collaborations, through the actions: diagnoses of one set of answers, and groups."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core import mail
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.translation import override

from assessments.actions.answers import save_entries
from assessments.actions.collaborations import (
    Profile,
    add_member,
    add_part,
    start_collaboration,
    update_profile,
)
from assessments.actions.diagnoses import start_diagnosis
from assessments.actions.invitations import invite, mail_waiting_invitations
from assessments.actions.meetings import save_joint_entries, store_meeting_report
from assessments.actions.plans import add_action
from assessments.actions.results import store_snapshot
from assessments.actions.rounds import (
    Background,
    RoundSettings,
    close_round,
    draft_round,
    hand_in,
    join_round,
    open_round,
)
from assessments.domain.entries import Entry
from assessments.domain.fields import make_seen
from assessments.domain.permissions import Role
from assessments.links import LinkKind, add_origin, sign_link
from assessments.models import (
    Assessment,
    Collaboration,
    Invitation,
    PlannedAction,
    Respondent,
    Snapshot,
)
from assessments.selectors.diagnoses import fetch_answers
from assessments.selectors.meetings import fetch_meeting
from assessments.selectors.rounds import fetch_round_edition
from model_content.selectors.editions import fetch_edition
from samverkan.actions import prepare_account
from samverkan.models import User

SITE = "https://samverkan.example"
HERE = Path(__file__).resolve().parent

Values = Mapping[str, str]


# One set of answers -------------------------------------------------------------------------------


class Diagnosis:
    """A round that one person, or the group together, answers."""

    def __init__(self, name: str, scope: str, *, people: int = 1, language: str = "sv") -> None:
        self.language = language
        with override(language):
            self.respondent, self.token = start_diagnosis(
                published=fetch_edition(),
                name=name,
                scope=scope,
                answered="alone" if people == 1 else "together",
                people=people,
            )

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.select_related("collaboration").get(
            pk=self.respondent.assessment_id
        )

    def save(self, values: Values) -> None:
        save(self.respondent, values)

    def show(self) -> Snapshot:
        assessment = self.assessment
        with override(self.language):
            return store_snapshot(
                respondent=Respondent.objects.select_related("assessment__collaboration").get(
                    pk=self.respondent.pk
                ),
                published=fetch_round_edition(assessment),
            )

    @property
    def read_token(self) -> str:
        now = self.assessment
        return sign_link(LinkKind.READ, now.public_id, now.read_generation)


def save(respondent: Respondent, values: Values) -> None:
    """Enter values on pages that show what is stored now."""
    stored = fetch_answers(respondent.pk)
    entries = []
    for field, value in values.items():
        before = stored.get(field)
        seen = make_seen(before.value, before.revision) if before else make_seen("", 0)
        entries.append(Entry(field, value, seen))
    assessment = Assessment.objects.get(pk=respondent.assessment_id)
    save_entries(respondent=respondent, published=fetch_round_edition(assessment), entries=entries)


# Groups -------------------------------------------------------------------------------------------


class Group:
    """A collaboration that somebody with an account leads."""

    def __init__(self, name: str, scope: str, leader: str) -> None:
        self.leader: User = prepare_account(email=leader)
        self.collaboration: Collaboration = start_collaboration(
            owner=self.leader, name=name, scope=scope
        )

    def let_in(self, **roles: Sequence[str]) -> None:
        for role, emails in roles.items():
            for email in emails:
                add_member(collaboration=self.collaboration, email=email, role=Role(role))

    def describe(self, **values: Any) -> None:
        given = {
            "name": self.collaboration.name,
            "scope": self.collaboration.scope,
            "start": "våren 2019",
            "end": "",
            "initiators_and_purpose": "Tre kommuner och en skola.\nFler med rätt utbildning.",
            "types": ["2", "2a", "2d"],
            "levels": ["1"],
            "geography": ["1", "2"],
            "priority": "1",
            "results": "",
        }
        update_profile(collaboration=self.collaboration, profile=Profile(**(given | values)))
        self.collaboration.refresh_from_db()

    def name_part(self, name: str, scope: str = "") -> Any:
        add_part(collaboration=self.collaboration, name=name, scope=scope)
        return self.collaboration.parts.get(name=name)

    def draft(self, title: str, *, language: str = "sv", **changes: Any) -> "Round":
        settings: dict[str, Any] = {
            "title": title,
            "people": 8,
            "closes_on": timezone.localdate() + timedelta(days=14),
            "anonymous": True,
            "smallest_group": 5,
            "weighting": "respondent",
            "asks_perspective": True,
            "asks_second_perspective": False,
            "organisations": [],
            "allows_statistics": False,
        }
        with override(language):
            made = draft_round(
                collaboration=self.collaboration,
                published=fetch_edition(),
                settings=RoundSettings(**settings | changes),
            )
        return Round(self, made.pk)

    def open(self, title: str, **changes: Any) -> "Round":
        made = self.draft(title, **changes)
        made.open()
        return made

    def plan(self, what: str, *, of: "Round | None" = None, **fields: Any) -> PlannedAction:
        given: dict[str, Any] = {"who": "", "due_on": None, "aspect": ""}
        action = add_action(
            collaboration=self.collaboration,
            assessment=of.row if of else None,
            what=what,
            today=timezone.localdate(),
            **given | fields,
        )
        assert action is not None
        return action


class Round:
    """A group's round, whoever answers in it and the secret part of each of their links."""

    def __init__(self, group: Group, pk: int) -> None:
        self.group = group
        self.pk = pk
        self.tokens: list[str] = []

    @property
    def row(self) -> Assessment:
        return Assessment.objects.select_related("collaboration", "part").get(pk=self.pk)

    def open(self) -> None:
        open_round(assessment=self.row, user=self.group.leader, today=timezone.localdate())
        mail_waiting_invitations(assessment=self.row, site=SITE)

    def invite(self, *addresses: str) -> list[Invitation]:
        invite(assessment=self.row, addresses=addresses, site=SITE)
        return list(Invitation.objects.filter(assessment=self.pk, email__in=addresses))

    def invite_in_vain(self, *addresses: str) -> None:
        """No mail server answers."""
        backend = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1):
            self.invite(*addresses)

    def begin(
        self, values: Values, invitation: Invitation | None = None, **background: str
    ) -> Respondent:
        respondent, token = join_round(assessment=self.row, background=Background(**background))
        save(respondent, values)
        origin = (
            sign_link(LinkKind.INVITATION, invitation.public_id, 1)
            if invitation
            else self.group_token
        )
        self.tokens.append(add_origin(token, origin))
        return respondent

    def answer(
        self, values: Values, invitation: Invitation | None = None, **background: str
    ) -> Respondent:
        respondent = self.begin(values, invitation, **background)
        hand_in(respondent=respondent, invitation=invitation, today=timezone.localdate())
        return respondent

    def close(self) -> Snapshot:
        return close_round(assessment=self.row, user=self.group.leader, today=timezone.localdate())

    def write(self, user: User | None = None, **values: str) -> None:
        """Write in the joint assessment; `note__vem` stands for the field `note.vem`."""
        sheet = fetch_meeting(self.row)
        entries = []
        for name, value in values.items():
            field = name.replace("__", ".").replace("_", "-") if "__" in name else name
            before = sheet.entries.get(field)
            seen = make_seen(before.value, before.revision) if before else make_seen("", 0)
            entries.append(Entry(field, value, seen))
        save_joint_entries(assessment=self.row, edition=sheet.edition, entries=entries, user=user)

    def report(self) -> Snapshot:
        return store_meeting_report(assessment=self.row, today=timezone.localdate())

    @property
    def group_token(self) -> str:
        now = self.row
        return sign_link(LinkKind.GROUP, now.public_id, now.group_generation)

    @property
    def steering_token(self) -> str:
        now = self.row
        return sign_link(LinkKind.STEERING, now.public_id, now.steering_generation)

    def invitation_token(self, email: str) -> str:
        public_id = Invitation.objects.get(assessment=self.pk, email=email).public_id
        return sign_link(LinkKind.INVITATION, public_id, 1)

    @property
    def path(self) -> str:
        return f"/omgang/{self.row.public_id}/"


def days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def forget_mail() -> None:
    mail.outbox.clear()


# Answers ------------------------------------------------------------------------------------------


def answer_some(number: int, *, level: int = 3) -> dict[str, str]:
    """A dozen of the same: enough for a stage and some aspects, in fewer rows."""
    everything = answer_all(number, level=level)
    markers = [field for field in everything if ".m" in field][:14:2]
    codes = ("varfor", "vem", "forankring")
    statements = [f"{code}.{n}" for code in codes for n in (1, 2)]
    others = ["self_placement", "outlook", "vote.1", f"comment.{codes[number % 3]}"]
    everything.setdefault(others[-1], f"Nr {number} skriver kort.")
    return {f: everything[f] for f in (*markers, *statements, *others) if f in everything}


def answer_all(number: int, *, level: int = 3, **more: str) -> dict[str, str]:
    """An answer to every question of the edition in use, spread by the number of who answers.

    The first stages are in place, the later ones not; some are “vet ej” and “inte aktuellt”.
    """
    edition = fetch_edition(language="sv").content
    fields: dict[str, str] = {}
    for place, stage in enumerate(edition.stages):
        for index, marker in enumerate(stage.markers):
            value = max(0, min(3, level - place + (number + index) % 2))
            fields[marker.code] = "dont_know" if (number + index) % 7 == 6 else str(value)
    for index, statement in enumerate(edition.statements):
        value = 1 + (3 * number + 2 * index) % 5
        fields[statement.code] = str(value)
        if (number + index) % 11 == 5:
            fields[statement.code] = "not_applicable"
        elif (number + index) % 13 == 7:
            fields[statement.code] = "dont_know"
    codes = [aspect.code for aspect in edition.aspects]
    fields["comment." + codes[number % len(codes)]] = (
        f"Nr {number} skriver: ”så här” & <inte> så där —\n\nÅÄÖ åäö Ŋŋ 😀"
    )
    fields |= {f"vote.{n + 1}": codes[(number + 5 * n) % len(codes)] for n in range(3)}
    fields["self_placement"] = edition.stages[number % len(edition.stages)].code
    fields["outlook"] = ("continue", "undecided", "redefine", "end")[number % 4]
    return fields | more
