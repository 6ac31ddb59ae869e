"""Strict structuring: cattrs makes flat records of mappings; every problem keeps its place.

Leaves of a tree are texts as they were typed. The type of a field decides what they become, and
nothing is coerced: `no` is no flag, `4 ` no number, an unknown key a problem. An optional key
with nothing behind it is as if it were left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NewType, Protocol, TypeVar

from attrs import NOTHING, define, field, fields
from cattrs import ClassValidationError, Converter
from cattrs.errors import ForbiddenExtraKeysError

from competency.errors import (
    InvalidFile,
    InvalidValue,
    Place,
    Problem,
    SheetCell,
    did_you_mean,
    quoted,
)
from competency.model.framework import check_language, date_of
from competency.model.nodes import weight_of
from competency.model.texts import check_id, check_line, check_text
from competency.reading import Tree
from competency.rounding import exact

__all__ = [
    "Collector",
    "Day",
    "Flag",
    "Id",
    "Language",
    "Line",
    "Number",
    "Path",
    "Placed",
    "Suggestions",
    "Text",
    "Weight",
    "one",
    "strict_converter",
    "what",
]

Path = tuple[str | int, ...]

Text = NewType("Text", str)
Line = NewType("Line", str)
Id = NewType("Id", str)
Language = NewType("Language", str)
Number = NewType("Number", int)
Weight = NewType("Weight", int)
Flag = NewType("Flag", bool)
Day = NewType("Day", datetime.date)

_Made = TypeVar("_Made")
_MOST_PROBLEMS = 1_000
_MOST_COMPARED = 20_000
_NOWHERE_ELSE: Mapping[str, str] = MappingProxyType({})


def what(tree: Tree) -> str:
    """Say what stands where something else is due."""
    if isinstance(tree, dict | list):
        return "a mapping" if isinstance(tree, dict) else "a list"
    return "nothing" if tree is None else "a text"


def one(read: Callable[[Any], _Made], tree: Tree) -> _Made:
    """Read one value; nothing, a list and a mapping are none.

    Raises:
        InvalidValue: if it is none, or what `read` raises.
    """
    if not isinstance(tree, str):
        raise InvalidValue(f"a value is due here, not {what(tree)}", "write one", "wrong-type")
    return read(tree)


def _flag(value: str) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise InvalidValue(f"{quoted(value)} is neither true nor false", "write one of them", "flag")


def _hook(read: Callable[[Any], object]) -> Callable[[Any, Any], object]:
    return lambda tree, _: one(read, tree)


_READERS: Mapping[Any, Callable[[Any], object]] = MappingProxyType(
    {
        Text: check_text,
        Line: check_line,
        Id: check_id,
        Language: check_language,
        Number: exact,
        Weight: weight_of,
        Flag: _flag,
        Day: date_of,
    }
)


def strict_converter() -> Converter:
    """Make a converter that takes texts as they were typed, and coerces nothing."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for type_, read in _READERS.items():
        converter.register_structure_hook(type_, _hook(read))
    return converter


_CONVERTER = strict_converter()


class Placed(Protocol):
    """A tree whose values have places: a document, or a form in a workbook."""

    @property
    def root(self) -> Tree:
        """The tree."""

    def locate(self, path: Path, key: bool = False, /) -> Place | SheetCell:
        """Say where the value at a path stands, or the key before it."""


@define
class Suggestions:
    """Says which of many names was meant; 1,000 against 14,000 take half a minute."""

    compared: int = 0

    def meant(self, name: str, names: Collection[str]) -> str:
        """Say which of these names was probably meant, or nothing."""
        if self.compared > _MOST_COMPARED:
            return ""
        self.compared += len(names)
        return did_you_mean(name, names)


