"""The forms of a collaboration's consents, of staff's answer, and of a question to it."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm, MarkedForm, set_choices
from assessments.groups.forms import make_boxes
from assessments.instruments.instrument import MAX_TEXT
from assessments.methods.stages.answers import MAX_NAME
from assessments.sharing.rules import CONSENTS, MAX_GOOD_AT, MOST_ASPECTS
from samverkan.forms import MailedField, NameField


class SharingForm(MarkedForm):
    """`strong` are the aspects to choose from, by code."""

    counted = forms.BooleanField(
        label=_("Ja, vi får räknas med i den regionala översikten"),
        help_text=_("Ni är med i siffror över många samverkan och nämns aldrig vid namn."),
        required=False,
    )
    named = forms.BooleanField(
        label=_("Ja, vi vill hittas av andra som söker erfarenhet"),
        help_text=_(
            "I den öppna listan ”Lär av varandra” står namnet, vad det är för samverkan och vad "
            "ni är bra på. Andra kan fråga er genom ett formulär. Inget annat visas."
        ),
        required=False,
    )
    good_at = MailedField(
        label=_("Vad är ni bra på?"),
        max_length=MAX_GOOD_AT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_(
            "Skriv med egna ord vad andra kan fråga er om. Skriv inga personnamn och inga "
            "adresser: frågorna kommer med mejl till er som leder."
        ),
    )
    aspects = make_boxes(
        {}, label=_("Vilka styrkor vill ni visa?"), help_text=_("Välj högst tre, eller ingen.")
    )

    def __init__(self, *args: Any, strong: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if strong:
            set_choices(self, "aspects", list(strong.items()))
        else:
            del self.fields["aspects"]
        words = [name for name in ("good_at", "aspects") if name in self.fields]
        rest = [name for name in self.fields if name not in (*CONSENTS, *words)]
        self.helper.layout.fields = [*CONSENTS, Div(*words, css_class="of-yes"), *rest]

    def clean_aspects(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["aspects"]
        if len(chosen) > MOST_ASPECTS:
            raise forms.ValidationError(_("Välj högst tre styrkor."))
        return chosen

    def clean(self) -> None:
        if self.cleaned_data.get("named") and not self.cleaned_data.get("good_at", "x"):
            self.add_error("good_at", _("Skriv vad ni är bra på, så att andra vet vad de kan fråga om."))  # fmt: skip  # noqa: E501


class AskForm(LaidOutForm):
    who = NameField(
        label=_("Vem är du?"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Ditt namn och var du arbetar."),
        error_messages={"required": _("Skriv vem du är.")},
    )
    question = MailedField(
        label=_("Vad vill du fråga?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Skriv din fråga.")},
    )


class DeclineForm(LaidOutForm):
    reason = MailedField(
        label=_("Varför?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Det mejlas till dem som leder samverkan och sparas inte här."),
        error_messages={"required": _("Skriv varför.")},
    )
