"""The commands in a pipe: what they print, write and refuse."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

import competency
from cli_files import ANSWERS, FRAMEWORK, WITH, output, refusal, run, write_files
from competency.cli import main

Install = Callable[..., Path]
EXPORTERS = "competency.exporters"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test run in a folder with the files."""
    folder = tmp_path / "here"
    folder.mkdir()
    write_files(folder)
    monkeypatch.chdir(folder)


def _table(*arguments: str) -> list[list[str]]:
    return [line.split("\t") for line in output(*arguments).splitlines()]


def _column(table: list[list[str]], name: str) -> list[str]:
    return [row[table[0].index(name)] for row in table[1:]]


# The whole


def test_help_has_a_tour_and_every_command() -> None:
    """Who asks for help finds three lines to begin with, and every command."""
    text = output("--help")
    assert "competency score answers.yaml\n" in text
    assert "competency gaps answers.yaml --profile profile.yaml\n" in text
    assert "competency report answers.yaml --profile profile.yaml -o report.html\n" in text
    assert set(main.commands) == {
        *(
            "batch",
            "collect",
            "explain",
            "exporters",
            "form",
            "frameworks",
            "gaps",
            "report",
            "score",
            "show",
            "validate",
        )
    }
    for name, command in main.commands.items():
        assert f"  {name:<12}{command.short_help}\n" in text


def test_help_tells_how_a_shell_completes() -> None:
    """The line that switches completion on stands in the help."""
    assert 'eval "$(_COMPETENCY_COMPLETE=bash_source competency)"' in output("--help")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_each_command_has_help_with_an_example(name: str) -> None:
    """The help of a command ends with lines that can be typed as they stand."""
    text = output(name, "-h")
    assert text.startswith(f"Usage: competency {name} [OPTIONS]")
    assert f"\n  Examples:\n    competency {name}" in text


@pytest.mark.parametrize("name", sorted(main.commands))
def test_each_option_of_a_command_is_explained(name: str) -> None:
    """No option is without a sentence."""
    context = main.commands[name].make_context(name, [], resilient_parsing=True)
    options = [each for each in context.command.params if isinstance(each, click.Option)]
    assert [] == [each.name for each in options if not each.help]


def test_the_version_is_the_librarys() -> None:
    """`--version` says what is imported."""
    assert f"competency {competency.__version__}\n" == output("--version")


def test_an_unknown_command_names_the_closest() -> None:
    """A slip of the finger is told as one."""
    assert "Did you mean 'score'?" in refusal("scor")


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who presses Ctrl-C is not told about it."""

    def interrupted(path: str, framework: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("competency.cli.answers.load_assessment", interrupted)
    result = run("score", "ana.yaml")
    assert (130, "", "") == (result.exit_code, result.stdout, result.stderr)


def test_a_warning_is_told_once_on_the_standard_error() -> None:
    """Answers made for other texts are scored, and that is said once."""
    text = ANSWERS.replace("subject", "digest: abc\nsubject")
    Path("ana.yaml").write_text(text, encoding="utf-8")
    result = run("score", "ana.yaml", *WITH)
    assert "warning: ana.yaml:2:9: this was made for other texts of tea 1\n" == result.stderr
    assert 0 == result.exit_code
    assert "water" in result.stdout


def test_equal_warnings_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said a thousand times by a file is said once by the command."""

    def warning(path: str, framework: object) -> object:
        warnings.warn("look\x1b here", competency.CompetencyWarning, stacklevel=2)
        warnings.warn("look\x1b here", competency.CompetencyWarning, stacklevel=2)
        raise competency.InvalidValue("enough")

    monkeypatch.setattr("competency.cli.answers.load_assessment", warning)
    assert "warning: look\\x1b here\nerror: enough\n" == refusal("score", "ana.yaml")


def test_warnings_of_others_are_left_to_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this library's warnings are put in its words."""

    def warning(path: str, framework: object) -> object:
        warnings.warn("old", DeprecationWarning, stacklevel=2)
        raise competency.InvalidValue("enough")

    monkeypatch.setattr("competency.cli.answers.load_assessment", warning)
    with pytest.warns(DeprecationWarning, match="old"):
        assert "error: enough\n" == refusal("score", "ana.yaml")


