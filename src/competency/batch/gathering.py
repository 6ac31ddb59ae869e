"""The rows of a long table put together by the person whose they are, in memory of one size.

What each row says is spilled by its person's key, so that all rows of a person are in one part,
whatever stands between them. Each part gives whole rows of codes, which are spilled by the number
of the person's first row, so that they come in the order of the file; there they meet the texts
of those rows, which have that order already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Self

import numpy as np
import pyarrow as pa
from attrs import define, frozen
from numpy.typing import NDArray

from competency.batch.arrays import array_of
from competency.batch.blocks import BadRow, Block, Table
from competency.batch.codes import BAD, MISSING, Codes
from competency.batch.keys import Keys
from competency.batch.long_rows import NO_ITEM, RECORD, LongReader, bad_row
from competency.batch.spill import PARTS, Runs, Spill, TextStore, grouped
from competency.errors import InvalidValue
from competency.loading.responses import answered_twice, differs

__all__ = ["Gathering", "number_of_row", "text_of"]

_SLOT_BITS = 21
_PROBES = (43, 22, 8)  # where the bits of a key begin that name one of its slots
_MOST_ROWS = 1 << 16
_MOST_BYTES = 1 << 25

_Longs = NDArray[np.int64]
_Flags = NDArray[np.bool_]


def text_of(scalar: Any) -> str:
    """Give a value of an Arrow array as a text."""
    value = scalar.as_py()
    return "" if value is None else str(value)


def number_of_row(bad: BadRow) -> int:
    """Give the number of a bad row: what it is sorted by."""
    return bad.number


@define(eq=False)
class Gathering:
    """What was read of a table.

    Args:
        reader: What reads its blocks.
        passed: The headings of what is passed through.
        answers: Where what the rows answer is kept.
        codes: Where the answers of whole persons are kept.
        people: Where what is passed through of each person's first row is kept.
        faults: Where what is wrong is kept.

    Attributes:
        last: The number of the last row.
        rejected: How many persons, and rows of nobody knows whom, are rejected.
    """

    reader: LongReader
    passed: Sequence[str]
    answers: Spill
    codes: Spill
    people: TextStore
    faults: Runs[BadRow]
    last: int = 0
    rejected: int = 0

    @classmethod
    @contextmanager
    def of(
        cls, reader: LongReader, passed: Sequence[str], limit: int, folder: str | None
    ) -> Iterator[Self]:
        """Make one, whose files are gone at the end of the `with`."""
        kind = np.dtype([("number", "<i8"), ("codes", "u1", (len(reader.places),))])
        with ExitStack() as stack:
            yield cls(
                reader,
                passed,
                answers=stack.enter_context(Spill(RECORD, limit=limit, folder=folder)),
                codes=stack.enter_context(Spill(kind, limit=limit, folder=folder)),
                # What is written is there three times for a moment.
                people=stack.enter_context(TextStore(limit=limit // 4, folder=folder)),
                faults=stack.enter_context(Runs[BadRow](folder=folder)),
            )

    def read(self, table: Table, *, keep_going: bool) -> None:
        """Read the rows; unless `keep_going`, up to the first block with a bad one."""
        slots = np.zeros(1 << _SLOT_BITS, np.uint64)
        for block in table:
            records, bad = self.reader.read(block)
            self.answers.add(records, _lowest_bytes(records["key"]))
            self.people.add(self._texts(block, _fresh(slots, records["key"])))
            self.faults.add(0, bad)
            self.last = int(records["number"].max(initial=self.last))
            self.rejected += len(block.bad_rows)
            if bad and not keep_going:
                break

    def _texts(self, block: Block, rows: _Longs) -> Any:
        chosen = array_of(rows)
        texts = (block.texts(heading).take(chosen) for heading in self.passed)
        arrays = [array_of(block.numbers[rows]), *map(_plain, texts)]
        return pa.RecordBatch.from_arrays(arrays, names=["", *self.passed])

    def gather(self) -> None:
        """Put the answers of each person together."""
        items = len(self.reader.places)
        for run, part in enumerate(self.answers.parts(), start=1):
            persons = _Persons.of(part)
            again, differing = persons.again(items), persons.differing()
            self.faults.add(run, self._bad_rows(persons, again, differing))
            right = ~persons.wrong(np.append(again, differing))
            self.rejected += len(right) - int(right.sum())
            rows = np.empty(int(right.sum()), self.codes.dtype)
            rows["number"] = persons.firsts[right]
            rows["codes"] = persons.codes(items)[right]
            # The first rows of the table come into the first part, and so on.
            places = rows["number"] * PARTS // (self.last + 1)
            self.codes.add(rows, places.astype(np.uint8))

    def _bad_rows(self, persons: _Persons, again: _Longs, differing: _Longs) -> list[BadRow]:
        """Say what is wrong with rows beside others of the same person."""
        found = [*self._answered_twice(persons, again), *self._differing(persons, differing)]
        firsts = np.unique(persons.firsts[persons.person[[row for row, *_ in found]]])
        names = self.people.take(firsts).column(self.reader.headings["respondent"])
        bad = []
        for row, name, error, text in found:
            place = int(np.searchsorted(firsts, persons.firsts[persons.person[row]]))
            heading, number = self.reader.headings[name], int(persons.rows["number"][row])
            who = text_of(names[place])
            bad.append(bad_row(self.reader.file, number, heading, error, who, text))
        return sorted(bad, key=number_of_row)

    def _answered_twice(
        self, persons: _Persons, again: _Longs
    ) -> Iterator[tuple[int, str, InvalidValue, str]]:
        ids = [*self.reader.places] if len(again) else []
        for row in again.tolist():
            id = ids[persons.items[row]]
            yield row, "item", answered_twice(id), id

    def _differing(
        self, persons: _Persons, differing: _Longs
    ) -> Iterator[tuple[int, str, InvalidValue, str]]:
        abouts = [*self.reader.abouts] if len(differing) else []
        for row in differing.tolist():
            own = abouts[persons.rows["about"][row]]
            first = abouts[persons.rows["about"][persons.starts[persons.person[row]]]]
            for name, text, other in zip(("role", "date"), own, first, strict=True):
                if text != other:
                    yield row, name, differs(text), text

    def persons(self) -> Iterator[tuple[_Longs, Codes, Any]]:
        """Give persons in their order: the numbers of their first rows, their codes, their texts.

        The codes have a row an item.
        """
        most = max(1, min(_MOST_ROWS, _MOST_BYTES // self.codes.dtype.itemsize))
        parts = (part.take(np.argsort(part["number"])) for part in self.codes.parts())
        for rows in _even(parts, most):
            numbers = rows["number"].copy()
            yield numbers, np.ascontiguousarray(rows["codes"].T), self.people.take(numbers)


@frozen(eq=False)
class _Persons:
    """The rows of some persons, those of each together, the first of them first.

    Attributes:
        rows: The records.
        starts: Which row is the first of each person.
        person: Which person each row is of.
    """

    rows: NDArray[Any]
    starts: _Longs
    person: _Longs

    @classmethod
    def of(cls, part: NDArray[Any]) -> Self:
        order, starts = grouped(part["key"])
        counts = np.diff(starts, append=len(part))
        return cls(part.take(order), starts, np.repeat(np.arange(len(starts)), counts))

    @property
    def firsts(self) -> _Longs:
        """The number of each person's first row."""
        numbers: _Longs = self.rows["number"][self.starts]
        return numbers

    @property
    def items(self) -> _Longs:
        """The place of each row's item."""
        items: _Longs = self.rows["answer"].astype(np.int64) >> 8
        return items

    @property
    def _codes(self) -> Codes:
        codes: Codes = self.rows["answer"].astype(np.uint8)
        return codes

    def codes(self, items: int) -> Codes:
        """Give a row of codes for each person."""
        codes = np.full((len(self.starts), items), MISSING, np.uint8)
        known = np.flatnonzero(self.items != NO_ITEM)
        codes[self.person[known], self.items[known]] = self._codes[known]
        return codes

    def again(self, items: int) -> _Longs:
        """Find the rows of items that their person has answered before."""
        known = np.flatnonzero(self.items != NO_ITEM)
        cells = self.person[known] * items + self.items[known]
        ordered = np.sort(cells)
        if not (ordered[1:] == ordered[:-1]).any():
            return np.empty(0, np.int64)
        order = np.argsort(cells, kind="stable")
        ordered = cells[order]
        again: _Longs = known[order[1:][ordered[1:] == ordered[:-1]]]
        return again

    def differing(self) -> _Longs:
        """Find the rows whose role or date is not that of their person's first."""
        about = self.rows["about"]
        return np.flatnonzero(about != about[self.starts][self.person])

    def wrong(self, rows: _Longs) -> _Flags:
        """Tell of each person whether one of these rows, or a bad one, is theirs."""
        wrong: _Flags = np.logical_or.reduceat(self._codes == BAD, self.starts)
        wrong[self.person[rows]] = True
        return wrong


