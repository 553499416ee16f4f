"""The words of the schema: what kinds of parts, their lists and fields are called, and their help.

A new kind of part needs an entry in `KIND_WORDS`; a new field one in `FIELDS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from model_content.domain.compare import Difference, Piece, compare_values, compare_words, is_text
from model_content.domain.content import SOURCE_LANGUAGE, Items, SourceKey, Text
from model_content.domain.document import KINDS, Node, list_sources, split_name
from model_content.labels import OPTIONS, say_options
from samverkan.site.languages import CONTENT

LANGUAGES: Final = {code: name for code, name in CONTENT if code != SOURCE_LANGUAGE}
"""The languages that texts may be translated to."""


KIND_WORDS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "stage": (_("Stadium"), _("Stadier")),
    "marker": (_("Markör"), _("Markörer")),
    "aspect": (_("Aspekt"), _("Aspekter")),
    "statement": (_("Påstående"), _("Påståenden")),
    "success_factor": (_("Framgångsfaktor"), _("Framgångsfaktorer")),
    "pitfall": (_("Fallgrop"), _("Fallgropar")),
    "suggestion": (pgettext_lazy("one", "Förslag"), _("Förslag")),
    "dialogue_question": (_("Fråga att prata om"), _("Frågor att prata om")),
    "quote": (pgettext_lazy("one", "Citat"), _("Citat")),
    "case": (pgettext_lazy("one", "Fall"), _("Fall")),
    "source": (_("Källa"), _("Källor")),
    "tool": (_("Verktyg"), pgettext_lazy("several", "Verktyg")),
    "step": (_("Steg"), pgettext_lazy("several", "Steg")),
    "item": (_("Fråga"), _("Frågor")),
    "alternative": (_("Alternativ"), pgettext_lazy("several", "Alternativ")),
    "column": (_("Kolumn"), _("Kolumner")),
    "heading": (_("Rubrik i underlaget"), _("Rubriker i underlaget")),
    "remark": (_("Mening i resultatet"), _("Meningar i resultatet")),
    "proposal": (_("Förslag till beslut"), pgettext_lazy("several", "Förslag till beslut")),
    "page": (_("Sida att läsa"), _("Sidor att läsa")),
    "section": (_("Avsnitt"), pgettext_lazy("several", "Avsnitt")),
    "line": (_("Punkt"), _("Punkter")),
    "head": (_("Tabellens rubriker"), _("Tabellens rubriker")),
    "row": (_("Rad i tabellen"), _("Rader i tabellen")),
}
"""One of a kind, and several of it."""

FIELDS: Final[Mapping[str, Promise]] = {
    "code": _("Kod"),
    "key": _("Nyckel"),
    "title": _("Namn"),
    "name": _("Namn"),
    "order": _("Ordning"),
    "summary": _("Sammanfattning"),
    "description": _("Beskrivning"),
    "text": _("Text"),
    "attribution": _("Vem som säger det"),
    "locator": _("Avsnitt"),
    "publisher": _("Utgivare"),
    "cross_cutting": _("Genomgående"),
    "lasting": _("Bestående"),
    "closing": _("Avslutande"),
    "outlook": _("Gäller bara"),
    "source": _("Källa"),
    "year": _("År"),
    "start": _("Start"),
    "end": _("Slut"),
    "initiators_and_purpose": _("Initiativtagare och syfte"),
    "types": _("Typ av samverkan"),
    "levels": _("Nivå"),
    "geography": _("Geografisk utbredning"),
    "priority": _("Prioritet"),
    "results": _("Resultat"),
    "published_at": _("Publiceringsdatum"),
    "translations": _("Översättning"),
    "edition": _("Utgåva"),
    "outdated": _("Översättningar som är äldre än texten"),
    "position": _("Plats"),
    "question": _("Frågan det svarar på"),
    "audience": _("För vem"),
    "minutes": _("Minuter"),
    "about": _("Om verktyget"),
    "told": _("Sägs innan någon svarar"),
    "result_title": _("Resultatets rubrik"),
    "counted": _("Visa antal, inte vem"),
    "why": _("Varför steget finns"),
    "by_party": _("Varje part för sig"),
    "optional": _("Frivilligt"),
    "heading": _("Rubrik över frågan"),
    "short": _("Kort namn"),
    "help": _("Hjälp"),
    "low": _("Skalans början"),
    "high": _("Skalans slut"),
    "note": _("Etikett för fritext"),
    "review": _("Fråga när ni ska titta igen"),
    "several": _("Flera kan väljas"),
    "rows": _("Antal rader"),
    "max": _("Högst så många"),
    "turns": _("Görs om och om igen"),
    "sides": _("Parter som svarar var för sig"),
    "own_page": _("Börjar på ny sida i utskrift"),
    "alone": _("Väljs ensamt"),
    "experience": _("Andras erfarenhet"),
    "speaks_for": _("Det här talar för"),
    "speaks_against": _("Det här talar emot"),
    "weighed_by": _("Vem som säger vad som talar för och emot"),
    "lead": _("Ingress"),
    "second": _("Andra kolumnen"),
    "third": _("Tredje kolumnen"),
    "template": _("Text att kopiera"),
}

_SOURCE_ELSEWHERE: Final = _(
    "Saknas källan? Lägg först till den under Källor i en utgåva av modellen, och publicera den."
)

HELP: Final[Mapping[tuple[str, str], Promise]] = {
    ("stage", "title"): _("Namnet ska få plats i modellens bild."),
    ("stage", "summary"): _("En mening om vad stadiet går ut på."),
    ("aspect", "description"): _("Varför aspekten spelar roll."),
    ("aspect", "cross_cutting"): _("Aspekten påverkar samverkan i alla stadier."),
    ("marker", "text"): _(
        "Ett enda faktum om hur det är i dag, som går att se. Inga ”och” mellan två fakta."
    ),
    ("statement", "text"): _(
        "Konkret och kontrollerbart, i presens. Aldrig beröm av er själva, som ”Vi har god tillit”."
    ),
    ("suggestion", "text"): _("Något som en grupp hinner göra inom en månad."),
    ("suggestion", "outlook"): _("Lämna tomt om förslaget gäller alla."),
    ("quote", "text"): _("Ordagrant. Skriv […] där något är utelämnat."),
    ("quote", "attribution"): _("Som det står i källan, till exempel Västmanland 2005."),
    ("case", "name"): _("Samverkans namn. Det översätts inte."),
    ("case", "start"): _("År eller månad, så som källan säger. Kan lämnas tomt."),
    ("case", "end"): _("Lämna tomt om samverkan pågår."),
    ("source", "description"): _(
        "Vad källan handlar om, och vad läsaren behöver veta om citaten ur den. Kan lämnas tomt."
    ),
    ("source", "year"): _("Året som dokumentet anger. Kan lämnas tomt."),
    ("item", "short"): _("Så kallas frågan i resultatets meningar. Utan det står hela frågan där."),
    ("tool", "sides"): _("Två till fyra, en på varje rad, med olika namn."),
    ("", "max"): _("0 är ingen gräns."),
    ("item", "low"): _("Bara för reglage: vad 1 betyder."),
    ("item", "high"): _("Bara för reglage: vad 5 betyder."),
    ("item", "several"): _("Bara för val bland alternativ."),
    ("item", "rows"): _("Bara för tabeller. 0 är ingen tabell."),
    ("alternative", "max"): _(
        "Bara för kryss: så många frågor kan få svaret. 0 är hur många som helst."
    ),
    ("alternative", "alone"): _("Till exempel ”Ingen av dem”. Bara där flera kan väljas."),
    ("item", "note"): _("Lämna tomt om inget kan skrivas bredvid svaret."),
    ("column", "short"): _("Så kallas kolumnen i resultatet. Utan det står hela frågan där."),
    ("alternative", "short"): _("Så kallas alternativet i resultatets meningar."),
    ("remark", "text"): _("Ord inom klammer fylls i av verktyget. Lägg inte till egna."),
    ("proposal", "text"): _("Ord inom klammer fylls i av verktyget. Lägg inte till egna."),
    ("", "locator"): _("Avsnittets nummer eller namn i källan, till exempel 5.4.1."),
    ("item", "source"): _SOURCE_ELSEWHERE,
    ("section", "source"): _SOURCE_ELSEWHERE,
    ("", "source"): _("Saknas källan? Lägg först till den under Källor."),
}
"""What is said at a field beside its limits, by the kind of part ("" is any) and the field."""

NOTHING_CHOSEN: Final[Mapping[str, Promise]] = {
    "outlook": _("alla"),
    "priority": _("Inte angiven"),
}


def say_kind(kind: str) -> str:
    """One of a kind, such as "Markör"."""
    return str(KIND_WORDS[kind][0]) if kind in KIND_WORDS else kind


def say_kinds(kind: str) -> str:
    """Several of a kind, such as "Markörer"."""
    return str(KIND_WORDS[kind][1])


def say_add(kind: str) -> str:
    """What the link says that adds one."""
    return _("Lägg till %(what)s") % {"what": say_kind(kind).lower()}


def name_language(code: str) -> str:
    """A language's name, or its code where the name is not known."""
    return str(dict(CONTENT).get(code, code))


