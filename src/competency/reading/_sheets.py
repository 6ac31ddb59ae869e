"""The XML of a workbook, looked through: what a sheet holds beside the values of its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import define, field, frozen

from competency.reading._archive import damaged
from competency.reading._limits import Limits
from competency.reading._xml import Budget, walk

__all__ = ["Area", "Marks", "cell_name", "marks_of"]

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_CELL = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_MOST_AREAS = 1_000
_Cell = tuple[int, int]
_Attributes = Mapping[str, str]


@frozen
class Area:
    """A rectangle of cells; rows and columns count from 0, and the last ones belong to it."""

    first: _Cell
    last: _Cell

    def __contains__(self, cell: _Cell) -> bool:
        return all(
            low <= at <= high for low, at, high in zip(self.first, cell, self.last, strict=True)
        )

    def __str__(self) -> str:
        return f"{cell_name(*self.first)}:{cell_name(*self.last)}"


@define
class Marks:
    """What a sheet holds that its values do not show.

    Attributes:
        formulas: Cells with a formula.
        errors: Cells with an error, such as #N/A.
        spread: Areas that one formula fills.
        merged: Areas that look like one cell.
    """

    formulas: set[_Cell] = field(factory=set)
    errors: set[_Cell] = field(factory=set)
    spread: list[Area] = field(factory=list)
    merged: list[Area] = field(factory=list)

    def has_formula(self, cell: _Cell) -> bool:
        """Tell whether the value of a cell is that of a formula."""
        return cell in self.formulas or any(cell in area for area in self.spread)


def cell_name(row: int, column: int) -> str:
    """Name a cell as a spreadsheet does.

    >>> cell_name(11, 3), cell_name(0, 26)
    ('D12', 'AA1')
    """
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def marks_of(files: Mapping[str, bytes], name: str, limits: Limits) -> dict[str, Marks]:
    """Look through all XML of a workbook; give the marks of each of its sheets, by title.

    Raises:
        InvalidFile: if the XML is broken, has a document type, or holds too much.
    """
    budget = Budget(name, limits)
    if _WORKBOOK not in files or _RELATIONS not in files:
        raise damaged(name, f"it has no {_WORKBOOK}")
    titles, relations, strings = _Titles(name), _Relations(name), _Strings()
    known = {_WORKBOOK: titles, _RELATIONS: relations, _STRINGS: strings}
    for path, visitor in known.items():
        if path in files:
            walk(files[path], visitor, budget)
    sheets = {path: _Sheet(budget, strings.lengths) for path in relations.sheets.values()}
    for path, data in files.items():
        if path not in known:
            walk(data, sheets.get(path) or _Nobody(), budget)
    placed = {title: relations.sheets.get(id, "") for title, id in titles.relations.items()}
    return {title: sheets[path].marks for title, path in placed.items() if path in files}


class _Nobody:
    def start(self, _: str, __: _Attributes, /) -> None:
        """Look at nothing."""

    def end(self, _: str, __: str, /) -> None:
        """Look at nothing."""


@define
class _Once(_Nobody):
    """What may be there once only: two readers could take another one of two."""

    name: str

    def add(self, known: dict[str, str], key: str, value: str) -> None:
        if key in known:
            raise damaged(self.name, f"two sheets {key}")
        known[key] = value


@define
class _Titles(_Once):
    """The relations of the sheets, by title."""

    relations: dict[str, str] = field(factory=dict)

    def start(self, name: str, attributes: _Attributes, /) -> None:
        if name == "sheet":
            id = next((text for key, text in attributes.items() if key.endswith(" id")), "")
            self.add(self.relations, attributes.get("name", ""), id)


@define
class _Relations(_Once):
    """The paths of the sheets, by relation."""

    sheets: dict[str, str] = field(factory=dict)

    def start(self, _: str, attributes: _Attributes, /) -> None:
        if attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            self.add(self.sheets, attributes.get("Id", ""), path)


@define
class _Strings(_Nobody):
    """How long each shared text is: one of them may stand in very many cells."""

    lengths: list[int] = field(factory=list)

    def start(self, name: str, _: _Attributes, /) -> None:
        if name == "si":
            self.lengths.append(0)

    def end(self, name: str, text: str, /) -> None:
        if name == "t" and self.lengths:
            self.lengths[-1] += len(text)


@define
class _Sheet(_Nobody):
    """The marks of a sheet; counts the texts of its cells."""

    budget: Budget
    lengths: list[int]
    marks: Marks = field(factory=Marks)
    cell: _Cell | None = None
    type: str = ""

    def start(self, name: str, attributes: _Attributes, /) -> None:
        if name == "c":
            self._enter(attributes.get("r", ""), attributes.get("t", ""))
        elif name == "mergeCell":
            self._keep(self.marks.merged, attributes)
        elif self.cell is not None and name in ("v", "is"):
            self._check_place(*self.cell)
        elif self.cell is not None and name == "f":
            self.marks.formulas.add(self.cell)
            if attributes.get("t") in ("array", "dataTable"):
                self._keep(self.marks.spread, attributes)

    def end(self, name: str, text: str, /) -> None:
        if name == "c":
            self.cell, self.type = None, ""  # drop-downs have elements f too, elsewhere
        elif name == "v" and self.type == "s":
            self.budget.spend(characters=self._length(text))

    def _enter(self, reference: str, type_: str) -> None:
        self.cell, self.type = self._cell(reference), type_
        if self.cell is None:
            raise damaged(self.budget.name, "a cell does not say where it stands")
        if type_ == "e":
            self.marks.errors.add(self.cell)

    def _length(self, index: str) -> int:
        if index.isascii() and index.isdecimal() and int(index[:9]) < len(self.lengths):
            return self.lengths[int(index)]
        raise damaged(self.budget.name, f"there is no shared text {index}")

    def _cell(self, reference: str) -> _Cell | None:
        match = _CELL.fullmatch(reference)
        if match is None:
            return None
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(match[2]) - 1, column - 1

    def _check_place(self, row: int, column: int) -> None:
        """Refuse a lone cell far out: a table of all cells up to it is made of the sheet."""
        if (row + 1) * (column + 1) > self.budget.limits.values:
            raise self.budget.refusal(f"the cell {cell_name(row, column)} is far outside the form")

    def _keep(self, areas: list[Area], attributes: _Attributes) -> None:
        first, colon, last = attributes.get("ref", "").partition(":")
        start, stop = self._cell(first), self._cell(last if colon else first)
        if start is None or stop is None or len(areas) == _MOST_AREAS:
            raise damaged(self.budget.name, f"a wrong area {attributes.get('ref')}")
        areas.append(Area(start, stop))
