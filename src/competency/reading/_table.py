"""CSV to rows: one fixed dialect, checked strictly, in constant memory."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import IO

from attrs import field, frozen

from competency.errors import Cell, InvalidFile, Problem, did_you_mean, quoted
from competency.reading._feed import Feed
from competency.reading._formula import unguard
from competency.reading._limits import Limits
from competency.reading._source import FORBIDDEN, refusal

__all__ = ["Header", "Table", "blank_line", "check_row", "read_header", "read_table", "records"]

_DEFAULTS = Limits()
_DELIMITERS = ",;\t"
_SEPARATOR_LINE = re.compile('"?sep=(.)"?\r?\n?', re.IGNORECASE)
_SHOWN = 10
_COLUMNS = 2
_Row = tuple[int, list[str]]
_CAUSES = {
    "unexpected end": ("unclosed-quote", "a quotation mark is never closed", "close it"),
    "field limit": ("text-too-long", "a cell is too long", "shorten it"),
    "expected after": (
        "syntax",
        "a cell goes on behind its closing quotation mark",
        'write "" for a quotation mark within a quoted cell',
    ),
    "new-line": (
        "syntax",
        "a carriage return that ends no line",
        "save the file with LF or CRLF line ends",
    ),
}


@frozen(eq=False)
class Table:
    """A table whose rows are read as they are asked for, once.

    Iterating gives pairs of a row's number, as a spreadsheet shows it (the header is row 1), and
    its cells, as many as there are headings; the guard against formulas is removed.

    Attributes:
        name: the name of the file, for messages.
        headings: the cells of the header.

    Raises, while it is iterated:
        InvalidFile: at the first row that is broken.

    """

    name: str
    headings: tuple[str, ...]
    _rows: Iterator[_Row] = field(repr=False)

    def __iter__(self) -> Iterator[_Row]:
        """Give the rows that were not given yet."""
        return self._rows


@frozen
class Header:
    """What the header of a table says of its rows.

    Attributes:
        delimiter: the character between cells.
        headings: the cells of the header.
        lines: how many lines it takes, a line that names the delimiter included.
    """

    delimiter: str
    headings: tuple[str, ...]
    lines: int


def read_table(
    stream: Iterable[bytes] | IO[bytes],
    name: str,
    required: Collection[str],
    limits: Limits = _DEFAULTS,
    *,
    guarded: bool = True,
) -> Table:
    r"""Read CSV row by row; nothing is guessed.

    The delimiter is the comma, semicolon or tab under which the header has all `required`
    headings. A line `sep=;` may come first. Where the table is `guarded`, the guard against
    formulas is removed.

    Raises:
        InvalidFile: if the file is empty or no UTF-8 text, or if its header has not the required
            headings, an empty one, or one twice.

    >>> table = read_table([b"respondent;1\r\n", b"ana;4\r\n"], "all.csv", ["respondent"])
    >>> table.headings, list(table)
    (('respondent', '1'), [(2, ['ana', '4'])])

    """
    feed = Feed(name, limits, stream, guarded)
    header, rows = read_header(feed, required)
    return Table(name, header.headings, _rows(feed, header.headings, rows))


def read_header(feed: Feed, required: Collection[str]) -> tuple[Header, Iterator[list[str]]]:
    """Read the header, and give the records behind it.

    Raises:
        InvalidFile: as `read_table` does.

    """
    lines = feed.lines()
    delimiters, kept = _start(feed, lines)
    delimiter, count = _choose(feed, delimiters, kept, lines, set(required))
    rows = records(feed, chain(kept, lines), delimiter)
    headings = tuple(_plain(feed, next(rows)))
    _check_headings(feed, headings)
    return Header(delimiter, headings, count + (len(delimiters) == 1)), rows


def _start(feed: Feed, lines: Iterator[str]) -> tuple[str, list[str]]:
    """Give the delimiters that may be, one if a line names it, and the header's first line."""
    first = next(lines, "")
    separator = _SEPARATOR_LINE.fullmatch(first)
    if separator is not None:
        first = next(lines, "")
        if separator[1] not in _DELIMITERS:
            message = f"the separator {quoted(separator[1])} is not read"
            raise feed.refusal(message, "use a comma, semicolon or tab", "delimiter")
    if not first:
        raise feed.refusal("the file is empty", "give it a header and rows", "empty")
    return separator[1] if separator else _DELIMITERS, [first]


