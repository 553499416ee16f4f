"""Reads which collaborations have agreed to be counted or named, and what staff are asked."""

from datetime import date
from functools import lru_cache

from django.db.models import F, Q, QuerySet

from assessments.keeping.rules import compute_cutoff
from assessments.methods.stages.instrument import STAGES
from assessments.models import Collaboration, Sharing
from assessments.results.selectors import readable_results
from assessments.sharing.rules import ASKED_MONTHS, CONSENTS, JUDGED, Listed
from model_content.selectors.tools import tell_period
from samverkan.merging import has_changed, make_marks, read_values
from samverkan.texts import sort_key


def counted() -> QuerySet[Collaboration]:
    """Those that may be counted in figures over many."""
    return _led().filter(sharing__counted_on__isnull=False, sharing__approved_on__isnull=False)


def list_listed() -> list[Listed]:
    """Everything that the public list shows, in Swedish order. One query."""
    names = ("pk", "name", "sharing__good_at", "sharing__aspects", "types", "levels", "geography")
    rows = _listed().values_list(*names)
    return sorted((Listed(*row) for row in rows), key=lambda each: sort_key(each.name))


def fetch_listed(number: int) -> Collaboration | None:
    return _listed().filter(pk=number).select_related("owner").first()


def is_listed(collaboration: Collaboration) -> bool:
    return _listed().filter(pk=collaboration.pk).exists()


def fetch_known_aspects() -> frozenset[str]:
    """The aspects that somebody in the list is good at, as it was a minute ago at most.

    A page that leads to the list seldom makes a query for it; the list itself is always as it is.
    """
    return _fetch_known_aspects(tell_period())


@lru_cache(maxsize=1)
def _fetch_known_aspects(_period: int) -> frozenset[str]:
    known = _listed().exclude(sharing__aspects=[]).values_list("sharing__aspects", flat=True)
    return frozenset(code for codes in known for code in codes)


def _listed() -> QuerySet[Collaboration]:
    days = ("named_on", "approved_on", "listed_on")
    return _led().filter(**{f"sharing__{day}__isnull": False for day in days})


def _led() -> QuerySet[Collaboration]:
    return Collaboration.objects.filter(owner__is_active=True)


def fetch_sharing(collaboration: Collaboration) -> Sharing:
    """Not stored yet where nothing has been agreed to. One query."""
    found = Sharing.objects.filter(collaboration=collaboration).first()
    return found or Sharing(collaboration=collaboration)


def list_strong(collaboration: Collaboration) -> list[str]:
    """The aspects that its newest result as a whole shows as strong, strongest first. One query."""
    results = readable_results().filter(
        assessment__collaboration=collaboration,
        assessment__part=None,
        assessment__instrument=STAGES,
    )
    newest = results.order_by("-created_at", "-pk")
    return newest.values_list("document__diagnosis__strengths", flat=True).first() or []


# Whether it still holds ---------------------------------------------------------------------------


def list_to_ask(today: date) -> list[Sharing]:
    """Those whose leader said yes to the list a year ago, and has not been asked since."""
    not_asked = Q(asked_on=None) | Q(asked_on__lt=F("affirmed_on"))
    due = Sharing.objects.filter(not_asked, named_on__isnull=False)
    due = due.filter(affirmed_on__lte=compute_cutoff(today, ASKED_MONTHS))
    return list(due.select_related("collaboration__owner").order_by("pk"))


# For staff ----------------------------------------------------------------------------------------


def list_asking() -> list[Collaboration]:
    """Those that have agreed to something, last asked first; each with its `sharing`. One query."""
    return list(_asking().order_by("-sharing__counted_on", "-sharing__named_on", "-pk"))


def count_waiting() -> int:
    """How many staff have an answer to give. One query."""
    return sum(each.sharing.waits_for_staff for each in list_asking())


def fetch_asking(number: int) -> Collaboration | None:
    return _asking().filter(pk=number).first()


def _asking() -> QuerySet[Collaboration]:
    asks = Q(sharing__counted_on__isnull=False) | Q(sharing__named_on__isnull=False)
    return _led().filter(asks).select_related("sharing", "owner")


def mark_read(collaboration: Collaboration) -> str:
    """The marks of what staff read of it before they say yes or no."""
    about = read_values(collaboration, ("name", "scope", "parties", "types", "owner_id"))
    asked = read_values(collaboration.sharing, (*CONSENTS, "good_at", "aspects"))
    return make_marks(about | asked | read_values(collaboration.sharing, JUDGED))


def is_judged_since(collaboration: Collaboration, read: str) -> bool:
    """Whether somebody has said yes or no since that was read."""
    judged = read_values(collaboration.sharing, JUDGED)
    return any(has_changed(name, value, read) for name, value in judged.items())
