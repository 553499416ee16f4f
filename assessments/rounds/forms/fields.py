"""The fields of the forms of a round: its last day, the parties asked for, how many are asked."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from assessments.keeping.rules import LEAST_MONTHS, compute_deletion_date
from assessments.methods.stages.answers import MAX_NAME
from assessments.models import MAX_PEOPLE
from assessments.rounds.rules.terms import (
    NO_BREAKDOWN,
    ORGANISATION,
    PERSPECTIVE,
    SECOND_PERSPECTIVE,
)
from samverkan.forms import (
    DayField,
    RadioField,
    TextField,
    refuse_web_address,
)
from samverkan.texts import clean_line, find_name, unique_names

MAX_ORGANISATIONS = 100
"""Parties that may be asked for."""


class LastDayField(DayField):
    """A last day to answer, within the days that `set_bounds` has said."""

    earliest = latest = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required_message=_("Välj en sista dag att svara."), **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if self.earliest and day < self.earliest:
            bound = {"day": date_format(self.earliest, "j F Y")}
            raise forms.ValidationError(_("Välj %(day)s eller en senare dag."), params=bound)
        if self.latest and day > self.latest:
            raise forms.ValidationError(
                _("Välj en dag inom tre månader. Ni kan flytta den framåt senare.")
            )
        return day


def set_bounds(field: Any, earliest: date, today: date) -> None:
    """Say which last days are possible.

    None so late that a collaboration which is kept as short as can be would be deleted before it: a
    round that is open changes only when its leader does something with it.
    """
    field.earliest = earliest
    field.latest = compute_deletion_date(today, LEAST_MONTHS) - timedelta(days=1)
    field.widget.attrs |= {"min": field.earliest.isoformat(), "max": field.latest.isoformat()}


class OrganisationsField(TextField):
    """One organisation a line; empty lines and those that are there already are left out."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 5})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = map(clean_line, super().clean(value).split("\n"))
        named = unique_names(filter(None, lines))
        too_long = next((name for name in named if len(name) > MAX_NAME), None)
        if too_long:
            raise forms.ValidationError(
                _("Korta namnet som börjar med ”%(start)s” till högst 200 tecken."),
                params={"start": too_long[:40]},
            )
        if len(named) > MAX_ORGANISATIONS:
            raise forms.ValidationError(_("Skriv högst 100 parter."))
        for name in named:
            refuse_web_address(name)
        if taken := next((name for name in named if find_name(name, _name_others())), ""):
            raise forms.ValidationError(
                _("Ta bort ”%(name)s”. De som svarar kan redan välja det, när ingen part passar."),
                params={"name": taken},
            )
        return named


def _name_others() -> list[str]:
    """What respondents choose for none of the parties, in each language that they may read."""
    names = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            names.append(gettext("Någon annan"))
    return names


def make_people_field(help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Hur många frågar ni?"),
        min_value=2,
        max_value=MAX_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=help_text,
        error_messages={
            "required": _("Klistra in adresser, eller skriv hur många ni frågar."),
            "min_value": _("Minst två. Är ni bara en, gör en diagnos på egen hand."),
            "max_value": _("Högst 500 personer."),
            "invalid": _("Skriv antalet med siffror, till exempel 11."),
        },
    )


# What is asked ------------------------------------------------------------------------------------

BREAKDOWNS = (
    (
        ORGANISATION,
        _(
            "Parterna: den som svarar väljer vilken den kommer från. Anonymt krävs minst 5 svar "
            "från en part för att den ska visas."
        ),
    ),
    (PERSPECTIVE, _("Perspektiven: initiativtagare, drivande, medverkande och intressenter")),
    (SECOND_PERSPECTIVE, _("Rollerna: arbetsgivare, fackliga, chefer och medarbetare")),
    (NO_BREAKDOWN, _("Ingenting: bara helheten visas")),
)


LENGTHS = (
    ("no", _("Hela: alla frågor, ungefär en kvart")),
    (
        "yes",
        _(
            "Kort: bara var ni står och vad ni helst vill arbeta med, ungefär fyra minuter. Passar "
            "mellan två hela omgångar."
        ),
    ),
)


class AskedFields(forms.Form):
    """How much is asked, and the one thing that the result is broken down by: two would together
    give small groups away."""

    is_short = RadioField(
        label=_("Hur mycket ska ni svara på?"),
        required=False,
        choices=LENGTHS,
        help_text=_(
            "En kort omgång visar läget, vad ni är oeniga om och vad ni vill arbeta med. Den säger "
            "inget om hur väl det fungerar, och föreslår inget att börja med."
        ),
    )

    breakdown = RadioField(
        label=_("Vad vill ni jämföra?"),
        choices=BREAKDOWNS,
        help_text=_(
            "Välj en sak. Den som svarar får frågan om just den. Två uppdelningar skulle "
            "tillsammans kunna visa vad en enda person har svarat."
        ),
        error_messages={"required": _("Välj vad ni vill jämföra.")},
    )

    def settle_breakdown(self) -> None:
        """Whoever writes parties and leaves the choice as it was compares the parties."""
        data = self.cleaned_data
        parties, before = data.get("organisations"), self.initial.get("organisations") or []
        if parties and parties != before and data.get("breakdown") == self.initial.get("breakdown"):
            data["breakdown"] = ORGANISATION
        is_wrong = "organisations" in self.errors
        if data.get("breakdown") == ORGANISATION and not (parties or is_wrong):
            self.add_error("organisations", _("Skriv vilka parter ni vill jämföra."))
