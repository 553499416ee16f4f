"""What all forms share: how they are laid out, and the fields that several of them have."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from samverkan.mail import MAX_ADDRESS, validate_address

WRITE_AN_ADDRESS = _("Skriv en e-postadress.")
NOT_AN_ADDRESS = _("Adressen ser inte rätt ut. Kontrollera den, till exempel anna@kommun.se.")


def make_helper(*layout: Any) -> FormHelper:
    """Lay out the fields of a form whose tag and button the template writes."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*layout)
    return helper


class EmailField(forms.EmailField):
    """An address that can be mailed."""

    default_validators = [validate_address]
    default_error_messages = {"required": WRITE_AN_ADDRESS, "invalid": NOT_AN_ADDRESS}

    def __init__(self, *, max_length: int = MAX_ADDRESS, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar.

    Args:
        required_message: what is said where no day has been chosen.
    """

    default_error_messages = {
        "invalid": _("Skriv dagen som år-månad-dag, till exempel 2027-03-31."),
    }

    def __init__(self, *, required_message: Any = "", **kwargs: Any) -> None:
        if required_message:
            kwargs["error_messages"] = {"required": required_message}
        calendar = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=calendar, **kwargs)
