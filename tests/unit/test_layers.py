"""The laws of the code, read from the code itself: who writes, who asks, what is pure.

Which package may import which is held by import-linter (pyproject.toml).
"""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RULES = {"domain", "rules", "report", "instruments", "methods"}
REGISTRY = Path("assessments/methods/registry.py")
"""Which methods there are; it gives them their words, so it knows Django."""
APPS = ("samverkan", "model_content", "assessments")
MODULES = sorted(
    path.relative_to(ROOT)
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
TEXTS = Path("samverkan/texts.py")
MERGING = Path("samverkan/merging.py")
"""What the rules of both apps go by: so it is as pure as they are."""
PURE = [p for p in MODULES if RULES & set(p.with_suffix("").parts) and p != REGISTRY] + [
    TEXTS,
    MERGING,
]
LIBRARIES = {
    TEXTS: {"idna"},  # the tables of domain names
    Path("model_content/domain/content.py"): {"pydantic"},  # the schema
    Path("model_content/domain/codec.py"): {"pydantic"},
    Path("model_content/domain/tools/__init__.py"): {"pydantic"},
    Path("model_content/domain/pages/__init__.py"): {"pydantic"},
    Path("assessments/core/rules/documents.py"): {"pydantic"},
    Path("assessments/meeting/rules/meeting.py"): {"pydantic"},
}
"""What else a pure module may import: neither Django nor a clock comes with it."""
WRITERS = {"actions"}
QUERY_MODULES = {"actions", "selectors", "models"}
WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}


