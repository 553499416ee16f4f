"""The forms of what a group decides to do, and of what has become of it."""

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm, MarkedForm
from assessments.core.labels import ACTION_STATUS_LABELS
from assessments.methods.stages.answers import MAX_NAME, MAX_SCOPE
from model_content.domain.content import Edition
from samverkan.forms import (
    ChoiceField,
    DayField,
    EmailField,
    Folded,
    LineField,
    RadioField,
    make_helper,
)


class ActionForm(LaidOutForm):
    """What is decided: what, who, by when, for which aspect of the edition, and who decides it.

    Nothing new can be planned before `today`. Where there is only one `aspect` it is not asked for.
    """

    what = LineField(
        label=_("Vi beslutar att …"),
        max_length=MAX_SCOPE,
        help_text=_("Till exempel: utse en samordnare på halvtid."),
        error_messages={"required": _("Skriv vad ni beslutar.")},
    )
    who = LineField(label=_("Vem ansvarar?"), max_length=MAX_NAME, required=False)
    due_on = DayField(label=_("Klart senast"), required=False)
    who_email = EmailField(
        label=_("E-post till den som ansvarar"),
        required=False,
        help_text=_(
            "Frivilligt. Vi mejlar en vecka före dagen och när det är försenat. Adressen används "
            "bara till det, och tas bort när det är klart."
        ),
    )
    aspect = ChoiceField(label=_("Vilken aspekt gäller det?"), required=False)
    for_steering = forms.BooleanField(
        label=_("Styrgruppen ska besluta det här"),
        required=False,
        help_text=_("Styrgruppen ser det direkt, först på sin sida, och beslutar där."),
    )
    cost = LineField(
        label=_("Kostnad"),
        max_length=MAX_NAME,
        required=False,
        help_text=_("Bara om det kostar något, till exempel 200 000 kr om året."),
    )

    def __init__(
        self, *args: Any, edition: Edition, today: date, aspect: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.only_aspect = aspect
        if self.empty_permitted:  # it is asked for only where something else is filled in
            self.fields["what"].required = False
        if aspect:
            del self.fields["aspect"]
        else:
            self.fields["aspect"].choices = _list_choices(edition)  # type: ignore[attr-defined]
        is_new = self.empty_permitted
        seldom = (
            "for_steering",
            Field("cost", autocomplete="off"),
            Field("who_email", autocomplete="off"),
        )
        self.helper = make_helper(
            Field("what", autocomplete="off"),
            Div(Field("who", autocomplete="off"), "due_on", css_class="three"),
            *([] if aspect else [Field("aspect", css_class="form-control")]),
            *([Folded(_("Styrgruppen, kostnad och påminnelse"), *seldom)] if is_new else seldom),
        )
        self.helper.disable_csrf = True

    def clean_what(self) -> str:
        what: str = self.cleaned_data["what"]
        if not what:  # something else is filled in, or nothing of it can be read
            raise forms.ValidationError(self.fields["what"].error_messages["required"])
        return what

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day and day < self.today and "due_on" in self.changed_data:
            raise forms.ValidationError(_("Den dagen har redan varit. Välj en senare."))
        return day

    @property
    def fields_of_action(self) -> dict[str, Any]:
        """What `add_action` and `update_action` take, once the form is valid."""
        named = ("what", "who", "due_on", "who_email", "for_steering", "cost")
        given = {name: self.cleaned_data[name] for name in named}
        return given | {"aspect": self.only_aspect or self.cleaned_data["aspect"]}


def _list_choices(edition: Edition) -> list[Any]:
    """No aspect, then all of them, stage by stage; no element can stand in an option."""
    return [
        ("", _("Ingen särskild")),
        *(
            (str(stage.title), [(aspect.code, str(aspect.title)) for aspect in stage.aspects])
            for stage in edition.stages
        ),
    ]


class PlannedActionForm(MarkedForm, ActionForm):
    """An action of the plan, with what has become of it where that is among what it shows."""

    status = RadioField(
        label=_("Läge"),
        choices=list(ACTION_STATUS_LABELS.items()),
        error_messages={"required": _("Välj ett läge.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aspect: Any = self.fields["aspect"]
        code = str(self.initial.get("aspect", ""))
        # What the action is about stays to choose also where the edition no longer has it.
        if not aspect.valid_value(code):
            aspect.choices = [*aspect.choices, (code, _("Som förut (aspekten finns inte längre)"))]
        if "status" in self.initial:
            self.helper.layout.append("status")
        else:
            del self.fields["status"]
        self.helper.layout.append("seen")

    @property
    def fields_of_action(self) -> dict[str, Any]:
        status = self.cleaned_data.get("status")
        return super().fields_of_action | ({"status": status} if status else {})
