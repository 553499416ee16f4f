"""The words of the schema: what kinds of parts, their lists and fields are called, and their help.

A new kind of part needs an entry in `KIND_WORDS`; a new field one in `FIELDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from model_content.domain.compare import Piece, compare_values, compare_words, is_text
from model_content.domain.content import KINDS, SOURCE_LANGUAGE, Items, SourceKey, Text
from model_content.domain.document import Node, split_name
from model_content.labels import OPTIONS, say_options
from samverkan.site.languages import CONTENT

LANGUAGES: Final = {code: name for code, name in CONTENT if code != SOURCE_LANGUAGE}
"""The languages that texts may be translated to."""


@dataclass(frozen=True, slots=True)
class KindWords:
    """One of a kind, several of it, and what the link says that adds one."""

    one: Promise
    many: Promise
    add: Promise


KIND_WORDS: Final[Mapping[str, KindWords]] = {
    "stage": KindWords(
        gettext_lazy("Stadium"), gettext_lazy("Stadier"), gettext_lazy("Lägg till stadium")
    ),
    "marker": KindWords(
        gettext_lazy("Markör"), gettext_lazy("Markörer"), gettext_lazy("Lägg till markör")
    ),
    "aspect": KindWords(
        gettext_lazy("Aspekt"), gettext_lazy("Aspekter"), gettext_lazy("Lägg till aspekt")
    ),
    "statement": KindWords(
        gettext_lazy("Påstående"), gettext_lazy("Påståenden"), gettext_lazy("Lägg till påstående")
    ),
    "success_factor": KindWords(
        gettext_lazy("Framgångsfaktor"),
        gettext_lazy("Framgångsfaktorer"),
        gettext_lazy("Lägg till framgångsfaktor"),
    ),
    "pitfall": KindWords(
        gettext_lazy("Fallgrop"), gettext_lazy("Fallgropar"), gettext_lazy("Lägg till fallgrop")
    ),
    "suggestion": KindWords(
        pgettext_lazy("one", "Förslag"), gettext_lazy("Förslag"), gettext_lazy("Lägg till förslag")
    ),
    "dialogue_question": KindWords(
        gettext_lazy("Fråga att prata om"),
        gettext_lazy("Frågor att prata om"),
        gettext_lazy("Lägg till fråga att prata om"),
    ),
    "quote": KindWords(
        pgettext_lazy("one", "Citat"), gettext_lazy("Citat"), gettext_lazy("Lägg till citat")
    ),
    "case": KindWords(
        pgettext_lazy("one", "Fall"), gettext_lazy("Fall"), gettext_lazy("Lägg till fall")
    ),
    "source": KindWords(
        gettext_lazy("Källa"), gettext_lazy("Källor"), gettext_lazy("Lägg till källa")
    ),
}

FIELDS: Final[Mapping[str, Promise]] = {
    "code": gettext_lazy("Kod"),
    "key": gettext_lazy("Nyckel"),
    "title": gettext_lazy("Namn"),
    "name": gettext_lazy("Namn"),
    "order": gettext_lazy("Ordning"),
    "summary": gettext_lazy("Sammanfattning"),
    "description": gettext_lazy("Beskrivning"),
    "text": gettext_lazy("Text"),
    "attribution": gettext_lazy("Vem som säger det"),
    "locator": gettext_lazy("Avsnitt"),
    "publisher": gettext_lazy("Utgivare"),
    "cross_cutting": gettext_lazy("Genomgående"),
    "lasting": gettext_lazy("Bestående"),
    "closing": gettext_lazy("Avslutande"),
    "outlook": gettext_lazy("Gäller bara"),
    "source": gettext_lazy("Källa"),
    "year": gettext_lazy("År"),
    "start": gettext_lazy("Start"),
    "end": gettext_lazy("Slut"),
    "initiators_and_purpose": gettext_lazy("Initiativtagare och syfte"),
    "types": gettext_lazy("Typ av samverkan"),
    "levels": gettext_lazy("Nivå"),
    "geography": gettext_lazy("Geografisk utbredning"),
    "priority": gettext_lazy("Prioritet"),
    "results": gettext_lazy("Resultat"),
    "published_at": gettext_lazy("Publiceringsdatum"),
    "translations": gettext_lazy("Översättning"),
    "edition": gettext_lazy("Utgåva"),
    "position": gettext_lazy("Plats"),
}

HELP: Final[Mapping[tuple[str, str], Promise]] = {
    ("stage", "title"): gettext_lazy("Namnet ska få plats i modellens bild."),
    ("stage", "summary"): gettext_lazy("En mening om vad stadiet går ut på."),
    ("aspect", "description"): gettext_lazy("Varför aspekten spelar roll."),
    ("aspect", "cross_cutting"): gettext_lazy("Aspekten påverkar samverkan i alla stadier."),
    ("marker", "text"): gettext_lazy(
        "Ett enda faktum om hur det är i dag, som går att se. Inga ”och” mellan två fakta."
    ),
    ("statement", "text"): gettext_lazy(
        "Konkret och kontrollerbart, i presens. Aldrig beröm av er själva, som ”Vi har god tillit”."
    ),
    ("suggestion", "text"): gettext_lazy("Något som en grupp hinner göra inom en månad."),
    ("suggestion", "outlook"): gettext_lazy("Lämna tomt om förslaget gäller alla."),
    ("quote", "text"): gettext_lazy("Ordagrant. Skriv […] där något är utelämnat."),
    ("quote", "attribution"): gettext_lazy("Som det står i källan, till exempel Västmanland 2005."),
    ("case", "name"): gettext_lazy("Samverkans namn. Det översätts inte."),
    ("case", "start"): gettext_lazy("År eller månad, så som källan säger. Kan lämnas tomt."),
    ("case", "end"): gettext_lazy("Lämna tomt om samverkan pågår."),
    ("source", "description"): gettext_lazy(
        "Vad källan handlar om, och vad läsaren behöver veta om citaten ur den. Kan lämnas tomt."
    ),
    ("source", "year"): gettext_lazy("Året som dokumentet anger. Kan lämnas tomt."),
    ("", "locator"): gettext_lazy("Avsnittets nummer eller namn i källan, till exempel 5.4.1."),
    ("", "source"): gettext_lazy("Saknas källan? Lägg först till den under Källor."),
}
"""What is said at a field beside its limits, by the kind of part ("" is any) and the field."""

NOTHING_CHOSEN: Final[Mapping[str, Promise]] = {
    "outlook": gettext_lazy("alla"),
    "priority": gettext_lazy("Inte angiven"),
}


def say_kind(kind: str) -> str:
    """One of a kind, such as "Markör"."""
    return str(KIND_WORDS[kind].one) if kind in KIND_WORDS else kind


def say_list(kind: str, slot: str) -> str:
    """A list of a kind of part, such as "Markörer"."""
    return str(KIND_WORDS[KINDS[kind].lists[slot].kind].many)


def name_language(code: str) -> str:
    """A language's name, or its code where the name is not known."""
    return str(dict(CONTENT).get(code, code))


