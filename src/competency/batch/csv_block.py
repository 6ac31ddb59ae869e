"""Rows of CSV as a block: the cells are taken out of the bytes when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from competency.batch.blocks import BadRow, CodedBlock
from competency.batch.codes import BAD, MISSING, Codes, Decoder
from competency.batch.csv_scan import CR, LF, QUOTE, WINDOW, Flags, Positions, Scan
from competency.reading import guard, unguard

__all__ = ["CsvBlock"]

_ENDS = b",;\t\r\n"
_LONG = 0
"""The key of a cell that is not known by one byte; no cell that is kept holds a NUL."""

_SLOTS = 14
_SHIFT = np.uint64(64 - _SLOTS)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MASKS = np.array([2 ** (8 * size) - 1 for size in range(WINDOW + 1)] + [0], "<u8")
_APOSTROPHE = ord("'")


@frozen(eq=False, slots=False)
class CsvBlock(CodedBlock):
    """Some rows of CSV, each with one cell a heading.

    Attributes:
        numbers: The number of each row.
        bad_rows: The rows that are rejected whole.
    """

    numbers: NDArray[np.int64]
    bad_rows: Sequence[BadRow]
    _places: dict[str, int]
    _scan: Scan

    def __len__(self) -> int:
        return len(self.numbers)

    def codes(self, column: str, decoder: Decoder) -> Codes:
        """Give the answers of a column, one code a row."""
        place = self._places[column]
        keys = self._keys[place].tobytes()
        codes = np.frombuffer(keys.translate(_codes_of_keys(decoder)), np.uint8)
        if _LONG not in keys:
            return codes
        codes = codes.copy()
        rows = np.flatnonzero(self._keys[place] == _LONG)
        codes[rows] = self._codes_of_long(rows * len(self._places) + place, decoder)
        return codes

    def texts(self, column: str) -> Any:
        """Give a column as texts without their guard."""
        width = len(self._places)
        cells = np.arange(self._places[column], len(self) * width, width)
        starts, stops = self._spans(cells)
        guards = np.flatnonzero(self._scan.flat[starts] == _APOSTROPHE)
        for index in guards.tolist():
            text = self._text(starts[index], stops[index])
            starts[index] += text != unguard(text)
        return self._array(starts, stops)

    def cell(self, column: str, index: int) -> str:
        """Give a cell as a text without its guard."""
        cells = np.array([index * len(self._places) + self._places[column]])
        starts, stops = self._spans(cells)
        return unguard(self._text(starts[0], stops[0]))

    def _spans(self, cells: Positions) -> tuple[Positions, Positions]:
        """Give where the contents of cells start and stop; cells are counted row by row."""
        flat, edges = self._scan.flat, self._scan.edges
        starts, stops = edges[cells] + 1, edges[cells + 1]
        if self._has_returns:
            stops = stops - ((flat.take(stops) == LF) & (flat.take(stops - 1) == CR))
        if self._scan.inside is not None:
            is_quoted = flat.take(starts) == QUOTE
            starts = starts + is_quoted
            stops = stops - is_quoted
        return starts, stops

    @cached_property
    def _has_returns(self) -> bool:
        return CR in self._scan.buffer

    @cached_property
    def _keys(self) -> NDArray[np.uint8]:
        """The one byte that a cell is, or what ends an empty one, or 0; column by column."""
        keys = self._keys_by_byte()[1:].take(self._scan.edges[:-1])
        return np.ascontiguousarray(keys.reshape(len(self), len(self._places)).T)

    def _keys_by_byte(self) -> NDArray[np.uint8]:
        """Give for each byte the key of a cell that would start there; this beats going by cell."""
        scan = self._scan
        stops = self._stops()
        is_short = stops.copy()
        is_short[:-1] |= stops[1:]
        keys = scan.flat * is_short
        for end in _ENDS:
            may_be_content = scan.inside is not None or end not in (LF, scan.delimiter)
            if may_be_content and end in scan.buffer:
                is_content = (scan.flat == end) > stops
                if is_content.any():
                    keys[is_content] = _LONG
        if scan.inside is not None:
            # What `np.where` would give from the byte behind an opening mark, but far faster.
            keys[:-1] += (keys[1:] - keys[:-1]) * (scan.flat[:-1] == QUOTE)
        return keys

    def _stops(self) -> Flags:
        """Tell which bytes are the first behind the content of a cell."""
        scan = self._scan
        stops = scan.is_end
        if self._has_returns:
            is_return = scan.flat == CR
            stops = stops | (is_return if scan.inside is None else is_return > scan.inside)
        if scan.inside is not None:
            closes = (scan.flat == QUOTE) > scan.inside
            if scan.doubled is not None:
                closes[:-1] &= ~scan.doubled[1:]
            stops = stops | closes
        return stops

    def _codes_of_long(self, cells: Positions, decoder: Decoder) -> Codes:
        """Compare cells with the short texts that are answers; look at each other text once."""
        known, codes_of_known = _answers(decoder)
        starts, stops = self._spans(cells)
        words = self._words(starts) & _MASKS.take(stops - starts, mode="clip")
        slots = (words * _MULTIPLIER >> _SHIFT).astype(np.intp)
        codes: Codes = codes_of_known.take(slots)
        codes[known.take(slots) != words] = BAD
        rest = np.flatnonzero(codes == BAD)
        if rest.size:
            found = self._array(starts[rest], stops[rest]).dictionary_encode()
            texts = found.dictionary.to_pylist()
            distinct = np.array([decoder.code(unguard(text)) for text in texts], np.uint8)
            # Not `to_numpy`, which imports pandas.
            places = np.frombuffer(found.indices.buffers()[1], np.int32, len(rest))
            codes[rest] = distinct.take(places)
        return codes

    def _words(self, starts: Positions) -> NDArray[np.uint64]:
        """Give the bytes from some places on as numbers."""
        buffer = self._scan.buffer
        return np.ndarray(len(buffer) - WINDOW + 1, "<u8", buffer, strides=(1,))[starts]

    def _array(self, starts: Positions, stops: Positions) -> Any:
        """Copy cells one behind the other, as Arrow has texts."""
        sizes = stops - starts
        offsets = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(sizes, out=offsets[1:])
        places = np.repeat(starts - offsets[:-1], sizes)
        places += np.arange(len(places))
        data = self._scan.flat.take(places)
        if self._scan.doubled is not None:
            kept = ~self._scan.doubled.take(places)
            data = data[kept]
            offsets = np.append(0, np.cumsum(kept))[offsets]
        buffers = [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(data)]
        return pa.Array.from_buffers(pa.string(), len(sizes), buffers)

    def _text(self, start: int, stop: int) -> str:
        return _undoubled(self._scan.buffer[start:stop])


def _undoubled(cell: bytes) -> str:
    """Give the text of a cell; only a quoted one has quotation marks, and those twice."""
    return cell.decode().replace('""', '"')


@lru_cache(maxsize=64)
def _codes_of_keys(decoder: Decoder) -> bytes:
    table = bytearray(decoder.by_byte)
    for end in (*_ENDS, QUOTE):
        table[end] = MISSING
    return bytes(table)


@lru_cache(maxsize=64)
def _answers(decoder: Decoder) -> tuple[NDArray[np.uint64], Codes]:
    """Give a table of answers of at most 8 bytes, and their codes, each at the place of its hash.

    Where two have one place, the second is missing, and is then found otherwise.
    """
    known = np.zeros(1 << _SLOTS, np.uint64)
    codes = np.full(1 << _SLOTS, BAD, np.uint8)
    for text, code in decoder.by_text.items():
        for cell in (text, guard(text)):
            data = cell.encode()
            if 1 < len(data) <= WINDOW and unguard(cell) == text and '"' not in text:
                word = int.from_bytes(data, "little")
                slot = word * int(_MULTIPLIER) % 2**64 >> int(_SHIFT)
                if not known[slot]:
                    known[slot], codes[slot] = word, code
    return known, codes
