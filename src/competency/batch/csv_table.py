"""CSV of any size as blocks of columns: the rules of `read_table`, at the speed of NumPy.

Bytes are scanned block by block. Records that are plain rows stay where they are; those that are
unusual in any way are judged one by one by the parts of `read_table`, so that both readers accept
and refuse the same files with the same words. What is accepted there is written anew, plainly,
and scanned with the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import BinaryIO, TypeVar

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from competency.batch.blocks import BadRow
from competency.batch.csv_block import CsvBlock
from competency.batch.csv_scan import Flags, Scan, scan, unusual
from competency.errors import InvalidFile
from competency.reading import Limits
from competency.reading._feed import Feed
from competency.reading._table import Header, blank_line, check_row, read_header, records

__all__ = ["CsvTable", "read_csv"]

_SIZE = 1 << 22
_HEADER_SIZE = 1 << 16
_MOST_BAD = 10_000
_DEFAULTS = Limits()

_Some = TypeVar("_Some")


@define(eq=False)
class CsvTable:
    """A table whose blocks are read as they are asked for, once.

    Attributes:
        name: The name of the file, for messages.
        headings: The cells of the header.

    Raises, while it is iterated:
        InvalidFile: At the first row that is broken; if it keeps going, only where the file is
            no text, or where it cannot be said where a row ends.
    """

    name: str
    headings: tuple[str, ...]
    _reader: _Reader = field(repr=False)
    _blocks: Iterator[CsvBlock] = field(repr=False)

    @property
    def position(self) -> int:
        """How many bytes of the stream the header and the rows so far are."""
        return self._reader.position

    def __iter__(self) -> Iterator[CsvBlock]:
        """Give the blocks that were not given yet."""
        return self._blocks


def read_csv(
    stream: BinaryIO,
    name: str,
    required: Collection[str],
    limits: Limits = _DEFAULTS,
    *,
    keep_going: bool = False,
    size: int = _SIZE,
) -> CsvTable:
    r"""Read CSV in blocks; nothing is guessed, and what is refused is what `read_table` refuses.

    Args:
        stream: What to read from; it is not closed.
        name: The name of the file, for messages.
        required: The headings by which the delimiter is found.
        limits: What a row and a cell may hold at most.
        keep_going: Whether rows with too few, too many, too long or forbidden contents are given
            as `bad_rows` of the blocks, instead of being refused with the file.
        size: How many bytes to read at once.

    Raises:
        InvalidFile: As `read_table` does.

    >>> import io
    >>> table = read_csv(io.BytesIO(b"respondent;1\nana;4\nbo;\n"), "all.csv", ["respondent"])
    >>> [block.texts("1").to_pylist() for block in table]
    [['4', '']]
    """
    taken: list[bytes] = []
    chunks = _noted(iter(lambda: stream.read(_HEADER_SIZE), b""), taken)
    header, _ = read_header(Feed(name, limits, chunks), required)
    start = b"".join(taken)
    position = _behind(start, header.lines)
    reader = _Reader(stream, name, header, limits, keep_going, size, position)
    return CsvTable(name, header.headings, reader, reader.blocks(start[position:]))


def _noted(items: Iterable[_Some], notes: list[_Some]) -> Iterator[_Some]:
    for item in items:
        notes.append(item)
        yield item


def _behind(data: bytes, lines: int) -> int:
    """Give where data goes on behind some lines."""
    position = 0
    for _ in range(lines):
        position = data.find(b"\n", position) + 1 or len(data)
    return position


@define(eq=False)
class _Draft:
    """What becomes a block: rows as they stand or written anew, and those that are rejected."""

    pieces: list[bytes] = field(factory=list)
    numbers: list[range] = field(factory=list)
    bad_rows: list[BadRow] = field(factory=list)

    def add(self, piece: bytes, first: int, count: int) -> None:
        """Add rows in one piece."""
        self.pieces.append(piece)
        self.numbers.append(range(first, first + count))

    def clear(self) -> None:
        """Forget all of it."""
        self.pieces, self.numbers, self.bad_rows = [], [], []


@define(eq=False)
class _Reader:
    """Read the rows behind a header.

    Attributes:
        position: Where in the stream the next record starts.
        row: Its number.
    """

    stream: BinaryIO
    name: str
    header: Header
    limits: Limits
    keep_going: bool
    size: int
    position: int
    row: int = 2
    _blank: int = 0
    """The first of the blank lines that came last; 0 where none did."""

    def blocks(self, rest: bytes) -> Iterator[CsvBlock]:
        """Give the blocks; `rest` was read from the stream before."""
        final = False
        while not final:
            chunk = self.stream.read(max(self.size, len(rest)))
            final = not chunk
            rest = rest + chunk
            start = self.position
            if rest:
                yield from self._read(rest, final=final)
            rest = rest[self.position - start :]
            if len(rest) > self.limits.row and _length(rest) > self.limits.row:
                yield from self._judged(rest, _Draft(), final=True)  # which refuses it

    def _read(self, data: bytes, *, final: bool) -> Iterator[CsvBlock]:
        """Give the rows that end in these bytes, which start with a record."""
        start = self.position
        found = self._scan(data, final=final)
        longest = min(self.limits.cell, csv.field_size_limit())
        flags = unusual(found, len(self.header.headings), longest, self.limits.row)
        if flags.any():
            yield from self._sifted(data, found, flags)
        elif len(found):
            bad_rows = self._blank_rows()
            numbers = np.arange(self.row, self.row + len(found))
            self._go_on(start + min(int(found.lines[-1]), len(data)), len(found))
            yield self._block(numbers, bad_rows, found)
        rest = data[self.position - start :]
        if found.is_broken and not final:
            rest = rest[: rest.rfind(b"\n") + 1]
        if found.is_broken or final:
            draft = _Draft()
            yield from self._judged(rest, draft, final=final)
            yield from self._drafted(draft)

    def _sifted(self, data: bytes, found: Scan, flags: Flags) -> Iterator[CsvBlock]:
        """Give plain records as they are, and judge those that are flagged as unusual."""
        start = self.position
        draft = _Draft()
        changes = np.flatnonzero(flags[1:] != flags[:-1]) + 1
        for first, last in pairwise([0, *changes.tolist(), len(found)]):
            begin, end = int(found.lines[first]), int(found.lines[last])
            if flags[first]:
                yield from self._judged(data[begin:end], draft, final=True)
            else:
                draft.bad_rows += self._blank_rows()
                draft.add(found.buffer[begin + 1 : end + 1], self.row, last - first)
                self._go_on(start + min(end, len(data)), last - first)
        yield from self._drafted(draft)

    def _judged(self, data: bytes, draft: _Draft, *, final: bool) -> Iterator[CsvBlock]:
        """Add records to a draft one by one; a block is given where too much is rejected."""
        feed = Feed(self.name, self.limits, [data], offset=self.position, row=self.row)
        for cells, text in self._records(feed, final=final):
            if cells:
                draft.bad_rows += self._blank_rows()
                self._judge(feed, cells, text, draft)
            else:
                self._blank = self._blank or self.row
            self._go_on(self.position + len(text.encode()), 1)
            if len(draft.bad_rows) >= _MOST_BAD:
                yield from self._drafted(draft)

    def _records(self, feed: Feed, *, final: bool) -> Iterator[tuple[list[str], str]]:
        """Give the cells of whole records, and their text."""
        lines: list[str] = []
        found = records(feed, _noted(feed.lines(), lines), self.header.delimiter)
        try:
            for cells in found:
                yield cells, "".join(lines)
                lines.clear()
        except InvalidFile as error:
            if final or error.problems[0].kind != "unclosed-quote":
                raise

    def _judge(self, feed: Feed, cells: list[str], text: str, draft: _Draft) -> None:
        try:
            check_row(feed, self.header.headings, cells)
        except InvalidFile as error:
            if not self.keep_going or "\0" in text:
                raise
            draft.bad_rows.append(BadRow(self.row, error.problems[0], text.rstrip("\r\n")))
        else:
            plainly = self.header.delimiter.join(map(_quoted, cells)) + "\n"
            draft.add(plainly.encode(), self.row, 1)

    def _blank_rows(self) -> list[BadRow]:
        """Give the blank lines that came last, once a row follows them."""
        if not self._blank:
            return []
        error = blank_line(self.name, self._blank)
        if not self.keep_going:
            raise error
        rows = [BadRow(self._blank, error.problems[0], "")]
        self._blank = 0
        return rows

    def _go_on(self, position: int, count: int) -> None:
        self.position = position
        self.row += count

    def _drafted(self, draft: _Draft) -> Iterator[CsvBlock]:
        """Give a block of what is in a draft, and empty it."""
        if draft.numbers or draft.bad_rows:
            numbers = np.fromiter(chain.from_iterable(draft.numbers), np.int64)
            found = self._scan(b"".join(draft.pieces), final=False)
            yield self._block(numbers, draft.bad_rows, found)
        draft.clear()

    def _scan(self, data: bytes, *, final: bool) -> Scan:
        header = self.header
        return scan(data, ord(header.delimiter), len(header.headings), final=final)

    def _block(
        self, numbers: NDArray[np.int64], bad_rows: Sequence[BadRow], found: Scan
    ) -> CsvBlock:
        places = {heading: place for place, heading in enumerate(self.header.headings)}
        return CsvBlock(numbers, tuple(bad_rows), places, found)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _length(data: bytes) -> int:
    """Count the characters of UTF-8: the bytes that do not go on with one."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) & 0xC0 != 0x80))
