"""The forms of the tools."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm
from assessments.tools.rules import MOST_PARTIES, read_parties
from samverkan.forms import TextField, refuse_web_address

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

    def __init__(self, *args: Any, there: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there

    def clean_parties(self) -> list[str]:
        names = read_parties(self.cleaned_data["parties"], self.there)
        for name in names:
            refuse_web_address(name)
        if len(self.there) + len(names) > MOST_PARTIES:
            message = _("Högst %(most)s parter får plats. Inget är ändrat.")
            raise forms.ValidationError(message, params={"most": MOST_PARTIES})
        return names
