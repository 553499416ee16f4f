"""What the templates of a collaboration's pages need: its stage map, and words for its codes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.core.labels import ROLE_LABELS, Label
from assessments.models import Collaboration
from assessments.results.pictures import draw_map_row
from assessments.results.rules.stage_map import Standpoint
from assessments.sharing import selectors as sharing
from model_content.domain.content import Stage
from model_content.labels import (
    GEOGRAPHY_LABELS,
    LEVEL_LABELS,
    PRIORITY_LABELS,
    TYPE_LABELS,
    label_codes,
    say_in_one,
)
from samverkan.texts import break_web_addresses

register = template.Library()

register.filter("unlinked", break_web_addresses)
register.filter("role_label", lambda role: ROLE_LABELS[role])

CODED: Final[Mapping[str, dict[str, Label]]] = {
    "types": TYPE_LABELS,
    "levels": LEVEL_LABELS,
    "geography": GEOGRAPHY_LABELS,
}


@register.inclusion_tag("components/stage_map.html")
def stage_map(
    stages: Sequence[Stage], standpoints: Sequence[tuple[Standpoint, Any]]
) -> dict[str, Any]:
    """A row for the whole and for each part, drawn and in words; each with the round that it is
    read in (RoundRow), None if there is none."""
    return {"rows": [(each, draw_map_row(stages, each), of) for each, of in standpoints]}


@register.filter
def place_in_words(standpoint: Standpoint) -> str:
    """Where it stands, as short as it can be said: begins with a capital, ends without a stop.

    What the group itself says comes first, and then the answers.
    """
    if standpoint.joint:
        answers = _place_by_answers(standpoint)
        said = {"stage": standpoint.joint.title, "answers": answers[:1].lower() + answers[1:]}
        return _("%(stage)s, enligt gruppen (svaren: %(answers)s)") % said
    return _place_by_answers(standpoint)


def _place_by_answers(standpoint: Standpoint) -> str:
    titles = [stage.title for stage in standpoint.places]
    if not standpoint.has_result:
        return _("Inget resultat än")
    if standpoint.is_withheld or standpoint.is_insufficient:
        return _("Underlaget räcker inte")
    if standpoint.is_between and len(titles) > 1:
        return _("Mellan %(first)s och %(second)s") % {"first": titles[0], "second": titles[1]}
    if not titles:
        return _("Svaren pekar åt olika håll")
    return _("Sannolikt %(stage)s") % {"stage": titles[0]} if standpoint.is_likely else titles[0]


@register.filter
def standing_in_words(standpoint: Standpoint) -> str:
    """The same with the day of the result, where that is known."""
    place = place_in_words(standpoint)
    return f"{place}, {date_format(standpoint.day, 'j F Y')}" if standpoint.day else place


@register.filter
def apposed(who: str) -> str:
    """Somebody in a sentence that goes on: “Maria Öst, Luleå kommun,” is closed with a comma."""
    return f"{who}," if "," in who.rstrip(",") else who


@register.filter
def boxes(collaboration: Collaboration, field: str) -> str:
    """The words for the boxes that are ticked in a field of the profile, as one phrase."""
    return say_in_one(label_codes(CODED[field], getattr(collaboration, field)))


@register.filter
def shared_boxes(shared: Mapping[str, Sequence[str]], field: str) -> str:
    """The words for the boxes that a case and the collaboration both have ticked in a field."""
    return ", ".join(
        str(label).lower() for label in label_codes(CODED[field], shared.get(field, ()))
    )


@register.filter
def priority_label(code: str) -> Label:
    return PRIORITY_LABELS.get(code, "")


@register.simple_tag
def count_waiting() -> int:
    """How many collaborations wait for staff to approve them."""
    return sharing.count_waiting()
