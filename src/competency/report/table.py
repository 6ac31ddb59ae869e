"""The table: rows to CSV and back, nothing lost either way."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from attrs import fields

from competency.errors import Cell, InvalidFile, InvalidValue, Problem
from competency.files import open_bytes
from competency.reading import guard as guarded
from competency.reading import read_table
from competency.report.rows import Row
from competency.rounding import exact, number_text

__all__ = ["COLUMNS", "dump_rows", "load_rows"]

COLUMNS = tuple(each.name for each in fields(Row))


def _number(text: str) -> float | Fraction:
    return exact(text)


def _float(text: str) -> float:
    return float(text)


def _text(text: str) -> str:
    return text


_TEXTS = frozenset(
    {"kind", "id", "parent", "title", "text", "label", "state", "reason", "comment", "evidence"}
)
_FLOATS = frozenset({"mean", "percent", "deviation", "coverage", "gap", "shortfall", "surplus"})
_READERS: MappingProxyType[str, Callable[[str], object]] = MappingProxyType(
    {name: _text if name in _TEXTS else _float if name in _FLOATS else _number for name in COLUMNS}
)


def dump_rows(
    rows: Iterable[Row],
    *,
    delimiter: str = ",",
    decimal: str = ".",
    guard: bool = True,
    bom: bool = False,
) -> str:
    r"""Write rows as CSV: all cells quoted, lines ended by CRLF.

    Args:
        rows: The rows.
        delimiter: What separates cells: `,`, `;` or a tab.
        decimal: The decimal point: `.` or `,`.
        guard: Whether texts that a spreadsheet could run as a formula begin with an apostrophe.
        bom: Whether a byte order mark comes first, by which Excel knows UTF-8.

    >>> dump_rows([Row(kind="item", id="1", title="=1+1")]).splitlines()[1][:20]
    '"item","1","","\'=1+1'
    """
    stream = io.StringIO(newline="")
    if bom:
        stream.write("\ufeff")
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(getattr(row, name), decimal, guard) for name in COLUMNS])
    return stream.getvalue()


def _cell(value: Any, decimal: str, guard: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value) if guard else value
    return number_text(value).replace(".", decimal)


def load_rows(
    path: str | os.PathLike[str], *, decimal: str = ".", guard: bool = True
) -> tuple[Row, ...]:
    """Read rows back from CSV, equal to those that were written.

    Args:
        path: The file; its delimiter and byte order mark are found by its known header.
        decimal: The decimal point that it was written with.
        guard: Whether it was written with the guard.

    Raises:
        UnreadableFile: if the file cannot be read.
        InvalidFile: if it is no such table.
    """
    name = os.fspath(path)
    with open_bytes(path) as stream:
        table = read_table(stream, name, COLUMNS, guarded=guard)
        if table.headings != COLUMNS:
            raise _refused(name, 1, None, "the columns are not those of a report")
        return tuple(_row(values, row, name, decimal) for row, values in table)


def _row(values: list[str], number: int, name: str, decimal: str) -> Row:
    cells = {}
    for heading, text in zip(COLUMNS, values, strict=True):
        if text and heading not in _TEXTS:
            text = text.replace(decimal, ".")
        try:
            cells[heading] = _READERS[heading](text) if text else None
        except (InvalidValue, ValueError):
            raise _refused(name, number, heading, "this is no number") from None
    return Row(**cells)  # type: ignore[arg-type]  # the readers give what the columns take


def _refused(name: str, row: int, heading: str | None, message: str) -> InvalidFile:
    remedy = "give the options that the table was written with"
    return InvalidFile((Problem(message, remedy, "table", Cell(name, row, heading)),))
