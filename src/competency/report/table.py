"""The table: rows to CSV and back, nothing lost either way."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from attrs import fields

from competency.errors import Cell, InvalidFile, Problem, quoted
from competency.files import open_bytes
from competency.reading import guard as guarded
from competency.reading import read_table
from competency.report.rows import Row
from competency.rounding import Exact, number_text

__all__ = ["COLUMNS", "dump_rows", "load_rows"]

COLUMNS = tuple(each.name for each in fields(Row) if each.name != "key")
_BY = "by "  # begins the heading of a column of keys: no column of ours, and no formula

_TEXTS = frozenset(
    {"kind", "id", "parent", "title", "text", "label", "state", "reason", "comment", "evidence"}
)
_FLOATS = frozenset({"mean", "percent", "deviation", "coverage", "share"})
_DISTANCES = frozenset({"gap", "shortfall", "surplus"})
_EXACT = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_FLOAT = re.compile(rf"{_EXACT.pattern}(e[-+][0-9]+)?", re.ASCII)


def dump_rows(
    rows: Iterable[Row],
    *,
    delimiter: str = ",",
    decimal: str = ".",
    guard: bool = True,
    bom: bool = False,
) -> str:
    r"""Write rows as CSV: all cells quoted, lines ended by CRLF.

    The rows of a cohort have a column more for each column that its people are grouped by; its
    heading begins with `by`.

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
    rows = tuple(rows)
    by = (name for name, _ in rows[0].key or ()) if rows else ()
    writer.writerow((*COLUMNS, *(f"{_BY}{name}" for name in by)))
    for row in rows:
        values = (*(getattr(row, name) for name in COLUMNS), *(text for _, text in row.key or ()))
        writer.writerow([_cell(value, decimal, guard) for value in values])
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
        by = [heading.removeprefix(_BY) for heading in table.headings[len(COLUMNS) :]]
        if table.headings != (*COLUMNS, *(f"{_BY}{each}" for each in by)):
            raise _refused(name, 1, None, "the columns are not those of a report")
        return tuple(_row(values, by, Cell(name, row), decimal) for row, values in table)


def _row(values: list[str], by: list[str], place: Cell, decimal: str) -> Row:
    texts = dict(zip(COLUMNS, values, strict=False))
    cells: dict[str, Any] = {}
    for heading, text in texts.items():
        if heading in _TEXTS:
            cells[heading] = text or None
        elif text:
            rounded = heading in _FLOATS or (texts["kind"] != "item" and heading in _means(texts))
            plain = text.replace(decimal, ".")
            if not (_FLOAT if rounded else _EXACT).fullmatch(plain):
                raise _refused(place.file, place.row, heading, f"{quoted(text)} is no number")
            cells[heading] = float(plain) if rounded else _exactly(plain)
    return Row(key=tuple(zip(by, values[len(COLUMNS) :], strict=True)) or None, **cells)


def _means(texts: Mapping[str, str]) -> frozenset[str]:
    """Name what is a mean for a group and exact for an item; of people the median is too."""
    return _DISTANCES | {"median"} if texts["people"] else _DISTANCES


def _exactly(text: str) -> Exact:
    """Read any number that `number_text` writes of an exact one, a median half-way between too."""
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


def _refused(name: str, row: int | None, heading: str | None, message: str) -> InvalidFile:
    remedy = "give the options that the table was written with"
    return InvalidFile((Problem(message, remedy, "table", Cell(name, row, heading)),))
