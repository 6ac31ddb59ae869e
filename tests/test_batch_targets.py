"""Figures as files: CSV that reads back to the same bits, and Parquet."""

from __future__ import annotations

import csv
import datetime
import decimal
import gzip
import io
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from competency import FileExists, InvalidValue, Problem, UnwritableFile
from competency.batch import csv_text
from competency.batch.scorer import Reject
from competency.batch.targets import open_outputs
from competency.reading import guard, unguard

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def text_of(batch):
    """Give the rows of a batch as text."""
    return b"".join(map(bytes, csv_text.rows(batch))).decode()


def cells_of(batch):
    """Give the cells of a batch as another reader of CSV has them."""
    return [*csv.reader(io.StringIO(text_of(batch), newline=""), strict=True)]


@given(st.lists(st.none() | FLOATS, min_size=1))
@example(
    [
        0.0,
        -0.0,
        0.0,
        1e10,
        10000000000.5,
        1e15,
        1e16,
        123456789012345.67,
        0.1 + 0.2,
        5e-324,
        1e308,
        None,
    ]
)
def test_floats_read_back_to_the_same_bits(numbers):
    """A float is the shortest text that reads back to it, as Python writes it, but for size."""
    rows = cells_of(pa.record_batch({"n": pa.array(numbers, pa.float64()), "x": numbers}))
    assert numbers == [float(row[0]) if row[0] else None for row in rows]
    usual = [row[0] for row in rows if row[0] and 1e-4 <= abs(float(row[0])) < 1e15]
    assert [repr(float(text)) for text in usual] == usual


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
@example(['say "x"', "=1", "'=1", "＋1", "'tis", "a,b\r\nc", "", None])
def test_texts_come_out_guarded_and_quoted(texts):
    """Whatever a text is, one cell holds it, and taking the guard away gives it back."""
    columns = {"a": pa.array(texts, pa.string()), "b": pa.array(texts, pa.large_string())}
    rows = cells_of(pa.record_batch(columns))
    assert [[guard(text or "")] * 2 for text in texts] == rows
    assert [text or "" for text in texts] == [unguard(row[0]) for row in rows]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (pa.array([4.0, 3.6666666666666665, 0.00001, 33.5]), "4.0 3.6666666666666665 0.00001 33.5"),
        (pa.array([1.5, 2.0], pa.float16()), "1.5 2.0"),
        (pa.array([1e15, -0.0]), "1000000000000000.0 -0.0"),
        (pa.array([1, None, -3], pa.int32()), "1  -3"),
        (pa.array([decimal.Decimal("1.50")]), "1.50"),
        (pa.array([True, False, None]), '"true" "false" '),
        (pa.array([datetime.date(2026, 11, 24)]), '"2026-11-24"'),
        (pa.array([datetime.datetime(2026, 11, 24, 9, 5)]), '"2026-11-24T09:05:00.000000"'),
        (pa.array(["a", "b", None, "a"]).dictionary_encode(), '"a" "b"  "a"'),
        (pa.array(["a", None], pa.string_view()), '"a" '),
        (pa.array([[1, 2], None]), '"[1,2]" '),
        (pa.nulls(2), " "),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)
def test_each_type_has_its_text(column, cells):
    """Numbers stand plain, everything else is quoted, and what is missing is empty."""
    rows = text_of(pa.record_batch({"c": column})).split("\r\n")[:-1]
    assert cells.split(" ") == [row.replace(", ", ",") for row in rows]


def test_large_batches_are_written_in_pieces(monkeypatch):
    """What is in memory at once is bounded; the bytes are the same."""
    batch = pa.record_batch({"a": [f"r{row}" for row in range(50)], "b": [1.5] * 50})
    whole = text_of(batch)
    monkeypatch.setattr(csv_text, "_AT_ONCE", 4)
    monkeypatch.setattr(csv_text, "_IN_MEMORY", 20)
    assert whole == text_of(batch)


BATCH = pa.record_batch({"respondent": ["a", "b"], "overall.mean": [1.0, None]})


def written(path, *batches, overwrite=False):
    """Write batches, and give the bytes."""
    with open_outputs(overwrite=overwrite) as outputs:
        target = outputs.figures(path)(BATCH.schema)
        for batch in batches:
            target.write(batch)
    return path.read_bytes()


def test_formats_are_told_by_suffix(tmp_path):
    """The same figures in each format, also without a row."""
    text = b'"respondent","overall.mean"\r\n"a",1.0\r\n"b",\r\n'
    assert text == written(tmp_path / "a.csv", BATCH)
    assert text == gzip.decompress(written(tmp_path / "a.CSV.gz", BATCH))
    written(tmp_path / "a.parquet", BATCH, BATCH.slice(0, 0), BATCH)
    assert pa.Table.from_batches([BATCH, BATCH]) == pq.read_table(tmp_path / "a.parquet")
    written(tmp_path / "none.parquet")
    assert BATCH.schema == pq.read_schema(tmp_path / "none.parquet")


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet"])
def test_the_same_figures_are_the_same_bytes(tmp_path, name):
    """Neither the time nor the name of a file gets into it."""
    assert written(tmp_path / name, BATCH) == written(tmp_path / f"b{name}", BATCH)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet"])