def say_field(kind: str, name: str) -> str:
    """A field, a list, or a translation of a field, as a label: "Text", "Text (engelska)"."""
    if kind in KINDS and name in KINDS[kind].lists:
        return say_list(kind, name)
    if kind in KINDS and name not in FIELDS:
        field, language = split_name(kind, name)
        return f"{FIELDS.get(field, field)} ({name_language(language)})"
    return str(FIELDS.get(name, name))


def say_help(kind: str, name: str) -> str:
    """What is asked of a field: its help, and its limits as the schema has them."""
    said = HELP.get((kind, name)) or HELP.get(("", name)) or ""
    spec = KINDS[kind].fields[name]
    return " ".join(part for part in (str(said), *_say_limits(spec)) if part)


def _say_limits(spec: Any) -> list[str]:
    if not isinstance(spec, Text):
        return []
    numbers = {"least": spec.least_words, "most": spec.words}
    said = []
    if spec.least_words:
        said.append(_("%(least)s–%(most)s ord.") % numbers)
    elif spec.words:
        said.append(_("Högst %(most)s ord.") % numbers)
    elif spec.most < 1000:
        said.append(_("Högst %(most)s tecken.") % {"most": spec.most})
    if lix := spec.lix or spec.easy:
        said.append(_("Läsbarhet (LIX) under %(lix)s; lägre är lättare.") % {"lix": lix})
    return said


def say_number(items: Items) -> str:
    """How many there should be in a list; empty where any number will do."""
    least, most = items.least or items.wanted, items.most
    if least and most:
        return str(most) if least == most else f"{least}–{most}"
    return _("minst %(number)d") % {"number": least} if least else ""


# Values in words ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class FieldChange:
    """A field before and after, in words; None where there was or is nothing.

    `language` is that of a text, empty for what is no text of the content.
    """

    label: str
    language: str
    before: str | None
    after: str | None

    @property
    def words(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Both texts in pieces, with what only one of them has marked."""
        return compare_words(self.before or "", self.after or "")


def list_changes(
    kind: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    document: Mapping[str, Any],
) -> list[FieldChange]:
    """What differs between two sets of values of a part, in words; `document` names sources."""
    return [
        say_difference(kind, each.field, each.before, each.after, document)
        for each in compare_values(before or {}, after or {})
    ]


def say_difference(
    kind: str, name: str, before: Any, after: Any, document: Mapping[str, Any]
) -> FieldChange:
    """One field before and after, in words."""
    language = split_name(kind, name)[1] or SOURCE_LANGUAGE if is_text(kind, name) else ""
    old, new = (say_value(kind, name, value, document) for value in (before, after))
    return FieldChange(say_field(kind, name), language, old or None, new or None)


def say_value(kind: str, name: str, value: Any, document: Mapping[str, Any]) -> str:
    """A value in words."""
    if isinstance(value, Node):
        above = f"{value.parent.title}, " if value.parent and value.parent.key else ""
        return above + _("nummer %(number)s") % {"number": value.index + 1}
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if value is None or value in ("", []):
        return ""
    if name in OPTIONS:
        return say_options(name, value)
    if isinstance(KINDS[kind].fields.get(name), SourceKey):
        titles = {source["key"]: source["title"] for source in document["sources"]}
        return str(titles.get(value, value))
    return str(value)