# Completion


def _completed(*words: str) -> list[tuple[str, str]]:
    *before, incomplete = words
    shell = ShellComplete(main, {}, "competency", "_COMPETENCY_COMPLETE")
    return [(each.value, each.type) for each in shell.get_completions(before, incomplete)]


def test_commands_are_completed() -> None:
    """The first word is a command."""
    assert [("score", "plain"), ("show", "plain")] == _completed("s")


def test_formats_are_completed_without_importing_any(install: Install) -> None:
    """A format that would end the interpreter is offered unharmed; one with a fault is not."""
    targets = {"curses": "ends:E", "cs_": "ends:E"}
    install("ends", {EXPORTERS: targets}, {"ends": "raise SystemExit"})
    assert [("csv", "plain"), ("curses", "plain")] == _completed("report", "--format", "c")
    assert "ends" not in sys.modules


def test_forms_are_completed_by_what_they_are_asked_for() -> None:
    """Not by the names of their exporters."""
    assert ("csv", "plain") in _completed("form", "cto", "--format", "")
    assert [("yaml", "plain")] == _completed("form", "cto", "--format", "y")


def test_frameworks_are_completed_by_id_else_as_files() -> None:
    """An id where one fits, and the names of files otherwise."""
    assert [("cto", "plain")] == _completed("show", "c")
    assert [("x", "file")] == _completed("score", "ana.yaml", "--framework", "x")


# frameworks, exporters


def test_frameworks_are_listed() -> None:
    """The bundled framework comes with its origin and target."""
    row = ["cto", "competency", competency.__version__, "competency.catalogue:bundled_cto", ""]
    assert [["name", "distribution", "version", "target", "fault"], row] == _table("frameworks")


def test_exporters_are_listed_with_their_faults(install: Install) -> None:
    """A stranger that takes a built-in's name is listed with the reason it is not used."""
    install("mine", {EXPORTERS: {"csv": "ends:E"}}, {"ends": "raise SystemExit"})
    table = _table("exporters")
    assert {"html", "json", "markdown", "md"} <= set(_column(table, "name"))
    mine = next(row for row in table if row[1] == "mine")
    version = competency.__version__
    fault = f"the built-in 'csv' of competency {version} is used instead"
    assert ["csv", "mine", "1.0", "ends:E", fault] == mine
    assert "ends" not in sys.modules


# show

OUTLINE = """\
Tea
  id: tea 1
  description: How tea is made.
  notes: Two lines, one text.
  scale:
    3 High  [high]
    2 Fair
    1 Low: Not yet.

Water  [water]
  What tea is made of.
  w1  Boiling: Boils it.
      guidance: Watch it.
      tags: hot, wet
  w2  Measures it.
      weight: 2
      reference 1: A book.
      reference 2: Another.
  w3  Spills it.
      reverse: a low level is the good one
      1 Low: Never.

leaves
  weight: 0.5
  l1  Chooses them.
  l2  Dries them.
      scale:
        1
        2
        3
"""


def test_a_framework_is_shown_whole() -> None:
    """The outline has every text of the framework."""
    assert OUTLINE == output("show", "tea.yaml")


def test_texts_of_several_lines_stay_indented() -> None:
    """A line break in a text breaks the line, and nothing else gets through."""
    text = FRAMEWORK.replace("text: Boils it.", 'text: "One.\\n\\nTw\\u200bo."')
    text = text.replace("notes:", "published: 2026-11-24\nnotes:")
    Path("tea.yaml").write_text(text, encoding="utf-8")
    shown = output("show", "tea.yaml")
    assert "  w1  Boiling: One.\n\n        Tw\\u200bo.\n      guidance: Watch it.\n" in shown
    assert "  published: 2026-11-24\n" in shown


def test_a_framework_as_json_reads_back_equal() -> None:
    """The tree is that of a file."""
    Path("again.json").write_text(output("show", "tea.yaml", "--json"), encoding="utf-8")
    again = competency.load_framework("again.json")
    assert competency.load_framework("tea.yaml").digest == again.digest


