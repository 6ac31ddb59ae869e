"""Long tables: a row an answer, in any order, become a row a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from competency.batch.blocks import BadRow, CodedBlock, Table
from competency.batch.codes import Codes, Decoder
from competency.batch.columns import ABOUT, Columns, Layout
from competency.batch.gathering import Gathering, number_of_row, text_of
from competency.batch.long_rows import LongReader
from competency.batch.scorer import Scorer
from competency.errors import Cell, InvalidFile, Problem, quoted
from competency.loading.responses import LONG
from competency.loading.structuring import Suggestions
from competency.scoring import Plan

__all__ = ["LongTable", "WideBlock", "is_long", "wide"]

_MOST = 1_000
_NEEDED = ("respondent", "item", "level")

_Longs = NDArray[np.int64]


def is_long(headings: Iterable[str], columns: Columns | None = None) -> bool:
    """Tell a long table by its columns.

    >>> is_long(["respondent", "item", "level"]), is_long(["respondent", "1", "2"])
    (True, False)
    """
    said = columns or Columns()
    return {"item", "level"} <= {said.meaning(heading) for heading in headings}


@frozen(eq=False)
class WideBlock(CodedBlock):
    """Some persons of a long table, in the order of their first rows, or some of its bad rows.

    Attributes:
        numbers: The number of each person's first row.
        bad_rows: Rows with which something is wrong; their `text` is the cell that it is.
        rejected: How many persons are rejected whole, and are in no block for that.
    """

    numbers: _Longs
    _codes: Codes
    _places: Mapping[str, int]
    _people: Any
    bad_rows: Sequence[BadRow] = ()
    rejected: int = 0

    def __len__(self) -> int:
        return len(self.numbers)

    def codes(self, column: str, _decoder: Decoder) -> Codes:
        """Give the answers to an item, one code a person; none of them is `BAD`."""
        codes: Codes = self._codes[self._places[column]]
        return codes

    def texts(self, column: str) -> Any:
        """Give what the first row of each person has in a column."""
        return self._people.column(column).combine_chunks()

    def cell(self, column: str, index: int) -> str:
        """Give a cell of a person's first row as a text."""
        return text_of(self._people.column(column)[index])


@frozen(eq=False)
class LongTable:
    """A long table as a wide one.

    Of the columns that say something of a person, and of those that are kept, the first row of the
    person counts. Where something is wrong with a row, its person is rejected.

    Args:
        table: The long rows.
        plan: The plan of the framework.
        decoders: How the answers to each item are read, by its id.
        columns: What is said of the columns.
        keep_going: Whether bad rows are given, before all persons and in their order, or raised.
        limit: How many bytes are held at most of each thing that grows with the rows.
        folder: Where temporary files are; where the system has them, unless said.

    Raises:
        InvalidFile: if it lacks a column, or has one that it may not.
    """

    table: Table
    plan: Plan
    decoders: Mapping[str, Decoder]
    columns: Columns = field(factory=Columns)
    keep_going: bool = field(default=False, kw_only=True)
    limit: int = field(default=1 << 25, kw_only=True)
    folder: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = tuple(_misplaced(self.table, self.columns))
        if problems:
            raise InvalidFile(problems)

    @property
    def name(self) -> str:
        """Its name, for messages."""
        return self.table.name

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns: what is said of the persons, then the items."""
        return (*self._passed.values(), *self.plan.items)

    @property
    def layout(self) -> Layout:
        """What is where in its blocks; an item may be called as another column is."""
        return Layout({id: id for id in self.plan.items}, self._passed)

    @property
    def _meanings(self) -> Mapping[str, str]:
        return {self.columns.meaning(heading): heading for heading in self.table.headings}

    @property
    def _passed(self) -> Mapping[str, str]:
        """The headings of what is passed through, by the names that it has then."""
        known = self._meanings
        about = {name: known[name] for name in ("respondent", *ABOUT) if name in known}
        kept = {self.columns.meaning(heading): heading for heading in self.columns.keep}
        return {**about, **kept}

    def __iter__(self) -> Iterator[WideBlock]:
        """Give the persons, once.

        Raises:
            InvalidFile: for the bad rows up to the first block that has one, unless `keep_going`.
            UnwritableFile: if there is no room for temporary files.
        """
        reader = LongReader(self.name, self._meanings, self.plan, self.decoders)
        with Gathering.of(reader, [*self._passed.values()], self.limit, self.folder) as gathering:
            gathering.read(self.table, keep_going=self.keep_going)
            gathering.gather()
            if gathering.faults and not self.keep_going:
                told = islice(gathering.faults.merged(number_of_row), _MOST)
                raise InvalidFile(tuple(bad.problem for bad in told))
            yield from self._bad_blocks(gathering)
            for numbers, codes, people in gathering.persons():
                yield WideBlock(numbers, codes, reader.places, people)

    def _bad_blocks(self, gathering: Gathering) -> Iterator[WideBlock]:
        nobody, rejected = np.empty(0, np.int64), gathering.rejected
        codes = np.empty((len(self.plan.items), 0), np.uint8)
        people = gathering.people.take(nobody)
        bad_rows = gathering.faults.merged(number_of_row)
        while told := tuple(islice(bad_rows, _MOST)):
            places = gathering.reader.places
            yield WideBlock(nobody, codes, places, people, told, rejected)
            rejected = 0


def _misplaced(table: Table, columns: Columns) -> Iterator[Problem]:
    """Find the columns that are not there, there twice, or may not be there."""
    meant: dict[str, str] = {}
    suggestions = Suggestions()
    for heading in table.headings:
        meaning = columns.meaning(heading)
        if meaning in meant:
            message = f"it means {quoted(meaning)}, as {quoted(meant[meaning])} does"
            remedy, kind = "leave one of them out", "duplicate-column"
            yield Problem(message, remedy, kind, Cell(table.name, None, heading))
        elif meaning not in (*LONG, "text") and heading not in columns.keep:
            message = "the column is none of a long table, and not named to be kept"
            match = suggestions.meant(heading, LONG)
            remedy = f"{match} Or name it" if match else "name it"
            remedy += " with --keep (keep=), or say what it is with --rename (rename=)"
            yield Problem(message, remedy, "unknown-column", Cell(table.name, None, heading))
        meant.setdefault(meaning, heading)
    for name in _NEEDED:
        if name not in meant:
            yield _absent(table, name, "name the columns of a long file respondent, item and level")
    for heading in columns.keep:
        if heading not in table.headings:
            meaning = suggestions.meant(heading, table.headings)
            yield _absent(table, heading, meaning or "keep only columns of the table")


def _absent(table: Table, heading: str, remedy: str) -> Problem:
    message = f"there is no column {quoted(heading)}"
    return Problem(message, remedy, "no-heading", Cell(table.name))


def wide(
    scorer: Scorer, table: Table, *, anonymous: bool = False, keep_going: bool = False
) -> tuple[Table, Layout]:
    """Give a table with a row a respondent, and what is where in it.

    Raises:
        InvalidFile: for columns that are not as they should be.
    """
    if not is_long(table.headings, scorer.columns):
        return table, scorer.layout(table.headings, table.name, anonymous=anonymous)
    made = LongTable(table, scorer.plan, scorer.decoders, scorer.kept, keep_going=keep_going)
    return made, made.layout
