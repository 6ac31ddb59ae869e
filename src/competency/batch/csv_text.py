"""CSV text: batches become rows of text without a loop over cells.

Each distinct cell of a column becomes text once, together with the separator behind it. A row is
then a place in the table of these texts for each column, and taking them in a row's order gives
text that is ready to be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from competency.batch.arrays import EMPTY, array_of, flags_of, mask_of, numbers_of, texts_of
from competency.reading import guard

__all__ = ["header", "repeats", "rows"]

_AT_ONCE = 1 << 18  # so many cells stay in the cache
_IN_MEMORY = 1 << 27
_SAMPLE = 1 << 11
_MOSTLY = 0.98
_END_OF_ROW = "\r\n"
_MAYBE_LIVE = r"^[^\pL\pN]"  # few texts begin so; `guard` knows which of them are live
_POINTLESS = 1e10  # from here on Arrow writes exponents
_TEXT = pa.large_string()  # large: the texts of one batch can pass 2 GiB


def header(schema: pa.Schema) -> bytes:
    r"""Give the first row: the names of the columns, quoted.

    >>> header(pa.schema([("respondent", pa.string()), ("overall.mean", pa.float64())]))
    b'"respondent","overall.mean"\r\n'
    """
    names: list[str] = _quoted(texts_of(schema.names), "").to_pylist()
    return (",".join(names) + _END_OF_ROW).encode()


def rows(batch: pa.RecordBatch) -> Iterator[pa.Buffer]:
    r"""Give the rows of a batch as bytes, in pieces.

    Numbers are the shortest texts that read back to them. Everything else is quoted, and guarded
    against spreadsheets that would run it; what is missing is empty.

    >>> batch = pa.record_batch({"respondent": ["ana", "-x"], "overall.mean": [4.0, None]})
    >>> b"".join(map(bytes, rows(batch)))
    b'"ana",4.0\r\n"\'-x",\r\n'
    """
    step = max(1, _IN_MEMORY // batch.num_columns)
    for start in range(0, batch.num_rows, step):
        yield from _rows(batch.slice(start, step).columns)


def _rows(columns: Sequence[pa.Array]) -> Iterator[pa.Buffer]:
    tables: list[pa.Array] = []
    places: list[NDArray[np.int32]] = []
    for number, column in enumerate(columns, 1):
        values, found = _distinct(column)
        tables.append(_ended(values, "," if number < len(columns) else _END_OF_ROW))
        places.append(found)
    texts = pa.concat_arrays(tables)
    starts = np.cumsum([0, *map(len, tables[:-1])], dtype=np.int32)
    step = max(1, _AT_ONCE // len(columns))
    for start in range(0, len(places[0]), step):
        some = np.stack([each[start : start + step] for each in places], axis=1) + starts
        yield texts.take(array_of(some.reshape(-1))).buffers()[-1]


def repeats(column: pa.Array) -> bool:
    """Tell whether many of the values are the same, by those at the beginning."""
    if not (pa.types.is_primitive(column.type) or _is_text(column.type)):
        return bool(pa.types.is_dictionary(column.type))
    sample = column.slice(0, _SAMPLE)
    return bool(pc.count_distinct(sample, mode="all").as_py() < _MOSTLY * len(sample))


def _distinct(column: pa.Array) -> tuple[pa.Array, NDArray[np.int32]]:
    """Give values that hold all of a column's, and where in them each is; the last is null."""
    if not repeats(column):
        return column, np.arange(len(column), dtype=np.int32)
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    indices = numbers_of(encoded.indices.cast(pa.int32()))
    if encoded.null_count:
        there = flags_of(encoded.indices.is_valid())
        indices = np.where(there, indices, np.int32(len(encoded.dictionary)))
    return encoded.dictionary, indices


def _ended(values: pa.Array, end: str) -> pa.Array:
    """Give each value as it stands in a row, with what follows it, and then a missing one."""
    is_number = any(test(values.type) for test in _NUMBERS)
    ended = _joined(_number_texts(values), end) if is_number else _quoted(_texts(values), end)
    last = texts_of([end])
    return pa.concat_arrays([ended.fill_null(last[0]), last])


def _joined(*parts: Any) -> pa.Array:
    texts = [texts_of([part])[0] if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*texts, EMPTY[_TEXT])


_NUMBERS = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)


def _number_texts(values: pa.Array) -> pa.Array:
    if pa.types.is_float16(values.type):
        values = pc.cast(values, pa.float32())
    texts = pc.cast(values, _TEXT)
    return _as_python_writes(values, texts) if pa.types.is_floating(values.type) else texts


def _as_python_writes(values: pa.Array, texts: pa.Array) -> pa.Array:
    """Write 4.0, not 4, and large numbers without an exponent, as all other CSV has them."""
    numbers = numbers_of(values)
    other = (numbers == np.floor(numbers)) | (np.abs(numbers) >= _POINTLESS)
    other &= flags_of(values.is_valid())
    written = [repr(number) for number in numbers[other].tolist()]
    return pc.replace_with_mask(texts, mask_of(other), texts_of(written))


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _texts(values: pa.Array) -> pa.Array:
    type_ = values.type
    if pa.types.is_timestamp(type_):
        return pc.replace_substring(pc.cast(values, _TEXT), " ", "T", max_replacements=1)
    if _is_text(type_) or any(test(type_) for test in _CASTABLE):
        return pc.cast(values, _TEXT)
    return pa.array([None if value is None else str(value) for value in values.to_pylist()], _TEXT)


_CASTABLE = (
    *(pa.types.is_string_view, pa.types.is_boolean, pa.types.is_null),
    *(pa.types.is_date, pa.types.is_time, pa.types.is_duration),
)


def _quoted(texts: pa.Array, end: str) -> pa.Array:
    odd = pc.match_substring_regex(texts, _MAYBE_LIVE)
    if pc.any(odd).as_py():
        guarded = [guard(text) for text in texts.filter(odd).to_pylist()]
        texts = pc.replace_with_mask(texts, odd, texts_of(guarded))
    if pc.any(pc.match_substring(texts, '"')).as_py():
        texts = pc.replace_substring(texts, '"', '""')
    return _joined('"', texts, '"' + end)
