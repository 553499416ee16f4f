"""Files that hold an edition: one JSON document, or a ZIP of YAML files as those that are shipped.

A table of its questions is written too, to be read only.

Nothing of what somebody sends is trusted: everything is bounded before it is made (the bytes sent,
the bytes that a ZIP unfolds to, its files, how much there is and how deep). YAML is read by a safe
loader, without anchors: with those, a short file can stand for a million values.

The YAML files are the document in pieces: `10_edition.yaml` has the edition and its sources, one
file a stage, and the last one the cases. A file with a `code` is a stage, in the order of the
files' names; any other is an object with some of the document's keys.
"""

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import yaml
from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from model_content.domain.content import CONTENT_FORMAT
from model_content.domain.document import OUTDATED, walk

MOST_BYTES: Final = 8_000_000
"""Bytes of an upload, and of all files in a ZIP together once they are unfolded."""

MOST_FILES: Final = 100
MOST_VALUES: Final = 50_000
"""Texts, numbers, lists and objects in all: an edition has 5,000, in seven languages 12,000.

Each may be a fault with words of its own: a file that is nothing else keeps a worker for seconds.
"""

MOST_DEPTH: Final = 20
"""Levels of lists and objects within each other; an edition has nine."""

ZIP_START: Final = b"PK\x03\x04"
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The time of the files in a ZIP: the same edition gives the same bytes."""

PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the files in a ZIP may be packed; others take the memory that they ask for."""

WIDTH: Final = 98
FOLDED_FROM: Final = 60
"""Characters from which a text stands on lines of its own."""

TABLE_WIDTHS: Final = (24, 32, 12, 28, 70, 70)
"""Widths of the columns of the table of questions, in characters."""

TABLE_LANGUAGE: Final = "en"
"""The language that it shows beside Swedish."""

# The C versions are the same, ten times as fast; both are safe ones.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_PLAIN = re.compile(r"\S[^\n]*\S")
_LINES = re.compile(r"\S(.*\S)?(\n+\S(.*\S)?)*")


class Refusal(TextChoices):
    """Why a file is not even read, in words for whoever sent it."""

    NOTHING = "nothing", _("Filen är tom, eller så har ni inte valt någon.")
    TOO_LARGE = "too_large", _("Filen är större än %(most)s MB, packad eller uppackad.")
    TOO_MANY_FILES = "too_many_files", _("ZIP-filen har fler än %(most)s filer.")
    TOO_MANY_VALUES = "too_many_values", _("Filen innehåller mycket mer än en utgåva.")
    ENCODING = (
        "encoding",
        _("Filen är ingen text i UTF-8. Är det rätt fil? Spara om den som UTF-8 i så fall."),
    )
    JSON = (
        "json",
        _(
            "Filen är varken JSON eller en ZIP-fil med YAML. Välj en fil som ni har hämtat från en "
            "utgåva."
        ),
    )
    TWICE = "twice", _("”%(where)s” finns två gånger på samma ställe.")
    TOO_DEEP = "too_deep", _("Filen har fler än %(most)s nivåer.")
    ZIP = "zip", _("ZIP-filen är skadad, låst eller packad på ett sätt som vi inte kan läsa.")
    NO_FILES = (
        "no_files",
        _("ZIP-filen har inga YAML-filer. Välj den ZIP-fil som ni har hämtat från en utgåva."),
    )
    OFFICE = (
        "office",
        _(
            "Det är en fil från Excel eller Word. Tabellen med frågor går bara att läsa. Hämta "
            "utgåvan som JSON eller ZIP i stället, ändra i den och läs in den."
        ),
    )
    YAML = "yaml", _("Filen går inte att läsa som YAML: %(where)s.")
    ALIAS = (
        "alias",
        _(
            "YAML-filen hänvisar till andra delar av sig själv med &, och det läser vi inte: "
            "%(where)s."
        ),
    )
    OBJECT = "object", _("YAML-filen är inget objekt med fält: %(where)s.")


MOST_OF: Final = {
    Refusal.TOO_LARGE: MOST_BYTES // 1_000_000,
    Refusal.TOO_MANY_FILES: MOST_FILES,
    Refusal.TOO_DEEP: MOST_DEPTH,
}


class UploadRefused(Exception):
    """What was sent cannot be read; `where` is the file in the ZIP, or the line, if known."""

    def __init__(self, refusal: Refusal, where: str = "") -> None:
        super().__init__(f"{refusal} {where}".rstrip())
        self.refusal = refusal
        self.where = where


# Writing ------------------------------------------------------------------------------------------


