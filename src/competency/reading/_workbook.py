"""A workbook (XLSX): its zip and XML are looked through first; then its values are read."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from attrs import frozen

from competency.errors import MissingExtra
from competency.reading._archive import damaged, pack, unpack
from competency.reading._limits import Limits
from competency.reading._sheets import Marks, marks_of
from competency.rounding import number_text

try:
    import python_calamine as calamine
except ModuleNotFoundError:
    calamine = None  # type: ignore[assignment]

__all__ = ["Sheet", "Workbook", "read_workbook"]

_DEFAULTS = Limits()
_WHOLE_BELOW = 2**53


@frozen(eq=False)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        title: What stands on its tab.
        rows: Its cells as texts; an empty one is an empty text. A number is the shortest text
            that reads back to it, a whole one without a point: 3.0 is `3`. A day is `2026-11-24`.
        marks: What it holds beside that.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    marks: Marks


@frozen(eq=False)
class Workbook:
    """A workbook of which some sheets were read.

    Attributes:
        name: The name of the file, for messages.
        titles: The titles of all its sheets.
        sheets: The sheets that were asked for and are there, by title.
    """

    name: str
    titles: tuple[str, ...]
    sheets: dict[str, Sheet]


def read_workbook(
    data: bytes, name: str, titles: Collection[str], limits: Limits = _DEFAULTS
) -> Workbook:
    """Read the sheets of these titles.

    Raises:
        InvalidFile: if it is no workbook, is damaged or encrypted, holds macros, links to other
            workbooks or document types, or unpacks to more than the limits allow.
        MissingExtra: if python-calamine is not installed.
    """
    files = unpack(data, name, limits)
    marks = marks_of(files, name, limits)
    wanted = [title for title in titles if title in marks]
    values = _values(files, name, wanted)
    return Workbook(
        name,
        tuple(marks),
        {title: Sheet(title, rows, marks[title]) for title, rows in values.items()},
    )


def _values(
    files: dict[str, bytes], name: str, titles: Collection[str]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    if calamine is None:
        raise MissingExtra("reading a workbook", "python-calamine", "excel")
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(pack(files))
        return {title: _rows(workbook.get_sheet_by_name(title)) for title in titles}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # what goes wrong within Rust is no Exception
        raise damaged(name, str(error)) from None


def _rows(sheet: Any) -> tuple[tuple[str, ...], ...]:
    rows = sheet.to_python(skip_empty_area=False)
    return tuple(tuple(_text(value) for value in row) for row in rows)


def _text(value: object) -> str:
    """Give a value as it could have been typed.

    >>> [_text(value) for value in ("x", 3.0, 0.25, True, datetime.date(2026, 11, 24))]
    ['x', '3', '0.25', 'TRUE', '2026-11-24']
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _WHOLE_BELOW
        return number_text(int(value) if whole else value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
