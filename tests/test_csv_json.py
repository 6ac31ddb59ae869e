"""The exporters `csv` and `json`, and reading back what they wrote."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

from competency import (
    Assessment,
    Framework,
    InvalidFile,
    InvalidValue,
    Item,
    Level,
    Profile,
    Report,
    Row,
    Scale,
    UnreadableFile,
    dump_report,
    dump_rows,
    export,
    find_gaps,
    load_report,
    load_rows,
    score,
    write,
)
from competency.report import COLUMNS, dump_figures
from competency.testing import sample_report, sample_reports
from golden import assert_golden
from strategies import reports

SAMPLES = sample_reports()
OPTIONS = [*product((",", ";", "tab"), (".", ","), (True, False), (True, False))]


def compared(framework: Framework, answers: dict[str, Any], levels: dict[str, Any]) -> Report:
    """Make a report with gaps."""
    scores = score(Assessment(framework, answers))
    return Report(framework, scores, find_gaps(scores, Profile(framework, levels)))


def fine_report() -> Report:
    """Make a report over levels as fine as they may be."""
    levels = [Level(value) for value in ("0.000001", "0.000002", "0.1", "0.3")]
    items = [Item("1", "One.", weight="0.7"), Item("2", "Two."), Item("3", "Three.", weight=0.1)]
    framework = Framework(id="fine", version="1", title="F", scale=Scale(levels), children=items)
    return compared(framework, {"1": "0.000001", "2": "0.000002"}, {"1": "0.1", "2": "0.000001"})


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., str]:
    """Give why a text is refused when it is read back."""

    def read(load: Callable[..., object], text: str, **options: Any) -> str:
        path = tmp_path / "file"
        path.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(InvalidFile) as caught:
            load(path, **options)
        return str(caught.value).replace(str(path), "file").splitlines()[0]

    return read


def test_the_table_of_the_sample() -> None:
    """The sample's table is, byte for byte, the one that was looked at."""
    assert_golden("report.csv", export(sample_report(), "csv"))


def test_the_document_of_the_sample() -> None:
    """The sample's JSON is, byte for byte, the one that was looked at."""
    assert_golden("report.json", export(sample_report(), "json"))


def test_the_table_of_a_cohort() -> None:
    """The cohort's table is, byte for byte, the one that was looked at."""
    assert_golden("cohort.csv", export(SAMPLES["cohort"], "csv"))


@pytest.mark.parametrize(("delimiter", "decimal", "guard", "bom"), OPTIONS)
@pytest.mark.parametrize("name", [*SAMPLES])
def test_rows_come_back(
    tmp_path: Path, name: str, delimiter: str, decimal: str, guard: bool, bom: bool
) -> None:
    """Whatever the options, the rows that are read are the rows that were written."""
    path = tmp_path / "report.csv"
    options = {"delimiter": delimiter, "decimal": decimal, "guard": guard, "bom": bom}
    write(SAMPLES[name], path, options=options)
    assert SAMPLES[name].rows() == load_rows(path, decimal=decimal, guard=guard)


@pytest.mark.parametrize("name", [*SAMPLES])
def test_reports_come_back(tmp_path: Path, name: str) -> None:
    """The report that is read is equal to the one that was written."""
    path = tmp_path / "report.json"
    write(SAMPLES[name], path)
    assert SAMPLES[name] == load_report(path)


