"""A stream of bytes as lines of text, none of which is held when it is too long."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any

from attrs import define

from competency.errors import Cell, InvalidFile
from competency.reading._limits import Limits
from competency.reading._source import FORBIDDEN, foreign, refusal

__all__ = ["Feed"]

_CHUNK = 1 << 16
_SIGNATURE = 8


@define(eq=False)
class Feed:
    """Give the lines of a table, and know in which row the reading is.

    Attributes:
        row: the row that is being read; the header is row 1.
        size: the characters of this row so far.
        unguards: whether cells may have the guard against formulas, which is then removed.
        offset: where in the file the stream starts; at 0 it may start with a byte order mark.
        suspect: whether a character that no cell may hold has come by.
        guarded: whether an apostrophe has come by, which may be the guard of a cell.

    """

    name: str
    limits: Limits
    stream: Iterable[bytes] | IO[bytes]
    unguards: bool = True
    offset: int = 0
    row: int = 1
    size: int = 0
    suspect: bool = False
    guarded: bool = False

    def next_row(self) -> None:
        """Say that a row is done."""
        self.row += 1
        self.size = 0

    def refusal(
        self, message: str, remedy: str, kind: str, heading: str | None = None
    ) -> InvalidFile:
        """Make the error that refuses the table for something in this row."""
        return refusal(message, remedy, kind, Cell(self.name, self.row, heading))

    def lines(self) -> Iterator[str]:
        """Give the lines one by one, each with its line break."""
        parts: list[str] = []
        waiting = 0
        for text in self._texts():
            first, *others = text.split("\n")
            for line in others:
                yield self._line("".join([*parts, first, "\n"]))
                parts, waiting, first = [], 0, line
            parts.append(first)
            waiting += len(first)
            self._check_size(waiting)
        if waiting:
            yield self._line("".join(parts))

    def _line(self, line: str) -> str:
        self._check_size(len(line))
        self.size += len(line)
        return line

    def _check_size(self, more: int) -> None:
        if self.size + more > self.limits.row:
            message = f"the row has more than {self.limits.row:,} characters"
            remedy = "close its quotation mark, if one is open"
            raise self.refusal(message, remedy, "text-too-long")

    def _texts(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")()
        chunks = self._chunks()
        read = self.offset
        start = "" if read else "\ufeff"
        for chunk, final in chain(((chunk, False) for chunk in chunks), [(b"", True)]):
            try:
                text = decoder.decode(chunk, final).removeprefix(start)
            except UnicodeDecodeError as error:
                yield self._watched(error.object[: error.start].decode().removeprefix(start))
                offset = read + len(chunk) - len(error.object) + error.start
                byte = error.object[error.start]
                message = f"not UTF-8: byte 0x{byte:02X} at offset {offset}"
                raise self.refusal(message, "save the file as UTF-8", "not-utf8") from None
            read += len(chunk)
            start = ""
            yield self._watched(text)

    def _watched(self, text: str) -> str:
        self.suspect = self.suspect or FORBIDDEN.search(text) is not None
        self.guarded = self.guarded or (self.unguards and "'" in text)
        return text

    def _chunks(self) -> Iterator[bytes]:
        read: Any = getattr(self.stream, "read", None)
        chunks = iter(lambda: read(_CHUNK), b"") if read else iter(self.stream)
        head = b""
        for chunk in chunks:
            head += chunk
            if len(head) >= _SIGNATURE:
                break
        known = None if self.offset else foreign(head)
        if known is not None:
            raise self.refusal(*known)
        yield head
        yield from chunks