def say_field(kind: str, name: str) -> str:
    """A field, a list, or a translation of a field, as a label: "Text", "Text (engelska)"."""
    if kind in KINDS and name in KINDS[kind].lists:
        return say_kinds(KINDS[kind].lists[name].kind)
    if kind in KINDS and name not in FIELDS:
        field, language = split_name(kind, name)
        return f"{FIELDS.get(field, field)} ({name_language(language)})"
    return str(FIELDS.get(name, name))


def say_help(kind: str, name: str) -> str:
    """What is asked of a field: its help, and its limits as the schema has them."""
    said: list[Any] = [HELP.get((kind, name)) or HELP.get(("", name))]
    spec = KINDS[kind].fields[name]
    if isinstance(spec, Text):
        if spec.least_words:
            said.append(
                _("%(least)s–%(most)s ord.") % {"least": spec.least_words, "most": spec.words}
            )
        elif spec.words:
            said.append(_("Högst %(most)s ord.") % {"most": spec.words})
        elif spec.most < 1000:
            said.append(_("Högst %(most)s tecken.") % {"most": spec.most})
        if lix := spec.lix or spec.easy:
            said.append(_("Läsbarhet (LIX) under %(lix)s; lägre är lättare.") % {"lix": lix})
    return " ".join(str(part) for part in said if part)


