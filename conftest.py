"""The code blocks of the README and of `docs/` run as tests, in a folder that holds the examples.

`python` blocks run (also as doctests), `console` blocks run the command and compare its output,
`sh` blocks run the command, `yaml` blocks are valid files, `toml` blocks parse.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from doctest import ELLIPSIS
from pathlib import Path
from typing import Any

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

import competency

ROOT = Path(__file__).parent
PREFIX = "pip install uv && uv run "


def _run(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "competency", f"a block runs something else: {command}"
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603  # the project's own documents
        [sys.executable, "-m", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        encoding="utf-8",
    )
    return done.stdout + done.stderr


def _console(example: Example) -> str | None:
    expected: dict[str, list[str]] = {}
    command = ""
    for line in example.parsed.splitlines():
        if line.startswith("$ "):
            command = line[2:]
            expected[command] = []
        else:
            expected[command].append(line.rstrip())
    for command, lines in expected.items():
        printed = [line.rstrip() for line in _run(command).splitlines()]
        if printed != lines:
            return f"{command} printed:\n" + "\n".join(printed)
    return None


def _sh(example: Example) -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for line in filter(None, example.parsed.splitlines()):
        command = line.removeprefix(PREFIX)
        if command.startswith("competency"):
            _run(command)
            continue
        # The tests cannot run themselves: what CI runs is what the document says.
        others = ("mutmut", "GOLDEN", "-m benchmarks")
        assert line in ci or line == "bash .ci/run" or any(each in line for each in others), line


def _yaml(example: Example) -> None:
    path = Path("example.yaml")
    path.write_text(example.parsed, encoding="utf-8")
    checked = competency.check_file(path, example.namespace.get("framework"))
    if checked.kind == "framework":  # the files after it in the document are for this one
        example.namespace["framework"] = checked.value


def _toml(example: Example) -> None:
    tomllib.loads(example.parsed)


def _enter(namespace: dict[str, Any]) -> None:
    folder = Path(tempfile.mkdtemp())
    namespace["folder"], namespace["home"] = folder, Path.cwd()
    for name in ("docs/examples", "rubrics"):
        shutil.copytree(ROOT / name, folder / name)
    os.chdir(folder)


def _leave(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["home"])
    shutil.rmtree(namespace["folder"])


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
        CodeBlockParser("console", _console),
        CodeBlockParser("sh", _sh),
        CodeBlockParser("yaml", _yaml),
        CodeBlockParser("toml", _toml),
    ],
    excludes=["src/**"],
    patterns=["README.md", "docs/*.md", "rubrics/README.md"],
    setup=_enter,
    teardown=_leave,
).pytest()