@settings(deadline=None, max_examples=30)
@given(report=reports())
def test_any_rows_come_back(tmp_path_factory: pytest.TempPathFactory, report: Report) -> None:
    """Any report's rows come back equal."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(dump_rows(report.rows()).encode())
    assert report.rows() == load_rows(path)


@settings(deadline=None, max_examples=30)
@given(report=reports())
def test_any_report_comes_back(tmp_path_factory: pytest.TempPathFactory, report: Report) -> None:
    """Any report comes back equal, its rows and summary too."""
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(dump_report(report).encode())
    read = load_report(path)
    assert (report, report.rows(), report.summary) == (read, read.rows(), read.summary)


def test_the_finest_numbers_come_back(tmp_path: Path) -> None:
    """Levels of six places, their half-way median and exact distances come back as they are."""
    path, report = tmp_path / "report.csv", fine_report()
    write(report, path)
    rows = load_rows(path)
    assert report.rows() == rows
    assert (Fraction(3, 2_000_000), Fraction(99_999, 1_000_000)) == (rows[0].median, rows[1].gap)
    assert int is type(rows[2].weight)


def test_a_long_text_with_a_guard_comes_back(tmp_path: Path) -> None:
    """A text as long as a text may be is read back also where the guard makes it longer."""
    path, row = tmp_path / "report.csv", Row(kind="item", id="1", text="=" * 65_536)
    path.write_text(dump_rows([row]), encoding="utf-8", newline="")
    assert (row,) == load_rows(path)


def test_a_table_is_written_for_spreadsheets() -> None:
    """All cells are quoted, lines end in CRLF, and no byte order mark comes first."""
    lines = str(export(Report(sample_report().framework), "csv")).split("\r\n")
    assert [",".join(f'"{name}"' for name in COLUMNS), ""] == [lines[0], lines[-1]]
    assert all(len(COLUMNS) == len(cells) for cells in csv.reader(lines[:-1]))
    assert '"framework","bakery","","Work in a bakery"' == lines[1][:42]
    assert "\ufeff" not in lines[0]


def test_the_options_of_a_table() -> None:
    """Byte order mark, delimiter, decimal point and guard are as chosen."""
    row = Row(kind="item", id="=1", weight=Fraction(1, 2), mean=1.5, gap=-1)
    assert dump_rows([row], bom=True).startswith('\ufeff"kind"')
    cells = dump_rows([row], delimiter=";", decimal=",").splitlines()[1].split(";")
    assert ['"item"', '"\'=1"', '"0,5"', '"1,5"', '"-1"'] == [
        cells[COLUMNS.index(name)] for name in ("kind", "id", "weight", "mean", "gap")
    ]
    assert '"item","=1"' == dump_rows([row], guard=False).splitlines()[1][:11]


def test_without_the_guard_apostrophes_stay(tmp_path: Path) -> None:
    """A table that was written without the guard is read without taking any away."""
    path, row = tmp_path / "report.csv", Row(kind="item", id="1", text="'=1+1", comment="'tis")
    path.write_text(dump_rows([row], guard=False), encoding="utf-8", newline="")
    assert (row,) == load_rows(path, guard=False)
    assert "=1+1" == load_rows(path)[0].text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"delimiter": "|"}, "'delimiter' must be in (',', ';', '\\t', 'tab') (got '|')"),
        ({"decimal": "'"}, "'decimal' must be in ('.', ',') (got \"'\")"),
    ],
)
def test_other_delimiters_are_refused(options: dict[str, str], said: str) -> None:
    """An option that the table cannot be read back from is refused."""
    with pytest.raises(InvalidValue) as caught:
        export(sample_report(), "csv", options)
    assert f"the exporter csv refuses its options: {said}" == str(caught.value)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("mean", "x"),
        ("mean", "1,5"),
        ("mean", "nan"),
        ("mean", " 1.5"),
        ("mean", "1_0"),
        ("mean", "٣"),
        ("mean", "1e5"),
        ("level", "1e-05"),
        ("level", "1."),
        ("gap", "1e-05"),
    ],
)
def test_what_is_no_number_is_refused(refusal: Callable[..., str], heading: str, text: str) -> None:
    """A cell that no figure was written in is named by its row and column."""
    cells = {"kind": "item", "id": "1", heading: text}
    lines = [",".join(COLUMNS), ",".join(f'"{cells.get(name, "")}"' for name in COLUMNS)]
    remedy = "give the options that the table was written with"
    said = f"file: row 2, column '{heading}': '{text}' is no number; {remedy}"
    assert said == refusal(load_rows, "\n".join(lines))


def test_a_distance_is_exact_for_an_item_only(tmp_path: Path) -> None:
    """A group's distance is a mean, and may be as small as a float can be."""
    path = tmp_path / "report.csv"
    rows = (Row(kind="group", id="g", gap=1e-05), Row(kind="item", id="1", gap=Fraction(1, 10)))
    path.write_text(dump_rows(rows), encoding="utf-8", newline="")
    assert rows == load_rows(path)


