"""XML from strangers, element by element: bounded, and without document types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from attrs import define, field

from competency.errors import InvalidFile, SheetCell
from competency.reading._archive import damaged
from competency.reading._limits import Limits
from competency.reading._source import refusal

__all__ = ["Budget", "Visitor", "walk"]


class Visitor(Protocol):
    """Who is shown the elements of a document; names come without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """See an element begin."""

    def end(self, name: str, text: str, /) -> None:
        """See it end, with the text since the last tag."""


@define
class Budget:
    """What the XML of one workbook may take yet."""

    name: str
    limits: Limits
    elements: int = 0
    characters: int = 0

    def spend(self, elements: int = 0, characters: int = 0) -> None:
        """Count, and refuse what is too much."""
        self.elements += elements
        self.characters += characters
        if self.elements > self.limits.values:
            raise self.refusal(f"the workbook has more than {self.limits.values:,} elements")
        if self.characters > self.limits.characters:
            most = f"{self.limits.characters:,}"
            raise self.refusal(f"the texts of the workbook have more than {most} characters")

    def refusal(self, message: str) -> InvalidFile:
        """Make the error that refuses the workbook for its size."""
        remedy = "remove what is not part of the form"
        return refusal(message, remedy, "too-large", SheetCell(self.name))


@define
class _Walk:
    """Counts and shows each element; what an entity stands for never comes to be asked."""

    visitor: Visitor
    budget: Budget
    depth: int = 0
    texts: list[str] = field(factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self.budget.spend(elements=1)
        if self.depth > self.budget.limits.depth:
            raise self.budget.refusal(f"the XML is more than {self.budget.limits.depth} deep")
        self.texts.clear()
        self.visitor.start(_local(name), attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.visitor.end(_local(name), "".join(self.texts))
        self.texts.clear()

    def document_type(self, *_: object) -> None:
        message = "the XML of the workbook has a document type"
        raise refusal(message, "save it anew as .xlsx", "active", SheetCell(self.budget.name))


def walk(data: bytes, visitor: Visitor, budget: Budget) -> None:
    """Show a visitor each element of a document.

    Raises:
        InvalidFile: if it is no XML in UTF-8, has a document type, or is too much.
    """
    steps = _Walk(visitor, budget)
    parser = expat.ParserCreate("UTF-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = steps.start
    parser.EndElementHandler = steps.end
    parser.CharacterDataHandler = steps.texts.append
    parser.StartDoctypeDeclHandler = steps.document_type
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(budget.name, str(error)) from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