def write_json(document: Mapping[str, Any]) -> bytes:
    """As `manage.py export_content` prints it."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def write_files(document: Mapping[str, Any]) -> dict[str, str]:
    """The YAML files of an edition by name."""
    head = {k: document[k] for k in ("edition", "sources", OUTDATED) if k in document}
    files: dict[str, Any] = {"10_edition.yaml": head}
    for number, stage in enumerate(document["stages"], 21):
        files[f"{number}_stage_{stage['code']}.yaml"] = stage
    # After the stages, however many there are.
    files[f"{max(30, 21 + len(document['stages']))}_cases.yaml"] = {"cases": document["cases"]}
    return {name: _write_yaml(_arrange(part)) for name, part in files.items()}


def _arrange(value: Any) -> Any:
    """With the lists of parts after a part's own texts and their translations."""
    if isinstance(value, list):
        return [_arrange(each) for each in value]
    if not isinstance(value, dict):
        return value
    after = {k for k, v in value.items() if isinstance(v, list) and v and isinstance(v[0], dict)}
    return {key: _arrange(value[key]) for key in sorted(value, key=lambda key: key in after)}


def write_zip(document: Mapping[str, Any]) -> bytes:
    """A ZIP with a folder of these files."""
    out = io.BytesIO()
    folder = "edition_" + slugify(document["edition"]["code"].replace(".", "_"))
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in write_files(document).items():
            info = zipfile.ZipInfo(f"{folder}/{name}", FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return out.getvalue()


class _Writer(Dumper):  # type: ignore[misc]
    """Long texts folded, lists of codes on one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(dumper: Any, text: str) -> Any:
    style = None
    if not text.replace("\n", "").isprintable():
        style = '"'  # what a block of text would not keep as it is
    elif "\n" in text and _LINES.fullmatch(text):
        style = "|"
    elif len(text) >= FOLDED_FROM and _PLAIN.fullmatch(text) and "  " not in text:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _write_list(dumper: Any, values: list[Any]) -> Any:
    is_short = all(isinstance(value, str) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=is_short)


_Writer.add_representer(str, _write_text)
_Writer.add_representer(list, _write_list)


def _write_yaml(part: Any) -> str:
    written: str = yaml.dump(part, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH)
    return written


def write_workbook(document: Mapping[str, Any]) -> bytes:
    """All questions as a table; no text is taken for a formula or a link."""
    import xlsxwriter  # loaded when first needed

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": gettext("Frågor i utgåva %s") % document["edition"]["code"]})
    page = book.add_worksheet(gettext("Frågor"))
    head = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(TABLE_WIDTHS):
        page.set_column(column, column, width)
    heads = [_("Stadium"), _("Aspekt"), _("Slag"), _("Kod"), _("Text"), _("Engelska")]
    rows = [heads, *_list_questions(document)]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write_string(number, column, str(cell), text if number else head)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows) - 1, len(TABLE_WIDTHS) - 1)
    book.close()
    return out.getvalue()


def _list_questions(document: Mapping[str, Any]) -> Iterator[list[Any]]:
    for node in walk(document):
        if node.schema.items.numbered and node.parent and node.parent.parent:
            in_aspect = node.kind == "statement"
            stage = node.parent.parent if in_aspect else node.parent
            kind = _("Påstående") if in_aspect else _("Markör")
            english = node.part.get("translations", {}).get(TABLE_LANGUAGE, {}).get("text", "")
            aspect = node.parent.title if in_aspect else ""
            yield [stage.title, aspect, kind, node.code, node.part["text"], english]


FORMATS: Final[dict[str, tuple[str, str, Callable[[Mapping[str, Any]], bytes]]]] = {
    "json": ("json", "application/json", write_json),
    "fixtures": ("zip", "application/zip", write_zip),
    "xlsx": (
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_workbook,
    ),
}  # fmt: skip
"""What can be exported → the ending of the file's name, its type, and what writes it."""


def name_file(document: Mapping[str, Any], name: str) -> str:
    """What an exported file is called."""
    code = slugify(document["edition"]["code"].replace(".", "-"))
    code = f"{document['key']}-{code}" if "key" in document else code
    return f"samverkanskollen-{code}.{FORMATS[name][0]}"


# Reading ------------------------------------------------------------------------------------------


def read_file(data: bytes) -> Any:
    """The document that a file of either kind holds, whatever it says. Raises `UploadRefused`."""
    if not data.strip():
        raise UploadRefused(Refusal.NOTHING)
    if len(data) > MOST_BYTES:
        raise UploadRefused(Refusal.TOO_LARGE)
    if data.startswith(ZIP_START):
        return join_files(_unfold(io.BytesIO(data)))
    return _load_json(data)


def join_files(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The document that YAML files hold together, unless two say the same part."""
    document: dict[str, Any] = {"format": CONTENT_FORMAT, "edition": {}, "stages": [], "cases": [],
                                "sources": []}  # fmt: skip
    stages: list[Any] = []
    said: set[str] = set()
    left = MOST_VALUES
    for name, data in sorted(files.items()):
        part, count = _read_yaml(data, name, left)
        left -= count
        if "code" in part:
            stages.append(part)
            continue
        if twice := said & part.keys():
            raise UploadRefused(Refusal.TWICE, min(map(str, twice)))
        said |= part.keys()
        document |= part
    if isinstance(document["stages"], list):
        document["stages"] = [*stages, *document["stages"]]
    return document


def _decode(data: bytes, where: str = "") -> str:
    """The text of a file; a byte order mark is allowed, since some programs write one."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadRefused(Refusal.ENCODING, where) from error


def _load_json(data: bytes) -> Any:
    """Read JSON, as strictly as it is defined: no NaN, no key twice in one object."""
    try:
        value = json.loads(_decode(data), object_pairs_hook=_check_pairs, parse_constant=_refuse)
    except RecursionError as error:
        raise UploadRefused(Refusal.TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise UploadRefused(Refusal.JSON, str(error.lineno)) from error
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise UploadRefused(Refusal.JSON) from error
    if sum(_count(value, MOST_DEPTH)) > MOST_VALUES:
        raise UploadRefused(Refusal.TOO_MANY_VALUES)
    return value


def _check_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        count = Counter(name for name, _value in pairs)
        raise UploadRefused(Refusal.TWICE, next(n for n, times in count.items() if times > 1))
    return whole


def _refuse(name: str) -> None:
    raise ValueError(name)


def _count(value: Any, left: int) -> Iterator[int]:
    """How many values there are in each list or object, which may be so many levels deep."""
    if isinstance(value, dict | list):
        if not left:
            raise UploadRefused(Refusal.TOO_DEEP)
        yield len(value)
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _count(inner, left - 1)


def _unfold(file: io.BytesIO) -> dict[str, bytes]:
    """The YAML files of a ZIP by name."""
    try:
        with zipfile.ZipFile(file) as folder:
            files = _take_files(folder)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError,
        ValueError,
    ) as error:  # fmt: skip  # whatever a damaged, locked or foreign archive makes it say
        raise UploadRefused(Refusal.ZIP) from error
    if not files:
        raise UploadRefused(Refusal.NO_FILES)
    return files


def _take_files(folder: zipfile.ZipFile) -> dict[str, bytes]:
    inside = folder.infolist()
    if any(info.filename == "[Content_Types].xml" for info in inside):
        raise UploadRefused(Refusal.OFFICE)
    if len(inside) > MOST_FILES:
        raise UploadRefused(Refusal.TOO_MANY_FILES)
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for info in inside:
        name = info.filename.rpartition("/")[2]
        if not name.endswith((".yaml", ".yml")) or name.startswith("."):
            continue  # folders, and what programs leave behind
        if info.compress_type not in PACKED:
            raise zipfile.BadZipFile
        with folder.open(info) as file:
            content = file.read(left + 1)  # what it says of its own size may be a lie
        left -= len(content)
        if left < 0:
            raise UploadRefused(Refusal.TOO_LARGE)
        if name in files:
            raise UploadRefused(Refusal.TWICE, name)
        files[name] = content
    return files


def _read_yaml(data: bytes, name: str, left: int) -> tuple[dict[str, Any], int]:
    """The object in a YAML file, and how much it says."""
    text = _decode(data, name)
    count = _check_yaml(text, name, left)
    try:
        # The loader is a safe one.
        value = yaml.load(text, Loader=Loader)  # nosec B506
    except yaml.YAMLError as error:
        raise _refuse_yaml(error, name) from error
    except (
        ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    ) as error:  # fmt: skip  # as a 99th of May, or a text that says that it is a number
        raise UploadRefused(Refusal.YAML, name) from error
    if not isinstance(value, dict):
        raise UploadRefused(Refusal.OBJECT, name)
    return value, count


def _check_yaml(text: str, name: str, left: int) -> int:
    """Look through a file before anything is made of it; gives how much it says."""
    depth = number = 0
    try:
        for number, event in enumerate(yaml.parse(text, Loader=Loader), 1):
            if getattr(event, "anchor", None):
                raise UploadRefused(Refusal.ALIAS, name)
            if number > left:
                raise UploadRefused(Refusal.TOO_MANY_VALUES)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MOST_DEPTH:
                raise UploadRefused(Refusal.TOO_DEEP, name)
    except yaml.YAMLError as error:
        raise _refuse_yaml(error, name) from error
    return number


def _refuse_yaml(error: yaml.YAMLError, name: str) -> UploadRefused:
    mark = getattr(error, "problem_mark", None)
    return UploadRefused(Refusal.YAML, f"{name}:{mark.line + 1}" if mark else name)
