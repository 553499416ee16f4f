"""The forms of a diagnosis with one set of answers, and of feedback."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm, MarkedForm
from assessments.instruments.instrument import MAX_TEXT
from assessments.methods.stages.answers import MAX_NAME, MAX_SCOPE
from assessments.models import MAX_PEOPLE, Answered, FeedbackTopic
from samverkan.forms import (
    DayField,
    EmailField,
    NameField,
    RadioField,
    TextField,
    make_helper,
    refuse_what_calls,
)

OF_ONE_SHEET = [(choice.value, choice.label) for choice in (Answered.ALONE, Answered.TOGETHER)]
"""The ways to answer that give one set of answers; a group's round is prepared elsewhere."""

GROUP_INSTEAD = format_lazy(
    '{} <a href="{}">{}</a>',
    _("Ska var och en svara för sig?"),
    reverse_lazy("new_collaboration"),
    _("Logga in och bjud in gruppen"),
)


class NamingForm(forms.Form):
    """What a collaboration is called and what is counted in."""

    name = NameField(
        label=_("Vad heter er samverkan?"),
        max_length=MAX_NAME,
        help_text=_("Till exempel Samverkan kring vuxenutbildning."),
        error_messages={"required": _("Skriv ett namn, så att ni känner igen er i rapporten.")},
    )
    scope = NameField(
        label=_("Det här räknas in:"),
        max_length=MAX_SCOPE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Fortsätt meningen. Till exempel: vuxenutbildningen i Piteå, Luleå och Boden, "
            "men inte yrkeshögskolan. Den står på varje sida, så att alla svarar om samma sak."
        ),
        error_messages={"required": _("Fortsätt meningen, annars svarar ni lätt om olika saker.")},
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        refuse_what_calls(name)
        return name


class DiagnosisForm(MarkedForm, NamingForm):
    """What the diagnosis is about and who answers, with one set of answers."""

    answered = RadioField(label=_("Vem svarar?"), choices=OF_ONE_SHEET)
    people = forms.IntegerField(
        label=_("Hur många svarar tillsammans?"),
        required=False,
        min_value=2,
        max_value=MAX_PEOPLE,
        help_text=_("Fyll i om gruppen svarar tillsammans. Det står i rapporten."),
        error_messages={
            "min_value": _("Minst två. Är ni bara en, välj att en person svarar."),
            "max_value": _("Högst 500 personer."),
            "invalid": _("Skriv antalet med siffror, till exempel 7."),
        },
    )

    funded_until = forms.DateField(
        label=_("Pengar och uppdrag är beslutade till och med"),
        required=False,
        # Written, not picked: a calendar's parts cannot all be reached and seen by keyboard.
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
        error_messages={"invalid": DayField.default_error_messages["invalid"]},
        help_text=_(
            "Frivilligt, till exempel 2027-06-30. Är det mindre än ett år dit säger resultatet "
            "vem som behöver besluta."
        ),
    )

    def __init__(
        self,
        *args: Any,
        offers_group: bool = False,
        names: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if offers_group:
            self.fields["answered"].help_text = GROUP_INSTEAD
        naming = [Field("name", autocomplete="off"), "scope"]
        if not names:
            naming = []
            del self.fields["name"], self.fields["scope"]
        self.helper = make_helper(
            *naming,
            "answered",
            Div(Field("people", inputmode="numeric"), css_class="people"),
            "funded_until",
            "seen",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answered") == Answered.ALONE:
            data["people"] = 1
            self.errors.pop("people", None)  # hidden and unused when one person answers
        elif "answered" in data and not data.get("people") and "people" not in self.errors:
            self.add_error("people", _("Skriv hur många ni är som svarar tillsammans."))
        return data


class MailForm(LaidOutForm):
    """Where to mail the link; the address is used once and not kept."""

    layout = (Field("email", autocomplete="email", inputmode="email"),)
    email = EmailField(
        label=_("Mejla länkarna till er själva"),
        help_text=_("Adressen används en gång och sparas inte."),
    )


class FeedbackForm(LaidOutForm):
    """What a visitor wants to tell us, anonymously unless they ask for an answer."""

    layout = ("topic", "text", Field("email", autocomplete="email", inputmode="email"))
    topic = RadioField(
        label=_("Vad gäller det?"),
        choices=FeedbackTopic.choices,
        required=False,
        error_messages={"invalid_choice": _("Välj något av alternativen.")},
    )
    text = TextField(
        label=_("Vad vill ni säga?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Skriv inga personuppgifter om andra. Klistra inte in era länkar."),
        error_messages={"required": _("Skriv något först.")},
    )
    email = EmailField(
        label=_("E-postadress, om ni vill ha svar"),
        required=False,
        help_text=_("Frivilligt. Lämna tomt om ni vill vara anonyma."),
        error_messages={
            "invalid": _(
                "Adressen ser inte rätt ut. Rätta den, eller lämna fältet tomt om ni vill "
                "vara anonyma."
            ),
        },
    )

    def clean_topic(self) -> str:
        return self.cleaned_data["topic"] or FeedbackTopic.OTHER
