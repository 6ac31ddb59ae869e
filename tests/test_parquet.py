"""The exporter `parquet`: the table of the CSV exporter, with types."""

from __future__ import annotations

import csv
import importlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attrs import asdict

from competency import MissingExtra, Report, Row, export, exporters, load_rows, write
from competency.testing import ExporterContract, sample_report, sample_reports
from competency_exporters.parquet import ParquetExporter

SAMPLES = sample_reports()
MODULE = "competency_exporters.parquet"


class TestParquet(ExporterContract):
    """It keeps the contract."""

    exporter = ParquetExporter


@pytest.fixture
def without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let it be as if PyArrow were not installed."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, MODULE)
    yield
    sys.modules.pop(MODULE, None)


def table_of(report: Report) -> pa.Table:
    """Export a report, and read the table."""
    document = export(report, "parquet")
    assert isinstance(document, bytes)
    return pq.read_table(io.BytesIO(document))


@pytest.mark.parametrize("name", [*SAMPLES])
def test_the_table_holds_the_rows(tmp_path: Path, name: str) -> None:
    """Its cells are those of the rows, and it has the headings of the CSV table."""
    report = SAMPLES[name]
    table = table_of(report)
    write(report, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream)) == table.column_names
    rows = [asdict(row) | by_of(row) for row in load_rows(tmp_path / "report.csv")]
    assert [{name: row[name] for name in table.column_names} for row in rows] == table.to_pylist()


def by_of(row: Row) -> dict[str, str]:
    """Give the columns of what a row's people have in common."""
    return {f"by {name}": text for name, text in row.key or ()}


def test_each_column_has_its_type_whatever_is_in_it() -> None:
    """A table without a single answer can be put below one with all of them."""
    schema = table_of(sample_report()).schema
    assert schema == table_of(SAMPLES["nobody answered"]).schema
    some = ("id", "level", "mean", "answered", "rank", "comment")
    types = [pa.string(), pa.float64(), pa.float64(), pa.int64(), pa.int64(), pa.string()]
    assert types == [schema.field(name).type for name in some]


def test_it_is_written_by_the_suffix(tmp_path: Path) -> None:
    """As any other document; a built-in one."""
    write(sample_report(), tmp_path / "report.parquet")
    assert len(sample_report().rows()) == pq.read_metadata(tmp_path / "report.parquet").num_rows
    assert [True] == [plugin.built_in for plugin in exporters() if plugin.name == "parquet"]


def test_without_pyarrow_it_says_what_to_install(without_pyarrow: None) -> None:
    """The exporter alone is missing, and the message says what brings it."""
    with pytest.raises(MissingExtra) as caught:
        export(sample_report(), "parquet")
    assert (
        "the format parquet needs pyarrow, which is not installed; "
        'install it with: pip install "competency[batch]"'
    ) == str(caught.value)
    assert export(sample_report(), "csv")


def test_without_pyarrow_its_import_fails_as_one(without_pyarrow: None) -> None:
    """Who imports it gets an error of ours, which is an ImportError."""
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module(MODULE)
    assert ("pyarrow", "batch") == (caught.value.library, caught.value.extra)