def say_number(items: Items) -> str:
    """How many there should be in a list; empty where any number will do."""
    least, most = items.least or items.wanted, items.most
    if least and most:
        number = str(most) if least == most else f"{least}–{most}"
    else:
        number = _("minst %(number)d") % {"number": least} if least else ""
    if not number:
        return ""
    said = _("ska vara %(number)s") if items.least or not least else _("bör vara %(number)s")
    return said % {"number": number}


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
    return say_differences(kind, compare_values(before or {}, after or {}), document)


def say_differences(
    kind: str, fields: Iterable[Difference], document: Mapping[str, Any]
) -> list[FieldChange]:
    """Fields before and after, in words."""
    said = []
    for each in fields:
        is_said = is_text(kind, each.field)
        language = split_name(kind, each.field)[1] or SOURCE_LANGUAGE if is_said else ""
        both = (say_value(kind, each.field, v, document) for v in (each.before, each.after))
        old, new = (words or None for words in both)
        said.append(FieldChange(say_field(kind, each.field), language, old, new))
    return said


def say_value(kind: str, name: str, value: Any, document: Mapping[str, Any]) -> str:
    """A value in words."""
    if isinstance(value, Node):
        above = f"{value.parent.title}, " if value.parent and value.parent.key else ""
        return above + _("nummer %(number)s") % {"number": value.index + 1}
    if isinstance(value, bool):
        return str(_("ja") if value else _("nej"))
    if value is None or value in ("", []):
        return ""
    if name in OPTIONS:
        return say_options(name, value)
    if isinstance(KINDS[kind].fields.get(name), SourceKey):
        return str(list_sources(document).get(value, value))
    return str(value)