def test_an_exception_leaves_nothing(tmp_path, name):
    """What is not finished has no name, and no remains."""

    def interrupted():
        with open_outputs() as outputs:
            outputs.figures(tmp_path / name)(BATCH.schema).write(BATCH)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [] == [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet"])
def test_a_full_disk_is_told_with_the_target(tmp_path, monkeypatch, name):
    """Each failure to write names the file, and leaves nothing."""

    def full(*_):
        raise OSError(28, "No space left on device")

    def failing():
        with open_outputs() as outputs:
            target = outputs.figures(tmp_path / name)(BATCH.schema)
            monkeypatch.setattr(os, "write", full)
            target.write(BATCH)

    with pytest.raises(UnwritableFile, match=f"{name}: no space left on device; make room"):
        failing()
    assert [] == [*tmp_path.iterdir()]


def test_a_file_that_grows_too_large_goes_away_in_silence(tmp_path):
    """The system itself refuses the rest of it; nothing is said but the error."""
    program = """
import os, resource
import pyarrow as pa
from competency import UnwritableFile
from competency.batch.targets import open_outputs
batch = pa.record_batch({"respondent": [os.urandom(9).hex() for _ in range(20_000)]})
for name in ("a.csv", "a.csv.gz", "a.parquet"):
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        with open_outputs() as outputs:
            outputs.figures(name)(batch.schema).write(batch)
    except UnwritableFile as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
"""
    command = [sys.executable, "-X", "dev", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    why = "file too large; write to another place"
    assert [f"a.{name}: {why}" for name in ("csv", "csv.gz", "parquet")] == done.stdout.splitlines()
    assert "" == done.stderr
    assert [] == [*tmp_path.iterdir()]


def test_many_values_and_few_are_written_alike(tmp_path):
    """Whether the values of a column repeat changes how it is written, not what."""
    numbers = [number / 7 for number in range(5_000)]
    columns = {"respondent": [f"r{number}" for number in range(5_000)], "many": numbers}
    few = {
        "few": [number % 9 / 7 for number in range(5_000)],
        "n": [number % 9 for number in range(5_000)],
    }
    batch = pa.record_batch(columns | few)
    lines = (
        f'"r{number}",{number / 7!r},{number % 9 / 7!r},{number % 9}\r\n' for number in range(5_000)
    )
    assert "".join(lines) == text_of(batch)
    with open_outputs() as outputs:
        outputs.figures(tmp_path / "a.parquet")(batch.schema).write(batch)
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert [batch] == file.read().to_batches()
    group = file.metadata.row_group(0)
    assert [False, False, True, False] == [
        group.column(place).has_dictionary_page for place in range(4)
    ]


def test_what_is_said_of_the_figures_stays_in_the_file(tmp_path):
    """The metadata of the schema, and the types of columns that are passed through."""
    dates = pa.array([datetime.date(2026, 11, 24), None])
    places = pa.array(["here", None]).dictionary_encode()
    columns = {"date": dates, "place": places, "parts": pa.array([[1], None])}
    batch = pa.record_batch(columns).replace_schema_metadata({"competency": "1.0"})
    with open_outputs() as outputs:
        outputs.figures(tmp_path / "a.parquet")(batch.schema).write(batch)
    read = pq.read_table(tmp_path / "a.parquet")
    assert {b"competency": b"1.0"} == read.schema.metadata
    assert pa.Table.from_batches([batch]) == read


def test_figures_and_rejects_are_two_files(tmp_path):
    """One name for both is refused at once, and neither is there."""

    def same():
        with open_outputs(overwrite=True) as outputs:
            outputs.rejects(tmp_path / "a.csv")
            outputs.figures(tmp_path / "A.csv")(BATCH.schema)

    with pytest.raises(FileExists, match="two files have this name"):
        same()
    assert [] == [*tmp_path.iterdir()]


def test_a_file_that_is_there_is_kept(tmp_path):
    """It is replaced only where that is allowed; an unknown suffix names no format."""
    written(tmp_path / "a.csv", BATCH)
    with pytest.raises(FileExists):
        written(tmp_path / "a.csv", BATCH)
    assert b'"respondent","overall.mean"\r\n' == written(tmp_path / "a.csv", overwrite=True)
    with pytest.raises(InvalidValue, match=r"ends in no format; write \.csv, \.csv\.gz or"):
        written(tmp_path / "a.xlsx", BATCH)


@pytest.mark.parametrize("name_files", [False, True])
def test_rejects_have_a_row_each(tmp_path, name_files):
    """The cell stands there as it was, guarded; without rejects there is no file."""
    path = tmp_path / "r.csv"
    reject = Reject(3, "x", "b", Problem("it is none", kind="answer"), "=1")
    with open_outputs() as outputs:
        outputs.rejects(tmp_path / "none.csv").write([])
        outputs.rejects(path, name_files=name_files).write([reject])
    more = (',"file"', ",") if name_files else ("", "")
    head = '"row","respondent","column","code","cell"' + more[0]
    row = '3,"x","b","answer","\'=1"' + more[1]
    assert [head, row] == path.read_text().splitlines()
    assert [path] == [*tmp_path.iterdir()]


def test_old_rejects_are_replaced_by_none(tmp_path):
    """Rejects of an earlier run are not taken for those of this one."""
    path = tmp_path / "r.csv"
    path.write_text("old")
    with open_outputs(overwrite=True) as outputs:
        outputs.rejects(path)
    assert '"row","respondent","column","code","cell"\n' == path.read_text()
