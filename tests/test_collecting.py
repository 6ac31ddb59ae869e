"""Collecting: what becomes of filled forms, in the library and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_files import ANSWERS, WITH, output, refusal, run, write_files
from competency import (
    Assessment,
    Collected,
    collect,
    dump_assessment,
    form,
    load_assessment,
    load_framework,
    load_responses,
)
from competency.exporting import as_bytes
from competency.loading import assessment_tree

FORMS = Path("forms")
COLLECT = ("collect", "forms", *WITH, "-o", "all-forms.csv")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test run in a folder with the files, and one for the forms."""
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    FORMS.mkdir()


def fill(name: str, **about: str) -> Assessment:
    """Write a form that somebody filled in, and give the answers."""
    tea = load_framework("tea.yaml")
    level = about.pop("w1", "3")
    assessment = Assessment(tea, {"w1": level, "l1": "?"}, **about)
    path = FORMS / name
    path.parent.mkdir(exist_ok=True)
    if path.suffix in (".csv", ".xlsx"):
        path.write_bytes(as_bytes(form(tea, path.suffix[1:], assessment)))
    elif path.suffix == ".json":
        path.write_text(json.dumps(assessment_tree(assessment)), encoding="utf-8")
    else:
        path.write_text(dump_assessment(assessment), encoding="utf-8")
    return assessment


def collected() -> Collected:
    """Collect all forms."""
    return collect(sorted(FORMS.rglob("*.*")), load_framework("tea.yaml"))


def notes(*arguments: str, code: int = 0) -> list[str]:
    """Run the command, and give the lines that it tells."""
    result = run(*COLLECT, *arguments)
    assert (code, "") == (result.exit_code, result.stdout)
    return result.stderr.splitlines()


# The library


def test_forms_of_all_kinds_are_collected() -> None:
    """In the order of their paths, whatever they are written in."""
    names = ["a.csv", "b.json", "c.xlsx", "d.yaml"]
    people = [fill(name, rater=name, subject="Bo") for name in names]
    found = collected()
    assert people == [*found.assessments.values()]
    assert (4, {}, {}, ()) == (found.read, found.duplicates, found.rejected, found.unnamed)


def test_who_is_not_named_is_the_subject_or_the_file() -> None:
    """The subject answers for himself; others are called as the file is."""
    fill("a.yaml", subject="Ana")
    fill("b.yaml", subject="Ana", role="peer")
    fill("c d.yaml")
    found = collected()
    assert ["Ana", "b", "c d"] == [each.rater for each in found.assessments.values()]
    assert ("forms/b.yaml", "forms/c d.yaml") == found.unnamed


def test_two_equal_forms_count_once() -> None:
    """Saved twice, on other days even, they say the same."""
    fill("a.csv", rater="Ana")
    fill("b.yaml", rater="Ana", date="2026-11-24")
    found = collected()
    assert ({"forms/b.yaml": "forms/a.csv"}, 2) == (found.duplicates, found.read)
    assert ["forms/a.csv"] == [*found.assessments]


@pytest.mark.parametrize("other", [{"w1": "2"}, {"role": "peer"}])
def test_two_contradicting_forms_are_both_rejected(other: dict[str, str]) -> None:
    """Nobody knows which of them is right; each names the others."""
    fill("a.csv", rater="Ana")
    fill("b.yaml", rater="Ana", **other)
    fill("c.yaml", rater="Ana")
    found = collected()
    assert ({}, {}, 3) == (found.assessments, found.duplicates, found.read)
    text = str(found.rejected["forms/a.csv"])
    assert text.startswith("forms/a.csv: 'Ana' gives other answers in forms/b.yaml and forms/c")
    assert text.endswith("; keep one of the files, or give each round its own name")


def test_rounds_and_subjects_do_not_contradict() -> None:
    """One person may answer again, and about others."""
    fill("a.yaml", rater="Ana", round="1")
    fill("b.yaml", rater="Ana", round="2", w1="1")
    fill("c.yaml", rater="Ana", round="2", subject="Bo", w1="2")
    assert 3 == len(collected().assessments)