def test_other_columns_are_refused(refusal: Callable[..., str]) -> None:
    """A table with other columns, or with these in another order, is no report's."""
    remedy = "give the options that the table was written with"
    said = f"file: row 1: the columns are not those of a report; {remedy}"
    assert said == refusal(load_rows, ",".join(reversed(COLUMNS)))
    assert said == refusal(load_rows, ",".join((*COLUMNS, "more")))
    assert "file: row 1: the header has no column" in refusal(load_rows, ",".join(COLUMNS[1:]))


def test_a_file_that_is_not_there() -> None:
    """An absent file is said to be absent."""
    for load in (load_rows, load_report):
        with pytest.raises(UnreadableFile, match="there is no such file"):
            load("absent")


def test_a_translation_comes_back(tmp_path: Path) -> None:
    """A report that shows a translation keeps it, beside the texts that were answered."""
    sample, path = sample_report(), tmp_path / "report.json"
    report = Report(evolve(sample.framework, title="Arbeit im Backhaus"), sample.scores)
    write(report, path)
    read = load_report(path)
    assert report == read
    assert "Arbeit im Backhaus" == read.framework.title
    assert "Work in a bakery" == read.scores.assessment.framework.title


def test_numbers_in_json_are_numbers() -> None:
    """A number is a JSON number where that keeps it, else its text."""
    tree = json.loads(dump_report(fine_report()))
    assert (2, 0.1, "0.0000015") == (
        tree["scores"][0]["answered"],
        tree["gaps"][1]["required"],
        tree["scores"][0]["median"],
    )
    assert [["0.000001", 1], ["0.000002", 1], [0.1, 0], [0.3, 0]] == [
        *tree["scores"][0]["distribution"]
    ]


def test_what_json_says_of_the_sample() -> None:
    """The stamps, the weakest area and the ranked needs are there under stable keys."""
    report = sample_report()
    tree = json.loads(dump_report(report))
    assert ("competency-report", "1", "items", 0.5) == tuple(
        tree[name] for name in ("format", "revision", "rollup", "min_coverage")
    )
    assert report.framework.digest == tree["digest"]
    assert report.framework.structure_digest == tree["structure"]
    assert "baking" == tree["weakest"]
    assert {"items": ["6", "2", "3", "1"], "areas": ["baking"]} == tree["needs"]
    assert 2 == tree["scores"][1]["mastery"]
    assert "1 of 3 answered, 2 needed" == tree["scores"][2]["reasons"]["mean"]


def test_figures_are_a_report_without_texts_of_the_framework() -> None:
    """The figures alone stand on one line."""
    report = sample_report()
    whole = json.loads(dump_report(report))
    del whole["frameworks"]
    assert whole == json.loads(dump_figures(report))
    assert 1 == dump_figures(report).count("\n")


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    """Give the sample's JSON after a change."""
    tree = json.loads(dump_report(sample_report()))
    change(tree)
    return json.dumps(tree)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda tree: tree["scores"][0].update(mean=4), "the scores are not those of the answers"),
        (lambda tree: tree["scores"].pop(), "the scores are not those of the answers"),
        (lambda tree: tree["scores"][0].update(new=1), "the scores are not those of the answers"),
        (lambda tree: tree["gaps"][0].update(gap=0), "the gaps are not those of the answers"),
        (lambda tree: tree["needs"]["items"].sort(), "the needs are not those of the answers"),
        (lambda tree: tree.update(weakest="serving"), "the weakest are not those of the answers"),
        (lambda tree: tree.pop("gaps"), "the gaps are not those of the answers"),
        (lambda tree: tree.update(profile=None), "the gaps are not those of the answers"),
        (
            lambda tree: tree["assessment"]["answers"].update({"1": 1}),
            "the scores are not those of the answers",
        ),
    ],
)
def test_other_figures_are_refused(
    refusal: Callable[..., str], change: Callable[[dict[str, Any]], object], said: str
) -> None:
    """Figures that the answers of the same file do not give are refused."""
    assert f"{said}; export the report anew" in refusal(load_report, changed(change))


