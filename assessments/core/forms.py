"""Forms, and how they are laid out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.utils.formats import date_format

from assessments.core.labels import NO_ANSWER, Label
from model_content.domain.compare import Piece, compare_words
from samverkan.forms import make_helper
from samverkan.merging import Merged, Values, make_marks


class LaidOutForm(forms.Form):
    """A form whose fields stand as `layout` says, or as they are declared."""

    layout: ClassVar[tuple[Any, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = make_helper(*(self.layout or self.fields))


def set_choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Say what there is to choose between in a field, where that is not known beforehand."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]


# Forms that know what they were shown with --------------------------------------------------------

SHORT: Final = 100
"""Characters of a text in which what differs is seen at once."""


class MarkedForm(LaidOutForm):
    """A form with the marks of the values that it was shown with.

    `stored` are those values, by the names that the action knows them by; `initial` is what it
    shows, where that is something else.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, stored: Values, initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=initial or stored, **kwargs)
        self.fields["seen"].initial = make_marks(stored)

    def take_seen(self) -> str | None:
        """The marks, of a form that is valid; what remains in `cleaned_data` is what it holds.

        None if the form was not sent from a page: there it always has its marks.
        """
        marks: str = self.cleaned_data.pop("seen", "")
        return marks if self.add_prefix("seen") in self.data else None


@dataclass(frozen=True, slots=True)
class Both:
    label: Label
    theirs: tuple[Piece, ...]
    mine: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the page says of a form that was too old; `by` saved last, if that is known."""

    fields: tuple[Both, ...]
    by: str = ""


def describe_conflict(form: forms.Form, merged: Merged, current: Values, by: str = "") -> Conflict:
    """Both texts of each field in conflict, word by word.

    `form` is as it was sent, and valid; `current` what is stored now, as the form would show it.
    """
    both = []
    for name in merged.conflicts:
        field = form.fields[name]
        theirs, mine = (_say(field, given[name]) for given in (current, form.cleaned_data))
        both.append(Both(field.label or name, *_compare(theirs, mine)))
    return Conflict(tuple(both), by)


def keep_mine(form: forms.Form, merged: Merged, current: Values) -> dict[str, Any]:
    """What the form is shown with again: what is stored now, and over it what was written here."""
    return {**current, **{name: form.cleaned_data[name] for name in merged.mine}}


def _compare(theirs: str, mine: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if min(len(theirs), len(mine)) < SHORT:
        return (Piece(theirs, differs=False),), (Piece(mine, differs=False),)
    return compare_words(theirs, mine)


def _say(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    values = value if isinstance(value, list) else [value]
    if isinstance(field, forms.ChoiceField):
        labels = dict(_flatten(list(field.choices)))  # type: ignore[arg-type]
        values = [labels.get(str(each or ""), each) for each in values]
    said = "\n".join(str(each) for each in values if each not in (None, ""))
    return said or str(NO_ANSWER)


def _flatten(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flatten(label)
        else:
            yield str(value or ""), label