@define
class Collector:
    """Reads one document and keeps every problem that it has."""

    document: Placed
    base: Path = ()
    problems: list[Problem] = field(factory=list)
    suggestions: Suggestions = field(factory=Suggestions)

    @property
    def root(self) -> Tree:
        """The tree that is read: the document's, or the part of it at the base."""
        tree: Any = self.document.root
        for step in self.base:
            tree = tree[step]
        return tree  # type: ignore[no-any-return]  # a tree is made of Any

    def locate(self, path: Path, *, key: bool = False) -> Place | SheetCell:
        """Say where the value at a path stands, or the key before it."""
        return self.document.locate((*self.base, *path), key)

    def add(self, error: InvalidValue, path: Path, *, key: bool = False) -> None:
        """Keep an error as a problem at this place.

        Raises:
            InvalidFile: with the 1,000th problem; the file is read no further.
        """
        place = self.locate(path, key=key)
        self.problems.append(Problem(error.message, error.remedy, error.kind, place))
        if len(self.problems) == _MOST_PROBLEMS:
            self.finish(None)

    def say(self, message: str, remedy: str, kind: str, path: Path, *, key: bool = False) -> None:
        """Keep a problem at this place."""
        self.add(InvalidValue(message, remedy, kind), path, key=key)

    def record(
        self,
        tree: Tree,
        type_: type[_Made],
        path: Path,
        elsewhere: Mapping[str, str] = _NOWHERE_ELSE,
    ) -> _Made | None:
        """Make a flat record of a mapping; None, and problems kept, where that fails.

        `elsewhere` has the remedy for keys that are right at another place.
        """
        if not isinstance(tree, dict):
            due = ", ".join(f"{name}: …" for name in _names(type_, needed=True))
            message = f"a mapping is due here, not {what(tree)}"
            self.say(message, f"write it as {{{due}}}", "wrong-type", path)
            return None
        try:
            return _CONVERTER.structure(tree, type_)
        except ClassValidationError as error:
            self._keep(error, type_, path, elsewhere)
            return None

    def _keep(
        self, error: ClassValidationError, type_: type, path: Path, elsewhere: Mapping[str, str]
    ) -> None:
        at_fields, others = error.group_exceptions()
        for cause, note in at_fields:
            if isinstance(cause, InvalidValue):
                self.add(cause, (*path, note.name))
            else:
                self.say(f"the key {quoted(note.name)} is missing", "add it", "missing-key", path)
        known = _names(type_)
        extra = (cause for cause in others if isinstance(cause, ForbiddenExtraKeysError))
        for name in (name for cause in extra for name in cause.extra_fields):
            remedy = elsewhere.get(name) or self.suggestions.meant(name, known)
            remedy = remedy or f"the keys are {', '.join(known)}"
            message = f"unknown key {quoted(name)}"
            self.say(message, remedy, "unknown-key", (*path, name), key=True)

    def entries(self, tree: Tree, path: Path) -> Iterator[tuple[Tree, Path]]:
        """Give the entries of a list with their paths; nothing is an empty list."""
        if isinstance(tree, list):
            yield from ((entry, (*path, index)) for index, entry in enumerate(tree))
        elif tree is not None:
            message = f"a list is due here, not {what(tree)}"
            self.say(message, "begin each entry with a dash", "wrong-type", path)

    def pairs(self, tree: Tree, path: Path) -> Iterator[tuple[str, Tree, Path]]:
        """Give the keys and values of a mapping with their paths; nothing is an empty one."""
        if isinstance(tree, dict):
            yield from ((name, value, (*path, name)) for name, value in tree.items())
        elif tree is not None:
            message = f"a mapping is due here, not {what(tree)}"
            self.say(message, "write keys and values", "wrong-type", path)

    def texts(self, tree: Tree, path: Path) -> list[str]:
        """Give the texts of a list; nothing is an empty one."""
        found = [
            self.attempt(partial(one, check_text, entry), place)
            for entry, place in self.entries(tree, path)
        ]
        return [text for text in found if text is not None]

    def attempt(self, make: Callable[[], _Made], path: Path, *, key: bool = False) -> _Made | None:
        """Make a value of the model; None, and a problem kept, where it refuses."""
        try:
            return make()
        except InvalidValue as error:
            self.add(error, path if error.field is None else (*path, error.field), key=key)
            return None

    def finish(self, made: _Made | None) -> _Made:
        """Give what was made of the document, if there is nothing wrong with it.

        Raises:
            InvalidFile: with all problems in document order, if there are any.
        """
        if made is None or self.problems:
            raise InvalidFile(tuple(sorted(self.problems, key=_position)))
        return made


def _names(type_: Any, *, needed: bool = False) -> list[str]:
    return [each.name for each in fields(type_) if not needed or each.default is NOTHING]


def _position(problem: Problem) -> tuple[int, int]:
    place = problem.place
    return (getattr(place, "line", None) or 0, getattr(place, "column", None) or 0)
