"""Every Swedish text of the interface, as templates and modules give it to gettext."""

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")
)
MODULES = sorted(
    path
    for app in ("assessments", "model_content", "samverkan")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}

TRANSLATE = re.compile(r"""{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK = re.compile(r"{%\s*blocktranslate\b[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
IN_JINJA = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")
NOT_SAID = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>|%\(\w+\)[sd]", re.DOTALL)


def list_texts() -> Iterator[tuple[str, str]]:
    """The texts with the name of the file that each stands in, markup and variables left out."""
    for path in TEMPLATES:
        for text in _read_template(path.read_text(encoding="utf-8")):
            yield path.name, _make_plain(text)
    for path in MODULES:
        for text in _read_module(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.name, _make_plain(text)


def _read_template(source: str) -> Iterator[str]:
    for match in (*TRANSLATE.finditer(source), *IN_JINJA.finditer(source)):
        yield match[1] or match[2] or ""
    for match in BLOCK.finditer(source):
        yield match[1]


def _read_module(tree: ast.Module) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", None) in GETTEXT:
            given = [a.value for a in call.args if isinstance(a, ast.Constant)]
            yield from (value for value in given if isinstance(value, str))


def _make_plain(text: str) -> str:
    return " ".join(unescape(NOT_SAID.sub(" ", text)).split())
