"""Forms, and how they are laid out."""

from typing import Any, ClassVar

from django import forms

from samverkan.forms import make_helper


class LaidOutForm(forms.Form):
    """A form whose fields stand as `layout` says, or as they are declared."""

    layout: ClassVar[tuple[Any, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = make_helper(*(self.layout or self.fields))


def set_choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Say what there is to choose between in a field, where that is not known beforehand."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]
