"""Figures as files: CSV that reads back to the same bits, and Parquet."""

from __future__ import annotations

import csv
import datetime
import decimal
import gzip
import io
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
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
def test_floats_read_back_to_the_same_bits(numbers):
    """A float is the shortest text that reads back to it, as Python writes it, but for size."""
    rows = cells_of(pa.record_batch({"n": pa.array(numbers, pa.float64()), "x": numbers}))
    assert numbers == [float(row[0]) if row[0] else None for row in rows]


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
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
        target = outputs.figures(path, BATCH.schema)
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
            outputs.figures(tmp_path / name, BATCH.schema).write(BATCH)
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
            target = outputs.figures(tmp_path / name, BATCH.schema)
            monkeypatch.setattr(os, "write", full)
            target.write(BATCH)

    with pytest.raises(UnwritableFile, match=f"{name}: no space left on device; make room"):
        failing()
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
