"""Files of responses become a file of figures: whole, or not at all."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attrs import evolve

from batch_cases import random_people, table_of
from competency import (
    FileExists,
    Framework,
    InvalidFile,
    InvalidValue,
    Item,
    Mismatch,
    Scale,
    UnreadableFile,
    dump_framework,
    dump_responses,
    load_framework,
    load_responses,
    score,
)
from competency.batch import Counts, score_file, score_frame
from competency.batch.ahead import ahead

CTO = load_framework("cto")
TWO = Framework(
    id="two",
    version="1",
    title="Two",
    scale=Scale.between(1, 5),
    children=[Item("a", "A."), Item("b", "B.")],
)
HEAD = "respondent,a,b\r\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text):
    """Write a text, packed where its name says so."""
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def read(path):
    """Give the lines of a file of figures."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode().split("\r\n")[:-1]


def run(folder, text, **options):
    """Score a text, and give the counts and the lines of figures."""
    write(folder / "in.csv", text)
    options = {"figures": ["mean"], "min_coverage": 0, "overwrite": True, **options}
    counts = score_file("in.csv", "out.csv", TWO, **options)
    return counts, read(folder / "out.csv")


def refused(folder, text, **options):
    """Give what is said of a text, of which nothing is written."""
    with pytest.raises(InvalidFile) as caught:
        run(folder, text, **options)
    assert ["in.csv"] == [path.name for path in folder.iterdir()]
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("source", ["in.csv", "in.csv.gz", "in.parquet"])
@pytest.mark.parametrize("target", ["out.csv", "out.csv.gz", "out.parquet"])
def test_every_kind_is_read_and_written(folder, source, target):
    """From CSV, packed CSV and Parquet to each of them: the same figures."""
    people = random_people(CTO, 30)
    table = table_of(people, respondent=[f"r{number}" for number in range(30)])
    if source == "in.parquet":
        pq.write_table(table, source)
    else:
        rows = [table.column_names, *(map(str, row.values()) for row in table.to_pylist())]
        lines = (",".join("" if cell == "None" else cell for cell in row) for row in rows)
        write(folder / source, "\n".join(lines))
    assert Counts(30, 30, 0) == score_file(source, target, CTO)
    wanted = score_frame(table, CTO)
    if target == "out.parquet":
        assert wanted == pq.read_table(target).cast(wanted.schema)
    else:
        cells = [line.split(",")[1] for line in read(folder / target)[1:]]
        means = wanted["overall.mean"].to_pylist()
        assert ["" if mean is None else repr(mean) for mean in means] == cells


def test_figures_of_files_are_those_of_score(folder):
    """A responses file gives the figures that its people have one by one."""
    path = Path(__file__).parent.parent / "docs/examples/team.csv"
    score_file(path, "out.parquet", CTO)
    wanted = [score(person).overall.mean for person in load_responses(path, CTO)]
    assert wanted == pq.read_table("out.parquet")["overall.mean"].to_pylist()


def test_texts_are_quoted_and_guarded(folder):
    """The respondent comes out as a text that no spreadsheet runs."""
    counts, lines = run(folder, HEAD + '"=1+1",1,\n"a ""b""",5,5\n')
    assert Counts(2, 2, 0) == counts
    assert ['"respondent","overall.mean"', '"\'=1+1",1.0', '"a ""b""",5.0'] == lines


def test_folders_and_patterns_are_read_in_order(folder):
    """Several files are one table; their names give the order, hidden ones are left out."""
    waves = folder / "waves"
    waves.mkdir()
    write(waves / "2.csv", HEAD + "c,3,3\n")
    write(waves / "1.csv", "b,respondent,a\n1,a,1\n")
    write(waves / "_hidden.csv", "nothing")
    for source in ("waves", "waves/*.csv", ["waves/1.csv", "waves/2.csv"]):
        counts = score_file(source, "out.csv", TWO, figures=["mean"], overwrite=True)
        assert Counts(2, 2, 0) == counts
        assert ['"a",1.0', '"c",3.0'] == read(folder / "out.csv")[1:]


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("none.csv", UnreadableFile, "none.csv: there is no such file"),
        ("no*.csv", UnreadableFile, "nothing is called so; give files that end in .csv"),
        (".", UnreadableFile, "there is no CSV or Parquet file in it"),
        ("in.xlsx", InvalidValue, "'in.xlsx' is no responses file; give one that ends in .csv"),
    ],
)
def test_what_is_not_there_is_told(folder, source, error, message):
    """A file that is absent, or of another kind, is told with what would do."""
    with pytest.raises(error, match=message.replace("*", r"\*")):
        score_file(source, "out.csv", TWO)