def _choose(
    feed: Feed, delimiters: str, kept: list[str], lines: Iterator[str], required: set[str]
) -> tuple[str, int]:
    """Choose the delimiter under which the header has what is required; count the header's lines.

    The further lines that a header takes are added to `kept`.
    """
    longest: list[str] = []
    broken: csv.Error | None = None
    for delimiter in delimiters:
        try:
            reader = csv.reader(_replay(kept, lines), delimiter=delimiter, strict=True)
            header = next(reader)
        except csv.Error as error:
            broken = broken or error
            continue
        if header and required <= {*_plain(feed, header)}:
            return delimiter, reader.line_num
        longest = max(longest, header, key=len)
    if broken is not None and len(longest) < _COLUMNS:
        raise _broken(feed, broken)
    raise _headless(feed, longest, required)


def _replay(kept: list[str], lines: Iterator[str]) -> Iterator[str]:
    yield from tuple(kept)
    for line in lines:
        kept.append(line)
        yield line


def _headless(feed: Feed, found: list[str], required: set[str]) -> InvalidFile:
    if not found:
        message = "the first line, which must be the header, is blank"
        return feed.refusal(message, "remove it", "blank-line")
    missing = min(required - set(found), default="")
    shown = ", ".join(map(quoted, found[:_SHOWN])) + (", …" if len(found) > _SHOWN else "")
    message = f"the header has no column {quoted(missing)}; it has {shown}"
    remedy = did_you_mean(missing, found) or "separate columns by comma, semicolon or tab"
    return feed.refusal(message, remedy, "no-heading")


def _check_headings(feed: Feed, headings: tuple[str, ...]) -> None:
    _check_cells(feed, headings, headings)
    problems = []
    known: dict[str, int] = {}
    for column, heading in enumerate(headings, start=1):
        twin = known.setdefault(unicodedata.normalize("NFKC", heading).casefold(), column)
        place = Cell(feed.name, feed.row, heading)
        if not heading.strip():
            message, remedy = f"column {column} has no heading", "name or remove it"
            problems.append(Problem(message, remedy, "no-heading", place))
        elif twin != column:
            message = f"columns {twin} and {column} have the same heading"
            problems.append(Problem(message, "rename one of them", "duplicate-heading", place))
    if problems:
        raise InvalidFile(tuple(problems))


def records(feed: Feed, lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Give the cells of each record as they stand there; a blank line has none."""
    try:
        for cells in csv.reader(lines, delimiter=delimiter, strict=True):
            yield cells
            feed.next_row()
    except csv.Error as error:
        raise _broken(feed, error) from None


def _broken(feed: Feed, error: csv.Error) -> InvalidFile:
    causes = (cause for part, cause in _CAUSES.items() if part in str(error))
    kind, message, remedy = next(
        causes, ("syntax", f"this is no CSV: {error}", "save it as CSV anew")
    )
    return feed.refusal(message, remedy, kind)


def _rows(feed: Feed, headings: tuple[str, ...], rows: Iterator[list[str]]) -> Iterator[_Row]:
    blank = 0
    for cells in rows:
        if not cells:
            blank = blank or feed.row
            continue
        if blank:
            raise blank_line(feed.name, blank)
        yield feed.row, check_row(feed, headings, cells)


def blank_line(name: str, row: int) -> InvalidFile:
    """Make the error that refuses a blank line which rows follow."""
    message = "a blank line inside the table"
    return refusal(message, "remove it", "blank-line", Cell(name, row))


def check_row(feed: Feed, headings: tuple[str, ...], cells: list[str]) -> list[str]:
    """Give the cells of a row without the guard.

    Raises:
        InvalidFile: if there are too few, too many or too long ones, or a forbidden character.

    """
    if len(cells) != len(headings):
        raise _ragged(feed, headings, len(cells))
    unguarded = _plain(feed, cells)
    if feed.suspect or feed.size > feed.limits.cell:
        _check_cells(feed, headings, unguarded)
    return unguarded


def _plain(feed: Feed, cells: list[str]) -> list[str]:
    """Give cells without the guard; where no apostrophe has come by there is none."""
    return [*map(unguard, cells)] if feed.guarded else cells


def _ragged(feed: Feed, headings: tuple[str, ...], found: int) -> InvalidFile:
    message = f"the row has {found} cells where the header has {len(headings)}"
    heading = headings[found] if found < len(headings) else None
    remedy = "quote cells that hold the delimiter, and give empty cells their delimiter"
    return feed.refusal(message, remedy, "row-length", heading)


def _check_cells(feed: Feed, headings: Iterable[str], cells: Iterable[str]) -> None:
    """Refuse cells that are too long or hold what no text may hold."""
    most = feed.limits.cell
    for heading, cell in zip(headings, cells, strict=True):
        if len(cell) > most:
            message = f"a cell of {len(cell):,} characters; {most:,} are allowed"
            raise feed.refusal(message, "shorten it", "text-too-long", heading[:most])
        found = FORBIDDEN.search(cell)
        if found is not None:
            message = f"the character U+{ord(found[0]):04X} is not allowed in a cell"
            raise feed.refusal(message, "remove it", "control-character", heading)
