"""Where the cells of CSV are: a few passes over many bytes, without a look at single ones.

A scan only accepts. Records that are unusual in any way are found here and judged elsewhere, by
the reader that goes record by record.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from competency.reading._source import FORBIDDEN

__all__ = ["COMMA", "CR", "LF", "QUOTE", "SEMICOLON", "TAB", "WINDOW", "Scan", "scan", "unusual"]

TAB, LF, CR, QUOTE, COMMA, SEMICOLON = b'\t\n\r",;'
WINDOW = 8
"""As many bytes can be taken from the start of any cell."""

_PADDING = bytes(WINDOW)
_SPACE = 0x20
_DELETE = 0x7F
_SHIFTS = (1, 2, 4, 8, 16, 32)

Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Positions = NDArray[np.intp]


@frozen(eq=False)
class Scan:
    """Some records and where their cells end.

    Attributes:
        delimiter: What stands between cells.
        buffer: A line end, the records, and some bytes that are none of theirs.
        flat: The same without the latter, as an array.
        is_end: Which bytes end a cell.
        edges: The positions of these; the first is the line end before the records.
        lines: The positions of those that end a record, with the same first.
        inside: Which bytes are between quotation marks; None where there are none.
        doubled: Which are the second of two that stand for one; None where there are none.
        is_broken: Whether behind the records something breaks the rules of quotation.
    """

    delimiter: int
    buffer: bytes
    flat: Bytes
    is_end: Flags
    edges: Positions
    lines: Positions
    inside: Flags | None
    doubled: Flags | None
    is_broken: bool

    def __len__(self) -> int:
        return len(self.lines) - 1


def scan(data: bytes, delimiter: int, width: int, *, final: bool = True) -> Scan:
    """Find the whole records at the start of some bytes, which start with a record.

    Args:
        data: The bytes.
        delimiter: What stands between cells.
        width: How many cells a row should have.
        final: Whether nothing follows, so that the last record needs no line end.
    """
    end = b"\n" if final and not data.endswith(b"\n") else b""
    buffer = b"".join((b"\n", data, end, _PADDING))
    flat = np.frombuffer(buffer, np.uint8, len(buffer) - WINDOW)
    is_line = flat == LF
    is_end = flat == delimiter
    is_end |= is_line
    inside = doubled = None
    stop = len(flat)
    if QUOTE in data:
        is_quote = flat == QUOTE
        inside = _odd_so_far(is_quote)  # and `flags > inside` are those outside
        np.greater(is_line, inside, out=is_line)
        np.greater(is_end, inside, out=is_end)
        stop, doubled = _quoted(flat, is_end, is_quote, inside)
    size = stop - int(is_line[:stop][::-1].argmax())
    edges = np.flatnonzero(is_end[:size])
    return Scan(
        delimiter=delimiter,
        buffer=buffer,
        flat=flat[:size],
        is_end=is_end[:size],
        edges=edges,
        lines=_lines(edges, is_line[:size], width),
        inside=None if inside is None else inside[:size],
        doubled=None if doubled is None else doubled[:size],
        is_broken=stop < len(flat),
    )


def _lines(edges: Positions, is_line: Flags, width: int) -> Positions:
    """Give where lines end; mostly this is each `width`-th end of a cell."""
    lines = edges[::width]
    if is_line[lines].all() and np.count_nonzero(is_line) == len(lines):
        return lines
    return np.flatnonzero(is_line)


def _odd_so_far(flags: Flags) -> Flags:
    """Tell for each flag whether it and those before it are an odd number; 64 at a time."""
    packed = np.packbits(flags, bitorder="little")
    words = np.zeros(-(-len(packed) // 8), "<u8")
    words.view(np.uint8)[: len(packed)] = packed
    for shift in _SHIFTS:
        words ^= words << np.uint64(shift)
    odd = words >> np.uint64(63)
    words ^= np.negative(np.bitwise_xor.accumulate(odd) ^ odd)
    return np.unpackbits(words.view(np.uint8), count=len(flags), bitorder="little").view(np.bool_)


def _quoted(flat: Bytes, is_end: Flags, is_quote: Flags, inside: Flags) -> tuple[int, Flags | None]:
    """Give where quotation first breaks the rules, and the second ones of doubled marks.

    A mark opens at the start of a cell only, and closes at its end, or else is doubled.
    """
    opens = is_quote & inside
    closes = is_quote > inside
    first = min(
        _first(opens[1:] > (is_end | closes)[:-1]) + 1,
        _first(closes[:-1] > (is_end | opens | (flat == CR))[1:]),
    )
    doubled = np.append(np.False_, opens[1:] & closes[:-1])
    return min(first, len(flat)), doubled if doubled.any() else None


def _first(flags: Flags) -> int:
    """Give the first position of a flag, or one behind all others."""
    first = int(flags.argmax())
    return first if flags[first] else len(flags) + 1


def unusual(found: Scan, width: int, longest_cell: int, longest_row: int) -> Flags:
    """Tell which records are no plain rows.

    Args:
        found: The records.
        width: How many cells they should have.
        longest_cell: How many characters a cell may have.
        longest_row: How many characters a record may have.
    """
    sizes = np.diff(found.lines)
    flags = _ragged(found, width)
    if not len(flags):
        return flags
    if width == 1:
        flags |= (sizes == 1) | ((sizes == 2) & (found.flat[found.lines[1:] - 1] == CR))
    least = min(longest_cell, longest_row)
    if sizes.max() > least:
        has_short_cells = np.diff(found.edges).max() <= longest_cell
        flags |= sizes > (longest_row if has_short_cells else least)
    flags[np.searchsorted(found.lines, _suspects(found)) - 1] = True
    return flags


def _ragged(found: Scan, width: int) -> Flags:
    edges, lines = found.edges, found.lines
    if len(edges) == (len(lines) - 1) * width + 1 and (edges[::width] == lines).all():
        return np.zeros(len(found), np.bool_)
    return np.not_equal(np.diff(np.searchsorted(edges, lines)), width)


def _suspects(found: Scan) -> Positions:
    """Give the positions of bytes that may not stand where they do, and of others if need be."""
    flat = found.flat
    low = flat < _SPACE
    low &= ~found.is_end
    positions = np.flatnonzero(low) if low.any() else np.empty(0, np.intp)
    if positions.size:
        positions = positions[~_is_harmless(found, positions)]
    if flat.max() >= _DELETE and not _is_text(found):
        positions = np.append(positions, np.flatnonzero(flat >= _DELETE))
    return positions


def _is_harmless(found: Scan, positions: Positions) -> Flags:
    """Tell which controls are a tab, or a line break of a cell, or part of a line end."""
    values = found.flat[positions]
    harmless: Flags = (values == TAB) | (values == CR) & (found.flat[positions + 1] == LF)
    if found.inside is not None:
        harmless |= found.inside[positions] & ((values == LF) | (values == CR))
    return harmless


def _is_text(found: Scan) -> bool:
    """Tell whether all is UTF-8, and no character is forbidden that is not ASCII."""
    others = found.flat.take(np.flatnonzero(found.flat >= _DELETE)).tobytes()
    try:
        str(memoryview(found.buffer)[: len(found.flat)], "utf-8")
        return FORBIDDEN.search(others.decode()) is None
    except UnicodeDecodeError:
        return False
