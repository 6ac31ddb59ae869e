"""Errors keep the objects they are about, and say place, cause and remedy."""

from __future__ import annotations

import pickle

import pytest

import competency
from competency import (
    BrokenPlugin,
    Cell,
    ClashingPlugins,
    CompetencyError,
    CompetencyWarning,
    FileExists,
    InvalidFile,
    InvalidValue,
    Mismatch,
    MissingExtra,
    Place,
    Problem,
    SheetCell,
    UnknownId,
    UnknownPlugin,
    UnreadableFile,
    UnwritableFile,
)
from competency.errors import closest, did_you_mean, printable, quoted

_PLACE = Place("a.yaml", 12, 3, "  lable: Excel")
_ERRORS = [
    (InvalidValue("it is wrong", "mend it", "odd", "weight"), "weight: it is wrong; mend it"),
    (InvalidValue("it is wrong"), "it is wrong"),
    (InvalidFile((Problem("one"), Problem("two", "mend it"))), "one\ntwo; mend it"),
    (UnreadableFile("a.yaml", "there is none"), "a.yaml: there is none"),
    (UnreadableFile("a\n.yaml", "it is a folder", "ask"), r"a\n.yaml: it is a folder; ask"),
    (UnwritableFile("a.html", "no space", "make some"), "a.html: no space; make some"),
    (FileExists("a.html", "it is there", "use --force"), "a.html: it is there; use --force"),
    (UnknownId("item", "x"), "there is no item 'x'"),
    (
        UnknownId("group", "lead", "leadership", "the framework cto"),
        "there is no group 'lead' in the framework cto; did you mean 'leadership'?",
    ),
    (Mismatch("they differ", "use one"), "they differ; use one"),
    (Mismatch("they differ"), "they differ"),
    (
        MissingExtra("competency.batch", "numpy", "batch"),
        "competency.batch needs numpy, which is not installed; "
        'install it with: pip install "competency[batch]"',
    ),
    (
        UnknownPlugin("competency.exporters", "htm", ("csv", "html")),
        "no exporter is called 'htm'; did you mean 'html'?",
    ),
    (
        UnknownPlugin("competency.frameworks", "zzz", ("a", "b")),
        "no framework is called 'zzz'; there are: a, b",
    ),
    (
        BrokenPlugin("docx", "d:D", "docs", "1.0", "load", "no module"),
        "plugin 'docx' (d:D) from docs 1.0 did not load: no module",
    ),
    (
        BrokenPlugin("docx", "d:D", "docs", "1.0", "options", "bad\x1b", "ask them"),
        r"plugin 'docx' (d:D) from docs 1.0 refused its options: bad\x1b; ask them",
    ),
    (
        BrokenPlugin("docx", "d:D", "docs", "1.0", "export", "ValueError"),
        "plugin 'docx' (d:D) from docs 1.0 failed: ValueError",
    ),
    (
        ClashingPlugins("competency.exporters", "docx", ("a 1.0", "b 2.0")),
        "the exporter 'docx' is announced by a 1.0 and b 2.0; uninstall all but one",
    ),
]


@pytest.mark.parametrize(("error", "text"), _ERRORS)
def test_an_error_says_what_and_what_to_do(error: CompetencyError, text: str) -> None:
    """Every message names the place, the cause and the remedy."""
    assert text == str(error)


@pytest.mark.parametrize("error", [error for error, _ in _ERRORS])
def test_an_error_survives_pickling(error: CompetencyError) -> None:
    """An error of another process keeps its objects."""
    copy = pickle.loads(pickle.dumps(error))
    assert (type(error), error.args, str(error)) == (type(copy), copy.args, str(copy))


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (InvalidValue, ValueError),
        (InvalidFile, ValueError),
        (UnreadableFile, OSError),
        (UnwritableFile, OSError),
        (FileExists, UnwritableFile),
        (UnknownId, LookupError),
        (Mismatch, ValueError),
        (MissingExtra, ImportError),
        (UnknownPlugin, LookupError),
    ],
)
def test_an_error_is_also_what_python_calls_it(
    error: type[Exception], builtin: type[Exception]
) -> None:
    """A caller may catch the built-in kind, or the base of the library."""
    assert issubclass(error, builtin)
    assert issubclass(error, CompetencyError)


def test_every_public_error_is_a_competency_error() -> None:
    """`CompetencyError` is the base of all that the library raises on purpose."""
    public = [getattr(competency, name) for name in dir(competency)]
    raised = [each for each in public if isinstance(each, type) and issubclass(each, Exception)]
    assert {CompetencyError, CompetencyWarning} <= set(raised)
    assert all(issubclass(each, CompetencyError | CompetencyWarning) for each in raised)
    assert issubclass(CompetencyWarning, UserWarning)


