"""Stores of any size in small memory: what is too much for it is in files without a name.

Such a file goes away with the process, whatever becomes of it. Few rows never touch a disk.
"""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic, Self, TypeVar

import numpy as np
import pyarrow as pa
from attrs import define, field
from numpy.typing import NDArray

from competency.batch.arrays import array_of, numbers_of
from competency.batch.keys import Keys
from competency.errors import UnwritableFile

__all__ = ["PARTS", "Duplicates", "Runs", "Spill", "TextStore", "grouped"]

PARTS = 256
"""How many parts a spill has."""

_MEBI = 1 << 20
_PIECE = 1 << 16
_TOGETHER = 100

_Bytes = NDArray[np.uint8]
_Longs = NDArray[np.int64]
_Value = TypeVar("_Value")


@define(eq=False)
class _Scratch:
    """A file without a name; there is none before it holds a mebibyte."""

    folder: str | None = None
    _file: Any = field(init=False)
    _end: int = field(default=0, init=False)

    @_file.default
    def _new(self) -> Any:
        return tempfile.SpooledTemporaryFile(max_size=_MEBI, dir=self.folder)

    def append(self, data: Any) -> int:
        """Write bytes at the end, and give where they begin.

        Raises:
            UnwritableFile: if the disk is full.
        """
        start = self._end
        with _on_disk(self.folder):
            self._file.seek(start)
            self._end += self._file.write(data)
            self._file.flush()
        return start

    def fill(self, start: int, room: _Bytes) -> _Bytes:
        """Fill an array with the bytes that begin there."""
        self._file.seek(start)
        self._file.readinto(room.data)
        return room

    def close(self) -> None:
        """Let go of the file, whatever of it could not be written."""
        with suppress(OSError):
            self._file.close()