def parse(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def list_imports(path: Path) -> Iterator[str]:
    """Every module that this one imports, anywhere in it; relative imports made absolute."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def names(path: Path) -> set[str]:
    """A module's own name and those of its packages: a layer may be a module or a package."""
    return set(path.with_suffix("").parts)


def is_pure(module: str) -> bool:
    top = module.split(".")[0]
    if top in sys.stdlib_module_names:
        return True
    parts = module.split(".")
    return parts[:2] in (["samverkan", "texts"], ["samverkan", "merging"]) or (
        top in APPS and bool(RULES & set(parts[1:])) and module != name_module(REGISTRY)
    )


def test_there_is_something_to_check():
    assert len(PURE) > 15
    assert len(MODULES) > 45


def of_each(paths: Iterable[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """One test of all these modules: a test for each would take longer than to read them."""

    def make(check: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            for path in paths:
                try:
                    check(path)
                except AssertionError as error:
                    raise AssertionError(f"{path}: {error}") from error

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return make


@of_each(PURE)
def test_the_rules_import_only_the_standard_library_and_each_other(path):
    allowed = LIBRARIES.get(path, set())
    imported = [m for m in list_imports(path) if not is_pure(m)]
    assert [m for m in imported if m.split(".")[0] not in allowed] == []


@of_each(PURE)
def test_the_rules_know_no_clock_no_file_and_no_chance(path):
    forbidden = {"time", "random", "os", "pathlib", "secrets", "uuid", "socket", "subprocess", "io"}
    assert [m for m in list_imports(path) if m.split(".")[0] in forbidden] == []
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"today", "now", "utcnow"}, f"{path}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}, f"{path}:{node.lineno}"


@of_each([p for p in PURE if p.parts[0] == "assessments"])
def test_the_rules_of_assessments_know_of_the_content_only_its_dataclasses(path):
    known = [m for m in list_imports(path) if m.startswith("model_content")]
    documents = ("model_content.domain.content", "model_content.domain.tools")
    assert [m for m in known if not m.startswith(documents)] == []


@of_each([p for p in PURE if p.parts[1:2] == ("methods",) and len(p.parts) > 3])
def test_the_method_does_not_know_the_walk_or_the_report(path):
    known = [m for m in list_imports(path) if m.startswith("assessments.")]
    assert [m for m in known if m.split(".")[1] not in {"instruments", "methods"}] == []


def test_the_content_never_names_the_assessments_in_a_relation():
    for path in MODULES:
        if path.parts[0] == "model_content":
            assert "assessments." not in ast.unparse(_without_docstrings(parse(path))), path


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            node.value.value = ""
    return tree


@of_each(
    [p for p in MODULES if names(p) & {"views", "forms", "urls"}]
    + [p for p in MODULES if "templatetags" in p.parts]
)
def test_views_and_what_templates_use_make_no_queries_of_their_own(path):
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"objects", "select_related", "prefetch_related"}, (
                f"{path}:{node.lineno} queries"
            )


@of_each(
    # Commands may look one thing up for themselves.
    [p for p in MODULES if not names(p) & QUERY_MODULES and "management" not in p.parts]
)
def test_only_selectors_and_actions_name_the_managers(path):
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            of_a_class = node.value.id[:1].isupper()
            assert not (node.attr == "objects" and of_a_class), f"{path}:{node.lineno}"


@of_each([p for p in MODULES if not names(p) & WRITERS])
def test_only_actions_write(path):
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in WRITES, f"{path}:{node.lineno} writes"


@of_each(MODULES)
def test_there_are_no_signals(path):
    assert [m for m in list_imports(path) if "signals" in m or m == "django.dispatch"] == []


@of_each([p for p in MODULES if "models" in names(p)])
def test_models_do_no_work_when_they_are_saved(path):
    methods = [n.name for n in ast.walk(parse(path)) if isinstance(n, ast.FunctionDef)]
    assert not {"save", "delete", "clean", "full_clean"} & set(methods)


def test_only_three_modules_know_what_makes_pdf_files():
    importing = [
        str(path)
        for path in MODULES
        for module in list_imports(path)
        if module.split(".")[0] == "weasyprint"
    ]
    names = ("render", "letters", "mends")
    assert set(importing) == {f"samverkan/pdf/{name}.py" for name in names}


def test_the_heavy_libraries_are_not_loaded_by_the_pages_or_by_finding_a_file_that_is_kept():
    """They are loaded when the first report is made: starting stays quick."""
    code = (
        "import sys, django; django.setup(); import samverkan.urls;"
        "from samverkan.pdf.cache import compute_look; compute_look(());"
        "heavy = {'docx', 'docxtpl', 'fontTools', 'icalendar', 'jinja2', 'lxml', 'weasyprint'};"
        "heavy.add('xlsxwriter');"
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "samverkan.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_only_one_module_makes_word_files():
    used = {"docx", "docxtpl", "jinja2", "lxml"}
    making = [path for path in MODULES if used & {m.split(".")[0] for m in list_imports(path)}]
    assert [str(path) for path in making] == ["assessments/results/files/word.py"]


def test_templates_make_no_queries():
    """`.all`, `.count` and `_set` in a template would be a query that no selector knows of."""
    for path in (ROOT / "templates").rglob("*"):
        if path.suffix in (".html", ".txt"):
            text = path.read_text(encoding="utf-8")
            tags = re.findall(r"{[{%](.*?)[%}]}", text, re.DOTALL)
            found = [t for t in tags if re.search(r"\.(all|count|objects)\b|_set\b", t)]
            assert found == [], path


def test_no_line_of_a_template_is_longer_than_120_characters():
    """word.txt is a list of the Word file's paragraphs, one a line."""
    texts = (path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
    found = {
        f"{path.relative_to(ROOT)}:{number}": len(line)
        for path in texts
        if path.name != "word.txt"
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if len(line) > 120
    }
    assert found == {}


def test_no_text_of_a_drawing_goes_on_on_another_line():
    """In a PDF file the line break is left out, so that two words would stand together."""
    for path in (ROOT / "templates").rglob("*.html"):
        for said in re.findall(r"<text\b[^>]*>(.*?)</text>", path.read_text("utf-8"), re.DOTALL):
            trimmed = re.sub(
                r"{% blocktranslate trimmed.*?endblocktranslate %}", "", said, flags=re.DOTALL
            )
            assert "\n" not in re.sub(r"{%.*?%}", "", trimmed).strip(), path


def test_nothing_stands_between_a_name_and_the_colon_that_only_screen_readers_hear():
    """A line break before the hidden colon is read as a space: “Besluta : Skriv …”."""
    hidden = re.compile(r'\s<span\s+class="visually-hidden[^>]*>\s*[:,.;]')
    for path in (ROOT / "templates").rglob("*.html"):
        assert hidden.findall(path.read_text("utf-8")) == [], path


def test_no_room_has_more_than_twelve_files_side_by_side():
    rooms = Counter(path.parent for path in MODULES)
    assert {str(room): count for room, count in rooms.items() if count > 12} == {}
