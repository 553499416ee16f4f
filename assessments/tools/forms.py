"""The forms of the tools."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm
from assessments.methods.stages.answers import MAX_NAME
from assessments.tools.rules import MOST_PARTIES, read_parties
from samverkan.forms import LineField, TextField, refuse_web_address

MOST_CHARACTERS = 4000
"""Characters of a list of parties."""


class PartiesForm(LaidOutForm):
    """The parties that are to have a sheet each, one on each line."""

    layout = ("parties",)
    parties = TextField(
        label=_("Vilka parter? Skriv en på varje rad."),
        max_length=MOST_CHARACTERS,
        error_messages={"required": _("Skriv minst en part.")},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Skriv organisationen, inte personen. Namnet syns för alla parter."),
    )

    def __init__(self, *args: Any, there: list[str], counted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there
        if counted:
            self.fields["parties"].label = _("Vilka är med? Skriv ett namn på varje rad.")
            self.fields["parties"].help_text = _(
                "Namnen syns här, men inte i resultatet. Svaren räknas när minst tre har svarat."
            )

    def clean_parties(self) -> list[str]:
        names = read_parties(self.cleaned_data["parties"], self.there)
        for name in names:
            refuse_web_address(name)
        _refuse_too_many(self.there, names)
        return names


class OwnSheetForm(LaidOutForm):
    """Who it is that is to have a sheet of their own."""

    name = LineField(
        label=_("Vad heter du?"),
        max_length=MAX_NAME,
        error_messages={"required": _("Skriv ditt namn.")},
        help_text=_("Namnet syns för den som leder samverkan, men inte i resultatet."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, there: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there

    def clean_name(self) -> str:
        [name] = read_parties(self.cleaned_data["name"], ())
        refuse_web_address(name)
        _refuse_too_many(self.there, [name])
        return name


TAKEN = _("Någon med det namnet har redan ett blad. Öppna länken till det, eller skriv namnet på ett annat sätt.")  # fmt: skip  # noqa: E501


def _refuse_too_many(there: list[str], names: list[str]) -> None:
    if len(there) + len(names) > MOST_PARTIES:
        message = _("Högst %(most)s får plats. Inget är ändrat.")
        raise forms.ValidationError(message, params={"most": MOST_PARTIES})
