"""The statistics on the questions of the edition in use, worked out once a day by `run_due`.

They read the newest result of every round there is, which takes a minute where there are forty
thousand. Until `run_due` has been there that day, the page works them out itself.
"""

from datetime import date
from typing import Final

from django.core.cache import cache

from assessments.region.rules.questions import Row, compute_statistics
from assessments.region.selectors import fetch_closed_rounds
from model_content.selectors.editions import NoPublishedEdition, PublishedEdition, fetch_edition
from samverkan.site.release import VERSION

KEPT_SECONDS: Final = 25 * 3600


def fetch_statistics(published: PublishedEdition, today: date) -> tuple[Row, ...]:
    """Those that have been worked out today, or now."""
    rows: tuple[Row, ...] | None = cache.get(_name(published, today))
    if rows is not None:
        return rows
    return compute_statistics(published.content, fetch_closed_rounds(published.id, today))


def work_out_statistics(*, today: date) -> None:
    try:
        published = fetch_edition()
    except NoPublishedEdition:
        return
    if cache.get(_name(published, today)) is None:
        rounds = fetch_closed_rounds(published.id, today)
        if rounds:
            rows = compute_statistics(published.content, rounds)
            cache.set(_name(published, today), rows, KEPT_SECONDS)


def _name(published: PublishedEdition, today: date) -> str:
    return f"statistics:{VERSION}:{published.sha256}:{today}"