@pytest.mark.parametrize("key", ["digest", "assessment", "profile", "rollup", "frameworks"])
def test_a_missing_part_is_refused(refusal: Callable[..., str], key: str) -> None:
    """A report without one of its parts is not whole."""
    said = refusal(load_report, changed(lambda tree: tree.pop(key)))
    assert f"this is no whole report: '{key}'; export it anew" in said


@pytest.mark.parametrize(
    ("key", "value"), [("rollup", "all"), ("min_coverage", 2), ("assessment", "x"), ("digest", [])]
)
def test_a_broken_part_is_refused(refusal: Callable[..., str], key: str, value: object) -> None:
    """A part that is something else is refused, whatever it is."""
    said = refusal(load_report, changed(lambda tree: tree.update({key: value})))
    assert "this is no whole report: " in said


def test_another_text_under_a_digest_is_refused(refusal: Callable[..., str]) -> None:
    """A framework that is not the one of its digest is refused."""

    def change(tree: dict[str, Any]) -> None:
        tree["frameworks"][tree["digest"]]["title"] = "Work at a bank"

    said = refusal(load_report, changed(change))
    assert "the framework is another than the one of this digest; export the report anew" in said


def test_a_broken_answer_is_refused_where_it_stands(refusal: Callable[..., str]) -> None:
    """An answer that is no level is refused as in any file of answers."""
    text = changed(lambda tree: tree["assessment"]["answers"].update({"1": 9}))
    assert "is no level of the scale" in refusal(load_report, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[]",
            "file:1:1: the file holds a list where a mapping is due; start it with 'key: value'",
        ),
        ("{}", "file:1:1: this is no report; give what the json exporter wrote"),
        (
            changed(lambda tree: tree.update(format="other")),
            "file:1:1: this is no report; give what the json exporter wrote",
        ),
        (
            '{"format": "competency-report", "revision": "2"}',
            "file:1:45: this is a report of another revision;"
            " use the version of the library that wrote it",
        ),
    ],
)
def test_what_is_no_report_is_refused(refusal: Callable[..., str], text: str, said: str) -> None:
    """Another document, and a report of another revision, are refused at their place."""
    assert said == refusal(load_report, text)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused(refusal: Callable[..., str], part: float) -> None:
    """A file that was cut anywhere is refused."""
    text = dump_report(sample_report())
    assert refusal(load_report, text[: int(len(text) * part)]).startswith("file:")


def test_a_later_version_may_say_less(tmp_path: Path) -> None:
    """Figures that a file does not have are no fault: it was written before they were made."""
    path = tmp_path / "report.json"
    path.write_text(changed(lambda tree: tree["scores"][0].pop("deviation")), encoding="utf-8")
    assert sample_report() == load_report(path)


@pytest.mark.parametrize("name", ["framework", "version", "structure"])
def test_a_report_with_another_trace_is_refused(name: str, tmp_path: Path) -> None:
    """Id, version and structure are those of the framework in the file."""
    tree = json.loads(dump_report(sample_report()))
    path = tmp_path / "report.json"
    path.write_text(json.dumps({**tree, name: "9"}), encoding="utf-8")
    with pytest.raises(InvalidFile) as caught:
        load_report(path)
    assert f"the {name} is not that of the framework in the file" in str(caught.value)
