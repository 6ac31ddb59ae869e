"""The public interface, and how lightly it is imported."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import competency
from competency import batch

ROOT = Path(__file__).parent.parent
HEAVY = {"cattrs", "yaml", "jinja2", "click", "numpy", "importlib.metadata"}
DOCUMENTED = {
    *("load_framework", "load_assessment", "load_profile", "load_responses", "load_report"),
    *("Assessment", "Framework", "Report", "NOT_APPLICABLE", "UNKNOWN", "CompetencyError"),
    *("score", "find_gaps", "explain", "export", "write", "frameworks", "exporters", "display"),
    *("dump_framework", "dump_assessment", "Exporter", "Plan", "Limits"),
}


def test_the_documented_names_are_public():
    """Every name of the documented interface is in `__all__`."""
    assert set() == DOCUMENTED - set(competency.__all__)


@pytest.mark.parametrize("name", competency.__all__)
def test_every_public_name_resolves(name):
    """Every name in `__all__` can be had."""
    assert getattr(competency, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    """A name that is not there is told as Python tells it."""
    with pytest.raises(AttributeError, match="module 'competency' has no attribute 'scoore'"):
        competency.scoore  # noqa: B018


def test_dir_lists_the_public_names():
    """`dir(competency)` is the public interface."""
    assert sorted(competency.__all__) == dir(competency)


def homes_in(stub):
    """Give the names that a stub imports, with where they come from."""
    return {
        alias.name: node.module
        for node in ast.parse((ROOT / "src" / stub).read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_stub_names_what_the_package_gives():
    """Type checkers see in `__init__.pyi` the names of `__all__`, from where they come."""
    homes = {**competency._HOMES, "__version__": "competency._version"}
    assert homes == homes_in("competency/__init__.pyi")


def test_the_stub_of_batch_names_what_it_gives():
    """The package `batch` resolves its names on first use too, and says so to type checkers."""
    assert batch._HOMES == homes_in("competency/batch/__init__.pyi")
    assert dir(batch) == sorted(batch._HOMES)
    with pytest.raises(AttributeError, match="has no attribute 'scores'"):
        batch.scores  # noqa: B018


def test_every_public_name_has_a_docstring():
    """Every public class and function says what it is."""
    named = [getattr(competency, name) for name in competency.__all__]
    assert [] == [each for each in named if callable(each) and not each.__doc__]


def test_importing_the_package_is_light():
    """Importing the package loads none of the heavy libraries that its rooms use."""
    code = "import competency, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert set() == HEAVY & set(loaded.stdout.split())


def _trees():
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield path, text, ast.parse(text)


def test_no_module_is_over_400_lines():
    """A module that outgrows its room becomes a package."""
    assert [] == [path.name for path, text, _ in _trees() if text.count("\n") > 400]


def test_no_function_is_over_50_lines():
    """A function does one thing."""
    long = [
        f"{path.name}:{node.name}"
        for path, _, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
    ]
    assert [] == long


def test_no_import_stands_in_a_function():
    """What a module needs stands at its top."""
    inner = [
        f"{path.name}:{node.lineno}"
        for path, _, tree in _trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [] == inner


def test_no_exporter_is_named_in_the_core():
    """The core reaches exporters through entry points only."""
    pattern = re.compile(r"competency_exporters|==\s*\"(html|csv|json|markdown)\"")
    core = [(path, text) for path, text, _ in _trees() if "competency_exporters" not in str(path)]
    assert [] == [path.name for path, text in core if pattern.search(text)]


def test_there_is_one_version():
    """The version of the package is that of the distribution."""
    assert version("competency") == competency.__version__
