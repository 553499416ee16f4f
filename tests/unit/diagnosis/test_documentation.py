"""The examples in the docstrings are true, and the core needs nothing but Python, itself and
what cleans all texts (samverkan/texts.py), which is as pure."""

import ast
import doctest
import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

import assessments.methods.stages
from model_content.domain import codec, content

NAMES = [module.name for module in pkgutil.iter_modules(assessments.methods.stages.__path__)]
MODULES = [importlib.import_module(f"assessments.methods.stages.{name}") for name in NAMES]
ALLOWED = sys.stdlib_module_names | {
    "pydantic",  # the schema of the content
    "assessments.instruments",
    "assessments.methods.stages",
    "model_content.domain",
    "samverkan.texts",
}


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_the_examples_in_the_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_every_module_begins_with_its_rule_and_an_example(module):
    assert "xample" in (module.__doc__ or "") or module.__name__.endswith(".answers")


@pytest.mark.parametrize("module", [*MODULES, content, codec], ids=lambda m: m.__name__)
def test_the_core_imports_only_the_standard_library_what_cleans_texts_and_itself(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported = [node.module or ""]
        elif isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        else:
            continue
        assert all(name.split(".")[0] in ALLOWED or is_own(name) for name in imported)


def is_own(name: str) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:length]) in ALLOWED for length in (2, 3))
