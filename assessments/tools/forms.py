"""The forms of the tools."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm
from assessments.methods.stages.answers import MAX_NAME
from assessments.tools.rules import LEAST_PARTIES, MOST_PARTIES, read_parties
from samverkan.forms import LineField, TextField, refuse_what_calls
from samverkan.mail import can_be_mailed
from samverkan.texts import normalise_address

MOST_CHARACTERS = 4000
"""Characters of a list of parties."""


class OwnSheetsForm(LaidOutForm):
    """Names those who are to have a sheet each, beside those who are `there`."""

    def __init__(self, *args: Any, there: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there

    def refuse_too_many(self, names: Iterable[str]) -> None:
        if len({*self.there, *names}) > MOST_PARTIES:
            message = _("Högst %(most)s får plats. Inget är ändrat.")
            raise forms.ValidationError(message, params={"most": MOST_PARTIES})


class PartiesForm(OwnSheetsForm):
    """The parties that are to have a sheet each, one on each line."""

    layout = ("parties",)
    parties = TextField(
        label=_("Vilka parter? Skriv en på varje rad."),
        max_length=MOST_CHARACTERS,
        error_messages={"required": _("Skriv minst en part.")},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Skriv organisationen, inte personen. Namnet syns för alla parter. En e-postadress "
            "efter namnet är frivillig: den används bara till att mejla länken."
        ),
    )

    def __init__(self, *args: Any, counted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least = 1 if counted else LEAST_PARTIES
        if counted:
            self.fields["parties"].label = _("Vilka är med? Skriv ett namn på varje rad.")
            self.fields["parties"].help_text = _(
                "Namnen syns här, men inte i resultatet. Svaren räknas när minst tre har svarat. "
                "En e-postadress efter namnet är frivillig: den används bara till att mejla länken."
            )

    def clean_parties(self) -> dict[str, str]:
        parties = read_parties(self.cleaned_data["parties"], self.there)
        for name, address in parties.items():
            refuse_what_calls(name)
            if len(name) > MAX_NAME:
                message = _("Ett namn får ha högst %(most)s tecken: %(name)s… Inget är ändrat.")
                raise forms.ValidationError(message, params={"most": MAX_NAME, "name": name[:40]})
            if not name:
                message = _("Skriv namnet före adressen: %(address)s")
                raise forms.ValidationError(message, params={"address": address})
            if address and not can_be_mailed(address):
                message = _("Det här går inte att läsa som en adress: %(bad)s")
                raise forms.ValidationError(message, params={"bad": address})
        if len({*self.there, *parties}) < self.least:
            message = _("Skriv minst två parter med olika namn, en på varje rad. Inget är ändrat.")
            raise forms.ValidationError(message)
        self.refuse_too_many(parties)
        return {name: normalise_address(address) or address for name, address in parties.items()}


class OwnSheetForm(OwnSheetsForm):
    """Who it is that is to have a sheet of their own."""

    name = LineField(
        label=_("Vad heter du?"),
        max_length=MAX_NAME,
        error_messages={"required": _("Skriv ditt namn.")},
        help_text=_("Namnet syns för den som leder samverkan, men inte i resultatet."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        refuse_what_calls(name)
        self.refuse_too_many([name])
        return name


TAKEN = _("Någon med det namnet har redan ett blad. Öppna länken till det, eller skriv namnet på ett annat sätt.")  # fmt: skip  # noqa: E501
