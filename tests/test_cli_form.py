"""`form`, and the forms of one person where commands take answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_files import PEOPLE, WITH, output, refusal, shown, write_files
from competency import form, load_assessment, load_framework
from competency.exporting import as_bytes

EMPTY = ("form", "tea.yaml")
HALF = (*EMPTY, "--answers", "ana.yaml")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test run in a folder with the files."""
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)


def half_filled() -> str:
    """Write a form with Ana's answers."""
    assert "" == output(*HALF, "-o", "ana.csv")
    return "ana.csv"


def test_a_form_is_printed_as_yaml_unless_said() -> None:
    """An empty one, without answers."""
    text = form(load_framework("tea.yaml"), "yaml")
    assert text == output(*EMPTY) == output(*EMPTY, "--format", "yaml")


@pytest.mark.parametrize("format", ["csv", "xlsx", "yaml"])
def test_the_suffix_of_a_form_is_its_format(format: str) -> None:
    """It is the document of the library, and holds the answers that were given."""
    assert "" == output(*HALF, "-o", f"form.{format}")
    framework = load_framework("tea.yaml")
    ana = load_assessment("ana.yaml", framework)
    assert as_bytes(form(framework, format, ana)) == Path(f"form.{format}").read_bytes()
    assert ana == load_assessment(f"form.{format}", framework)


def test_options_reach_the_form() -> None:
    """As they reach every exporter."""
    text = output(*EMPTY, "--format", "csv", "--option", "delimiter=;")
    assert text.startswith('"respondent";"subject";')


def test_an_existing_form_is_kept_unless_forced() -> None:
    """Somebody may have filled it in."""
    half_filled()
    assert "ana.csv: it is there already" in refusal(*EMPTY, "-o", "ana.csv")
    assert "" == output(*EMPTY, "-o", "ana.csv", "--force")


def test_an_unknown_form_is_refused() -> None:
    """The closest is named."""
    assert "error: no form is called 'cvs'; did you mean 'csv'?\n" == refusal(*EMPTY, "-o", "x.cvs")
    assert "has no suffix that names a format" in refusal(*EMPTY, "-o", "x")


def test_answers_of_several_make_no_form() -> None:
    """One person goes on from a form."""
    assert "this is a responses file" in refusal(*EMPTY, "--answers", "all.csv")


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_form_is_scored_as_its_answers_are(more: tuple[str, ...]) -> None:
    """By group, whether it is a document or a table."""
    assert output("score", "ana.yaml", *WITH, *more) == output("score", half_filled(), *WITH, *more)


def test_a_form_is_used_by_all_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gaps, explanations, checks and reports take it."""
    csv, profile = half_filled(), ("--profile", "role.yaml")
    for command in (("gaps", *profile), ("explain", "w2"), ("report",)):
        name, *more = command
        of = [output(name, each, *more, *WITH) for each in ("ana.yaml", csv)]
        assert of[0] == of[1]
    assert "assessment of 'Ana' for tea 1, 3 answered" in output("validate", csv, *WITH)
    assert "" == output("report", csv, *WITH, "-o", "ana.html")
    assert Path("ana.html").is_file()
    assert "Water" in shown(monkeypatch, "score", csv, *WITH)


def test_a_form_names_its_framework() -> None:
    """Then nothing needs to be said."""
    Path("one.csv").write_text("respondent,item,level,framework\nAna,1,4,cto\n", encoding="utf-8")
    assert "1 of 63 answered" in output("score", "one.csv")
    assert "assessment of 'Ana' for cto" in output("validate", "one.csv")


def test_a_table_of_one_is_one_person_where_only_one_will_do() -> None:
    """A document, or an explanation; elsewhere it is a team of one."""
    lines = PEOPLE.splitlines(keepends=True)
    Path("one.csv").write_text("".join(lines[:2]), encoding="utf-8")
    assert "" == output("report", "one.csv", *WITH, "-o", "one.md")
    assert "mean of water: " in output("explain", "one.csv", "water", *WITH).lower()
    assert output("score", "one.csv", *WITH).startswith("respondent\t")
    assert "" == output("report", "one.csv", *WITH, "-o", "folder")
    assert Path("folder").is_dir()


def test_a_broken_table_is_told_by_who_reads_it() -> None:
    """With --framework it is responses, without one person's."""
    Path("x.csv").write_text("respondent,item,level\nAna,w1\n", encoding="utf-8")
    for more in ((), WITH):
        assert "x.csv: row 2, column 'level': the row has 2 cells" in refusal(
            "score", "x.csv", *more
        )


def test_a_page_is_refused_by_all_commands() -> None:
    """It holds no answers."""
    Path("form.html").write_text("<!doctype html>", encoding="utf-8")
    for command in ("score", "validate", "report"):
        assert "open it in a browser, save the answers as JSON" in refusal(command, "form.html")
