"""What all forms share: how they are laid out, and the fields that several of them have."""

from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from samverkan.mail import MAX_ADDRESS, validate_address
from samverkan.texts import (
    clean_line,
    clean_text,
    find_phone_number,
    find_web_address,
    is_readable,
    is_seen,
    is_storable,
    normalise_address,
)


def make_helper(*layout: Any) -> FormHelper:
    """Lay out the fields of a form whose tag and button the template writes."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True  # the template writes it, and the form's own token, with the tag
    helper.layout = Layout(*layout)
    return helper


class Folded(Div):  # type: ignore[misc]
    """The seldom-used fields of a form, folded unless one of them is wrong."""

    template = "components/folded_fields.html"

    def __init__(self, title: Any, *fields: Any) -> None:
        super().__init__(*fields)
        self.title = title
        self.names = {name for field in fields for name in getattr(field, "fields", [field])}
        self.is_open = False

    def render(self, form: forms.BaseForm, context: Any, *args: Any, **kwargs: Any) -> SafeString:
        self.is_open = bool(self.names & set(form.errors))
        rendered: SafeString = super().render(form, context, *args, **kwargs)
        return rendered


class LimitedField(forms.CharField):
    """A text that may have so many characters; both numbers are said of one that is too long."""

    default_error_messages = {
        "max_length": _(
            "Texten är för lång: %(show_value)s tecken. Den får ha högst %(limit_value)s."
        ),
        "null_characters_not_allowed": _("Texten innehåller tecken som inte syns."),
    }

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except forms.ValidationError as refused:
            for error in refused.error_list:
                if error.code == "max_length" and error.params:
                    for name in ("show_value", "limit_value"):
                        error.params[name] = number_format(error.params[name], force_grouping=True)
            raise


NOT_A_CHOICE: Final[dict[str, Any]] = {
    "required": _("Välj något av alternativen."),
    "invalid_choice": _("Välj något av alternativen."),
    "invalid_list": _("Välj bland alternativen."),
}


class ChoiceField(forms.ChoiceField):
    """One of the choices; what is none of them is not repeated."""

    default_error_messages = NOT_A_CHOICE


class RadioField(ChoiceField):
    widget = forms.RadioSelect


class TypedChoiceField(forms.TypedChoiceField):
    default_error_messages = NOT_A_CHOICE


class MultipleChoiceField(forms.MultipleChoiceField):
    default_error_messages = {**NOT_A_CHOICE, "invalid_choice": _("Välj bland alternativen.")}


class EmailField(LimitedField, forms.EmailField):
    """An address that can be mailed, in its one form however it was written."""

    default_validators = [validate_address]
    default_error_messages = {
        "required": _("Skriv en e-postadress."),
        "invalid": _("Adressen ser inte rätt ut. Kontrollera den, till exempel anna@kommun.se."),
    }

    def __init__(self, *, max_length: int = MAX_ADDRESS, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        given = super().to_python(value) or ""
        return normalise_address(given) or (given if is_seen(given) else "")


class TextField(LimitedField):
    """Text of several lines, cleaned; empty if nothing of it is seen."""

    def to_python(self, value: Any) -> str:
        given = super().to_python(value) or ""
        # What no database could keep is refused by Django's own check.
        return self.tidy(given) if is_storable(given) else given

    def tidy(self, given: str) -> str:
        text = clean_text(given)
        return text if is_seen(text) else ""


class LineField(TextField):
    """Text on one line, cleaned; what must be filled in has something that can be read."""

    def tidy(self, given: str) -> str:
        line = clean_line(given)
        return line if is_readable(line) or not self.required else ""


class MailedField(TextField):
    """A text that goes out in mail: without addresses on the web, which would be made links of."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        refuse_web_address(text)
        return text


class NameField(LineField, MailedField):
    """A line that goes out in mail."""


def refuse_what_calls(name: str) -> None:
    """Refuse a name that strangers may be mailed, if it says where to call or what to open."""
    refuse_web_address(name)
    if found := find_phone_number(name):
        message = _("”%(number)s” ser ut som ett telefonnummer. Skriv namnet utan det.")
        raise forms.ValidationError(message, code="phone", params={"number": found})


def refuse_web_address(name: str) -> None:
    """Raise a `ValidationError` that says which address there is in a name, if there is one."""
    if found := find_web_address(name):
        raise forms.ValidationError(
            _(
                "”%(address)s” ser ut som en webbadress. Skriv utan den, eller sätt ett mellanslag "
                "efter punkten."
            ),
            code="web_address",
            params={"address": found},
        )


class DayField(forms.DateField):
    default_error_messages = {
        "invalid": _("Skriv dagen som år-månad-dag, till exempel 2027-03-31.")
    }

    def __init__(self, *, required_message: Any = "", **kwargs: Any) -> None:
        if required_message:
            kwargs["error_messages"] = {"required": required_message}
        calendar = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=calendar, **kwargs)