def _lowest_bytes(keys: Keys) -> NDArray[np.uint8]:
    return (keys[:, 0] % np.uint64(PARTS)).astype(np.uint8)


def _fresh(slots: Keys, keys: Keys) -> _Longs:
    """Find the first row of each person in a block, but of those that have a slot already.

    For whom there is no slot left is found anew in each block: the texts are then there more than
    once, which costs no more than room.
    """
    unknown = np.arange(len(keys))
    for probe in _PROBES:
        unknown = unknown[slots[_slot(keys[unknown], probe)] != keys[unknown, 1]]
    order, starts = grouped(keys[unknown])
    fresh = left = np.sort(unknown[order[starts]])
    for probe in _PROBES:
        slot = _slot(keys[left], probe)
        free = slots[slot] == 0
        slots[slot[free]] = keys[left[free], 1]
        left = left[slots[slot] != keys[left, 1]]
    return fresh


def _slot(keys: Keys, probe: int) -> Keys:
    slot: Keys = keys[:, 0] >> np.uint64(probe) & np.uint64((1 << _SLOT_BITS) - 1)
    return slot


def _plain(column: Any) -> Any:
    """Give an array without its dictionary, which might be another in the next block."""
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _even(parts: Iterable[NDArray[Any]], size: int) -> Iterator[NDArray[Any]]:
    """Give records in arrays of this size, the last of which may be smaller."""
    waiting: list[NDArray[Any]] = []
    for part in parts:
        waiting.append(part)
        if sum(map(len, waiting)) >= size:
            whole = np.concatenate(waiting)
            full = len(whole) - len(whole) % size
            yield from (whole[start : start + size] for start in range(0, full, size))
            waiting = [whole[full:]]
    rest = np.concatenate(waiting) if waiting else np.empty(0)
    if len(rest):
        yield rest
