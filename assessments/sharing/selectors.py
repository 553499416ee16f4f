"""Reads which collaborations have agreed to be counted or named, and what staff are asked."""

from django.db.models import Q, QuerySet

from assessments.models import Collaboration, Sharing
from samverkan.merging import make_marks, read_values


def counted() -> QuerySet[Collaboration]:
    """Those that may be counted in figures over many."""
    return _led().filter(sharing__counted_on__isnull=False, sharing__approved_on__isnull=False)


def _led() -> QuerySet[Collaboration]:
    return Collaboration.objects.filter(owner__is_active=True)


def fetch_sharing(collaboration: Collaboration) -> Sharing:
    """Not stored yet where nothing has been agreed to. One query."""
    found = Sharing.objects.filter(collaboration=collaboration).first()
    return found or Sharing(collaboration=collaboration)


# For staff ----------------------------------------------------------------------------------------


def list_asking() -> list[Collaboration]:
    """Those that have agreed to something, last asked first; each with its `sharing`. One query."""
    return list(_asking().order_by("-sharing__counted_on", "-sharing__named_on", "-pk"))


def fetch_asking(number: int) -> Collaboration | None:
    return _asking().filter(pk=number).first()


def _asking() -> QuerySet[Collaboration]:
    asks = Q(sharing__counted_on__isnull=False) | Q(sharing__named_on__isnull=False)
    return _led().filter(asks).select_related("sharing", "owner")


def mark_read(collaboration: Collaboration) -> str:
    """The marks of what staff read of it before they say yes or no."""
    about = read_values(collaboration, ("name", "scope", "parties", "owner_id"))
    return make_marks(about | read_values(collaboration.sharing, ("counted", "named")))