def test_a_file_shows_its_first_twenty_problems() -> None:
    """All problems are kept, 20 are shown."""
    problems = tuple(Problem(f"problem {number}") for number in range(1, 23))
    shown = str(InvalidFile(problems)).splitlines()
    assert ["problem 1", "problem 20", "and 2 more"] == [shown[0], shown[19], shown[20]]
    assert 21 == len(shown)
    assert "problem 20" == str(InvalidFile(problems[:20])).splitlines()[-1]


def test_a_problem_shows_its_line_and_a_caret() -> None:
    """A problem says file, line, column, cause and remedy, with the line and a caret."""
    problem = Problem("unknown key 'lable'", "did you mean 'label'?", "unknown-key", _PLACE)
    assert (
        "a.yaml:12:3: unknown key 'lable'; did you mean 'label'?\n"
        "   12 |   lable: Excel\n"
        "          ^"
    ) == str(problem)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a.yaml", Place("a.yaml")),
        ("a.yaml:3", Place("a.yaml", 3)),
        ("a.yaml:3:4", Place("a.yaml", 3, 4)),
        (r"a\x1b.yaml:3", Place("a\x1b.yaml", 3, excerpt="x")),
    ],
)
def test_a_place_without_a_column_has_no_caret(text: str, place: Place) -> None:
    """A place is as exact as is known."""
    assert text == str(place)
    assert "" == place.caret()
    assert f"{text}: it is wrong" == str(Problem("it is wrong", place=place))


def test_a_caret_stands_below_its_column_in_a_long_line() -> None:
    """Of a long line, 60 characters before and after the column are shown, made printable."""
    excerpt = "a" * 70 + "\x1b" + "b" * 9 + "X" + "c" * 80
    line, caret = Place("f", 7, 81, excerpt).caret().splitlines()
    assert "    7 | " + "a" * 50 + r"\x1b" + "b" * 9 + "X" + "c" * 59 == line
    assert line.index("X") == caret.index("^") == len(caret) - 1


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a.xlsx", SheetCell("a.xlsx")),
        ("a.xlsx, sheet Form", SheetCell("a.xlsx", "Form")),
        ("a.xlsx, sheet Form, cell D12", SheetCell("a.xlsx", "Form", "D12")),
        ("a.csv", Cell("a.csv")),
        ("a.csv: row 3", Cell("a.csv", 3)),
        ("a.csv: row 3, column 'q1'", Cell("a.csv", 3, "q1")),
        (r"a\x07.csv, column 'q1'", Cell("a\x07.csv", heading="q1")),
    ],
)
def test_a_cell_is_named_as_a_spreadsheet_shows_it(text: str, cell: Cell) -> None:
    """Rows are counted as a spreadsheet shows them, and nothing is drawn."""
    assert text == str(cell)
    assert f"{text}: it is wrong" == str(Problem("it is wrong", place=cell))


def test_invisible_characters_are_shown_as_escapes() -> None:
    """A message holds nothing that a terminal would obey or hide."""
    text = "a\x00\x1b\x7f\x9f\u00ad\u200b\u202e\u2066\ufeff\ud800b é 能"
    expected = r"a\x00\x1b\x7f\x9f\xad\u200b\u202e\u2066\ufeff\ud800b é 能"
    assert expected == printable(text)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("'lable'", "lable"),
        ("'3'", 3),
        ("'None'", None),
        (r"'a\nb'", "a\nb"),
        ("'" + "x" * 60 + "'", "x" * 60),
        ("'" + "x" * 59 + "…'", "x" * 61),
    ],
)
def test_a_foreign_value_is_quoted(expected: str, value: object) -> None:
    """A value is shown on one line, with at most 60 characters."""
    assert expected == quoted(value)


def test_the_closest_name_is_suggested() -> None:
    """A name that was probably meant is named, and none where none is near."""
    assert "label" == closest("lable", iter(["value", "label"]))
    assert closest("zzz", ["value", "label"]) is None
    assert "did you mean 'label'?" == did_you_mean("lable", ["label"])
    assert "" == did_you_mean("zzz", ["label"])


def test_the_closest_name_does_not_heed_case() -> None:
    """A name in another case is the closest, and is given as it is spelled."""
    assert "Excel" == closest("EXCEL", ["excels", "Excel", "basic"])


def test_of_very_many_names_only_the_first_are_looked_at() -> None:
    """A suggestion never takes long: the 20,000th name is looked at, the next is not."""
    names = [f"{number:08}" for number in range(19_999)]
    assert "wanted" == closest("wantde", [*names, "wanted"])
    assert None is closest("wantde", [*names, "last", "wanted"])
