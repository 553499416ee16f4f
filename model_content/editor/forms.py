"""The forms in which staff write a part, built from its schema (domain/content.py)."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from model_content.domain.content import (
    SOURCE_LANGUAGE,
    Boxes,
    Choice,
    Flag,
    Number,
    SourceKey,
    Spec,
    Text,
)
from model_content.domain.document import (
    KINDS,
    Node,
    find_outdated,
    list_sources,
    read_values,
)
from model_content.domain.lifecycle import TEXTS
from model_content.labels import OPTIONS
from model_content.words import LANGUAGES, NOTHING_CHOSEN, say_field, say_help
from samverkan.forms import LimitedField
from samverkan.merging import make_marks
from samverkan.texts import compose, is_clean, is_seen

LONGEST_REASON = 300

OPEN_LANGUAGE = "en"
"""The language whose translations are shown; the others are folded."""


def check_characters(text: str) -> None:
    """Refuse what nobody sees and no database or file can keep."""
    if not is_clean(text):
        raise ValidationError(
            _("Texten innehåller tecken som inte syns. Skriv om den, eller klistra in som ren text")
            + "."
        )


class TextField(LimitedField):
    """Plain text: with one line, or with paragraphs."""

    def __init__(self, *, rows: int = 0, max_length: int, **kwargs: Any) -> None:
        messages = {"required": gettext_lazy("Skriv något här.")}
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(max_length=max_length, widget=widget, error_messages=messages, **kwargs)
        own = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.validators = [check_characters, *own]
        self.widget.attrs.pop("maxlength", None)  # nothing is cut off silently: the form says so

    def to_python(self, value: Any) -> str:
        text = compose(super().to_python(value) or "")
        return text if is_seen(text) or not is_clean(text) else ""


class PartForm(forms.Form):
    """What staff write of one part, or of a new one; the document has the sources to choose among.

    `correcting` leaves only what a textual correction may change, and asks for a reason.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    overwrite = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        document: Mapping[str, Any],
        node: Node | None = None,
        left_out: Collection[str] = (),
        correcting: bool = False,
        **kwargs: Any,
    ) -> None:
        self.kind, self.schema, self.correcting = kind, KINDS[kind], correcting
        left_out = node.unused if node else left_out
        stored = read_values(node) if node else {}
        super().__init__(*args, **{**kwargs, "initial": stored})
        self.fields["overwrite"].initial = ""
        for name, spec in self.schema.edited.items():
            if name not in left_out and (not correcting or name in TEXTS):
                self.fields[name] = self._build_field(name, spec, document)
        for language in LANGUAGES:
            for field in (f for f in self.schema.translated if f not in left_out):
                self.fields[f"{field}_{language}"] = build_translation(kind, field, language)
        shown = [name for name in self.fields if name not in ("seen", "overwrite")]
        if node:
            self.fields["seen"].initial = make_marks({n: stored.get(n) or "" for n in shown})
        self.names = tuple(shown)
        if node and node.part.get("translations"):
            self.fields["fitting"] = forms.BooleanField(
                label=_("Översättningarna säger fortfarande detsamma som den svenska texten"),
                required=False,
            )
        self.outdated = find_outdated(node) if node else {}
        if correcting:
            self.fields["reason"] = TextField(
                label=_("Vad rättas?"),
                max_length=LONGEST_REASON,
                help_text=_("Till exempel ”Stavfel”. Det syns i historiken."),
            )

    def _build_field(self, name: str, spec: Spec, document: Mapping[str, Any]) -> Any:
        shared: dict[str, Any] = {
            "label": say_field(self.kind, name),
            "help_text": say_help(self.kind, name),
        }
        optional = {"required": False, **shared}
        match spec:
            case SourceKey():
                sources = list_sources(document).items()
                errors = {
                    "required": _("Välj en källa."),
                    "invalid_choice": _("Välj en källa ur listan: den måste höra till utgåvan."),
                }
                choices = [("", _("Välj källa")), *sources]
                said = optional if spec.optional else shared
                return forms.ChoiceField(choices=choices, error_messages=errors, **said)
            case Boxes() | Choice():
                options = [(code, OPTIONS[name].get(code, code)) for code in spec.options]
                if isinstance(spec, Boxes):
                    widget = forms.CheckboxSelectMultiple
                    return forms.MultipleChoiceField(choices=options, widget=widget, **optional)
                options.insert(0, ("", NOTHING_CHOSEN.get(name, "–")))
                return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **optional)
            case Flag():
                return forms.BooleanField(**optional)
            case Number():
                return forms.IntegerField(min_value=spec.least, max_value=spec.most, **optional)
            case Text():
                required = not spec.optional
                field = TextField(
                    rows=spec.lines, max_length=spec.most, required=required, **shared
                )
                field.widget.attrs["lang"] = SOURCE_LANGUAGE
                return field
        raise TypeError(spec)

    def get_values(self) -> dict[str, Any]:
        """What was written, by name. The form must be valid."""
        return {name: self.cleaned_data[name] for name in self.names}

    @property
    def marks(self) -> str:
        """The marks of what was written over, as the page or the conflict showed it."""
        return self.cleaned_data.get("overwrite") or self.cleaned_data.get("seen") or ""

    # For the template ------------------------------------------------------------------------

    def main_fields(self) -> list[Any]:
        """The fields of the Swedish text; in a correction the reason last."""
        names = [name for name in self.schema.edited if name in self.fields]
        return [self[name] for name in (*names, *(["reason"] if self.correcting else []))]

    def languages(self) -> list[dict[str, Any]]:
        """The translations, by language, those that are older than the text marked."""
        listed = []
        for language, name in LANGUAGES.items():
            names = [f"{f}_{language}" for f in self.schema.translated if f in self.fields]
            if names:
                fields = [(self[each], self.outdated.get(each, "")) for each in names]
                is_open = language == OPEN_LANGUAGE or any(f.errors or old for f, old in fields)
                listed.append({"name": name, "fields": fields, "is_open": is_open})
        return listed


def build_translation(kind: str, field: str, language: str) -> TextField:
    """The field in which a text is written in another language."""
    spec = KINDS[kind].fields[field]
    assert isinstance(spec, Text)
    label = say_field(kind, f"{field}_{language}")
    built = TextField(label=label, required=False, rows=spec.lines, max_length=spec.most)
    built.widget.attrs["lang"] = language
    return built


def read_written(kind: str, posted: Mapping[str, str]) -> dict[str, str]:
    """The texts of a form that was posted, whether or not they are any good."""
    schema = KINDS[kind]
    texts = [name for name, spec in schema.edited.items() if isinstance(spec, Text)]
    translated = [f"{field}_{language}" for language in LANGUAGES for field in schema.translated]
    return {name: posted[name] for name in (*texts, *translated) if posted.get(name)}
