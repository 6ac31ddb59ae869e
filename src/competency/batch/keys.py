"""Keys: 128 bits that stand for the texts of a row, such as those that name a respondent.

A row is a vector of 32-bit numbers: the length of each text, then its bytes. Four multilinear sums
of it with random 64-bit factors, of which the upper halves count, are strongly universal: whoever
does not know the seed cannot make two rows meet more often than once in 2 to the 128. What is not
there adds nothing to a sum, so that no row depends on the length of others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b, shake_256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from competency.batch.arrays import EMPTY
from competency.batch.blocks import Block

__all__ = ["Keys", "as_texts", "block_keys", "fresh_seed", "person_keys", "row_keys"]

Keys = NDArray[np.uint64]
"""A row of two numbers for each row of a table."""

_Longs = NDArray[np.int64]

_LANES = 4
_WORD = 8
_LONGEST = 64
_FACTORS = 1 + 2 * _LONGEST // _WORD
_ROWS = 1 << 14  # so many that what is added up stays near the processor
_HALF = np.uint64(32)
_LOWER = np.uint64(0xFFFF_FFFF)
_UPPER = np.uint64(0xFFFF_FFFF_0000_0000)
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)


def fresh_seed() -> bytes:
    """Give a seed that nobody knows, for one run."""
    return os.urandom(32)


def block_keys(block: Block, headings: Iterable[str | None], seed: bytes) -> Keys:
    """Give a key for each row of a block.

    Args:
        block: The rows.
        headings: The columns of the respondent, the subject and the round, where there are any.
        seed: What makes the keys those of one run.
    """
    respondent, subject, round = (
        None if heading is None else block.texts(heading) for heading in headings
    )
    return person_keys(respondent, subject, round, seed)


def person_keys(respondent: Any, subject: Any, round: Any, seed: bytes) -> Keys:
    """Give a key for each row's respondent, subject and round.

    Args:
        respondent: The respondents, an Arrow array.
        subject: The subjects; None, a null and an empty text stand for the respondent.
        round: The rounds; None and a null stand for an empty text.
        seed: What makes the keys those of one run.
    """
    if subject is None:
        return row_keys((respondent, None, round), seed)
    about, raters = as_texts(subject), as_texts(respondent)
    if about.type != raters.type:
        about, raters = about.cast(pa.large_string()), raters.cast(pa.large_string())
    # Whoever is the subject too is left out, as where there is no such column.
    about = pc.if_else(pc.equal(about, raters), EMPTY[about.type], about)
    return row_keys((raters, about, round), seed)


def row_keys(columns: Sequence[Any], seed: bytes) -> Keys:
    """Give a key for each row of some columns; rows of the same texts have the same.

    Args:
        columns: Arrow arrays of one length, the first of them at least; None is a column of empty
            texts. Numbers and dates are taken as their texts, a null as an empty one.
        seed: What makes the keys those of one run.

    >>> keys = row_keys([pa.array(["ana", "ben", "ana"])], b"seed")
    >>> bool((keys[0] == keys[2]).all()), bool((keys[0] == keys[1]).all())
    (True, False)
    """
    sums = np.zeros((_LANES, len(columns[0])), np.uint64)
    for place, column in enumerate(columns):
        if column is not None:
            _add(sums, as_texts(column), _factors(seed, place), seed)
    sums += _factors(seed, len(columns))[0][:, np.newaxis]
    keys = np.empty((sums.shape[1], 2), np.uint64)
    keys[:, 0] = sums[0] & _UPPER | sums[1] >> _HALF
    keys[:, 1] = sums[2] & _UPPER | sums[3] >> _HALF
    return keys


def as_texts(column: Any) -> Any:
    """Give an Arrow array as one of strings without nulls."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        column = column.cast(pa.large_string())
    return column.fill_null(EMPTY[column.type]) if column.null_count else column


@lru_cache(maxsize=64)
def _factors(seed: bytes, place: int) -> Keys:
    """Give the random factors of a column: a row of each number of the vector, a column a lane."""
    wanted = _FACTORS * _LANES * _WORD
    drawn = shake_256(place.to_bytes(4, "little") + seed).digest(wanted)
    return np.frombuffer(drawn, "<u8").reshape(_FACTORS, _LANES)


def _add(sums: Keys, texts: Any, factors: Keys, seed: bytes) -> None:
    """Add the texts of a column to the sums."""
    bounds, data = _buffers(texts)
    for start in range(0, len(texts), _ROWS):
        part = sums[:, start : start + _ROWS]
        ends = bounds[start : start + _ROWS + 1].astype(np.int64)
        lengths = np.diff(ends)
        _add_numbers(part, lengths.view(np.uint64), factors[0])
        held = data[ends[0] : ends[-1]]
        starts = ends[:-1] - ends[0]
        if lengths.max(initial=0) > _LONGEST:
            is_long = lengths > _LONGEST
            _add_long(part, np.flatnonzero(is_long), held, starts, lengths, factors, seed)
            lengths[is_long] = 0
        for place, words in enumerate(_words(held, starts, lengths)):
            _add_words(part, words, factors[1 + 2 * place :])


def _buffers(texts: Any) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    _, bounds, data = texts.buffers()
    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    if bounds is None or not len(texts):  # an array without rows may be without buffers
        return np.zeros(1, kind), np.zeros(0, np.uint8)
    ends = np.frombuffer(bounds, kind)[texts.offset : texts.offset + len(texts) + 1]
    return ends, np.frombuffer(data if data is not None else b"", np.uint8)


def _add_numbers(sums: Keys, numbers: Keys, factors: Keys) -> None:
    product = np.empty_like(numbers)
    for lane in range(_LANES):
        np.multiply(numbers, factors[lane], out=product)
        np.add(sums[lane], product, out=sums[lane])


def _add_words(sums: Keys, words: Keys, factors: Keys) -> None:
    _add_numbers(sums, words & _LOWER, factors[0])
    _add_numbers(sums, words >> _HALF, factors[1])


def _words(held: NDArray[np.uint8], starts: _Longs, lengths: _Longs) -> Iterator[Keys]:
    """Give the first 8 bytes of each text, then the next, zeros where a text is at its end."""
    # A copy, since the bytes at the end of a foreign buffer may be nobody's.
    data = np.zeros(len(held) // _WORD + 2, np.uint64)
    data.view(np.uint8)[: len(held)] = held
    index, shift = starts >> 3, (starts & 7).astype(np.uint64) << np.uint64(3)
    others = np.uint64(63) - shift
    lower = data.take(index, mode="clip")
    for done in range(0, int(lengths.max(initial=0)), _WORD):
        index += 1
        upper = data.take(index, mode="clip")
        # Two steps up: one of 64 bits is none.
        words = lower >> shift | upper << others << np.uint64(1)
        words &= _MASKS.take(lengths - done, mode="clip")
        yield words
        lower = upper


def _add_long(
    sums: Keys,
    rows: _Longs,
    held: NDArray[np.uint8],
    starts: _Longs,
    lengths: _Longs,
    factors: Keys,
    seed: bytes,
) -> None:
    """Add a digest of each of the long texts, in the place of its first two words."""
    digests = [
        blake2b(held[start : start + length].data, key=seed, digest_size=2 * _WORD).digest()
        for start, length in zip(starts[rows], lengths[rows], strict=True)
    ]
    words = np.frombuffer(b"".join(digests), "<u8").reshape(-1, 2)
    added = np.zeros((_LANES, len(rows)), np.uint64)
    for place in range(2):
        _add_words(added, words[:, place], factors[1 + 2 * place :])
    sums[:, rows] += added
