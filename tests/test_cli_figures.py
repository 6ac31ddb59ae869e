"""`score`, `gaps` and `explain` in a pipe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import competency
from cli_files import ANSWERS, PEOPLE, WITH, output, refusal, run, write_files

PROFILE = ("--profile", "role.yaml")


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


# score


def test_scores_are_printed_by_group() -> None:
    """In a pipe goes a table with tabs; a figure that is withheld has its reason."""
    lines = [
        "id title mean percent median answered unknown missing not_applicable coverage reason",
        "overall Tea 1.5 25 1 3 1 1 0 60 ",
        "water Water 1.5 25 1 3 0 0 0 100 ",
        "leaves leaves    0 1 1 0 0 0_of_2_answered,_1_needed",
    ]
    expected = [
        [cell.replace("_of_2_answered,_1_", " of 2 answered, 1 ") for cell in row]
        for row in (line.split(" ") for line in lines)
    ]
    assert expected == _table("score", "ana.yaml", *WITH)


def test_the_options_of_scoring_count() -> None:
    """A roll-up and a threshold give other figures."""
    Path("more.yaml").write_text(ANSWERS + "  l2: 3\n", encoding="utf-8")
    options = ("score", "more.yaml", *WITH, "--rollup", "areas")
    assert ["2.0", "1.5", "3.0"] == _column(_table(*options), "mean")
    strict = _table(*options, "--min-coverage", "0.6")
    assert ["1.5", "1.5", ""] == _column(strict, "mean")


@pytest.mark.parametrize("share", ["half", "1e-1", ""])
def test_a_share_that_is_no_number_is_refused(share: str) -> None:
    """A share is written as a short decimal."""
    text = refusal("score", "ana.yaml", *WITH, "--min-coverage", share)
    assert f"Invalid value for '--min-coverage': '{share}' is not a number" in text


def test_a_share_out_of_range_is_refused() -> None:
    """A share lies between 0 and 1."""
    for share in ("1.5", "-0.1"):
        text = refusal("score", "ana.yaml", *WITH, "--min-coverage", share)
        assert f"'--min-coverage': '{share}' is no share; give one from 0 to 1\n" in text
    assert "" == run("score", "ana.yaml", *WITH, "--min-coverage", "1").stderr
    assert "" == run("score", "ana.yaml", *WITH, "--min-coverage", "0").stderr


def test_scores_as_json_are_exact() -> None:
    """The object has the figures as the library gives them, and its trace."""
    framework = competency.load_framework("tea.yaml")
    tree = json.loads(output("score", "ana.yaml", *WITH, "--json"))
    assert ("tea", framework.digest, "items") == (tree["framework"], tree["digest"], tree["rollup"])
    scores = {each["id"]: each for each in tree["scores"]}
    assert (1.5, 0.6) == (scores["overall"]["mean"], scores["overall"]["coverage"])
    assert "0 of 2 answered, 1 needed" == scores["leaves"]["reasons"]["mean"]
    assert (None, False) == (tree["gaps"], "frameworks" in tree)


def test_each_person_is_scored_on_one_line() -> None:
    """A responses file gives one line a person, in its order."""
    table = _table("score", "all.csv", *WITH)
    heading = "respondent subject round mean percent median answered applicable weakest reason"
    assert heading.split(" ") == table[0]
    assert ["Ana", "", "", "1.5", "25", "1", "3", "5", "water", ""] == table[1]
    assert ["Bo", "Ana", "2", "3.0", "100", "3", "5", "5", "water", ""] == table[2]
    assert ["Cy", *[""] * 5, "0", "5", "", "0 of 5 answered, 3 needed"] == table[3]
    assert 4 == len(table)


def test_each_person_is_a_line_of_json() -> None:
    """A line is an object of its own; the suffix may be in capitals."""
    Path("all.csv").rename("ALL.CSV")
    trees = [json.loads(line) for line in output("score", "ALL.CSV", *WITH, "--json").splitlines()]
    assert ["Ana", "Bo", "Cy"] == [tree["assessment"]["rater"] for tree in trees]


def test_responses_need_a_framework() -> None:
    """A table does not say what it answers."""
    text = refusal("score", "all.csv")
    assert (
        "error: 'all.csv' is a responses file, which does not name its framework; "
        "name it with --framework, such as --framework cto\n"
    ) == text


def test_columns_can_be_kept_and_missing() -> None:
    """The options that a refused responses file names allow it."""
    text = PEOPLE.replace("w1", "team").replace("w2", "place")
    Path("odd.csv").write_text(text, encoding="utf-8")
    text = refusal("score", "odd.csv", *WITH)
    assert "--keep" in text
    assert "--allow-missing" in text
    options = ("--keep", "team", "--keep", "place", "--allow-missing")
    assert ["1", "3", "0"] == _column(_table("score", "odd.csv", *WITH, *options), "answered")


@pytest.mark.parametrize("options", [("--keep", "team"), ("--allow-missing",)])
def test_options_of_responses_are_refused_elsewhere(options: tuple[str, ...]) -> None:
    """An option that would do nothing is not swallowed."""
    message = f"{options[0]} is for a responses file, and 'ana.yaml' is none"
    remedy = f"leave {options[0]} out, or give a .csv file"
    assert f"error: {message}; {remedy}\n" == refusal("score", "ana.yaml", *WITH, *options)


# gaps


def test_gaps_are_printed_as_they_are_ranked() -> None:
    """The whole comes first, then areas and items by rank, those without a gap last."""
    table = _table("gaps", "ana.yaml", *PROFILE, *WITH)
    names = (
        "kind rank id title required current gap shortfall surplus importance compared"
        " at_or_above reason"
    )
    assert names.split(" ") == table[0]
    overall = [
        "framework",
        "",
        "overall",
        "Tea",
        "2",
        "1.5",
        "0.5",
        "0.8",
        "0.3",
        "1",
        "3",
        "1",
        "",
    ]
    assert overall == table[1]
    assert ["overall", "water", "leaves", "w3", "w2", "w1", "l1", "l2"] == _column(table, "id")
    assert ["", "1", "", "1", "2", "3", "", ""] == _column(table, "rank")
    assert ["group", "1", "water", "Water", "2", "1.5", "0.5", "0.8", "0.3"] == table[2][:9]
    assert ["item", "1", "w3", "Spills it.", "2", "3", "1", "1", "0", "2", "1", "0", ""] == table[4]
    assert ["0 of 2 answered, 1 needed", "don't know"] == [table[3][-1], table[7][-1]]


def test_a_range_of_required_levels_is_said_as_one() -> None:
    """A group whose items have different levels has a lowest and a highest."""
    Path("role.yaml").write_text("{framework: tea, levels: {w1: 2, w2: 3}}", encoding="utf-8")
    table = _table("gaps", "ana.yaml", *PROFILE, *WITH)
    assert ["2 to 3", "2 to 3", ""] == _column(table, "required")[:3]
    assert ["no required level"] == [row[-1] for row in table if row[2] == "w3"]


def test_gaps_as_json_hold_the_needs() -> None:
    """The object has the gaps and their order."""
    tree = json.loads(output("gaps", "ana.yaml", *PROFILE, *WITH, "--json"))
    assert {"items": ["w3", "w2", "w1"], "areas": ["water"]} == tree["needs"]


def test_each_person_is_compared_on_one_line() -> None:
    """A responses file gives one line a person, with the first need."""
    table = _table("gaps", "all.csv", *PROFILE, *WITH)
    heading = "respondent subject round compared at_or_above below shortfall surplus first_need"
    assert [*heading.split(" "), "reason"] == table[0]
    assert ["Ana", "", "", "3", "1", "2", "0.8", "0.3", "water", ""] == table[1]
    assert ["Bo", "Ana", "2", "5", "5", "0", "0.0", "1.0", "", ""] == table[2]
    assert ["Cy", "", "", "0", "0", "0", "", "", "", "0 of 5 answered, 3 needed"] == table[3]


def test_gaps_need_a_profile() -> None:
    """What is required must be said."""
    assert "Missing option '--profile'" in refusal("gaps", "ana.yaml", *WITH)


# explain


def test_a_group_is_explained() -> None:
    """The usual figures are told, and with a profile those of the gap."""
    text = output("explain", "ana.yaml", "water", *WITH)
    titles = [line for line in text.splitlines() if " of water: " in line]
    figures = ["mean of water: 1.5", "percent of water: 25.0", "median of water: 1"]
    assert [*figures, "coverage of water: 1.0"] == titles
    more = output("explain", "ana.yaml", "water", *WITH, *PROFILE)
    assert more.startswith(text)
    gaps = ["gap of water: 0.5", "shortfall of water: 0.75", "surplus of water: 0.25"]
    titles = [line for line in more.splitlines() if " of water: " in line]
    assert [*gaps, "priority of water: 0.5"] == titles[4:]


def test_figures_are_explained_as_asked() -> None:
    """Any figure can be asked for, in any order."""
    options = ("--figure", "maximum", "--figure", "gap")
    text = output("explain", "ana.yaml", "overall", *WITH, *PROFILE, *options)
    lines = text.splitlines()
    assert ["maximum of overall: 3", "gap of overall: 0.5"] == [lines[0], lines[8]]
    assert "" == lines[7]


def test_an_item_is_explained_by_its_answer_and_its_gap() -> None:
    """An item has no mean, but an answer and a gap."""
    text = "w3: Spills it.\n  answer: 3 High\n  counts as 1: turned round\n"
    assert text == output("explain", "ana.yaml", "w3", *WITH)
    text = output("explain", "ana.yaml", "w2", *WITH, *PROFILE)
    assert text.startswith(
        "w2: Measures it.\n  answer: 1 Low\n  comment: Uses a bucket.\n\ngap of w2: 1\n"
    )
    assert "\n\npriority of w2: 0.5\n" in text


def test_an_unanswered_item_is_explained_without_a_level() -> None:
    """There is nothing to turn round where nothing was answered."""
    text = ANSWERS.replace("w3: 3", "w3: {level: n/a, reason: No tea.}")
    Path("ana.yaml").write_text(text, encoding="utf-8")
    expected = "w3: Spills it.\n  answer: Not applicable\n  reason: No tea.\n"
    assert expected == output("explain", "ana.yaml", "w3", *WITH)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("watr",), "there is no item or group 'watr' in the framework tea; did you mean 'water'?"),
        (("water", "--figure", "men"), "'men' is no figure that can be explained; did you"),
        (("water", "--figure", "gap"), "a gap needs to know what is required; give --profile"),
        (("w1", "--figure", "mean"), "'w1' is an item, which has no mean; ask for a group, or"),
    ],
)
def test_what_cannot_be_explained_is_refused(arguments: tuple[str, ...], message: str) -> None:
    """The reason says what can be asked instead."""
    assert f"error: {message}" in refusal("explain", "ana.yaml", *arguments, *WITH)


def test_responses_are_not_explained() -> None:
    """An explanation is of one person's number."""
    message = "'all.csv' holds many people's answers; one person's are due here"
    remedy = "write that person's answers as an assessment (.yaml)"
    assert f"error: {message}; {remedy}\n" == refusal("explain", "all.csv", "water", *WITH)
