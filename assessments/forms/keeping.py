"""The form for how long a collaboration is kept."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from assessments.forms.stale import MarkedForm
from samverkan.forms import TypedChoiceField

KEPT_CHOICES: Final = (
    (3, _("3 månader")),
    (6, _("6 månader")),
    (13, _("13 månader")),
    (24, _("2 år")),
    (36, _("3 år")),
    (60, _("5 år")),
)


class KeepingForm(MarkedForm):
    """Months that a collaboration is kept after the last change in it."""

    layout = ("months", "seen")
    months = TypedChoiceField(
        label=_("Spara så här länge efter den senaste ändringen"),
        choices=KEPT_CHOICES,
        coerce=int,
        error_messages={"required": _("Välj hur länge.")},
    )
