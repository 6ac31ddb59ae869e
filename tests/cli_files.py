"""A small framework with its files, and ways to run the command line, for the tests of it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competency.cli import main

FRAMEWORK = """\
id: tea
version: "1"
title: Tea
description: How tea is made.
notes: Two lines,
  one text.
scale:
  order: descending
  levels:
    - {value: 3, id: high, label: High}
    - {value: 2, label: Fair}
    - {value: 1, label: Low, description: Not yet.}
areas:
  - id: water
    title: Water
    description: What tea is made of.
    items:
      - {id: w1, text: Boils it., title: Boiling, guidance: Watch it., tags: [hot, wet]}
      - {id: w2, text: Measures it., weight: 2, references: [A book., Another.]}
      - {id: w3, text: Spills it., reverse: true, descriptors: {Low: Never.}}
  - id: leaves
    weight: 0.5
    items:
      - {id: l1, text: Chooses them.}
      - {id: l2, text: Dries them., scale: {minimum: 1, maximum: 3}}
"""
ANSWERS = """\
framework: tea
subject: Ana
role: manager
date: 2026-11-24
answers:
  w1: 3
  w2: {level: Low, comment: Uses a bucket.}
  w3: 3
  l1: "?"
"""
PROFILE = """\
framework: tea
title: Beginner
default: 2
importance: {w3: 2}
"""
PEOPLE = """\
respondent,subject,round,w1,w2,w3,l1,l2
Ana,,,3,1,3,?,
Bo,Ana,2,3,3,1,3,3
Cy,,,,,,,
"""
FILES = {"tea.yaml": FRAMEWORK, "ana.yaml": ANSWERS, "role.yaml": PROFILE, "all.csv": PEOPLE}
WITH = ("--framework", "tea.yaml")


def write_files(folder: Path) -> None:
    """Write the files into a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    """Run the command as in a pipe; whatever it raises but an exit is raised."""
    return CliRunner().invoke(main, arguments, prog_name="competency", catch_exceptions=False)


def output(*arguments: str) -> str:
    """Run the command, which must succeed in silence, and give what it printed."""
    result = run(*arguments)
    assert (0, "") == (result.exit_code, result.stderr)
    return result.stdout


def refusal(*arguments: str) -> str:
    """Run the command, which must refuse and print nothing, and give its reason."""
    result = run(*arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    return result.stderr


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.written = io.BytesIO()
        super().__init__(self.written, encoding=encoding, newline="\n")

    def isatty(self) -> bool:
        """Say yes."""
        return True

    def text(self) -> str:
        """Give what was written."""
        self.flush()
        return self.written.getvalue().decode(self.encoding)


def shown(
    monkeypatch: pytest.MonkeyPatch, *arguments: str, colour: bool = False, encoding: str = "utf-8"
) -> str:
    """Run the command as on a terminal of 80 columns, and give what it showed."""
    terminal = Terminal(encoding)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "80")
    if colour:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit) as stop:
        main.main(arguments, prog_name="competency")
    assert 0 == stop.value.code
    return terminal.text()
