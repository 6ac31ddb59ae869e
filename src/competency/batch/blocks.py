"""Blocks: some rows of a table, whatever they were read from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from competency.batch.codes import MISSING, Codes, Decoder
from competency.errors import Problem

__all__ = ["BadRow", "Block", "CodedBlock", "Column", "Table"]


class Column(NamedTuple):
    """The answers to one item, as they are added up.

    Attributes:
        place: The place of the level on the scale; 0 where there is none; above the highest
            place where the cell is no answer.
        answered: 1 where a level, or a cell that is no answer, is there; else 0.
        states: The codes, where some answer is don't know or not applicable; else None.
    """

    place: Codes
    answered: Codes
    states: Codes | None = None

    @classmethod
    def of_codes(cls, codes: Codes) -> Column:
        """Make a column of codes.

        >>> from competency.batch.codes import MISSING
        >>> Column.of_codes(np.array([3, MISSING], np.uint8)).place.tolist()
        [3, 0]
        """
        answered = (codes < MISSING).view(np.uint8)
        states = codes if codes.size and codes.max() > MISSING else None
        return cls(codes * answered, answered, states)


@frozen
class BadRow:
    """A row that is rejected whole.

    Attributes:
        number: Its number, as a spreadsheet shows it.
        problem: What is wrong with it; its kind is the code in a file of rejects.
        text: The row as it stands in the file, without its line end.
        respondent: Who answered, where that is known.
    """

    number: int
    problem: Problem
    text: str
    respondent: str = ""


class Block(Protocol):
    """Some rows of a table; those that are rejected whole are in `bad_rows` only."""

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The number of each row, as a spreadsheet shows it."""

    @property
    def bad_rows(self) -> Sequence[BadRow]:
        """The rows between and around these that are rejected whole."""

    @property
    def rejected(self) -> int:
        """How many respondents are rejected with these rows."""

    def __len__(self) -> int: ...

    def codes(self, column: str, decoder: Decoder) -> Codes:
        """Give the answers of a column, one code a row; `BAD` where a cell is no answer."""

    def column(self, column: str, decoder: Decoder) -> Column:
        """Give the answers of a column as they are added up."""

    def texts(self, column: str) -> pa.Array:
        """Give a column as it is passed through: texts without their guard, or as it was."""

    def cell(self, column: str, index: int) -> str:
        """Give a cell as a text, as it was, without its guard; `index` counts from 0."""

    def number_of(self, column: str, index: int) -> int:
        """Give the number of the row in which a cell stands."""


class CodedBlock(ABC):
    """What a block inherits that knows its answers by their codes."""

    numbers: NDArray[np.int64]
    bad_rows: Sequence[BadRow]

    @property
    def rejected(self) -> int:
        """How many respondents are rejected with the bad rows: one each."""
        return len(self.bad_rows)

    @abstractmethod
    def codes(self, column: str, decoder: Decoder) -> Codes:
        """Give the answers of a column, one code a row."""

    def column(self, column: str, decoder: Decoder) -> Column:
        """Give the answers of a column as they are added up."""
        return Column.of_codes(self.codes(column, decoder))

    def number_of(self, _column: str, index: int) -> int:
        """Give the number of the row in which a cell stands."""
        return int(self.numbers[index])


class Table(Protocol):
    """A table whose blocks are read as they are asked for, once."""

    @property
    def name(self) -> str:
        """Its name, for messages."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns."""

    def __iter__(self) -> Iterator[Block]: ...
