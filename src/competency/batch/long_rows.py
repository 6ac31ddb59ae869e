"""The rows of a long table, block by block: what each says, in a few bytes, and what is wrong."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import pyarrow.compute as pc
from attrs import field, frozen
from numpy.typing import NDArray

from competency.batch.arrays import array_of, flags_of, numbers_of
from competency.batch.blocks import BadRow, Block
from competency.batch.codes import BAD, NOT_APPLICABLE, Codes, Decoder
from competency.batch.keys import as_texts, fresh_seed, person_keys
from competency.errors import Cell, CompetencyWarning, InvalidValue, Problem, quoted
from competency.loading.answer_files import misfit, other_texts
from competency.loading.responses import REMARKS, nameless, no_item, remarked
from competency.loading.structuring import Suggestions
from competency.model import NOT_APPLICABLE as IS_NOT_APPLICABLE
from competency.model import Answer
from competency.scoring import Plan

__all__ = ["NO_ITEM", "RECORD", "LongReader", "bad_row"]

RECORD = np.dtype([("key", "<u8", (2,)), ("number", "<i8"), ("answer", "<u4"), ("about", "<u4")])
"""A row: the key of its person, its number, 256 times its item and its code, its role and date."""

NO_ITEM = (1 << 24) - 1
"""What stands for the item where there is none of that id."""

_LONGEST = 65_536
_FITTING = ("framework", "version", "structure")
_SIGNS = r"\pL\pN\pP\pS"
_PLAIN = rf"^([{_SIGNS}\pM\pZ\t\n\r]*[{_SIGNS}][{_SIGNS}\pM\pZ\t\n\r]*)?$"

_Longs = NDArray[np.int64]
_Flags = NDArray[np.bool_]


def bad_row(
    file: str, number: int, heading: str, error: InvalidValue, respondent: str, text: str
) -> BadRow:
    """Say what is wrong with a cell, and whose it is."""
    who = f" (respondent {quoted(respondent)})" if respondent else ""
    place = Cell(file, number, heading)
    problem = Problem(error.message + who, error.remedy, error.kind, place)
    return BadRow(number, problem, text, respondent)


@frozen(eq=False)
class LongReader:
    """Reads the blocks of one long table.

    Args:
        file: The name of the table.
        headings: The headings of its columns, by what these mean: `respondent`, `item`, `level`, …
        plan: The plan of the framework.
        decoders: How the answers to each item are read, by its id.

    Attributes:
        abouts: The roles and dates that were read, each with its number.
    """

    file: str
    headings: Mapping[str, str]
    plan: Plan
    decoders: Mapping[str, Decoder]
    abouts: dict[tuple[str, str], int] = field(factory=dict, init=False)
    seed: bytes = field(factory=fresh_seed, init=False, repr=False)
    suggestions: Suggestions = field(factory=Suggestions, init=False)
    warned: list[str] = field(factory=list, init=False)
    places: Mapping[str, int] = field(init=False, repr=False)
    scales: tuple[Decoder, ...] = field(init=False, repr=False)
    scale_of: _Longs = field(init=False, repr=False)

    @places.default
    def _places(self) -> Mapping[str, int]:
        return {id: place for place, id in enumerate(self.plan.items)}

    @scales.default
    def _scales(self) -> tuple[Decoder, ...]:
        return tuple({id(decoder): decoder for decoder in self.decoders.values()}.values())

    @scale_of.default
    def _scale_of(self) -> _Longs:
        places = {id(decoder): place for place, decoder in enumerate(self.scales)}
        return np.array([places[id(self.decoders[item])] for item in self.plan.items])

    def read(self, block: Block) -> tuple[NDArray[Any], list[BadRow]]:
        """Give a record for each row of a block, and what is wrong with them, in their order.

        The code of a row with which something is wrong is `BAD`.
        """
        rows = _Rows(self, block)
        items = rows.items()
        codes = rows.codes(items)
        rows.check_fitting()
        rows.check_remarks(codes, items != NO_ITEM)
        rows.check_names()
        codes[[index for index, _ in rows.faults]] = BAD
        records = np.empty(len(block), RECORD)
        records["key"] = rows.keys()
        records["number"] = block.numbers
        records["answer"] = items << 8 | codes
        records["about"] = rows.abouts()
        faults = [*((bad.number, bad) for bad in block.bad_rows), *rows.numbered()]
        return records, [bad for _, bad in sorted(faults, key=lambda fault: fault[0])]


@frozen(eq=False)
class _Rows:
    """A block that is being read."""

    reader: LongReader
    block: Block
    faults: list[tuple[int, BadRow]] = field(factory=list)

    def texts(self, name: str) -> Any | None:
        """Give the texts of a column, where there is one."""
        heading = self.reader.headings.get(name)
        return None if heading is None else as_texts(self.block.texts(heading))

    def distinct(self, name: str) -> tuple[_Longs, list[str]]:
        """Give what a column holds: for each row the place of its text, and the texts."""
        texts = self.texts(name)
        if texts is None:
            return np.zeros(len(self.block), np.int64), [""]
        return _encoded(texts)

    def cell(self, name: str, index: int) -> str:
        """Give a cell; empty where there is no such column."""
        heading = self.reader.headings.get(name)
        return "" if heading is None else self.block.cell(heading, index)

    def refuse(self, index: int, name: str, error: InvalidValue) -> None:
        """Keep what is wrong with a cell."""
        heading = self.reader.headings[name]
        number = self.block.number_of(heading, index)
        respondent = self.cell("respondent", index)
        bad = bad_row(self.reader.file, number, heading, error, respondent, self.cell(name, index))
        self.faults.append((index, bad))

    def numbered(self) -> Iterator[tuple[int, BadRow]]:
        """Give what is wrong, each with the number of its row."""
        return ((bad.number, bad) for _, bad in self.faults)

    def keys(self) -> NDArray[np.uint64]:
        """Give the key of each row's person."""
        respondent, subject, round = map(self.texts, ("respondent", "subject", "round"))
        return person_keys(respondent, subject, round, self.reader.seed)

    def abouts(self) -> _Longs:
        """Give a number for each row's role and date."""
        (role, roles), (date, dates) = self.distinct("role"), self.distinct("date")
        pairs, held = _encoded(array_of(role * len(dates) + date))
        known = self.reader.abouts
        numbers = [
            known.setdefault((roles[pair // len(dates)], dates[pair % len(dates)]), len(known))
            for pair in held
        ]
        return np.array(numbers, np.int64)[pairs]

    def items(self) -> _Longs:
        """Give the place of each row's item."""
        reader = self.reader
        held, ids = self.distinct("item")
        items = np.array([reader.places.get(id, NO_ITEM) for id in ids], np.int64)[held]
        for index in np.flatnonzero(items == NO_ITEM).tolist():
            id = ids[held[index]]
            meant = reader.suggestions.meant(id, reader.places)
            self.refuse(index, "item", no_item(id, reader.plan.origin.id, meant))
        return items

    def codes(self, items: _Longs) -> Codes:
        """Give the code of each row's level on the scale of its item."""
        is_known = items != NO_ITEM
        scales = self.reader.scale_of[np.where(is_known, items, 0)]
        codes = np.full(len(items), BAD, np.uint8)
        heading = self.reader.headings["level"]
        for scale in np.flatnonzero(np.bincount(scales)).tolist():
            decoder = self.reader.scales[scale]
            np.copyto(codes, self.block.codes(heading, decoder), where=scales == scale)
        for index in np.flatnonzero((codes == BAD) & is_known).tolist():
            message = f"{quoted(self.cell('level', index))} is no answer"
            allowed = self.reader.scales[scales[index]].allowed
            self.refuse(index, "level", InvalidValue(message, allowed, "answer"))
        return codes

    def check_fitting(self) -> None:
        """Refuse rows that were made for another framework, version or structure."""
        refused: set[int] = set()
        for name in _FITTING:
            for index, error in self.judged(name, partial(self.misfit, name)):
                if index not in refused:
                    self.refuse(index, name, error)
                    refused.add(index)
        if not self.reader.warned:
            others = self.judged("digest", self.other_texts)
            for index, message in islice((each for each in others if each[0] not in refused), 1):
                self.warn(index, message)

    def misfit(self, name: str, text: str) -> InvalidValue | None:
        found = misfit(self.reader.plan.origin, {name: text})
        if found is None:
            return None
        return InvalidValue(found[1].message, found[1].remedy, "mismatch")

    def other_texts(self, text: str) -> str | None:
        origin = self.reader.plan.origin
        return None if text == origin.digest else other_texts(origin)

    def judged(self, name: str, judge: Callable[[str], Any | None]) -> Iterator[tuple[int, Any]]:
        """Judge the texts of a column that are not empty; give what is said, and of which row."""
        held, texts = self.distinct(name)
        said = [judge(text) if text else None for text in texts]
        told = np.array([each is not None for each in said], np.bool_)
        for index in np.flatnonzero(told[held]).tolist():
            yield index, said[held[index]]

    def warn(self, index: int, message: str) -> None:
        reader = self.reader
        heading = reader.headings["digest"]
        cell = Cell(reader.file, self.block.number_of(heading, index), heading)
        reader.warned.append(f"{cell}: {message}")
        warnings.warn(reader.warned[0], CompetencyWarning, stacklevel=2)

    def check_remarks(self, codes: Codes, is_known: _Flags) -> None:
        """Refuse remarks that may not be; only those that are out of the ordinary are looked at."""
        odd = np.zeros(len(self.block), np.bool_)
        for name in REMARKS:
            texts = self.texts(name)
            if texts is not None and not (empty := _are_empty(texts)).all():
                odd |= _odd(texts)
                if name == "reason":
                    odd |= ~empty & (codes != NOT_APPLICABLE)
        for index in np.flatnonzero(odd & is_known).tolist():
            answer = IS_NOT_APPLICABLE if codes[index] == NOT_APPLICABLE else Answer()
            try:
                remarked(answer, {name: self.cell(name, index) for name in REMARKS})
            except InvalidValue as error:
                self.refuse(index, str(error.field), error)

    def check_names(self) -> None:
        """Refuse rows without a respondent."""
        for index in np.flatnonzero(_are_empty(self.texts("respondent"))).tolist():
            self.refuse(index, "respondent", nameless())


def _are_empty(texts: Any) -> _Flags:
    empty: _Flags = numbers_of(pc.binary_length(texts)) == 0
    return empty


def _encoded(values: Any) -> tuple[_Longs, list[Any]]:
    encoded = values.dictionary_encode()
    return numbers_of(encoded.indices).astype(np.int64), encoded.dictionary.to_pylist()


def _odd(texts: Any) -> _Flags:
    """Find texts that hold more than letters, signs and spaces, only spaces, or very much."""
    plain = flags_of(pc.match_substring_regex(texts, _PLAIN))
    long: _Flags = numbers_of(pc.binary_length(texts)) > _LONGEST
    return ~plain | long
