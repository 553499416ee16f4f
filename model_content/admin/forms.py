"""The forms in which staff write: one for each kind of row, with the limits of the content.

Each has the fields that may be edited and nothing else. The translations are fields of their own,
such as `text_en`, and are put together again in `get_values`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from model_content.actions.rows import EDITABLE
from model_content.admin.words import LANGUAGES, say_field
from model_content.domain.checks import (
    ASPECT_WORDS,
    QUESTION_LIX,
    QUESTION_WORDS,
    QUOTE_CHARACTERS,
    STAGE_TITLE_CHARACTERS,
    STAGE_WORDS,
)
from model_content.domain.content import SOURCE_LANGUAGE
from model_content.domain.lifecycle import TEXTS as TEXTUAL
from model_content.domain.readability import count_words
from model_content.labels import BOXES
from model_content.models import Aspect, Case, Edition, Question, Quote, Source, Stage
from model_content.selectors.outline import TEXTS
from model_content.selectors.rows import list_sources
from samverkan.forms import LimitedField
from samverkan.texts import compose, is_clean, is_seen

LONGEST = 6000
"""Characters in a text that has no other limit: about three pages."""

LONGEST_REASON = 300

WRITTEN = ("title", "publisher", "name", "locator", "attribution")
"""Fields with words of their own that are not translated, or not of every kind of row."""

OPEN_LANGUAGE = "en"
"""The language whose translations are shown; the others are folded."""

Limits = {"words": QUESTION_WORDS, "lix": QUESTION_LIX}

HELP: dict[tuple[str, str], Any] = {
    ("stage", "title"): gettext_lazy(
        "Högst %(most)s tecken: namnet ska få plats i modellens bild."
    ),
    ("stage", "summary"): gettext_lazy("En mening om vad stadiet går ut på."),
    ("stage", "description"): gettext_lazy("%(least)s–%(most)s ord."),
    ("aspect", "description"): gettext_lazy("Varför aspekten spelar roll. %(least)s–%(most)s ord."),
    ("aspect", "cross_cutting"): gettext_lazy("Aspekten påverkar samverkan i alla stadier."),
    ("marker", "text"): gettext_lazy(
        "Ett enda faktum om hur det är i dag, som går att se. Inga ”och” mellan två fakta. "
        "Högst %(words)s ord. Läsbarhet (LIX) under %(lix)s; lägre är lättare."
    ),
    ("statement", "text"): gettext_lazy(
        "Konkret och kontrollerbart, i presens. Aldrig beröm av er själva, som "
        "”Vi har god tillit”. Högst %(words)s ord. "
        "Läsbarhet (LIX) under %(lix)s; lägre är lättare."
    ),
    ("suggestion", "text"): gettext_lazy("Något som en grupp hinner göra inom en månad."),
    ("suggestion", "outlook"): gettext_lazy("Lämna tomt om förslaget gäller alla."),
    ("quote", "text"): gettext_lazy(
        "Ordagrant, högst %(characters)s tecken. Skriv […] där något är utelämnat."
    ),
    ("quote", "attribution"): gettext_lazy("Som det står i källan, till exempel Västmanland 2005."),
    ("case", "name"): gettext_lazy("Samverkans namn. Det översätts inte."),
    ("case", "start"): gettext_lazy("År eller månad, så som källan säger. Kan lämnas tomt."),
    ("case", "end"): gettext_lazy("Lämna tomt om samverkan pågår."),
    ("source", "year"): gettext_lazy("Året som dokumentet anger. Kan lämnas tomt."),
    ("", "locator"): gettext_lazy("Avsnittets nummer eller namn i källan, till exempel 5.4.1."),
    ("", "source"): gettext_lazy("Saknas källan? Lägg först till den under Källor."),
}
"""What is said at a field, by the kind of row ("" is any) and the name of the field."""

NUMBERS = {
    ("stage", "title"): {"most": STAGE_TITLE_CHARACTERS},
    ("stage", "description"): {"least": STAGE_WORDS.start, "most": STAGE_WORDS.stop - 1},
    ("aspect", "description"): {"least": ASPECT_WORDS.start, "most": ASPECT_WORDS.stop - 1},
    ("marker", "text"): Limits,
    ("statement", "text"): Limits,
    ("quote", "text"): {"characters": QUOTE_CHARACTERS},
}

PRIORITIES = [("", gettext_lazy("Inte angiven")), *BOXES["priority"].items()]


def check_characters(text: str) -> None:
    """Refuse what nobody sees and no database or file can keep.

    Raises:
        ValidationError: there are control characters in the text.
    """
    if not is_clean(text):
        raise ValidationError(
            _("Texten innehåller tecken som inte syns. Skriv om den, eller klistra in som ren text")
            + "."
        )


class TextField(LimitedField):
    """Plain text: with one line, or with paragraphs."""

    def __init__(self, *, rows: int = 0, max_length: int = LONGEST, **kwargs: Any) -> None:
        messages = {
            "required": gettext_lazy("Skriv något här."),
        }
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(max_length=max_length, widget=widget, error_messages=messages, **kwargs)
        self.validators = [v for v in self.validators if not _is_about_null(v)]
        self.validators.insert(0, check_characters)
        self.widget.attrs.pop("maxlength", None)  # nothing is cut off silently: the form says so

    def to_python(self, value: Any) -> str:
        text = compose(super().to_python(value) or "")
        return text if is_seen(text) or not is_clean(text) else ""


def _is_about_null(validator: Any) -> bool:
    return type(validator).__name__ == "ProhibitNullCharactersValidator"


class RowForm(forms.Form):
    """What staff write of one row; `fields_of` and `kind` say which.

    Args:
        edition: whose sources there are to choose among.
        kind: `marker` or `statement` of a question, else the name of the model.
        row: the row as it is stored, None for a new one.
        correcting: only what a textual correction may change, with a reason.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    overwrite = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        model: Any,
        edition: Edition,
        kind: str,
        row: Any = None,
        correcting: bool = False,
        **kwargs: Any,
    ) -> None:
        self.model, self.kind, self.row, self.correcting = model, kind, row, correcting
        self.texts = TEXTS.get(model, ("text",))
        initial = {"seen": row.version, **_read(row, self.names)} if row else {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for name in self.names:
            self.fields[name] = self._build_field(name, edition)
        for name, key, language in self._translation_names():
            label = f"{self._label(key)} ({LANGUAGES[language]})"
            self.fields[name] = TextField(
                label=label, required=False, rows=self._rows(key), max_length=self._longest(key)
            )
            self.fields[name].widget.attrs["lang"] = language
            if row:
                self.initial[name] = row.translations.get(language, {}).get(key, "")
        if correcting:
            self.fields["reason"] = TextField(
                label=_("Vad rättas?"),
                max_length=LONGEST_REASON,
                help_text=_("Till exempel ”Stavfel”. Det syns i historiken."),
            )

    @property
    def names(self) -> list[str]:
        """The fields that are edited, translations apart."""
        editable = [name for name in EDITABLE[self.model] if name != "translations"]
        if self.correcting:
            editable = [name for name in editable if name in TEXTUAL]
        return sorted(editable, key=lambda name: name == "attribution")

    def _translation_names(self) -> Iterator[tuple[str, str, str]]:
        if "translations" in EDITABLE[self.model]:
            for language in LANGUAGES:
                for key in self.texts:
                    yield f"{key}_{language}", key, language

    def _build_field(self, name: str, edition: Edition) -> Any:
        shared: dict[str, Any] = {"label": self._label(name), "help_text": self._help(name)}
        if name == "source":
            return forms.ModelChoiceField(
                queryset=list_sources(edition),
                empty_label=_("Välj källa"),
                error_messages={
                    "required": _("Välj en källa."),
                    "invalid_choice": _("Välj en källa ur listan: den måste höra till utgåvan."),
                },
                **shared,
            )
        if name in ("types", "levels", "geography"):
            return forms.MultipleChoiceField(
                choices=list(BOXES[name].items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                **shared,
            )
        if name == "priority":
            return forms.ChoiceField(
                choices=PRIORITIES, widget=forms.RadioSelect, required=False, **shared
            )
        if name == "outlook":
            choices = [("", _("alla")), *self._model_field(name).choices]
            return forms.ChoiceField(choices=choices, required=False, **shared)
        if name == "cross_cutting":
            return forms.BooleanField(required=False, **shared)
        if name == "year":
            return forms.IntegerField(min_value=1800, max_value=2200, required=False, **shared)
        required = not self._model_field(name).null
        field = TextField(
            rows=self._rows(name), max_length=self._longest(name), required=required, **shared
        )
        field.widget.attrs["lang"] = SOURCE_LANGUAGE
        return field

    def _model_field(self, name: str) -> Any:
        return self.model._meta.get_field(name)

    def _label(self, name: str) -> str:
        return say_field(self.model, name)

    def _help(self, name: str) -> str:
        key = (self.kind, name) if (self.kind, name) in HELP else ("", name)
        return str(HELP.get(key, "")) % NUMBERS.get(key, {}) if key in HELP else ""

    def _rows(self, name: str) -> int:
        if self._model_field(name).get_internal_type() == "TextField":
            return 4 if name in ("text", "summary") else 9
        return 3 if name == "text" else 0

    def _longest(self, name: str) -> int:
        if self.model is Quote and name == "text":
            return QUOTE_CHARACTERS
        if self.model is Stage and name == "title":
            return STAGE_TITLE_CHARACTERS
        return self._model_field(name).max_length or LONGEST

    def get_values(self) -> dict[str, Any]:
        """What was written, as the actions take it. The form must be valid."""
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in self.names}
        for name in ("start", "end"):
            if name in values:
                values[name] = values[name] or None
        if "translations" in EDITABLE[self.model]:
            values["translations"] = self._collect_translations()
        return values

    def _collect_translations(self) -> dict[str, dict[str, str]]:
        """By language; what is kept in other languages than the form's stays."""
        stored: Mapping[str, Mapping[str, str]] = self.row.translations if self.row else {}
        translations = {language: dict(texts) for language, texts in stored.items()}
        for name, key, language in self._translation_names():
            translations.setdefault(language, {})[key] = self.cleaned_data[name]
        return translations

    @property
    def seen_version(self) -> int:
        """The version that was written over, as the page or the conflict showed it."""
        return self.cleaned_data.get("overwrite") or self.cleaned_data.get("seen") or 0

    # For the template ------------------------------------------------------------------------

    def main_fields(self) -> list[Any]:
        """The fields of the Swedish text, and the reason last."""
        return [self[name] for name in (*self.names, *(["reason"] if self.correcting else []))]

    def languages(self) -> list[dict[str, Any]]:
        """The translations, by language."""
        if "translations" not in EDITABLE[self.model]:
            return []
        listed = []
        for language, name in LANGUAGES.items():
            fields = [self[f"{key}_{language}"] for key in self.texts]
            is_open = language == OPEN_LANGUAGE or any(field.errors for field in fields)
            listed.append({"name": name, "fields": fields, "is_open": is_open})
        return listed


def find_kind(model: Any, row: Any = None, parent: Any = None) -> str:
    """What the help texts are chosen by."""
    if model is Question:
        of_stage = row.stage_id if row else isinstance(parent, Stage)
        return "marker" if of_stage else "statement"
    return str(model._meta.model_name)


def read_written(model: Any, posted: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a form that was posted, whether or not they are any good."""
    texts = TEXTS.get(model, ("text",))
    names = [name for name in EDITABLE[model] if name in {*texts, *WRITTEN}]
    translations = {
        language: {key: posted.get(f"{key}_{language}", "") for key in texts}
        for language in LANGUAGES
    }
    return {**{name: posted.get(name, "") for name in names}, "translations": translations}


def count_in(row: Any) -> str:
    """How long the main text of a row is, to be compared with the limits."""
    text = row.description if isinstance(row, Stage | Aspect) else getattr(row, "text", "")
    if isinstance(row, Case | Source):
        return ""
    n = count_words(text)
    return ngettext("%(n)s ord", "%(n)s ord", n) % {"n": n}


def _read(row: Any, names: list[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
