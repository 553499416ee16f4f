"""`manage.py fill_region`: many invented collaborations, and the overview of last year."""

from argparse import ArgumentParser
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from assessments.filling.selectors.sheets import find_instrument
from assessments.groups.actions.collaborations import start_collaboration, update_profile
from assessments.management.commands.fill_demo import answer, save_all
from assessments.meeting.rules.meeting import ActionStatus, Outcome
from assessments.models import Assessment, Collaboration
from assessments.plan.actions import add_action, set_status
from assessments.region.actions import make_year
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
from assessments.sharing.selectors import fetch_asking, mark_read
from assessments.steering.actions import decide_item
from model_content.selectors.editions import fetch_edition
from samverkan.accounts.actions import prepare_account
from samverkan.models import User
from samverkan.operation.commands import OwnCommand

PLACES: Final = (
    "Forsdalen", "Granberget", "Norrskogen", "Lillsele", "Älvkröken", "Tallnäs", "Björkliden",
    "Storsel", "Gränsby",
)  # fmt: skip
WORKS: Final = ("Mat", "Skola", "Vägar", "Bredband", "Räddning", "Arbetsmiljö", "Unga", "Energi")
STAGES_DONE: Final = (0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4)
WEAK: Final = ("forankring", "mal-och-vardegrund", "resurser-for-forankring", "vem")
STRONG: Final = ("varfor", "vad", "interaktivitet")


class Command(OwnCommand):
    help = "Adds many invented collaborations, and makes the overview of the year before this."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", type=int, default=len(PLACES) * len(WORKS))

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("not in production: what is invented would stand among what is not")
        today, draw = timezone.localdate(), Random(1)  # nosec B311: what it draws is invented
        year = today.year - 1
        staff = prepare_account(email="rut.demo@example.com")
        with transaction.atomic():
            for number in range(options["number"]):
                _add(number, year, staff, draw)
            made = make_year(year=year, user=staff, today=today)
        counted = made.document["collaborations"]
        self.stdout.write(f"The overview of {year} counts {counted}: publish it as staff.")


def _add(number: int, year: int, staff: User, draw: Random) -> None:
    """A collaboration with a result of each of two years, which is counted."""
    leader = prepare_account(email=f"ledare{number}@example.com")
    name = f"{WORKS[number % len(WORKS)]} i {PLACES[number % len(PLACES)]}"
    collaboration = start_collaboration(owner=leader, name=name, scope="det som är påhittat")
    profile = {
        "types": [draw.choice(["1", "2a", "2a", "2b", "2d"])],
        "levels": [draw.choice(["1", "1", "2", "3"])],
        "geography": [draw.choice(["1", "1", "2"])],
    }
    update_profile(collaboration=collaboration, profile=profile)
    first = date(year - 1, 3, 1) + timedelta(days=number)
    agree(collaboration=collaboration, given={"counted": True, "named": False}, today=first)
    asking = fetch_asking(collaboration.pk)
    assert asking is not None
    judge(
        collaboration=collaboration,
        user=staff,
        verdict=Verdict.APPROVE,
        read=mark_read(asking),
        today=first,
    )
    done = draw.choice(STAGES_DONE)
    for earlier, day in enumerate((first, date(year, 9, 1) + timedelta(days=number))):
        held = _hold(collaboration, leader, min(done + earlier * draw.randint(0, 1), 4), earlier,
                     day, draw)  # fmt: skip
    _decide(held, year, draw)


def _hold(
    collaboration: Collaboration, leader: User, stages_done: int, earlier: int, day: date,
    draw: Random,
) -> Assessment:  # fmt: skip
    published, people = fetch_edition(), draw.choice([5, 8, 12, 12, 15, 24])
    made = draft_round(
        collaboration=collaboration,
        published=published,
        settings=RoundSettings(
            title="", people=people, closes_on=day + timedelta(days=14), anonymous=False,
            smallest_group=5, weighting="respondent", breakdown="perspective", organisations=[],
            allows_statistics=True,
        ),
    )  # fmt: skip
    open_round(assessment=made, user=leader, today=day)
    respondent, _token = join_round(assessment=made, background=Background(name="Anna"))
    respondent.assessment = made
    values = answer(published.content, stages_done, draw.randint(0, 9), earlier)
    for aspects, value in ((WEAK, "2"), (STRONG, "5")):
        for code in aspects:
            if draw.random() < 0.6:
                values |= {
                    s.code: value
                    for s in published.content.aspect_by_code[code].statements
                    if s.code in values
                }
    save_all(respondent, find_instrument(respondent, published), values)
    hand_in(respondent=respondent, invitation=None, today=day)
    close_round(assessment=made, user=leader, today=day + timedelta(days=7))
    return made


def _decide(held: Assessment, year: int, draw: Random) -> None:
    """Something to do that is done or late, and something that the steering group decides."""
    collaboration, day = held.collaboration, date(year, 10, 20)
    for number in range(draw.randint(0, 3)):
        action = add_action(
            collaboration=collaboration, assessment=held, today=day, what=f"Påhittat {number}",
            due_on=date(year, 12, 1), for_steering=True,
        )  # fmt: skip
        assert action is not None
        outcome = draw.choice([Outcome.PROPOSED, Outcome.PROPOSED, Outcome.CHANGED, *Outcome])
        decide_item(
            assessment=held, action_id=action.pk, revision=action.revision, outcome=outcome,
            text="Påhittat", cost="", due_on=action.due_on, decided_on=day, today=day,
        )  # fmt: skip
        if draw.random() < 0.6:
            set_status(
                action_id=action.pk, collaboration=collaboration, status=ActionStatus.DONE,
                today=date(year, 11, 20),
            )  # fmt: skip
