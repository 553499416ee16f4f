"""What forms say of what they cannot take: our own words, whichever field it is."""

import pytest
from django import forms
from django.utils.translation import override

from samverkan.forms import (
    ChoiceField,
    EmailField,
    LineField,
    MultipleChoiceField,
    NameField,
    TextField,
)


def say(field: forms.Field, value: object) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)
    return refused.value.messages[0].replace("\xa0", " ")


@pytest.mark.parametrize("kind", [TextField, LineField, NameField])
def test_a_text_that_is_too_long_is_told_both_numbers(kind: type[forms.CharField]) -> None:
    field = kind(max_length=5000)
    assert say(field, "a" * 5001) == "Texten är för lång: 5 001 tecken. Den får ha högst 5 000."
    with override("en"):
        said = say(field, "a" * 5001)
    assert said == "The text is too long: 5,001 characters. It may have at most 5,000."


def test_an_address_that_is_too_long_is_told_so_in_our_words() -> None:
    said = say(EmailField(max_length=10), "anna@kommun.example")
    assert "19 tecken" in said or "ser inte rätt ut" in said


@pytest.mark.parametrize(
    ("kind", "value"), [(ChoiceField, "nope"), (MultipleChoiceField, ["nope"])]
)
def test_what_is_no_choice_is_not_repeated_in_anothers_words(
    kind: type[forms.ChoiceField], value: object
) -> None:
    said = say(kind(choices=[("a", "A")]), value)
    assert said.startswith("Välj ")
    assert "nope" not in said
