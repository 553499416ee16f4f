"""The form in which a leader pastes whom to invite."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.core.forms import LaidOutForm
from assessments.groups.rules.addresses import MAX_PASTED, Pasted, read_addresses
from samverkan.forms import TextField
from samverkan.mail import can_be_mailed

MAX_LENGTH = 100_000
"""Characters in what is pasted: 500 addresses with long names."""

NAMED = 10
NAMED_LENGTH = 60
"""Bad addresses that the message names, and of each so many characters; all stay in the box."""


class InvitationForm(LaidOutForm):
    """A pasted list of addresses; nothing is sent while some of it cannot be read."""

    addresses = TextField(
        label=gettext_lazy("E-postadresser"),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=gettext_lazy(
            "Skriv eller klistra in, högst 500. Skilj dem åt med komma, semikolon eller ny rad. "
            "Anna Ek &lt;anna@kommun.se&gt; går också bra."
        ),
        error_messages={
            "required": gettext_lazy("Skriv minst en e-postadress."),
            "max_length": gettext_lazy(
                "Listan är för lång. Dela upp den och bjud in några i taget."
            ),
        },
    )

    def clean_addresses(self) -> Pasted:
        pasted = read_addresses(self.cleaned_data["addresses"], can_be_mailed)
        if len(pasted.addresses) > MAX_PASTED:
            raise ValidationError(self.fields["addresses"].error_messages["max_length"])
        if not (pasted.addresses or pasted.bad):
            raise ValidationError(self.fields["addresses"].error_messages["required"])
        return pasted


def make_form_to_mend(pasted: Pasted) -> InvitationForm:
    """A form with what cannot be read first in the box, then the good; a message names the bad."""
    form = InvitationForm({"addresses": "\n".join((*pasted.bad, "", *pasted.addresses)).strip()})
    form.is_valid()
    form.add_error("addresses", _describe_bad(pasted.bad))
    return form


def make_form_with_rest(bad: Sequence[str], full: Sequence[str]) -> InvitationForm:
    """A form with only what was not invited left in the box.

    Of `bad`, which is no address, it has been said; `full` have been mailed too often today, and a
    message names them.
    """
    rest = {"addresses": "\n".join([*bad, *full])}
    if not full:
        return InvitationForm(initial=rest)
    form = InvitationForm(rest)
    form.is_valid()
    form.add_error("addresses", _describe_full(full))
    return form


def _describe_full(full: Sequence[str]) -> str:
    return ngettext(
        "%(named)s har redan fått så många inbjudningar i dag att ingen ny skickas. Adressen står kvar i rutan. Försök igen i morgon, eller dela grupplänken.",  # noqa: E501
        "%(number)d adresser har redan fått så många inbjudningar i dag att inga nya skickas: %(named)s. De står kvar i rutan. Försök igen i morgon, eller dela grupplänken.",  # noqa: E501
        len(full),
    ) % {"number": len(full), "named": _name_some(full)}


def _name_some(written: Sequence[str]) -> str:
    named = "; ".join(truncatechars(each, NAMED_LENGTH) for each in written[:NAMED])
    if len(written) > NAMED:
        named += " " + _("och %(number)d till") % {"number": len(written) - NAMED}
    return named


def _describe_bad(bad: Sequence[str]) -> str:
    return ngettext(
        "En rad går inte att läsa som en adress: %(named)s. Inget har skickats. Den står först i rutan. Rätta den eller ta bort den.",  # noqa: E501
        "%(number)d rader går inte att läsa som adresser: %(named)s. Inget har skickats. De står först i rutan. Rätta dem eller ta bort dem.",  # noqa: E501
        len(bad),
    ) % {"number": len(bad), "named": _name_some(bad)}
