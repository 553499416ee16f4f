"""The forms of the steering group's page and of its link."""

from datetime import date, timedelta
from typing import Any, Final

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm
from assessments.instruments.instrument import MAX_TEXT
from assessments.meeting.rules.meeting import Outcome
from assessments.methods.stages.answers import MAX_NAME, MAX_SCOPE
from samverkan.forms import ChoiceField, DayField, LineField, TextField

LINK_DAYS: Final = 60
"""Days that a link works unless its maker says otherwise."""

MOST_LINK_DAYS: Final = 365
"""The most days that a link may be made for."""


class _SteeringForm(LaidOutForm):
    """A form of a page that may have several: the ids of its fields begin with its own name."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.lower()}-%s"
        self.today = today


class SteeringLinkForm(_SteeringForm):
    expires_on = DayField(
        label=_("Länken gäller till och med"),
        required_message=_("Välj den sista dagen som länken ska gälla."),
    )

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if day < self.today:
            raise forms.ValidationError(_("Den dagen har redan varit. Välj en senare dag."))
        if day > self.today + timedelta(days=MOST_LINK_DAYS):
            raise forms.ValidationError(_("Välj en dag inom ett år."))
        return day


class CommentForm(_SteeringForm):
    layout = ("text", Field("name", autocomplete="name"))
    text = TextField(
        label=_("Kommentar"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv kommentaren först.")},
    )
    name = LineField(
        label=_("Ert namn"), required=False, max_length=MAX_NAME, help_text=_("Frivilligt.")
    )


class DecisionForm(_SteeringForm):
    layout = ("decided_on", "text", Field("name", autocomplete="name"))
    decided_on = DayField(label=_("Dag"), required_message=_("Välj dagen för beslutet."))
    text = TextField(
        label=_("Vad beslutades?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Till exempel: Vi avsätter arbetstid för alla parter från i höst."),
        error_messages={"required": _("Skriv vad som beslutades. Det räcker med en mening.")},
    )
    name = LineField(
        label=_("Antecknat av"), required=False, max_length=MAX_NAME, help_text=_("Frivilligt.")
    )

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(
                _("Den dagen har inte varit än. Välj i dag eller tidigare.")
            )
        return day


class ItemForm(DecisionForm):
    """What is decided of one thing that the group has asked for; `revision` is what was read."""

    layout = ("outcome", "text", "decided_on", Field("name", autocomplete="name"), "revision")
    outcome = ChoiceField(
        label=_("Vad beslutar ni?"),
        choices=[
            (Outcome.PROPOSED.value, _("Enligt förslaget")),
            (Outcome.CHANGED.value, _("Med ändring: skriv den nya lydelsen")),
            (Outcome.REFERRED.value, _("Återremiss: skriv vad som behöver göras om")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vad ni beslutar.")},
    )
    text = TextField(
        label=_("Ny lydelse, eller varför"),
        required=False,
        max_length=MAX_SCOPE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lämna tomt om ni beslutar enligt förslaget."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, action_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_%s"
        self.action_id = action_id

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needs_text = given.get("outcome") in (Outcome.CHANGED, Outcome.REFERRED)
        if needs_text and not given.get("text") and "text" not in self.errors:
            self.add_error("text", _("Skriv den nya lydelsen, eller varför ni återremitterar."))
        if "outcome" in given:
            given["outcome"] = Outcome(given["outcome"])
        return given
