"""The table: rows to CSV and back, nothing lost either way."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
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

COLUMNS = tuple(each.name for each in fields(Row))


_TEXTS = frozenset(
    {"kind", "id", "parent", "title", "text", "label", "state", "reason", "comment", "evidence"}
)
_FLOATS = frozenset({"mean", "percent", "deviation", "coverage"})
_DISTANCES = frozenset({"gap", "shortfall", "surplus"})  # exact for an item, a mean for a group
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
    cells: dict[str, Any] = {}
    for heading, text in zip(COLUMNS, values, strict=True):
        if heading in _TEXTS:
            cells[heading] = text or None
        elif text:
            rounded = heading in _FLOATS or (heading in _DISTANCES and cells["kind"] != "item")
            plain = text.replace(decimal, ".")
            if not (_FLOAT if rounded else _EXACT).fullmatch(plain):
                raise _refused(name, number, heading, f"{quoted(text)} is no number")
            cells[heading] = float(plain) if rounded else _exactly(plain)
    return Row(**cells)


def _exactly(text: str) -> Exact:
    """Read any number that `number_text` writes of an exact one, a median half-way between too."""
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


def _refused(name: str, row: int, heading: str | None, message: str) -> InvalidFile:
    remedy = "give the options that the table was written with"
    return InvalidFile((Problem(message, remedy, "table", Cell(name, row, heading)),))
