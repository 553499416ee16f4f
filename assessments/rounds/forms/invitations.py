"""The form in which a leader pastes whom to invite."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.core.forms import LaidOutForm
from assessments.groups.rules.addresses import MAX_PASTED, Pasted, read_addresses
from assessments.groups.rules.doubts import Doubt, Why
from assessments.rounds.actions.opening import Settled
from assessments.rounds.selectors.invitations import Drafted
from samverkan.forms import ChoiceField, RadioField, TextField, make_helper
from samverkan.mail import can_be_mailed

MAX_LENGTH = 100_000
"""Characters in what is pasted: 500 addresses with long names."""

NAMED = 10
NAMED_LENGTH = 60
"""Bad addresses that the message names, and of each so many characters; all stay in the box."""


def make_addresses_field(label: Any, help_text: Any, *, required: bool = True) -> TextField:
    return TextField(
        label=label,
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=help_text,
        error_messages={
            "required": gettext_lazy("Skriv minst en e-postadress."),
            "max_length": gettext_lazy(
                "Listan är för lång. Dela upp den och bjud in några i taget."
            ),
        },
        required=required,
    )


def read_pasted(field: forms.Field, text: str) -> Pasted:
    """The addresses in what was pasted in such a field."""
    pasted = read_addresses(text, can_be_mailed)
    if len(pasted.addresses) > MAX_PASTED:
        raise ValidationError(field.error_messages["max_length"])
    if field.required and not (pasted.addresses or pasted.bad):
        raise ValidationError(field.error_messages["required"])
    return pasted


class InvitationForm(LaidOutForm):
    """A pasted list of addresses; nothing is sent while some of it cannot be read."""

    addresses = make_addresses_field(
        gettext_lazy("E-postadresser"),
        gettext_lazy(
            "Skriv eller klistra in, högst 500. Skilj dem åt med komma, semikolon eller ny rad. "
            "Anna Ek &lt;anna@kommun.se&gt; går också bra."
        ),
    )

    def clean_addresses(self) -> Pasted:
        return read_pasted(self.fields["addresses"], self.cleaned_data["addresses"])


class SettleForm(LaidOutForm):
    """What becomes of each doubtful address of a draft, and of what cannot be read.

    Args:
        sends: it is to be sent now: of an address that looks wrong somebody has to say where.
    """

    addresses = make_addresses_field(
        gettext_lazy("Fler adresser"),
        gettext_lazy("Det som går att läsa bjuds in. Det som inte går att läsa får inget mejl."),
        required=False,
    )

    def __init__(self, *args: Any, drafted: Drafted, sends: bool = True, **kwargs: Any) -> None:
        kept = {"addresses": "\n".join(drafted.left_out)}
        super().__init__(*args, initial=kept, **kwargs)
        self.drafted, self.sends = drafted, sends
        self.fields["addresses"].widget.attrs["rows"] = 3
        if drafted.left_out:
            self.fields["addresses"].label = _("De här raderna går inte att läsa. Rätta dem:")
        self.doubts = {f"doubt-{n}": doubt for n, doubt in enumerate(drafted.doubts)}
        for name, doubt in self.doubts.items():
            self.fields[name] = _make_doubt_field(doubt, must_choose=sends)
        self.helper = make_helper(*self.doubts, "addresses")

    def clean_addresses(self) -> Pasted:
        return read_pasted(self.fields["addresses"], self.cleaned_data["addresses"])

    def clean(self) -> None:
        """What cannot be read and was not there when the page was shown is to be seen first."""
        pasted = self.cleaned_data.get("addresses")
        news = [b for b in pasted.bad if b not in self.drafted.left_out] if pasted else []
        if self.sends and news:
            self.add_error("addresses", _describe_bad(news))

    @property
    def settled(self) -> Settled:
        """What has been decided, of a form that is valid."""
        pasted: Pasted = self.cleaned_data["addresses"]
        chosen = [(doubt, self.cleaned_data[name]) for name, doubt in self.doubts.items()]
        added = [doubt.other for doubt, choice in chosen if choice == "swap"]
        dropped = [doubt.address for doubt, choice in chosen if choice in ("swap", "drop")]
        unread = [d.address for d, choice in chosen if d.why is Why.UNREADABLE and not choice]
        return Settled([*pasted.addresses, *added], dropped, [*pasted.bad, *unread])


AS_WRITTEN: Final = (Why.NEAR, Why.TWICE)
"""Doubts of what is probably right: these begin with the address that was written."""


def _make_doubt_field(doubt: Doubt, *, must_choose: bool) -> ChoiceField:
    """What can be done with a doubtful address; of what cannot be read there is nothing to keep.

    A guessed address is never chosen beforehand: the mail holds a personal link.
    """
    keep = ("keep", _("Skicka till %(address)s") % {"address": doubt.address})
    swap = ("swap", _("Skicka till %(address)s") % {"address": doubt.other})
    drop = ("drop", _("Skicka inte"))
    choices = {
        Why.TWICE: (keep, ("drop", _("Skicka bara till %(address)s") % {"address": doubt.other})),
        Why.UNREADABLE: (swap, drop),
    }.get(doubt.why, (swap, keep, drop))
    said = _("Samma person två gånger?") if doubt.why is Why.TWICE else _("Är adressen rätt?")
    is_as_written = doubt.why in AS_WRITTEN
    asked = _("Välj vart inbjudan till %(address)s ska skickas.") % {"address": doubt.address}
    return RadioField(
        label=f"{doubt.address}: {said}",
        choices=choices,
        required=must_choose and not is_as_written,
        initial="keep" if is_as_written else None,
        error_messages={"required": asked},
    )


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
    form.add_error("addresses", describe_full(full))
    return form


def describe_full(full: Sequence[str]) -> str:
    return ngettext(
        "%(named)s har redan fått så många inbjudningar i dag att ingen ny skickas. Försök igen i morgon, eller dela grupplänken.",  # noqa: E501
        "%(number)d adresser har redan fått så många inbjudningar i dag att inga nya skickas: %(named)s. Försök igen i morgon, eller dela grupplänken.",  # noqa: E501
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