def test_bad_forms_are_rejected() -> None:
    """Each with its reason, and no other form with it."""
    fill("a.yaml", rater="Ana")
    (FORMS / "b.yaml").write_text(ANSWERS.replace("w1", "w9"), encoding="utf-8")
    (FORMS / "c.json").write_text('{"framework": "te', encoding="utf-8")
    found = collected()
    assert (["forms/b.yaml", "forms/c.json"], 3) == ([*found.rejected], found.read)
    assert "there is no item 'w9'" in str(found.rejected["forms/b.yaml"])


# The command


def test_what_is_collected_loads_back() -> None:
    """Into one long file of responses, out of the folders below too."""
    people = [
        fill("a.csv", rater="Ana", subject="Ana"),
        fill("team/b.yaml", rater="B", subject="C"),
    ]
    assert ["2 forms read, 2 collected, 0 repeated, 0 rejected"] == notes()
    assert people == [*load_responses("all-forms.csv", load_framework("tea.yaml"))]
    assert "Ana\t\t" in output("score", "all-forms.csv", *WITH)


def test_all_is_told() -> None:
    """What was skipped, said twice, or by nobody; and the numbers balance."""
    fill("a.csv", rater="Ana")
    fill("b.yaml", rater="Ana")
    fill("c.yaml")
    (FORMS / "notes.txt").write_text("x", encoding="utf-8")
    assert [
        "skipped forms/notes.txt",
        "forms/b.yaml says the same as forms/a.csv, and counts once",
        "forms/c.yaml names nobody; the respondent is called as the file is",
        "3 forms read, 2 collected, 1 repeated, 0 rejected",
    ] == notes()


def test_a_bad_form_lets_nothing_be_written() -> None:
    """Everything that is wrong is told, and the way on."""
    fill("a.csv", rater="Ana")
    fill("b.yaml", rater="Ana", w1="2")
    lines = notes(code=2)
    assert ["rejected forms/a.csv", "rejected forms/b.yaml"] == [*lines[0::2][:2]]
    assert "2 forms read, 0 collected, 0 repeated, 2 rejected" == lines[-2]
    assert "error: 2 forms are rejected; mend them, or collect the others with" in lines[-1]
    assert not Path("all-forms.csv").exists()


def test_the_others_are_collected_on_request() -> None:
    """The exit code says that not all are there."""
    fill("a.csv", rater="Ana")
    (FORMS / "b.yaml").write_text("framework: tea\nanswers: {w1: 7}\n", encoding="utf-8")
    lines = notes("--keep-going", code=3)
    assert "rejected forms/b.yaml" == lines[0]
    assert "2 forms read, 1 collected, 0 repeated, 1 rejected" == lines[-1]
    assert ["Ana"] == [each.rater for each in load_responses("all-forms.csv", tea())]


def tea() -> object:
    """Give the framework."""
    return load_framework("tea.yaml")


def test_the_file_is_kept_unless_forced() -> None:
    """It may stand in the folder: then it is no form."""
    fill("a.csv", rater="Ana")
    target = ("collect", "forms", *WITH, "-o", "forms/all.csv")
    assert 0 == run(*target).exit_code
    assert "forms/all.csv: it is there already" in refusal(*target)
    assert 0 == run(*target, "--force").exit_code


def test_what_cannot_be_collected_is_refused() -> None:
    """A folder without forms, none at all, and a file that would be called wrong."""
    (FORMS / "x.txt").write_text("x", encoding="utf-8")
    assert "forms: there is no form in it; forms are .csv, .json" in refusal(*COLLECT)
    assert "nowhere: there is no such folder" in refusal("collect", "nowhere", *COLLECT[2:])
    text = refusal("collect", "forms", *WITH, "-o", "all.parquet")
    assert "responses are written as CSV, and 'all.parquet' is called otherwise; give" in text


def test_a_collected_form_is_the_form() -> None:
    """What is taken is what one form alone gives."""
    given = fill("a.yaml", rater="Ana", subject="Bo")
    assert load_assessment("forms/a.yaml", given.framework) == given
