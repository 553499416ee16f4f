"""The words for what a check of an edition finds, and for what is wrong with a file.

Example: `stages[0].aspects[2].title` of a file whose first stage is `initiativ` is said as
"stadium 1 (initiativ), aspekt 3 (varfor), namn (title)": whoever mends the file looks for `title`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from model_content.domain.checks import Finding, Kind
from model_content.domain.codec import ContentError, Wrong
from model_content.domain.document import KINDS, Node
from model_content.files import MOST_OF, Refusal, UploadRefused
from model_content.words import (
    FIELDS,
    name_language,
    say_add,
    say_field,
    say_kind,
    say_kinds,
)

# What a check finds -------------------------------------------------------------------------------

THEMES: Final[tuple[tuple[Promise, dict[Kind, Promise | None]], ...]] = (
    (gettext_lazy("Saknas eller stämmer inte"), {
        Kind.EMPTY: gettext_lazy("Fyll i %(part)s."),
        Kind.TOO_FEW: gettext_lazy("För få %(part)s: %(found)s. Det behövs minst %(least)s."),
        Kind.TOO_MANY: gettext_lazy("För många %(part)s: %(found)s. Behåll högst %(most)s."),
        Kind.SOURCE: gettext_lazy("Ange källan."),
        Kind.FEW_QUOTES: gettext_lazy("Utgåvan har %(found)s citat. Den bör ha minst %(least)s."),
        Kind.WANTED: gettext_lazy("Få %(part)s: %(found)s. Det bör finnas minst %(least)s."),
        Kind.TAGS: gettext_lazy("”%(text)s” visas som det står: texter är inte HTML. Ta bort det."),
        Kind.MOVED: gettext_lazy(
            "Flyttad hit, och har kvar sin kod %(text)s. Svar jämförs över tid genom koden."
        ),
        Kind.NAMED: gettext_lazy("%(text)s saknas, men verktygets resultat bygger på det."),
        Kind.SAME: gettext_lazy(
            "”%(text)s” står två gånger. Skriv namnen så att de går att skilja åt."
        ),
        Kind.WORDS: gettext_lazy("Verktyget har inget att sätta in för %(text)s. Ta bort det."),
    }),
    (gettext_lazy("För långt eller för kort"), {
        Kind.LONG: gettext_lazy("%(found)s tecken. Korta till högst %(most)s."),
        Kind.FEW_WORDS: gettext_lazy("%(found)s ord. Skriv minst %(least)s och högst %(most)s."),
        Kind.MANY_WORDS: gettext_lazy("%(found)s ord. Skriv högst %(most)s."),
    }),
    (gettext_lazy("Svårt att läsa"), {
        Kind.LIX: gettext_lazy(
            "Svår att läsa: LIX är %(found)s och ska vara under %(most)s. Välj kortare ord."
        ),
        Kind.HEAVY: gettext_lazy(
            "Texten är tung: LIX är %(found)s. Under %(most)s är lätt att läsa. "
            "Dela långa meningar och välj kortare ord."
        ),
        Kind.TWO_THINGS: gettext_lazy(
            "Ordet ”och” kan binda ihop två saker. Fråga i så fall bara om en av dem."
        ),
    }),
    (gettext_lazy("Stavning"), {
        Kind.SPELLING: gettext_lazy("”%(text)s” finns inte i ordlistan."),
    }),
    (gettext_lazy("Sägs två gånger"), {
        Kind.REPEATED: gettext_lazy("Samma text står också i ”%(text)s”."),
    }),
    (gettext_lazy("Inte översatt"), {Kind.OUTDATED: None, Kind.UNTRANSLATED: None}),
)  # fmt: skip
"""The headings in the order they are shown, and the kinds of findings under each, in words."""

_SAY: Final = {kind: said for _title, kinds in THEMES for kind, said in kinds.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in words, and the part that it is about.

    `word` is a misspelled word; `slot` the list of the part that it is about, which is mended by
    adding to it or taking from it, and `add` what the link says that adds to one that is too short.
    """

    words: str
    title: str
    part: str
    node: Node | None
    word: str = ""
    slot: str = ""
    add: str = ""


def group_by_theme(findings: Iterable[Finding]) -> list[tuple[Promise, list[Entry]]]:
    """Findings under their headings, in content order; a heading without any is left out."""
    found = list(findings)
    grouped = [
        (title, [_make_entry(finding) for finding in found if finding.kind in kinds])
        for title, kinds in THEMES
    ]
    return [(title, entries) for title, entries in grouped if entries]


def _make_entry(finding: Finding) -> Entry:
    node = finding.node
    listed = node.schema.lists.get(finding.field) if node else None
    is_short = finding.kind in (Kind.TOO_FEW, Kind.WANTED)
    return Entry(
        words=describe_finding(finding),
        title=node.place.title if node else _("Utgåvan"),
        part=_name_part(finding),
        node=node,
        word=finding.text if finding.kind is Kind.SPELLING else "",
        slot=finding.field if listed else "",
        add=say_add(listed.kind) if listed and is_short else "",
    )


def _name_part(finding: Finding) -> str:
    """The text or list that a finding is about, with the number of the text in its list."""
    node = finding.node
    if node is None or not finding.field:
        return ""
    if node.schema.title != "text":
        return say_field(node.kind, finding.field)
    return f"{say_kind(node.kind)} {node.index + 1}"


