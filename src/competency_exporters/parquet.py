"""Parquet: the table of the CSV exporter, with types."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any, ClassVar

from attrs import fields, frozen

from competency import MissingExtra, Report, Row

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ModuleNotFoundError as _error:
    raise MissingExtra("the format parquet", "pyarrow", "batch") from _error

__all__ = ["ParquetExporter"]

_TEXTS = frozenset(
    {"kind", "id", "parent", "title", "text", "label", "state", "reason", "comment", "evidence"}
)
_COUNTS = frozenset(
    {"answered", "unknown", "missing", "not_applicable", "compared", "at_or_above", "rank"}
    | {"people", "withheld"}
)
_COLUMNS = tuple(each.name for each in fields(Row) if each.name != "key")


@frozen
class ParquetExporter:
    """Writes `report.rows()` as Parquet, under the headings of the CSV table.

    Texts are strings and counts whole numbers. All other numbers are 64-bit floats, levels and
    weights too: the shortest decimal that reads back to one is the number that the file has.
    """

    media_type: ClassVar[str] = "application/vnd.apache.parquet"
    suffix: ClassVar[str] = ".parquet"

    def export(self, report: Report) -> bytes:
        """Give the file."""
        rows = report.rows()
        columns = {name: [_value(getattr(row, name)) for row in rows] for name in _COLUMNS}
        schema = {name: _type(name) for name in _COLUMNS}
        for place, (name, _) in enumerate(rows[0].key or ()):
            columns[f"by {name}"] = [row.key[place][1] for row in rows if row.key]
            schema[f"by {name}"] = pa.string()
        stream = io.BytesIO()
        pq.write_table(pa.table(columns, pa.schema(schema)), stream)
        return stream.getvalue()


def _type(name: str) -> pa.DataType:
    if name in _TEXTS:
        return pa.string()
    return pa.int64() if name in _COUNTS else pa.float64()


def _value(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value
