"""`manage.py fill_demo`: invented collaborations in several stages, in an empty database."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.core.links import LinkKind, sign_link
from assessments.core.rules.permissions import Role
from assessments.filling.actions.answers import save_entries
from assessments.filling.selectors.sheets import (
    fetch_pinned_edition,
    fetch_respondent,
    find_instrument,
)
from assessments.groups.actions.collaborations import (
    add_member,
    start_collaboration,
    update_profile,
)
from assessments.instruments.entries import Entry, make_seen
from assessments.instruments.instrument import Instrument, TooMany
from assessments.meeting.actions import store_meeting_report
from assessments.meeting.selectors import fetch_meeting, make_joint_sheet
from assessments.methods.stages.answers import MAX_VOTES
from assessments.methods.stages.instrument import VOTE, name_vote
from assessments.models import Assessment, Collaboration, Sheet
from assessments.plan.actions import add_action
from assessments.results.actions import store_snapshot
from assessments.rounds.actions.rounds import (
    Background,
    RoundSettings,
    close_round,
    draft_round,
    hand_in,
    join_round,
    open_round,
)
from assessments.sharing.actions import agree, judge
from assessments.sharing.rules import Verdict
from assessments.sharing.selectors import fetch_asking, list_strong, mark_read
from assessments.steering.actions import make_steering_link, store_steering_comment
from assessments.tools.actions import start_sheet
from model_content.domain.content import Edition
from model_content.selectors.editions import fetch_edition
from model_content.selectors.tools import fetch_tool
from samverkan.accounts.actions import prepare_account
from samverkan.models import User
from samverkan.operation.commands import OwnCommand

INVENTED: Final = Path(__file__).parent.parent / "demo.yaml"
OPEN_FOR: Final = timedelta(days=14)
MARKERS: Final = ("3", "2", "2", "1")
"""Of the stage that they are in; those before have 3, those after 0."""

SCORES: Final = (4, 2, 5, 3, 2, 4, 3)
"""How well the aspects work, in turn, as one in the middle sees it the first time."""


class Command(OwnCommand):
    help = "Fills an empty database with invented collaborations, for a look and for screenshots."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("not in production: what is invented would stand among what is not")
        if Collaboration.objects.exists() or User.objects.exists():
            raise CommandError("there is something in the database already; nothing was changed")
        demo = yaml.safe_load(INVENTED.read_text(encoding="utf-8"))
        with transaction.atomic():
            links = list(_fill(demo, timezone.localdate()))
        self.stdout.write(
            f"Sign in at {reverse('account_login')} as {demo['leader']}, who leads all of them;"
            f" {demo['co_leader']} leads with her, {demo['reader']} reads. The code is mailed:"
            " without a mail server it is printed where the server runs."
        )
        for link in links:
            self.stdout.write(link)


def _fill(demo: Mapping[str, Any], today: date) -> Iterator[str]:
    """Make everything; gives a line for each link of a steering group."""
    leader = prepare_account(email=demo["leader"])
    for about in demo["collaborations"]:
        collaboration = start_collaboration(owner=leader, name=about["name"], scope=about["scope"])
        add_member(collaboration=collaboration, email=demo["co_leader"], role=Role.CO_LEADER)
        add_member(collaboration=collaboration, email=demo["reader"], role=Role.READER)
        update_profile(collaboration=collaboration, profile=about["profile"])
        for earlier, held in enumerate(about["rounds"]):
            made = _hold_round(collaboration, leader, about["parties"], held, earlier, today)
            if "meeting" in held:
                _meet(made, held, today)
                signed = sign_link(LinkKind.STEERING, made.public_id, made.steering_generation)
                address = reverse("steering_report", args=[signed])
                yield f"{about['name']}: the steering group reads {address}"
        if "good_at" in about:
            _share(collaboration, leader, about["good_at"], today)
        for key, answers in about.get("tools", {}).items():
            _use_tool(collaboration, key, answers)


def _share(collaboration: Collaboration, leader: User, good_at: str, today: date) -> None:
    """It may be counted, and stands in the public list with its two best strengths."""
    given = {
        "counted": True, "named": True, "good_at": good_at,
        "aspects": list_strong(collaboration)[:2],
    }  # fmt: skip
    agree(collaboration=collaboration, given=given, today=today)
    asking = fetch_asking(collaboration.pk)
    assert asking is not None
    judge(collaboration=asking, user=leader, verdict=Verdict.APPROVE, read=mark_read(asking),
          today=today)  # fmt: skip


def _hold_round(
    collaboration: Collaboration,
    leader: User,
    parties: Mapping[str, int],
    held: Mapping[str, Any],
    earlier: int,
    today: date,
) -> Assessment:
    """A round that opened so many days ago, after so many earlier ones.

    Where it is still open every third has not handed in.
    """
    published, opened = fetch_edition(), today - timedelta(days=held["opened"])
    asked = [party for party, people in parties.items() for _ in range(people)]
    made = draft_round(
        collaboration=collaboration,
        published=published,
        settings=RoundSettings(
            title=held["title"], people=len(asked), closes_on=opened + OPEN_FOR, anonymous=True,
            smallest_group=5, weighting="respondent", breakdown="organisation",
            organisations=list(parties), allows_statistics=False,
        ),
    )  # fmt: skip
    open_round(assessment=made, user=leader, today=opened)
    for number, party in enumerate(asked):
        respondent, _token = join_round(assessment=made, background=Background(organisation=party))
        respondent.assessment = made
        values = answer(published.content, held["stages_done"], number, earlier)
        save_all(respondent, find_instrument(respondent, published), values)
        if "closed" in held or number % 3 < 2:
            hand_in(respondent=respondent, invitation=None, today=opened + timedelta(days=2))
    if "closed" in held:
        close_round(assessment=made, user=leader, today=today - timedelta(days=held["closed"]))
    return Assessment.objects.select_related("collaboration", "part").get(pk=made.pk)


def answer(edition: Edition, stages_done: int, number: int, earlier: int) -> dict[str, str]:
    """What one of them answers, who have so many stages behind them and as many rounds.

    They see it a little differently, and what works badly works better each time.
    """
    values, turn, wanted = {"outlook": "continue"}, count(number), list[str]()
    values["self_placement"] = edition.stages[min(stages_done + number % 4 // 3, 5)].code
    asked = edition.stages[: stages_done + 1]
    for place, stage in enumerate(edition.stages):
        for marker in stage.markers:
            in_it = MARKERS[next(turn) % len(MARKERS)]
            known = "3" if place < stages_done else "0"
            values[marker.code] = in_it if place == stages_done else known
    for place, aspect in enumerate(aspect for stage in asked for aspect in stage.aspects):
        first = SCORES[place % len(SCORES)]
        now = first + earlier if first < 3 else first
        for statement in aspect.statements:
            values[statement.code] = str(min(5, max(1, now + (next(turn) + place) % 3 - 1)))
        if now < 4 and (number + place) % 3 == 0:
            wanted.append(name_vote(aspect.code))
    return values | dict.fromkeys(wanted[:MAX_VOTES], VOTE)


def save_all(sheet: Sheet, instrument: Instrument, values: Mapping[str, str]) -> None:
    entries = [Entry(field, value, make_seen("", 0)) for field, value in values.items()]
    save_entries(sheet=sheet, instrument=instrument, entries=entries)


def _meet(made: Assessment, held: Mapping[str, Any], today: date) -> None:
    """What the meeting said and decided, and the link with which the steering group reads it."""
    meeting = fetch_meeting(made)
    assert meeting is not None
    save_all(make_joint_sheet(made), meeting.instrument, held["meeting"])
    for each in held["actions"]:
        add_action(
            collaboration=made.collaboration, assessment=made, today=today, what=each["what"],
            who=each["who"], due_on=today + timedelta(days=each["due"]),
            for_steering=each.get("steering", False),
            cost=each.get("cost", ""),
        )  # fmt: skip
    store_meeting_report(assessment=made, today=today)
    make_steering_link(assessment=made, expires_on=today + timedelta(days=60))
    store_steering_comment(assessment=made, name="Disa", text=held["comment"], today=today)
    made.refresh_from_db()


def _use_tool(collaboration: Collaboration, key: str, answers: Mapping[str, str]) -> None:
    """A tool's sheet with these answers; where none are given, with some of each kind."""
    tool = fetch_tool(key)
    token = start_sheet(tool=tool, edition=fetch_edition(), collaboration=collaboration)
    sheet = fetch_respondent(token)
    assert sheet is not None
    published = fetch_pinned_edition(sheet)
    instrument = find_instrument(sheet, published)
    for field, value in (answers or _choose(instrument)).items():
        with suppress(TooMany):  # what is chosen at most is chosen
            save_all(sheet, instrument, {field: value})
    store_snapshot(respondent=sheet, published=published)


def _choose(instrument: Instrument) -> dict[str, str]:
    turn = count()
    scales = {field: asked.scale for field, asked in instrument.questions.items() if asked.scale}
    return {
        field: scale.options[next(turn) % len(scale.options)].code
        for field, scale in scales.items()
    }
