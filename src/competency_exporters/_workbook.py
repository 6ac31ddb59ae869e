"""What every workbook here shares: a text stays a text, and equal reports make equal bytes."""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
from math import ceil
from typing import Any, ClassVar

from attrs import field, frozen

from competency import InvalidValue, MissingExtra

try:
    import xlsxwriter
except ModuleNotFoundError as _error:
    raise MissingExtra("a workbook", "xlsxwriter", "excel") from _error

__all__ = ["Book", "Page", "WorkbookExporter", "check"]

_LONGEST = 32_767
_CREATED = datetime.datetime(2000, 1, 1)  # the clock changes no document
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# XlsxWriter takes the first for its own markup, and escapes only half of the second.
_MISREAD = re.compile("<r>.*</r>|.*_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_", re.DOTALL)
_SEAM = re.compile("(?<=_)(?=x)|(?<=^<)(?=r>)|(?<=^<r)(?=>)")
_LOOK = {"valign": "top", "text_wrap": True}
_LINE, _HIGHEST = 15.0, 409.0  # points: a line of 11 points, and what Excel allows


class WorkbookExporter:
    """What the exporters of workbooks are called in a browser and a folder."""

    media_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffix: ClassVar[str] = ".xlsx"


class _Whole(float):
    """A number that XlsxWriter writes whole; of others it leaves the 17th digit out."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


@frozen(eq=False)
class Page:
    """A sheet of a workbook that is being made.

    Attributes:
        sheet: XlsxWriter's own, for its looks; texts and numbers are written by this class.
        widths: How many characters wide its columns are.
        heights: How high its rows have to be, so that wrapped texts are seen whole.
    """

    sheet: Any
    widths: tuple[float, ...]
    heights: dict[int, float] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        for column, width in enumerate(self.widths):
            check(self.sheet.set_column(column, column, width))

    def text(self, row: int, column: int, text: str, format: Any = None, what: str = "") -> None:
        """Write a text as it is, whatever a spreadsheet could take it for.

        Args:
            row: The row of the cell, from 0.
            column: Its column, from 0.
            text: The text; an empty one makes an empty cell.
            format: Its format.
            what: What it is, for the message that refuses it.

        Raises:
            InvalidValue: if no cell can hold it; it is never cut.
        """
        length = len(text.encode("utf-16-le")) // 2
        if length > _LONGEST:
            message = f"{what or 'a text'} has {length:,} characters; a cell holds {_LONGEST:,}"
            raise InvalidValue(message, "shorten it, or use another format", "text-too-long")
        if not text:
            check(self.sheet.write_blank(row, column, None, format))
        elif _MISREAD.match(text):
            check(self._pieces(row, column, text, format, what))
        else:
            check(self.sheet.write_string(row, column, text, format))
        if format is not None and format.text_wrap and column < len(self.widths):
            self.raise_row(row, _height(text, self.widths[column], format))

    def raise_row(self, row: int, height: float) -> None:
        """Make a row at least this many points high; not every program does so by itself."""
        if height > max(_LINE, self.heights.get(row, 0)):
            self.heights[row] = min(height, _HIGHEST)
            check(self.sheet.set_row(row, self.heights[row]))

    def _pieces(self, row: int, column: int, text: str, format: Any, what: str) -> Any:
        """Write a text as several of one look, so that XlsxWriter sees nothing in any."""
        if "\r" in text:
            message = f"{what or 'a text'} cannot be kept in a workbook"
            raise InvalidValue(message, "use another format", "text")
        pieces = [piece for piece in _SEAM.split(text) if piece]
        return self.sheet.write_rich_string(row, column, *pieces, *([format] if format else []))

    def number(self, row: int, column: int, number: Any, format: Any = None) -> None:
        """Write a number."""
        check(self.sheet.write_number(row, column, _Whole(number), format))

    def formula(self, row: int, column: int, formula: str, value: str, format: Any = None) -> None:
        """Write a formula of our own, with the value that it has now."""
        check(self.sheet.write_formula(row, column, formula, format, value))

    def printed(self, *, first_row: int | None = None, last_row: int = 0) -> None:
        """Print it across, one page wide, with these rows on top of each page."""
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.set_footer("&L&A&R&P / &N")
        if first_row is not None:
            self.sheet.repeat_rows(first_row, last_row)


@frozen(eq=False)
class Book:
    """A workbook that is being made.

    >>> book = Book()
    >>> book.page("Sums").text(0, 0, "=1+1")
    >>> book.finish()[:2]
    b'PK'
    """

    _stream: io.BytesIO = field(factory=io.BytesIO, init=False)
    _workbook: Any = field(init=False)
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(factory=dict, init=False)

    @_workbook.default
    def _made(self) -> Any:
        workbook = xlsxwriter.Workbook(self._stream, _OPTIONS)
        workbook.set_properties({"created": _CREATED})
        return workbook

    def page(self, title: str, *widths: float) -> Page:
        """Add a sheet whose columns are this many characters wide."""
        sheet = self._workbook.add_worksheet(title)
        sheet.hide_gridlines(2)
        return Page(sheet, widths)

    def format(self, **properties: Any) -> Any:
        """Give a format: at the top of its cell and wrapped, unless said."""
        whole = {**_LOOK, **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(whole)
        return self._formats[key]

    def tint(self, colour: str) -> Any:
        """Give what a condition changes in a cell: its ground."""
        return self._workbook.add_format({"bg_color": colour})

    def finish(self) -> bytes:
        """Give the file."""
        self._workbook.close()
        return self._stream.getvalue()


def _height(text: str, width: float, format: Any) -> float:
    """Estimate how high a cell is in which a text is wrapped."""
    scale = format.font_size / 11 * (1.1 if format.bold else 1)
    fits = max(1.0, 1.06 * (width - 2 * format.indent) / scale)  # few letters are as wide as a 0
    lines = sum(max(1, ceil(_columns(line) / fits)) for line in text.splitlines())
    height: float = max(1, lines) * format.font_size / 11 * _LINE
    return height + (2.0 if lines > 1 else 0.0)


def _columns(line: str) -> int:
    """Count how many narrow characters a line is as wide as."""
    if line.isascii():
        return len(line)
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in line)


def check(code: Any) -> None:
    """See that XlsxWriter did what it was told: it says so by a number, or a tuple with one."""
    if code not in (None, 0):
        raise RuntimeError(f"XlsxWriter refused to write, with the code {code}")
