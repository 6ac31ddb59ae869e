"""A document: its tree of plain values, and the places where they stand in the file."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from attrs import field, frozen

from competency.errors import Place
from competency.reading._gate import Gate
from competency.reading._json import read_json
from competency.reading._limits import Limits, Tree
from competency.reading._source import Source, decode
from competency.reading._yaml import read_yaml, slowness

__all__ = ["Document", "read_document"]

_DEFAULTS = Limits()


@frozen(eq=False)
class Document:
    r"""What a file says, as plain values, with the place of each.

    Attributes:
        name: the name of the file, for messages.
        root: the tree; its scalars are texts as they were typed, or `None`.

    >>> document = read_document(b"id: cto\nscale: {minimum: 0}", "cto.yaml")
    >>> document.root
    {'id': 'cto', 'scale': {'minimum': '0'}}
    >>> str(document.locate(("scale", "minimum")))
    'cto.yaml:2:18'

    """

    name: str
    root: Tree
    _source: Source = field(repr=False)
    # One entry a node, keys and aliases among them, in document order: a str subclass with a place
    # would cost twice the time, an object a node four times the memory.
    _offsets: array[int] = field(repr=False)
    _aliases: dict[int, int] = field(repr=False)
    # The indices of the values in each mapping and list that a path went through.
    _known: dict[int, dict[str | int, int]] = field(factory=dict, init=False, repr=False)

    def locate(self, path: tuple[str | int, ...], key: bool = False) -> Place:
        """Say where in the file the value at `path` stands, or with `key` the key before it.

        Where the last steps of the path lead nowhere, this is the place of the nearest node above
        that exists. The value of an alias is the alias; what is in it stands at its anchor.
        """
        node: Any = self.root
        index = 0
        for step in path:
            inner = self._values(node, self._aliases.get(index, index)).get(step)
            if inner is None:
                return self._source.place(self._offsets[index])
            node, index = node[step], inner
        if key and path and isinstance(path[-1], str):
            index -= 1
        return self._source.place(self._offsets[index])

    def _values(self, node: Tree, index: int) -> dict[str | int, int]:
        if isinstance(node, str | None):
            return {}
        if index not in self._known:
            self._known[index] = dict(self._indices(node, index))
        return self._known[index]

    def _indices(
        self, node: dict[str, Any] | list[Any], index: int
    ) -> Iterator[tuple[str | int, int]]:
        keys = isinstance(node, dict)
        inner = index + 1
        for step in node if keys else range(len(node)):
            inner += keys
            yield step, inner
            inner = self._ends[inner]

    @cached_property
    def _ends(self) -> array[int]:
        """The index behind the last node within each node, in one walk without recursion."""
        ends = array("Q", range(1, len(self._offsets) + 1))
        outer = [(0, isinstance(self.root, dict), _inner(self.root))]
        index = 1
        while outer:
            start, keys, values = outer[-1]
            for value in values:
                index += 1 + keys
                if value and not isinstance(value, str) and index - 1 not in self._aliases:
                    outer.append((index - 1, isinstance(value, dict), _inner(value)))
                    break
            else:
                ends[start] = index
                outer.pop()
        return ends


def _inner(node: Tree) -> Iterator[Any]:
    return iter(node.values() if isinstance(node, dict) else node or ())


def read_document(data: bytes, name: str, limits: Limits = _DEFAULTS) -> Document:
    """Read a YAML file, or a JSON file where its name ends in `.json`.

    Raises:
        InvalidFile: if it is not UTF-8, breaks the grammar, exceeds a limit, or uses what is
            refused: duplicate keys, tags, merge keys, directives, several documents.

    >>> read_document(b'{"weight": 1.50, "reverse": true}', "x.json").root
    {'weight': '1.50', 'reverse': 'true'}

    """
    json = name.casefold().endswith(".json")
    gate = Gate(decode(data, name, limits.bytes if json else limits.bytes // slowness()), limits)
    if json:
        read_json(gate)
    else:
        read_yaml(data, gate)
    return Document(name, gate.finish(), gate.source, gate.offsets, gate.aliases)
