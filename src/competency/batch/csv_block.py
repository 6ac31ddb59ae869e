"""Rows of CSV as a block: the cells are taken out of the bytes when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from numpy.typing import NDArray

from competency.batch.blocks import BadRow, CodedBlock
from competency.batch.codes import BAD, MISSING, Codes, Decoder
from competency.batch.csv_scan import CR, LF, QUOTE, WINDOW, Positions, Scan
from competency.reading import guard, unguard

__all__ = ["CsvBlock"]

_ENDS = b",;\t\r\n"
_LONG = 0
"""The key of a cell that is not known by one byte; no cell that is kept holds a NUL."""

_KEYS_OF_SINGLES = np.arange(256, dtype=np.uint8)
_KEYS_OF_SINGLES[list(_ENDS)] = _LONG
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
        table = bytearray(decoder.by_byte)
        for end in _ENDS:
            table[end] = MISSING
        codes = np.frombuffer(keys.translate(table), np.uint8)
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
        """Give where cells start and stop; they are counted row by row."""
        edges = self._scan.edges
        return self._trimmed(edges[cells] + 1, edges[cells + 1])

    def _trimmed(self, starts: Positions, stops: Positions) -> tuple[Positions, Positions]:
        """Leave the quotation marks around cells out, and what belongs to a line end."""
        flat = self._scan.flat
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
        """The one byte that a cell is, or the end of an empty one, or 0; column by column."""
        keys = self._plain_keys() if self._scan.inside is None else self._quoted_keys()
        return np.ascontiguousarray(keys.reshape(len(self), len(self._places)).T)

    def _plain_keys(self) -> NDArray[np.uint8]:
        """Look at all bytes, which is faster than at all cells."""
        scan = self._scan
        is_end = scan.is_end
        if self._has_returns:
            is_end = is_end | (scan.flat == CR)
        is_short = is_end.copy()
        is_short[:-1] |= is_end[1:]
        keys = scan.flat * is_short
        for other in _ENDS:
            if other not in (CR, LF, scan.delimiter) and other in scan.buffer:
                keys *= scan.flat != other
        return keys[1:].take(scan.edges[:-1])

    def _quoted_keys(self) -> NDArray[np.uint8]:
        edges = self._scan.edges
        starts, stops = self._trimmed(edges[:-1] + 1, edges[1:])
        sizes = stops - starts
        keys: NDArray[np.uint8] = _KEYS_OF_SINGLES.take(self._scan.flat.take(starts)) * (sizes == 1)
        keys[sizes == 0] = LF
        return keys

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
            found = pc.dictionary_encode(self._array(starts[rest], stops[rest]))
            texts = found.dictionary.to_pylist()
            distinct = np.array([decoder.code(unguard(text)) for text in texts], np.uint8)
            codes[rest] = distinct.take(found.indices.to_numpy())
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
                word = np.array(int.from_bytes(data, "little"), np.uint64)
                slot = int(word * _MULTIPLIER >> _SHIFT)
                if not known[slot]:
                    known[slot], codes[slot] = word, code
    return known, codes
