"""Arrow: a record batch as a block, whatever the types of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from numpy.typing import NDArray

from competency.batch.arrays import bits_of, flags_of, numbers_of
from competency.batch.blocks import BadRow, Column
from competency.batch.codes import BAD, MISSING, Codes, Decoder

__all__ = ["ROWS", "ArrowBlock", "ArrowTable"]

ROWS = 1 << 18
"""How many rows a block has at most: what is added up of them stays near the processor."""

_BYTE = 255
_FLOATS = {pa.float16().id: np.float16, pa.float32().id: np.float32}
_INT8, _UINT8 = pa.int8().id, pa.uint8().id


@frozen(eq=False, slots=False)
class ArrowBlock:
    """A record batch.

    Args:
        batch: The rows.
        first: The number of the first.
    """

    batch: Any
    first: int = 1
    bad_rows: Sequence[BadRow] = ()
    rejected: int = 0

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The number of each row."""
        return np.arange(self.first, self.first + len(self), dtype=np.int64)

    def number_of(self, _column: str, index: int) -> int:
        """Give the number of the row in which a cell stands."""
        return self.first + index

    def texts(self, column: str) -> Any:
        """Give a column as it was."""
        return self.batch.column(column)

    def cell(self, column: str, index: int) -> str:
        """Give a cell as a text."""
        value = self.batch.column(column)[index].as_py()
        return "" if value is None else str(value)

    def codes(self, column: str, decoder: Decoder) -> Codes:
        """Give the answers of a column, one code a row."""
        values = self._columns[column]
        if pa.types.is_dictionary(values.type):
            distinct = _codes(values.dictionary, decoder)
            return _looked_up(distinct, values.indices)
        return _codes(values, decoder)

    def column(self, column: str, decoder: Decoder) -> Column:
        """Give the answers of a column as they are added up."""
        values = self._columns[column]
        lowest = decoder.lowest
        if lowest is not None and _holds(values.type.id, lowest, lowest + len(decoder.levels) - 1):
            return _column_of_bytes(values, lowest)
        return Column.of_codes(self.codes(column, decoder))

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return dict(zip(self.batch.schema.names, self.batch.columns, strict=True))


def _codes(values: Any, decoder: Decoder) -> Codes:
    kind = values.type
    if pa.types.is_null(kind):
        return np.full(len(values), MISSING, np.uint8)
    if pa.types.is_integer(kind):
        return _of_integers(values, decoder)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _of_floats(values, decoder)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        return _of_texts(values, decoder)
    return np.where(flags_of(values.is_valid()), np.uint8(BAD), np.uint8(MISSING))


def _of_floats(values: Any, decoder: Decoder) -> Codes:
    given, valid = numbers_of(values.cast(pa.float64(), safe=False)), flags_of(values.is_valid())
    narrow = _FLOATS.get(values.type.id, np.float64)
    known = {
        float(np.array(float(number), narrow)): code for number, code in decoder.by_number.items()
    }
    return _found(given, valid, known, np.dtype(np.float64))


def _holds(kind: int, lowest: int, highest: int) -> bool:
    """Tell whether a type of one byte holds all levels, and so no other number modulo 256."""
    if kind == _INT8:
        return lowest >= -128 and highest <= 127
    return kind == _UINT8 and lowest >= 0 and highest <= _BYTE


def _column_of_bytes(values: Any, lowest: int) -> Column:
    """Subtract the lowest level, modulo 256: what is no level lands above the highest place."""
    size = len(values)
    place = np.subtract(numbers_of(values).view(np.uint8), np.uint8(lowest % 256))
    if values.buffers()[0] is None:
        return Column(place, np.ones(size, np.uint8))
    answered = bits_of(values.buffers()[0], values.offset, size)
    return Column(np.multiply(place, answered, out=place), answered)


def _of_integers(values: Any, decoder: Decoder) -> Codes:
    given = numbers_of(values)
    whole = {int(number): code for number, code in decoder.by_number.items() if number % 1 == 0}
    return _found(given, flags_of(values.is_valid()), whole, given.dtype)


def _found(
    given: NDArray[Any],
    valid: NDArray[np.bool_],
    known: Mapping[Any, int],
    kind: np.dtype[Any],
) -> Codes:
    """Look numbers up among those that are known."""
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        known = {
            number: code for number, code in known.items() if limits.min <= number <= limits.max
        }
    numbers = np.array(sorted(known), kind)
    codes = np.array([known[number] for number in sorted(known)], np.uint8)
    if not codes.size:
        return np.where(valid, np.uint8(BAD), np.uint8(MISSING))
    places = np.minimum(np.searchsorted(numbers, given), len(numbers) - 1)
    found = np.where(numbers[places] == given, codes[places], np.uint8(BAD))
    return np.where(valid, found, np.uint8(MISSING))


def _of_texts(values: Any, decoder: Decoder) -> Codes:
    encoded = pc.dictionary_encode(values)
    distinct = [decoder.code(text) for text in encoded.dictionary.to_pylist()]
    return _looked_up(np.array(distinct, np.uint8), encoded.indices)


def _looked_up(distinct: Codes, indices: Any) -> Codes:
    """Give the codes of the values that the indices of a dictionary name; null is missing."""
    table = np.append(distinct, np.uint8(MISSING))
    codes: Codes = table.take(numbers_of(indices), mode="clip")  # a null has any index
    if indices.null_count:
        codes[~flags_of(indices.is_valid())] = MISSING
    return codes


@frozen(eq=False)
class ArrowTable:
    """Record batches as a table; rows count from 1."""

    name: str
    headings: tuple[str, ...]
    batches: Iterable[Any]

    def __iter__(self) -> Iterator[ArrowBlock]:
        first = 1
        for batch in self.batches:
            for start in range(0, batch.num_rows, ROWS):
                rows = batch.slice(start, ROWS)
                yield ArrowBlock(rows, first)
                first += rows.num_rows