@contextmanager
def _on_disk(folder: str | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        cause = error.strerror or str(error)
        remedy = "make room, or let TMPDIR name a folder on another disk"
        name = folder or tempfile.tempdir or "TMPDIR"
        raise UnwritableFile(name, cause[:1].lower() + cause[1:], remedy) from error


@define(eq=False)
class _Store:
    """What has a file, until the end of a `with`."""

    folder: str | None = field(default=None, kw_only=True)
    _scratch: _Scratch = field(init=False)

    @_scratch.default
    def _new(self) -> _Scratch:
        return _Scratch(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.close()


@define(eq=False)
class Spill(_Store):
    """Records in 256 parts, each of them small enough to work on.

    Args:
        dtype: What a record is.
        limit: How many bytes of records are held at most; more are written.
        folder: Where the file is; where the system has its temporary ones, unless said.

    >>> with Spill(np.dtype(np.int64)) as spill:
    ...     spill.add(np.array([7, 8, 9]), np.array([1, 0, 1], np.uint8))
    ...     [part.tolist() for part in spill.parts()]
    [[8], [7, 9]]
    """

    dtype: np.dtype[Any]
    limit: int = field(default=32 * _MEBI, kw_only=True)
    _held: int = field(default=0, init=False)
    _records: NDArray[Any] = field(init=False)
    _places: _Bytes = field(init=False)
    _runs: list[tuple[int, _Longs]] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        size = max(1, self.limit // self.dtype.itemsize)
        # Mere bytes are copied fastest; memory is taken by what is used only.
        self._records = np.empty(size, np.dtype((np.void, self.dtype.itemsize)))
        self._places = np.empty(size, np.uint8)

    def add(self, records: NDArray[Any], places: _Bytes) -> None:
        """Add records, each to the part of its place.

        Raises:
            UnwritableFile: if the disk is full.
        """
        records = records.view(self._records.dtype)
        while len(records):
            if self._held == len(self._records):
                self._write()
            start, stop = self._held, min(self._held + len(records), len(self._records))
            self._held, more = stop, stop - start
            self._records[start:stop], self._places[start:stop] = records[:more], places[:more]
            records, places = records[more:], places[more:]

    def parts(self) -> Iterator[NDArray[Any]]:
        """Give the parts that hold records, once, in order; records of one are as they came."""
        order, bounds = self._sorted()
        for place in range(PARTS):
            written = [self._read(start, ends, place) for start, ends in self._runs]
            held = self._records.take(order[bounds[place] : bounds[place + 1]])
            part = np.concatenate([*written, held])
            if len(part):
                yield part.view(self.dtype)
        self._records = self._records[:0].copy()  # makes room for what is made of the parts

    def _sorted(self) -> tuple[_Longs, _Longs]:
        """Give the order of what is held by its places, and where each place begins and ends."""
        places = self._places[: self._held]
        ends = np.cumsum(np.bincount(places, minlength=PARTS))
        return np.argsort(places, kind="stable"), np.append(0, ends)

    def _write(self) -> None:
        order, bounds = self._sorted()
        starts = [
            self._scratch.append(self._records.take(order[start : start + _PIECE]).data.cast("B"))
            for start in range(0, len(order), _PIECE)
        ]
        self._runs.append((starts[0], bounds))
        self._held = 0

    def _read(self, start: int, bounds: _Longs, place: int) -> NDArray[Any]:
        first, stop = (int(bounds[each]) * self.dtype.itemsize for each in (place, place + 1))
        room = np.empty(stop - first, np.uint8)
        return self._scratch.fill(start + first, room).view(self._records.dtype)


@define(eq=False)
class TextStore(_Store):
    """Rows that are found by their number, which is their first column and only grows.

    Args:
        limit: How many bytes are held at most; more are written.
        folder: Where the file is; where the system has its temporary ones, unless said.
    """

    limit: int = field(default=16 * _MEBI, kw_only=True)
    schema: Any = field(factory=lambda: pa.schema([]), init=False)
    _size: int = field(default=0, init=False)
    _waiting: list[Any] = field(factory=list, init=False)
    _firsts: list[int] = field(factory=list, init=False)
    _parts: list[Any] = field(factory=list, init=False)
    _latest: tuple[int, Any] = field(default=(-1, None), init=False)

    def add(self, batch: Any) -> None:
        """Add a record batch, the numbers of which are above those before.

        Raises:
            UnwritableFile: if the disk is full.
        """
        self.schema = batch.schema
        if batch.num_rows:
            self._waiting.append(batch)
            self._size += batch.nbytes
        if self._size > self.limit:
            for whole in self._gathered():
                data = whole.serialize()
                self._parts.append((self._scratch.append(data), data.size))

    def take(self, numbers: _Longs) -> Any:
        """Give the rows of these numbers, which grow too, as a table; none is added after this."""
        self._parts += self._gathered()
        place = np.searchsorted(self._firsts, numbers, side="right") - 1
        taken = []
        for each in np.unique(place).tolist():
            batch = self._batch(each)
            rows = np.searchsorted(numbers_of(batch.column(0)), numbers[place == each])
            taken.append(batch.take(array_of(rows)))
        return pa.Table.from_batches(taken, self.schema)

    def _gathered(self) -> list[Any]:
        """Give what is waiting in one piece."""
        whole = pa.Table.from_batches(self._waiting, self.schema).combine_chunks()
        batches: list[Any] = whole.to_batches() if self._waiting else []
        self._firsts += [batch.column(0)[0].as_py() for batch in batches]
        self._waiting, self._size = [], 0
        return batches

    def _batch(self, place: int) -> Any:
        part = self._parts[place]
        if isinstance(part, pa.RecordBatch):
            return part
        if self._latest[0] != place:
            start, size = part
            data = pa.py_buffer(self._scratch.fill(start, np.empty(size, np.uint8)))
            self._latest = place, pa.ipc.read_record_batch(data, self.schema)
        return self._latest[1]


@define(eq=False)
class Runs(_Store, Generic[_Value]):
    """Values in any number of runs, each in order, that are given as one.

    >>> with Runs() as runs:
    ...     runs.add(0, [1, 3])
    ...     runs.add(1, [2])
    ...     list(runs.merged(int))
    [1, 2, 3]
    """

    _places: dict[int, list[tuple[int, int]]] = field(factory=lambda: defaultdict(list), init=False)

    def add(self, run: int, values: Sequence[_Value]) -> None:
        """Add values to a run.

        Raises:
            UnwritableFile: if the disk is full.
        """
        for start in range(0, len(values), _TOGETHER):
            data = pickle.dumps(values[start : start + _TOGETHER])
            self._places[run].append((self._scratch.append(data), len(data)))

    def __bool__(self) -> bool:
        return bool(self._places)

    def merged(self, key: Callable[[_Value], Any]) -> Iterator[_Value]:
        """Give the values of all runs by their keys."""
        return heapq.merge(*map(self._values, self._places.values()), key=key)

    def _values(self, places: list[tuple[int, int]]) -> Iterator[_Value]:
        for start, size in places:
            data = self._scratch.fill(start, np.empty(size, np.uint8))
            yield from pickle.loads(data.data)  # noqa: S301  # written above, where nobody else can


def grouped(keys: Keys) -> tuple[_Longs, _Longs]:
    """Give an order in which equal keys stand together, and where in it each group begins.

    Within a group the rows are as they came.

    >>> order, starts = grouped(np.array([[5, 1], [4, 1], [5, 1]], np.uint64))
    >>> order.tolist(), starts.tolist()
    ([1, 0, 2], [0, 1])
    """
    order = np.argsort(keys[:, 0], kind="stable")
    upper, lower = keys.take(order, axis=0).T
    begins, differs = upper[1:] != upper[:-1], lower[1:] != lower[:-1]
    if (differs & ~begins).any():  # twice as slow, for keys of which a half is the same
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        upper, lower = keys.take(order, axis=0).T
        begins = (upper[1:] != upper[:-1]) | (lower[1:] != lower[:-1])
    return order, np.flatnonzero(np.append(True, begins)[: len(order)])


_KEYED = np.dtype([("key", "<u8", (2,)), ("number", "<i8")])


@define(eq=False)
class Duplicates:
    """Finds the rows whose key was there before, at any distance.

    Args:
        limit: How many bytes of keys are held at most; more are written.
        folder: Where the file is; where the system has its temporary ones, unless said.

    >>> with Duplicates() as duplicates:
    ...     duplicates.add(np.array([[5, 1], [4, 1], [5, 1]], np.uint64), np.arange(2, 5))
    ...     [rows.tolist() for rows in duplicates.found()]
    [[4], [2]]
    """

    limit: int = field(default=16 * _MEBI, kw_only=True)
    folder: str | None = field(default=None, kw_only=True)
    _spill: Spill = field(init=False)

    @_spill.default
    def _new(self) -> Spill:
        return Spill(_KEYED, limit=self.limit, folder=self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spill.__exit__()

    def add(self, keys: Keys, numbers: _Longs) -> None:
        """Add the keys of some rows, and the number of each.

        Raises:
            UnwritableFile: if the disk is full.
        """
        records = np.empty(len(keys), _KEYED)
        records["key"], records["number"] = keys, numbers
        self._spill.add(records, (keys[:, 0] & np.uint64(PARTS - 1)).astype(np.uint8))

    def found(self) -> tuple[_Longs, _Longs]:
        """Give the numbers of the rows that repeat an earlier one, and for each that one's."""
        found = [pairs for part in self._spill.parts() for pairs in _repeated(part)]
        rows, firsts = np.concatenate([np.empty((2, 0), np.int64), *found], axis=1)
        order = np.argsort(rows, kind="stable")
        return rows[order], firsts[order]


def _repeated(part: NDArray[Any]) -> Iterator[_Longs]:
    upper = np.sort(part["key"][:, 0])
    if not (upper[1:] == upper[:-1]).any():  # quicker than to group what is nearly always single
        return
    order, starts = grouped(part["key"])
    numbers = part["number"][order]
    again = np.ones(len(part), np.bool_)
    again[starts] = False
    firsts = np.repeat(numbers[starts], np.diff(np.append(starts, len(part))))
    yield np.stack([numbers[again], firsts[again]])