# validate


def test_valid_files_are_told_with_counts_and_notes() -> None:
    """Each file is told as what it is, with what it holds."""
    lines = [
        "tea.yaml: ok: framework tea 1, 2 categories, 2 areas, 5 items",
        "  notes: Two lines, one text.",
        "ana.yaml: ok: assessment of 'Ana' for tea 1, 3 answered, 1 don't know, 1 no answer",
        "role.yaml: ok: profile 'Beginner' for tea 1, 5 of 5 items have a level",
        "all.csv: ok: responses of 3 people",
    ]
    files = ("tea.yaml", "ana.yaml", "role.yaml", "all.csv")
    assert lines == output("validate", *files, *WITH, "--strict").splitlines()


def test_things_without_a_name_are_told_without_one() -> None:
    """Nothing is said where there is nothing to say."""
    texts = {
        "one.yaml": "{id: a, version: 1, title: A, scale: {minimum: 0, maximum: 1},"
        " items: [{id: i, text: I.}]}",
        "two.yaml": "{framework: a, answers: {}}",
        "three.yaml": "{framework: a, levels: {i: none}}",
        "four.csv": "respondent,i\nb,1\n",
    }
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    lines = [
        "one.yaml: ok: framework a 1, 1 item",
        "two.yaml: ok: assessment for a 1, 1 no answer",
        "three.yaml: ok: profile for a 1, 0 of 1 items have a level",
        "four.csv: ok: responses of 1 person",
    ]
    assert lines == output("validate", *texts, "--framework", "one.yaml").splitlines()


def _with_warnings() -> None:
    text = FRAMEWORK.replace("Dries them.", "Chooses them.").replace("Measures it.", "Boils it.")
    text = text.replace("scale: {minimum: 1, maximum: 3}", "tags: []")
    text += "  - {id: pot}\n"
    Path("tea.yaml").write_text(text, encoding="utf-8")


def test_warnings_are_counted_by_kind() -> None:
    """What may be meant is counted, and fails nothing."""
    _with_warnings()
    lines = ["  2 warnings: equal-texts", "  1 warning: empty-group"]
    assert lines == output("validate", "tea.yaml").splitlines()[2:]


@pytest.mark.parametrize(("option", "code"), [("--verbose", 0), ("-v", 0), ("--strict", 1)])
def test_warnings_are_told_in_full_on_request(option: str, code: int) -> None:
    """With `--strict` they fail the check, and are told too."""
    _with_warnings()
    result = run("validate", "tea.yaml", option)
    assert (code, "") == (result.exit_code, result.stderr)
    assert "tea.yaml:25:14: items l1 and l2 have one text; leave it if it is meant\n" in (
        result.stdout
    )


def test_other_texts_are_a_warning_of_a_check() -> None:
    """Answers made for other texts fail a strict check."""
    text = ANSWERS.replace("subject", "digest: abc\nsubject")
    Path("ana.yaml").write_text(text, encoding="utf-8")
    result = run("validate", "ana.yaml", *WITH, "--strict")
    assert (1, "") == (result.exit_code, result.stderr)
    message = "ana.yaml:2:9: this was made for other texts of tea 1"
    assert ["  1 warning: other-texts", message] == result.stdout.splitlines()[1:]


def test_all_refused_files_are_told_and_no_valid_one() -> None:
    """A check of many files tells what is wrong with each, and prints no praise."""
    Path("bad.yaml").write_text("{framework: tea, answers: {w9: 1, w1: 9}}", encoding="utf-8")
    text = refusal("validate", "ana.yaml", "bad.yaml", "none.yaml", *WITH)
    told = [line for line in text.splitlines() if line.startswith(("bad", "error"))]
    first, second, third, fourth = told
    assert first.startswith("bad.yaml:1:28: there is no item 'w9' in the framework tea")
    assert second.startswith("bad.yaml:1:39: '9' is no level of the scale")
    assert "error: 2 problems; nothing was done" == third
    assert fourth.startswith("error: none.yaml: there is no such file")
