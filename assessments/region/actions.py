"""Makes the overview of a year, once, and publishes it."""

from datetime import date

from django.db import transaction

from assessments.core.rules.documents import dump
from assessments.models import RegionalYear
from assessments.region.rules.apart import may_follow
from assessments.region.rules.overview import make_overview
from assessments.region.selectors import fetch_facts, fetch_year
from model_content.domain.hashing import compute_sha256
from model_content.selectors.editions import fetch_edition
from samverkan.models import User


class NotOver(Exception):
    """The year is not over, so its figures would be others tomorrow."""


class TooFew(Exception):
    """Nothing can be said of so few collaborations; it can be made once there are more."""


@transaction.atomic
def make_year(*, year: int, user: User, today: date) -> RegionalYear:
    """Make the overview of a year that is over, or give the one there is.

    Raises NotOver and TooFew.
    """
    if year >= today.year:
        raise NotOver
    made = fetch_year(year)
    if made is not None:
        return made
    published = fetch_edition()
    stages = [stage.code for stage in published.content.stages]
    facts = fetch_facts(year, stages)
    pool = [(each.number, sorted(each.led)) for each in facts]
    earlier = RegionalYear.objects.exclude(kinds_of={}).values_list("kinds_of", flat=True)
    overview = make_overview(
        facts,
        year=year,
        made_on=today,
        edition=published.content.code,
        revision=published.revision,
        stages=stages,
        tells_kinds=all(
            may_follow(pool, [(int(number), led) for number, led in told.items()])
            for told in earlier
        ),
    )
    if overview is None:
        raise TooFew
    document = dump(overview)
    made, _is_new = RegionalYear.objects.get_or_create(
        year=year,
        defaults={
            "document": document,
            "sha256": compute_sha256(document),
            "kinds_of": dict(pool) if overview.kinds else {},
            "made_by": user,
        },
    )
    return made


@transaction.atomic
def publish_year(*, made: RegionalYear, user: User, today: date) -> None:
    """Let everybody read it; one that is published keeps its day."""
    RegionalYear.objects.filter(pk=made.pk, published_on=None).update(
        published_on=today, published_by=user
    )