def test_what_cannot_be_written_is_told_before_anything_is_read(folder):
    """A name in no format, or one that is taken, is told first, whatever the answers are."""
    write(folder / "in.csv", HEAD + "x,99,1\n")
    with pytest.raises(InvalidValue, match="ends in no format"):
        score_file("in.csv", "out.xlsx", TWO)
    write(folder / "out.csv", "")
    with pytest.raises(FileExists):
        score_file("in.csv", "out.csv", TWO)


def test_a_file_that_is_there_is_kept(folder):
    """A target is replaced only where that is allowed."""
    write(folder / "out.csv", "mine")
    with pytest.raises(FileExists):
        run(folder, HEAD + "x,1,1\n", overwrite=False)
    assert "mine" == (folder / "out.csv").read_text()


def test_an_unknown_suffix_is_refused(folder):
    """The suffix of the target says its format."""
    write(folder / "in.csv", HEAD)
    with pytest.raises(InvalidValue, match=r"\.csv, \.csv\.gz"):
        score_file("in.csv", "out.xlsx", TWO)


def test_no_rows_make_a_header(folder):
    """A file without rows gives one without rows."""
    counts, lines = run(folder, HEAD)
    assert (Counts(0, 0, 0), ['"respondent","overall.mean"']) == (counts, lines)


@pytest.mark.parametrize(
    "cell", ["1_0", "٣", " 2 ", "2.0", "true", "99", "=1", "N/A", "é", "3.7", "x" * 20]
)
def test_the_first_bad_cell_stops_the_run(folder, cell):
    """A cell that is no answer is named by file, row, column, respondent; nothing is written."""
    (problem,) = refused(folder, HEAD + f"x,1,1\ny,1,{cell}\nz,1,1\n")
    assert "in.csv: row 3, column 'b': '" in problem
    assert "is no answer (respondent 'y'); write one of 1, 2, 3, 4, 5, n/a, ?" in problem


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x,1\n", "in.csv: row 2, column 'b': the row has 2 cells where the header has 3"),
        ("x,1,1,1\n", "in.csv: row 2: the row has 4 cells where the header has 3"),
        ('x,1,"1\n', "a quotation mark is never closed"),
        ("x,1,\0\n", "U+0000"),
        ("x,1," + "1" * 200_000 + "\n", "a cell is too long; shorten it"),
        ("x,1,1\n\ny,1,1\n", "a blank line inside the table"),
    ],
)
def test_broken_rows_stop_the_run(folder, text, message):
    """A row that is broken is refused with its place."""
    assert message in refused(folder, HEAD + text)[0]


def test_a_cut_parquet_file_is_refused(folder):
    """A Parquet file without its footer is told, and so is one of damaged pages."""
    pq.write_table(pa.table({"respondent": ["x"] * 50, "a": [1] * 50, "b": [1] * 50}), "in.parquet")
    data = (folder / "in.parquet").read_bytes()
    for broken in (data[:-4], b"PAR1" + b"\xff" * 60 + data[64:]):
        (folder / "in.parquet").write_bytes(broken)
        with pytest.raises(UnreadableFile, match="it is no whole Parquet file; write it anew"):
            score_file("in.parquet", "out.csv", TWO)


def test_a_cut_gzip_file_is_refused(folder):
    """A packed file that is cut off is told."""
    people = "".join(f"r{random.random()},1,1\n" for _ in range(999))
    (folder / "in.csv.gz").write_bytes(gzip.compress((HEAD + people).encode())[:-99])
    with pytest.raises(UnreadableFile, match="its compressed data is damaged, or cut off"):
        score_file("in.csv.gz", "out.csv", TWO)


def test_respondents_are_there_once_at_any_distance(folder):
    """Who is there twice is told with both rows, across files too."""
    (problem,) = refused(folder, HEAD + "x,1,1\ny,1,1\nx,2,2\n")
    assert "row 4, column 'respondent': this respondent was here before, in row 2 (resp" in problem
    write(folder / "1.csv", HEAD + "x,1,1\n")
    write(folder / "2.csv", HEAD + "x,1,1\n")
    with pytest.raises(InvalidFile, match=r"2.csv: row 2.* in row 2 of 1.csv"):
        score_file(["1.csv", "2.csv"], "out.csv", TWO)


