"""The forms of those who answer in a group's round."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.labels import PERSPECTIVE_CHOICES, SECOND_PERSPECTIVE_CHOICES
from assessments.filling.forms.diagnoses import MailForm
from assessments.methods.stages.answers import MAX_NAME
from assessments.models import Assessment, Respondent
from assessments.rounds.actions.rounds import Background
from assessments.rounds.rules.terms import PERSPECTIVE, SECOND_PERSPECTIVE
from samverkan.forms import EmailField, LineField, RadioField, make_helper
from samverkan.texts import find_name, unique_names

OTHER_ORGANISATION = " annan"
"""Chosen for none of the parties. The parties' values are their names, and no name begins with a
space: whatever a leader writes, its value is another."""


class BackgroundForm(forms.Form):
    """Who somebody answers as: only what the round asks for, and a name where all names show."""

    name = LineField(
        label=_("Vad heter du?"),
        max_length=MAX_NAME,
        help_text=_("Den som leder samverkan ser namnet."),
        error_messages={"required": _("Skriv ditt namn: den här omgången är inte anonym.")},
    )
    perspective = RadioField(
        label=_("Vilken roll i samverkan stämmer bäst på dig?"),
        choices=PERSPECTIVE_CHOICES.items(),
        error_messages={"required": _("Välj den roll som stämmer bäst.")},
    )
    second_perspective = RadioField(
        label=_("Vem företräder du?"),
        choices=[("", _("Vill inte svara")), *SECOND_PERSPECTIVE_CHOICES.items()],
        required=False,
    )
    organisation = RadioField(
        label=_("Varifrån kommer du?"),
        error_messages={"required": _("Välj varifrån du kommer, eller ”Någon annan”.")},
    )

    def __init__(self, assessment: Assessment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = [(name, name) for name in unique_names(assessment.asked_parties)]
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            *parties, (OTHER_ORGANISATION, _("Någon annan")),
        ]  # fmt: skip
        self._keep_what_is_asked(assessment)
        self.helper = make_helper(
            *(Field(n, autocomplete="name") if n == "name" else n for n in self.fields)
        )

    def _keep_what_is_asked(self, assessment: Assessment) -> None:
        asked = {
            "name": not assessment.anonymous,
            "perspective": assessment.breakdown == PERSPECTIVE,
            "second_perspective": assessment.breakdown == SECOND_PERSPECTIVE,
            "organisation": bool(assessment.asked_parties),
        }
        for name in [name for name, is_asked in asked.items() if not is_asked]:
            del self.fields[name]

    @property
    def background(self) -> Background:
        """What was given, as it is stored."""
        given = self.cleaned_data
        if given.get("organisation") == OTHER_ORGANISATION:
            given = given | {"organisation": ""}
        return Background(**given)


def read_background(respondent: Respondent) -> dict[str, str]:
    """What a respondent has said, as the form shows it."""
    return {
        "name": respondent.name,
        "perspective": respondent.perspective,
        "second_perspective": respondent.second_perspective,
        "organisation": find_name(respondent.organisation, respondent.assessment.organisations)
        or OTHER_ORGANISATION,
    }


class ResultMailForm(MailForm):
    """Where to mail that the result is there; the address is kept until then, tied to nothing."""

    email = EmailField(
        label=_("Din e-postadress"),
        help_text=_(
            "Mejlet kommer inom en timme efter att den som leder visar resultatet för er som "
            "svarade. Har det inte "
            "hänt inom åtta veckor får du veta vem du kan fråga. Adressen raderas när mejlet går, "
            "senast 60 dagar efter att omgången stängt. Inget knyter den till dina svar."
        ),
    )


class MailOwnForm(MailForm):
    """Where to mail the link to one's own answers; the address is used once and not kept."""

    email = EmailField(
        label=_("Skicka min länk till mig"),
        help_text=_("Adressen används en gång och sparas inte."),
    )
