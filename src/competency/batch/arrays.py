"""Arrays of NumPy and of Arrow, one as the other, over the same bytes.

`pyarrow.array`, `pyarrow.scalar` and `to_numpy` import pandas, where it is installed, to see
whether a value is one of its own. That takes longer than to score a thousand people.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["EMPTY", "array_of", "bits_of", "flags_of", "mask_of", "numbers_of", "texts_of"]

_BYTE = 8


def numbers_of(values: pa.Array) -> NDArray[Any]:
    """Give the numbers of an Arrow array; a null has any number.

    >>> numbers_of(pa.array([4, None, 2], pa.int8()).fill_null(0)).tolist()
    [4, 0, 2]
    """
    kind, size = values.type, len(values)
    code = "u" if pa.types.is_unsigned_integer(kind) else "f" if pa.types.is_floating(kind) else "i"
    width = kind.bit_width // _BYTE
    data = values.buffers()[1] if size else b""  # an array without rows may be without buffers
    return np.frombuffer(data, f"{code}{width}", size, values.offset * width if size else 0)


def flags_of(values: pa.Array) -> NDArray[np.bool_]:
    """Give an Arrow array of booleans; a null has any.

    >>> flags_of(pa.array([True, False, True]).slice(1)).tolist()
    [False, True]
    """
    return bits_of(values.buffers()[1], values.offset, len(values)).view(np.bool_)


def bits_of(packed: Any, start: int, size: int) -> NDArray[np.uint8]:
    """Give the bits of a buffer from one on, a byte each."""
    if not size:
        return np.empty(0, np.uint8)
    inner = start % _BYTE
    held = np.frombuffer(packed, np.uint8, (inner + size + _BYTE - 1) // _BYTE, start // _BYTE)
    return np.unpackbits(held, bitorder="little")[inner:][:size]


def array_of(numbers: NDArray[Any]) -> pa.Array:
    """Give numbers as an Arrow array without nulls.

    >>> array_of(np.array([4, 2], np.int32)).type
    DataType(int32)
    """
    numbers = np.ascontiguousarray(numbers)
    kind = pa.from_numpy_dtype(numbers.dtype)
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])


def mask_of(flags: NDArray[np.bool_]) -> pa.Array:
    """Give flags as an Arrow array of booleans.

    >>> mask_of(np.array([True, False])).to_pylist()
    [True, False]
    """
    packed = pa.py_buffer(np.packbits(flags, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(flags), [None, packed])


def texts_of(texts: Iterable[str]) -> pa.Array:
    """Give texts as an Arrow array of large strings, of which one batch can pass 2 GiB.

    >>> texts_of(["ana", ""]).to_pylist()
    ['ana', '']
    """
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.large_string(), len(encoded), buffers)


EMPTY = {kind: texts_of([""]).cast(kind)[0] for kind in (pa.string(), pa.large_string())}
"""An empty text of each type."""
