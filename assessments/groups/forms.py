"""The forms of a collaboration: its profile, its parts, its members, how long it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm, MarkedForm, set_choices
from assessments.core.rules.permissions import Role
from assessments.filling.forms.diagnoses import NamingForm
from assessments.instruments.instrument import MAX_TEXT
from assessments.methods.stages.answers import MAX_NAME, MAX_SCOPE
from assessments.models import Member
from assessments.models.collaborations import MAX_YEAR, OPTIONAL_PROFILE
from assessments.rounds.forms.fields import OrganisationsField
from model_content.labels import GEOGRAPHY_LABELS, LEVEL_LABELS, PRIORITY_LABELS, TYPE_LABELS, Label
from samverkan.forms import (
    EmailField,
    LineField,
    MultipleChoiceField,
    NameField,
    RadioField,
    TextField,
    TypedChoiceField,
)


class CollaborationForm(LaidOutForm, NamingForm):
    layout = (Field("name", autocomplete="off"), "scope")


def make_boxes(labels: Mapping[str, Label], **kwargs: Any) -> MultipleChoiceField:
    return MultipleChoiceField(
        **kwargs, choices=list(labels.items()), widget=forms.CheckboxSelectMultiple, required=False
    )


class ProfileForm(MarkedForm, NamingForm):
    """What a collaboration is, in the eight fields that the model's own cases are described in."""

    layout = (Field("name", autocomplete="off"), "scope", *OPTIONAL_PROFILE, "seen")
    parties = OrganisationsField(
        label=_("Vilka parter ingår?"),
        help_text=_("Skriv en part per rad. I en omgång kan den som svarar välja sin."),
    )
    start = LineField(
        label=_("När började samverkan?"),
        max_length=MAX_YEAR,
        required=False,
        help_text=_("Till exempel 2019 eller våren 2024."),
    )
    end = LineField(
        label=_("När tar den slut?"),
        max_length=MAX_YEAR,
        required=False,
        help_text=_("Lämna tomt om inget slut är bestämt."),
    )
    initiators_and_purpose = TextField(
        label=_("Vilka tog initiativet, och varför?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    types = make_boxes(TYPE_LABELS, label=_("Vilken typ av samverkan är det?"))
    levels = make_boxes(LEVEL_LABELS, label=_("På vilken nivå samverkar ni?"))
    geography = make_boxes(GEOGRAPHY_LABELS, label=_("Hur långt sträcker den sig?"))
    priority = RadioField(
        label=_("Hur högt prioriteras samverkan?"),
        choices=[("", _("Inte angivet")), *PRIORITY_LABELS.items()],
        required=False,
    )
    results = TextField(
        label=_("Vad har samverkan gett?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class PartForm(MarkedForm):
    layout = (Field("name", autocomplete="off"), "scope", "seen")
    name = NameField(
        label=_("Vad heter delen?"),
        max_length=MAX_NAME,
        help_text=_("Till exempel en arbetsgrupp eller ett delprojekt."),
        error_messages={"required": _("Skriv vad delen heter.")},
    )
    scope = NameField(
        label=_("Det här räknas in i delen:"),
        max_length=MAX_SCOPE,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Lämna tomt om samma sak räknas in som i hela samverkan."),
    )


class MemberForm(LaidOutForm):
    layout = (Field("email", autocomplete="off", inputmode="email"), "role")
    email = EmailField(
        label=_("E-postadress"),
        # Not the visitor's own: no field for browsers to fill in with that.
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        help_text=_(
            "Dit mejlar vi att personen har fått tillgång, och hur det går till att logga in."
        ),
    )
    role = RadioField(
        label=_("Vad ska personen få göra?"),
        choices=[
            (Role.READER.value, _("Läsa: se omgångar, resultat och plan")),
            (Role.CO_LEADER.value, _("Leda med: också bjuda in, ändra och hålla möten")),
        ],
        error_messages={"required": _("Välj vad personen ska få göra.")},
    )


class HandOverForm(LaidOutForm):
    member = RadioField(
        label=_("Vem ska leda?"),
        error_messages={"required": _("Välj vem som ska leda.")},
    )
    sure = forms.BooleanField(
        label=_("Ja, lämna över ledningen. Efter det leder ni med."),
        error_messages={"required": _("Kryssa i att ni vill lämna över.")},
    )

    def __init__(self, *args: Any, co_leaders: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "member", [(str(each.pk), each.user.email) for each in co_leaders])


KEPT_CHOICES: Final = (
    (3, _("3 månader")),
    (6, _("6 månader")),
    (13, _("13 månader")),
    (24, _("2 år")),
    (36, _("3 år")),
    (60, _("5 år")),
)


class KeepingForm(MarkedForm):
    layout = ("months", "seen")
    months = TypedChoiceField(
        label=_("Spara så här länge efter den senaste ändringen"),
        choices=KEPT_CHOICES,
        coerce=int,
        error_messages={"required": _("Välj hur länge.")},
    )