def test_good_rows_are_scored_beside_rejects(folder):
    """With keep_going bad rows go to a file of their own, cell by cell, and counts balance."""
    text = "x,1,1\ny,9,=1\nz,1\nx,1,1\n,1,1\nw,5,5\n"
    counts, lines = run(folder, HEAD + text, keep_going=True)
    assert Counts(6, 2, 4) == counts
    assert ['"x",1.0', '"w",5.0'] == lines[1:]
    rejects = [line.split(",", 4) for line in read(folder / "out.rejects.csv")]
    assert [
        ["row", "respondent", "column", "code", "cell"],
        ["3", "y", "a", "answer", "9"],
        ["3", "y", "b", "answer", "'=1"],
        ["4", "", "", "row-length", "z,1"],
        ["5", "x", "respondent", "duplicate-respondent", "x"],
        ["6", "", "respondent", "empty", ""],
    ] == [[cell.strip('"') for cell in row] for row in rejects]


def test_without_rejects_there_is_no_file_of_them(folder):
    """Where all rows are good, keep_going writes figures only."""
    run(folder, HEAD + "x,1,1\n", keep_going=True, rejects="bad.csv")
    assert {"in.csv", "out.csv"} == {path.name for path in folder.iterdir()}


def test_all_rows_may_be_rejected(folder):
    """Where no row is left, the figures are a header."""
    counts, lines = run(folder, HEAD + "x,8,8\n", keep_going=True, rejects="bad.csv")
    assert (Counts(1, 0, 1), 1) == (counts, len(lines))
    assert 3 == len(read(folder / "bad.csv"))


def test_the_number_of_rows_may_be_expected(folder):
    """A file that was cut off at the end of a row is found by the number of its rows."""
    assert Counts(1, 1, 0) == run(folder, HEAD + "x,1,1\n", expect_rows=1)[0]
    with pytest.raises(Mismatch, match="1 rows were read where 2 are expected; see whether"):
        run(folder, HEAD + "x,1,1\n", expect_rows=2)


def test_files_keep_the_same_columns(folder):
    """What is passed through is the same in all files."""
    write(folder / "1.csv", HEAD + "x,1,1\n")
    write(folder / "2.csv", "respondent,role,a,b\ny,self,1,1\n")
    with pytest.raises(InvalidFile, match=r"2\.csv: its columns that are passed through differ"):
        score_file(["1.csv", "2.csv"], "out.csv", TWO)


def test_progress_is_told(folder):
    """How far it is, is told block by block, up to all of it."""
    told = []
    run(folder, HEAD + "x,1,1\n", on_progress=told.append)
    assert [(1, 1.0)] == [(each.rows, each.share) for each in told]


def test_no_other_dataframe_is_imported(folder):
    """Files are scored without the libraries of dataframes, which are slow to import."""
    write(folder / "in.csv", HEAD + "x,1,1\n")
    (folder / "two.yaml").write_text(dump_framework(TWO))
    code = (
        "import sys, competency; from competency import batch; "
        "two = competency.load_framework('two.yaml'); "
        "batch.score_file('in.csv', 'out.parquet', two); "
        "batch.score_file('in.csv', 'out.csv', two); "
        "print({'polars', 'duckdb', 'jinja2', 'pandas', 'narwhals'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "set()" == done.stdout.strip()


def test_counts_balance():
    """A row that is neither scored nor rejected is an error of ours."""
    with pytest.raises(InvalidValue, match="of 3 rows 1 are scored and 1 rejected"):
        Counts(3, 1, 1)


def test_long_files_are_scored(folder):
    """A long file gives what its people have one by one, in the order of their first rows."""
    people = random_people(CTO, 7)
    named = [f"r{number}" for number in range(7)]
    wide = score_frame(table_of(people, respondent=named), CTO)["overall.mean"].to_pylist()
    text = dump_responses(
        [evolve(p, rater=n, subject=n) for p, n in zip(people, named, strict=True)]
    )
    write(folder / "in.csv", text)
    score_file("in.csv", "out.parquet", CTO)
    given = pq.read_table("out.parquet")
    answered = dict(zip(named, wide, strict=True))
    assert given["overall.mean"].to_pylist() == [
        answered[n] for n in given["respondent"].to_pylist()
    ]


def test_what_is_made_ahead_is_given_in_order():
    """An error comes where it is waited for; nobody asking closes the generator."""
    closed = []

    def things():
        try:
            yield from range(100)
        finally:
            closed.append(True)

    made = ahead(things())
    assert [0, 1] == [next(made), next(made)]
    made.close()
    assert [True] == closed
    waited_for = ahead(number for number in range(4))
    first = next(waited_for)
    time.sleep(0.2)  # what is made meanwhile waits for room
    assert [0, 1, 2, 3] == [first, *waited_for]
    failing = ahead(1 / number for number in (1, 0))
    assert 1 == next(failing)
    with pytest.raises(ZeroDivisionError):
        next(failing)
