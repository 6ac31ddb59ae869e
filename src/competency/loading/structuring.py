"""Strict structuring: cattrs makes flat records of mappings; every problem keeps its place.

Leaves of a tree are texts as they were typed. The type of a field decides what they become, and
nothing is coerced: `no` is no flag, `4 ` no number, an unknown key a problem.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NewType, TypeVar

from attrs import NOTHING, define, field, fields
from cattrs import ClassValidationError, Converter
from cattrs.errors import ForbiddenExtraKeysError

from competency.errors import InvalidFile, InvalidValue, Place, Problem, did_you_mean, quoted
from competency.model.framework import date_of
from competency.model.nodes import weight_of
from competency.model.texts import check_id, check_line, check_text
from competency.reading import Document, Tree
from competency.rounding import exact

__all__ = [
    "Collector",
    "Day",
    "Flag",
    "Id",
    "Line",
    "Number",
    "Path",
    "Text",
    "Texts",
    "Weight",
    "strict_converter",
]

Path = tuple[str | int, ...]

Text = NewType("Text", str)
Line = NewType("Line", str)
Id = NewType("Id", str)
Texts = NewType("Texts", tuple[str, ...])
Number = NewType("Number", int)
Weight = NewType("Weight", int)
Flag = NewType("Flag", bool)
Day = NewType("Day", datetime.date)

_Record = TypeVar("_Record")


def _flag(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise InvalidValue(f"{quoted(value)} is neither true nor false", "write one of them", "flag")


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InvalidValue("a list of texts is due here", "begin each with a dash", "wrong-type")
    return tuple(check_text(text) for text in value)


def _hook(read: Callable[[Any], object]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if isinstance(value, dict | list) and read is not _texts:
            kind = "mapping" if isinstance(value, dict) else "list"
            raise InvalidValue(f"one value is due here, not a {kind}", kind="wrong-type")
        return read(value)

    return structure


def strict_converter() -> Converter:
    """Make a converter that takes texts as they were typed, and coerces nothing."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    readers: dict[Any, Callable[[Any], object]] = {
        Text: check_text,
        Line: check_line,
        Id: check_id,
        Texts: _texts,
        Number: exact,
        Weight: weight_of,
        Flag: _flag,
        Day: date_of,
    }
    for type_, read in readers.items():
        converter.register_structure_hook(type_, _hook(read))
    return converter


_CONVERTER = strict_converter()


@define
class Collector:
    """Reads one document and keeps every problem that it has."""

    document: Document
    base: Path = ()
    problems: list[Problem] = field(factory=list)

    @property
    def root(self) -> Tree:
        """The tree that is read: the document's, or the part of it at the base."""
        tree: Any = self.document.root
        for step in self.base:
            tree = tree[step]
        return tree  # type: ignore[no-any-return]  # a tree is made of Any

    def locate(self, path: Path, *, key: bool = False) -> Place:
        """Say where the value at a path stands, or the key before it."""
        return self.document.locate((*self.base, *path), key)

    def add(self, error: InvalidValue, path: Path, *, key: bool = False) -> None:
        """Keep an error as a problem at this place."""
        place = self.locate(path, key=key)
        self.problems.append(Problem(error.message, error.remedy, error.kind, place))

    def say(self, message: str, remedy: str, kind: str, path: Path, *, key: bool = False) -> None:
        """Keep a problem at this place."""
        self.add(InvalidValue(message, remedy, kind), path, key=key)

    def record(self, tree: Tree, type_: type[_Record], path: Path) -> _Record | None:
        """Make a flat record of a mapping; None, and problems kept, where that fails."""
        if not isinstance(tree, dict):
            names = ", ".join(_required(type_))
            self.say(
                f"a mapping with {names} is due here", "write keys and values", "wrong-type", path
            )
            return None
        try:
            return _CONVERTER.structure(tree, type_)
        except ClassValidationError as error:
            self._keep(error, type_, path)
            return None

    def _keep(self, error: ClassValidationError, type_: type, path: Path) -> None:
        at_fields, others = error.group_exceptions()
        for cause, note in at_fields:
            if isinstance(cause, InvalidValue):
                self.add(cause, (*path, note.name))
            else:
                self.say(f"the key {quoted(note.name)} is missing", "add it", "missing-key", path)
        for cause in others:
            if isinstance(cause, ForbiddenExtraKeysError):
                for name in sorted(cause.extra_fields):
                    self._unknown_key(name, type_, path)

    def _unknown_key(self, name: str, type_: Any, path: Path) -> None:
        names = [each.name for each in fields(type_)]
        remedy = did_you_mean(name, names) or f"the keys are {', '.join(names)}"
        self.say(f"unknown key {quoted(name)}", remedy, "unknown-key", (*path, name), key=True)

    def entries(self, tree: Tree, path: Path) -> Iterator[tuple[Tree, Path]]:
        """Give the entries of a list with their paths; nothing is an empty list."""
        if isinstance(tree, list):
            yield from ((entry, (*path, index)) for index, entry in enumerate(tree))
        elif tree is not None:
            self.say("a list is due here", "begin each entry with a dash", "wrong-type", path)

    def pairs(self, tree: Tree, path: Path) -> Iterator[tuple[str, Tree, Path]]:
        """Give the keys and values of a mapping with their paths; nothing is an empty one."""
        if isinstance(tree, dict):
            yield from ((name, value, (*path, name)) for name, value in tree.items())
        elif tree is not None:
            self.say("a mapping is due here", "write keys and values", "wrong-type", path)

    def attempt(self, make: Callable[[], _Record], path: Path) -> _Record | None:
        """Make a value of the model; None, and a problem kept, where it refuses."""
        try:
            return make()
        except InvalidValue as error:
            self.add(error, path if error.field is None else (*path, error.field))
            return None

    def finish(self) -> None:
        """Raise all problems in document order.

        Raises:
            InvalidFile: if there is any.
        """
        if self.problems:
            raise InvalidFile(tuple(sorted(self.problems, key=_position)))


def _position(problem: Problem) -> tuple[int, int]:
    place = problem.place
    return (getattr(place, "line", None) or 0, getattr(place, "column", None) or 0)


def _required(type_: Any) -> Iterable[str]:
    return [each.name for each in fields(type_) if each.default is NOTHING]
