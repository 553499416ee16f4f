"""The forms of a collaboration's consents, and of staff's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.core.forms import LaidOutForm
from assessments.core.stale import MarkedForm
from assessments.instruments.instrument import MAX_TEXT
from samverkan.forms import MailedField


class SharingForm(MarkedForm):
    counted = forms.BooleanField(
        label=_("Ja, vi får räknas med i den regionala översikten"),
        help_text=_("Ni är med i siffror över många samverkan och nämns aldrig vid namn."),
        required=False,
    )
    named = forms.BooleanField(
        label=_("Ja, vi vill hittas av andra som söker erfarenhet"),
        help_text=_(
            "I den öppna listan ”Lär av varandra” står namnet, vad det är för samverkan, vad ni är "
            "bra på och hur andra når er. Inget annat visas."
        ),
        required=False,
    )


class DeclineForm(LaidOutForm):
    reason = MailedField(
        label=_("Varför inte?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Det mejlas till dem som leder samverkan och sparas inte här."),
        error_messages={"required": _("Skriv varför.")},
    )