def describe_finding(finding: Finding) -> str:
    """Say in one or two sentences what is wrong and what is asked for."""
    kind = finding.node.kind if finding.node else "edition"
    values: dict[str, Any] = {
        "found": finding.found,
        "least": finding.least,
        "most": finding.most,
        "text": finding.text,
        "part": say_field(kind, finding.field).lower() if finding.field else "",
        "language": name_language(finding.language) if finding.language else "",
    }
    if finding.kind is Kind.UNTRANSLATED:
        said = ngettext(
            "%(found)s text saknas på %(language)s: ”%(text)s”",
            "%(found)s texter saknas på %(language)s, först: ”%(text)s”",
            finding.found,
        )
    elif finding.kind is Kind.OUTDATED:
        said = ngettext(
            "Den svenska texten har ändrats, men inte översättningen till %(language)s. "
            "Läsarna ser den svenska så länge.",
            "De svenska texterna har ändrats, men inte %(found)s översättningar till %(language)s. "
            "Läsarna ser de svenska så länge.",
            finding.found,
        )
    else:
        said = str(_SAY[finding.kind])
    return said % values


# What is wrong with a file ------------------------------------------------------------------------

Words = str | Promise

MOST_SHOWN: Final = 60
"""Characters of what somebody sent that are shown."""

WRONG_WORDS: Final[dict[Wrong, Words]] = {
    Wrong.OBJECT: gettext_lazy("är inget objekt"),
    Wrong.MISSING: gettext_lazy("saknas"),
    Wrong.TEXT: gettext_lazy("är ingen text"),
    Wrong.TEXT_OR_NULL: gettext_lazy("är varken en text eller null"),
    Wrong.FLAG: gettext_lazy("är varken true eller false"),
    Wrong.NUMBER: gettext_lazy("är inget heltal"),
    Wrong.NUMBER_OR_NULL: gettext_lazy("är varken ett heltal eller null"),
    Wrong.LIST: gettext_lazy("är ingen lista"),
    Wrong.UNKNOWN_KEY: gettext_lazy("är ett okänt fält"),
    Wrong.FORMAT: gettext_lazy("är inte samverkan-content/1"),
    Wrong.SOURCE_LANGUAGE: gettext_lazy("har svenska som översättning"),
    Wrong.TWICE: gettext_lazy("finns två gånger"),
    Wrong.ORDER: gettext_lazy("står inte i nummerordning"),
    Wrong.EMPTY: gettext_lazy("är tom"),
    Wrong.TOO_LONG: gettext_lazy("är för lång"),
    Wrong.TOO_LARGE: gettext_lazy("är utanför det som får anges"),
    Wrong.CHARACTERS: gettext_lazy("har tecken som inte går att visa"),
    Wrong.CODE: gettext_lazy("är ingen kod"),
    Wrong.SOURCE: gettext_lazy("är ingen av källorna i filen"),
    Wrong.CHOICE: gettext_lazy("är inget av det som går att välja"),
    Wrong.LANGUAGE: gettext_lazy("är ingen kod för ett språk"),
    Wrong.PARTS: gettext_lazy("har fler delar än en utgåva får ha"),
    Wrong.LANGUAGES: gettext_lazy("är på fler språk än en utgåva får vara"),
}

_KINDS: Final = {slot: items.kind for kind in KINDS.values() for slot, items in kind.lists.items()}
"""What the lists of a document hold."""

_STEP = re.compile(r"(.*)\[(\d+)\]")


def say_fault(error: ContentError, document: Any = None) -> dict[str, str]:
    """A fault as its place and what is wrong there."""
    value = show(error.value)
    wrong = str(WRONG_WORDS[error.wrong])
    if error.wrong in (Wrong.TOO_LONG, Wrong.PARTS, Wrong.LANGUAGES):
        said = _("%(wrong)s, högst %(most)s") % {"wrong": wrong, "most": value}
    elif error.wrong is Wrong.TOO_LARGE:
        said = f"{wrong}, {value}"
    else:
        said = _("”%(value)s” %(wrong)s") % {"value": value, "wrong": wrong} if value else wrong
    return {"place": say_place(error.place, document), "said": said}


def say_place(place: str, document: Any = None) -> str:
    """A place of a document in words, with the codes of what it leads through."""
    if place == "document":
        return _("filen")
    said = []
    steps = place.split(".")
    for number, step in enumerate(steps, 1):
        found = _STEP.fullmatch(step)
        name, index = (found[1], int(found[2])) if found else (step, None)
        document = _look_up(document, name)
        in_file = name if name in FIELDS and name not in _KINDS else ""
        if index is not None:  # one of a list, with its code if it has one
            document = _look_up(document, index)
            code = _look_up(document, "code") or _look_up(document, "key")
            in_file = show(code) if isinstance(code, str) else in_file
            word = f"{_say_word(name)} {index + 1}"
        elif number < len(steps):
            word, in_file = _say_word(name), ""
        else:  # the key itself, as it stands in the file
            word = say_kinds(_KINDS[name]).lower() if name in _KINDS else _say_word(name)
            in_file = name if name in _KINDS else in_file
        said.append(f"{word} ({in_file})" if in_file else word)
    return ", ".join(said)


def _say_word(key: str) -> str:
    if key in _KINDS:
        return say_kind(_KINDS[key]).lower()
    return str(FIELDS[key]).lower() if key in FIELDS else show(key)


def _look_up(document: Any, key: str | int) -> Any:
    """What stands there, None if the document is of another shape."""
    try:
        return document[key]
    except (KeyError, IndexError, TypeError):
        return None


def show(text: str) -> str:
    """What somebody sent, on one line that can be shown."""
    short = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)


def say_refusal(refused: UploadRefused) -> str:
    """Why a file cannot be read, and what to do."""
    values = {"where": show(refused.where), "most": MOST_OF.get(refused.refusal, 0)}
    said = str(refused.refusal.label) % values
    if refused.refusal is Refusal.JSON and refused.where:
        said += " " + _("Felet är på rad %(line)s.") % {"line": values["where"]}
    return said
